// Discretization: numbers as the number of the bin they fall into.   any shape -> the same
//   auto y = Discretization({.bin_boundaries = {0, 1, 2}})(x);       // 0: below 0, 1: [0, 1), 2: [1, 2), 3: from 2 on
//   Discretization bins({.num_bins = 4});   bins.adapt(data);        // as many numbers in each bin
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct DiscretizationOptions {
  KERATIN_OPTIONS;
  Numbers bin_boundaries = {};       ///< Ascending.
  std::optional<Int> num_bins = {};  ///< Instead: how many bins adapt() finds.
  Real epsilon = 0.01;               ///< How far adapt()'s quantiles may be off.
  std::string output_mode = "int";   ///< Or "one_hot", "multi_hot", "count", as of CategoryEncoding.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(bin_boundaries, num_bins, epsilon, output_mode)
};

/// (keras.layers.Discretization) The bins' numbers are int32. Throws unless bin_boundaries or num_bins is given, and
/// where adapt() was not called that has to be.
struct Discretization : Layer {
  explicit Discretization(const DiscretizationOptions& options);
  static Discretization from(Fields& f);
  /// Finds the boundaries between num_bins bins, from the data's quantiles.
  void adapt(const Tensor& data) const;
  /// Those given or found; empty before adapt().
  std::vector<double> bin_boundaries() const;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <cmath>

#include "../ops/cast.hpp"
#include "encode_categories.hpp"

namespace keratin::layers {

namespace detail {

/// A sorted sample's values, each with the number of data it stands for.
struct QuantileSummary {
  std::vector<double> values, weights;
};

inline QuantileSummary summarize(std::vector<float> data, double epsilon) {
  std::sort(data.begin(), data.end());
  const double step = std::max(static_cast<double>(data.size()) * epsilon, 1.0);
  QuantileSummary summary;
  for (auto i = static_cast<std::size_t>(step - 1); i < data.size(); i += static_cast<std::size_t>(step)) {
    summary.values.push_back(data[i]);
    summary.weights.push_back(step);
  }
  return summary;
}

/// The straight line through the points (xs, ys) at x, and the ends' ys beyond them.
inline double interpolate(double x, const std::vector<double>& xs, const std::vector<double>& ys) {
  const auto at = static_cast<std::size_t>(std::upper_bound(xs.begin(), xs.end(), x) - xs.begin());
  if (at == 0) return ys.front();
  if (at == xs.size()) return ys.back();
  return ys[at - 1] + (ys[at] - ys[at - 1]) / (xs[at] - xs[at - 1]) * (x - xs[at - 1]);
}

/// The summary cut down to about 1 / epsilon values.
inline QuantileSummary compress(const QuantileSummary& summary, double epsilon) {
  if (static_cast<double>(summary.values.size()) * epsilon < 1) return summary;
  std::vector<double> sums, shares;
  for (const double w : summary.weights) sums.push_back((sums.empty() ? 0 : sums.back()) + w);
  for (const double s : sums) shares.push_back(s / sums.back());
  QuantileSummary out;
  const auto count = static_cast<std::size_t>(std::ceil(1.0 / epsilon));
  double before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = epsilon + static_cast<double>(i) * epsilon, sum = interpolate(share, shares, sums);
    out.values.push_back(static_cast<float>(interpolate(share, shares, summary.values)));
    out.weights.push_back(static_cast<float>(sum - before));
    before = sum;
  }
  return out;
}

}  // namespace detail

class DiscretizationImpl final : public LayerImpl {
 public:
  explicit DiscretizationImpl(const DiscretizationOptions& options)
      : LayerImpl("Discretization", options), options_(options) {
    const auto& o = options_;
    require(o.bin_boundaries.given() != o.num_bins.has_value(), name(),
            " (Discretization): expected bin_boundaries or num_bins; got ", o.num_bins ? "both." : "none.");
    require(!o.num_bins || *o.num_bins > 0, name(), " (Discretization): expected num_bins above 0; got ",
            o.num_bins ? o.num_bins->value : 0, ".");
    require(o.epsilon > 0, name(), " (Discretization): expected an epsilon above 0; got ", o.epsilon, ".");
    require<name_error>(o.output_mode == "int" || o.output_mode == "one_hot" || o.output_mode == "multi_hot" ||
                            o.output_mode == "count",
                        name(), " (Discretization): expected output_mode int, one_hot, multi_hot or count; got \"",
                        o.output_mode, "\".");
    if (o.bin_boundaries.given()) set_boundaries(o.bin_boundaries.values());
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require<state_error>(found_ || on_meta(x), name(),
                         " (Discretization): expected boundaries; got none. Hint: adapt(data), or bin_boundaries.");
    const Tensor in = x.cast(float64), bins = Tensor::empty(x.shape(), int32, x.device());
    if (!on_meta(x))
      for (index_t i = 0; i < x.size(); ++i)
        bins.data<std::int32_t>()[i] = static_cast<std::int32_t>(
            std::upper_bound(boundaries_.begin(), boundaries_.end(), in.data<double>()[i]) - boundaries_.begin());
    if (options_.output_mode == "int") return bins;
    const index_t depth = found_ ? static_cast<index_t>(boundaries_.size()) + 1 : options_.num_bins->value;
    return encode_categories(bins, options_.output_mode, depth, dtype());
  }

  void adapt(const Tensor& data) {
    require<state_error>(options_.num_bins.has_value(), name(),
                         ".adapt: expected a layer with num_bins; got one with bin_boundaries.");
    require(data.size() > 0, name(), ".adapt: expected data; got none.");
    const Tensor in = data.cast(float32);
    const auto all = in.span<float>();
    const auto summary =
        detail::compress(detail::summarize({all.begin(), all.end()}, options_.epsilon), options_.epsilon);
    auto ends = detail::compress(summary, 1.0 / static_cast<double>(options_.num_bins->value)).values;
    ends.pop_back();
    set_boundaries(ends);
  }
  const std::vector<double>& boundaries() const { return boundaries_; }
  /// Those that an adapted layer was saved with.
  void set_boundaries(const std::vector<double>& boundaries) {
    require(std::is_sorted(boundaries.begin(), boundaries.end()), name(),
            " (Discretization): expected ascending bin_boundaries; got others.");
    boundaries_ = boundaries;
    found_ = true;
  }

  void fields(Fields& f) const override {
    DiscretizationOptions options = options_;
    if (found_) options.bin_boundaries = boundaries_;
    Flag sparse = false;
    options.fields(f);
    f("sparse", sparse);
  }

 private:
  DiscretizationOptions options_;
  std::vector<double> boundaries_;
  bool found_ = false;
};

KERATIN_INLINE Discretization::Discretization(const DiscretizationOptions& options)
    : Layer(Ref<LayerImpl>(new DiscretizationImpl(options))) {}
KERATIN_INLINE Discretization Discretization::from(Fields& f) {
  DiscretizationOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  const Numbers found = options.bin_boundaries;
  if (options.num_bins) options.bin_boundaries = Numbers();  // of an adapted layer both are there
  const Discretization layer(options);
  if (found.given()) static_cast<DiscretizationImpl&>(layer.impl()).set_boundaries(found.values());
  return layer;
}
KERATIN_INLINE void Discretization::adapt(const Tensor& data) const {
  static_cast<DiscretizationImpl&>(impl()).adapt(data);
}
KERATIN_INLINE std::vector<double> Discretization::bin_boundaries() const {
  return static_cast<DiscretizationImpl&>(impl()).boundaries();
}

}  // namespace keratin::layers
#endif
