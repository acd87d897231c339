// How many predictions exceed each of some thresholds, apart for labels that are true and false: what precision,
// recall, AUC and their like are made of. Each prediction goes into one bin, by how many thresholds it exceeds; the
// counts above a threshold are the sums of the bins beyond it.
#pragma once
#include <vector>

#include "../core/numbers.hpp"
#include "metric.hpp"

namespace keratin::metrics::detail {

/// The counts at one threshold, or weights in place of counts.
struct Confusion {
  double true_positives = 0, false_positives = 0, true_negatives = 0, false_negatives = 0;
};

/// a / b; 0 where b is 0.
inline double ratio(double a, double b) { return b != 0 ? a / b : 0; }
inline double precision(const Confusion& c) { return ratio(c.true_positives, c.true_positives + c.false_positives); }
inline double recall(const Confusion& c) { return ratio(c.true_positives, c.true_positives + c.false_negatives); }
inline double specificity(const Confusion& c) { return ratio(c.true_negatives, c.true_negatives + c.false_positives); }

struct ConfusionOptions {
  KERATIN_OPTIONS;
  std::optional<Int> top_k = {};           ///< Only the k greatest of a row may be positive.
  std::optional<Int> class_id = {};        ///< Only this column is looked at.
  Flag multi_label = false;                ///< Whether each column is counted apart.
  std::vector<double> label_weights = {};  ///< One for each column.
};

class ConfusionCounts {
 public:
  /// `even`: the thresholds lie evenly from 0 to 1, or just beyond (`beyond`) at the ends; then bins are found by
  /// rounding, as Keras does.
  ConfusionCounts(const std::vector<double>& thresholds, bool even, bool beyond);
  void reset();
  /// Adds a batch: y_true (not 0: true) and y_pred of one shape, weights of (batch) or (batch, …).
  void add(const char* where, const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight,
           const ConfusionOptions& options = {});
  std::size_t thresholds() const { return thresholds_.size(); }
  std::size_t labels() const { return labels_; }
  /// At each threshold, in the order they were given.
  std::vector<Confusion> at_thresholds(std::size_t label = 0) const;

 private:
  std::size_t bin_of(float p) const;
  void count(const Tensor& y, const Tensor& p, const Tensor& weights, index_t repeat, const ConfusionOptions& options);

  std::vector<float> thresholds_;    // sorted
  std::vector<std::size_t> places_;  // of the sorted ones as they were given
  bool even_, beyond_;
  std::size_t labels_ = 1;
  std::vector<double> bins_;  // (labels, false and true, thresholds + 1)
};

/// Whether thresholds lie evenly from 0 to 1 (Keras's is_evenly_distributed_thresholds).
bool lie_evenly(const std::vector<double>& thresholds);
/// The thresholds of an option, or `otherwise` alone. Throws value_error for one outside of [0, 1].
std::vector<double> thresholds_of(const char* where, const Numbers& given, double otherwise);

}  // namespace keratin::metrics::detail

#if KERATIN_DEFINE(metrics)
#include <algorithm>
#include <cmath>
#include <numeric>

#include "../losses/loss.hpp"
#include "../ops/reshape.hpp"

namespace keratin::metrics::detail {

KERATIN_INLINE bool lie_evenly(const std::vector<double>& thresholds) {
  const std::size_t n = thresholds.size();
  for (std::size_t i = 0; i < n; ++i) {
    const double even = static_cast<double>(i) / static_cast<double>(n - 1);
    if (!(std::abs(thresholds[i] - even) <= 1e-7 + 1e-5 * even)) return false;
  }
  return n >= 3;
}

KERATIN_INLINE std::vector<double> thresholds_of(const char* where, const Numbers& given, double otherwise) {
  if (!given.given()) return {otherwise};
  require(!given.values().empty(), where, ": expected a threshold; got none.");
  for (const double t : given.values())
    require(t >= 0 && t <= 1, where, ": expected thresholds from 0 to 1; got ", t, ".");
  return given.values();
}

KERATIN_INLINE ConfusionCounts::ConfusionCounts(const std::vector<double>& thresholds, bool even, bool beyond)
    : places_(thresholds.size()), even_(even), beyond_(beyond) {
  std::iota(places_.begin(), places_.end(), std::size_t(0));
  std::stable_sort(places_.begin(), places_.end(),
                   [&](std::size_t a, std::size_t b) { return thresholds[a] < thresholds[b]; });
  for (const std::size_t i : places_) thresholds_.push_back(static_cast<float>(thresholds[i]));
  reset();
}

KERATIN_INLINE void ConfusionCounts::reset() { bins_.assign(labels_ * 2 * (thresholds_.size() + 1), 0); }

KERATIN_INLINE std::size_t ConfusionCounts::bin_of(float p) const {
  if (even_) {
    const auto last = static_cast<float>(thresholds_.size() - 1);
    const float bin = p > 0 ? std::ceil(std::min(p, 1.0f) * last) : 0.0f;
    return std::max<std::size_t>(static_cast<std::size_t>(bin), beyond_ ? 1 : 0);
  }
  if (thresholds_.size() == 1) return p > thresholds_[0] ? 1 : 0;
  return static_cast<std::size_t>(std::lower_bound(thresholds_.begin(), thresholds_.end(), p) - thresholds_.begin());
}

/// The k greatest entries of each row, -1e10 in place of the others (Keras's _filter_top_k).
inline Tensor keep_top_k(const char* where, const Tensor& y_pred, index_t k) {
  const index_t n = y_pred.rank() > 0 ? y_pred.shape().back() : 0;
  require(k >= 1 && k <= n, where, ": expected top_k from 1 to ", n, ", the size of a row; got ", k, ".");
  Tensor kept = full(y_pred.shape(), -1e10);
  std::vector<index_t> order(static_cast<std::size_t>(n));
  for (index_t row = 0; row < y_pred.size(); row += n) {
    const float* const p = y_pred.data<const float>() + row;
    std::iota(order.begin(), order.end(), index_t(0));
    std::partial_sort(order.begin(), order.begin() + k, order.end(),
                      [p](index_t a, index_t b) { return p[a] > p[b] || (p[a] == p[b] && a < b); });
    for (auto at = order.begin(); at != order.begin() + k; ++at) kept.data<float>()[row + *at] = p[*at];
  }
  return kept;
}

KERATIN_INLINE void ConfusionCounts::add(const char* where, const Tensor& y_true, const Tensor& y_pred,
                                         const std::optional<Tensor>& sample_weight, const ConfusionOptions& options) {
  losses::Pair pair = losses::same_rank(y_true.cast(float32), y_pred.cast(float32));
  require<shape_error>(pair.y_true.shape() == pair.y_pred.shape(), where, ": expected y_true of y_pred's shape ",
                       y_pred.shape(), "; got ", y_true.shape(), ".");
  if (options.top_k) pair.y_pred = keep_top_k(where, pair.y_pred, *options.top_k);
  if (options.class_id) {
    const index_t c = *options.class_id, n = pair.y_pred.rank() > 1 ? pair.y_pred.shape().back() : 0;
    require(c >= 0 && c < n, where, ": expected a class_id below ", n, ", for y_pred ", y_pred.shape(), "; got ", c,
            ".");
    pair = {pair.y_true.slice(c, c + 1, -1), pair.y_pred.slice(c, c + 1, -1)};
  }
  Tensor weights = Tensor::scalar(1);
  if (sample_weight) {
    weights = sample_weight->cast(float32);
    if (weights.rank() == pair.y_pred.rank() + 1 && weights.shape().back() == 1) weights = ops::squeeze(weights, -1);
    bool leading = weights.rank() <= pair.y_pred.rank();
    for (index_t i = 0; i < weights.rank() && leading; ++i) leading = weights.shape()[i] == pair.y_pred.shape()[i];
    if (!leading) weights = losses::weighted(full(pair.y_pred.shape(), 1), weights);
  }
  if (pair.y_pred.size() > 0) count(pair.y_true, pair.y_pred, weights, pair.y_pred.size() / weights.size(), options);
}

/// Each weight counts for `repeat` elements.
KERATIN_INLINE void ConfusionCounts::count(const Tensor& y, const Tensor& p, const Tensor& weights, index_t repeat,
                                           const ConfusionOptions& options) {
  const bool apart = options.multi_label, weighted = !options.label_weights.empty();
  const std::size_t columns = (apart || weighted) && p.rank() > 0 ? static_cast<std::size_t>(p.shape().back()) : 1;
  const std::size_t stride = thresholds_.size() + 1;
  if (apart && labels_ != columns) {
    labels_ = columns;
    reset();
  }
  const float *at_y = y.data<float>(), *at_p = p.data<float>();
  std::size_t column = 0;
  for (const float weight : std::as_const(weights).span<float>())
    for (index_t i = 0; i < repeat; ++i, ++at_y, ++at_p) {
      const std::size_t row = (apart ? column * 2 : 0) + (*at_y != 0 ? 1 : 0);
      bins_[row * stride + bin_of(*at_p)] += weighted ? weight * options.label_weights[column] : double(weight);
      if (++column == columns) column = 0;
    }
}

KERATIN_INLINE std::vector<Confusion> ConfusionCounts::at_thresholds(std::size_t label) const {
  const std::size_t n = thresholds_.size();
  const double *const wrong = bins_.data() + label * 2 * (n + 1), *const right = wrong + n + 1;
  const double all_wrong = std::accumulate(wrong, wrong + n + 1, 0.0);
  const double all_right = std::accumulate(right, right + n + 1, 0.0);
  std::vector<Confusion> found(n);
  double above_wrong = 0, above_right = 0;
  for (std::size_t i = n; i-- > 0;) {
    above_wrong += wrong[i + 1];
    above_right += right[i + 1];
    found[places_[i]] = {above_right, above_wrong, all_wrong - above_wrong, all_right - above_right};
  }
  return found;
}

}  // namespace keratin::metrics::detail
#endif
