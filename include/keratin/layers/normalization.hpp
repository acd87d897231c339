// Normalization: y = (x - mean) / sqrt(variance), by a mean and a variance that are given or that adapt() finds in
// data.
//   Normalization norm;   norm.adapt(x_train);   model.add(norm);
//   model.add(Normalization({.mean = 3.0, .variance = 2.0}));   any shape -> the same
#pragma once
#include "../core/numbers.hpp"
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct NormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;     ///< Each place of these has a mean and a variance of its own; `{}`: one for all (Keras's None).
  Numbers mean = {};  ///< One number, or one for each place of the axes, in their order.
  Numbers variance = {};  ///< The same; both or none.
  Flag invert = false;    ///< Whether it is x * sqrt(variance) + mean instead.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis, invert, mean, variance)
};

/// Without a given mean its weights are mean, variance and count, which Keras keeps and does not use
/// (keras.layers.Normalization). They are not trained.
struct Normalization : Layer {
  explicit Normalization(const NormalizationOptions& options = {});
  static Normalization from(Fields& f);
  /// Sets mean and variance to those of the data, and builds the layer for its shape. Throws shape_error if it was
  /// built for other sizes, state_error if a mean was given.
  void adapt(const Tensor& data) const;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../autograd/tape.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "rescaling.hpp"

namespace keratin::layers {

namespace detail {

/// sqrt(variance), at least 1e-7.
struct Deviation {
  template <class V>
  V operator()(const V& variance) const {
    return math::max(math::sqrt(variance), V(1e-7));
  }
};

}  // namespace detail

class NormalizationImpl final : public LayerImpl {
 public:
  explicit NormalizationImpl(const NormalizationOptions& options)
      : LayerImpl("Normalization", options), options_(options) {
    const auto& o = options_;
    require(o.mean.given() == o.variance.given(), name(),
            " (Normalization): expected both mean and variance, or none; got one.");
    require(o.mean.values().size() == o.variance.values().size(), name(),
            " (Normalization): expected as many means as "
            "variances; got ",
            o.mean.values().size(), " and ", o.variance.values().size(), ".");
    supports_masking_ = true;
  }

  void build(const Shape& input) override {
    input_ = input;
    if (!options_.axis.list().empty()) kept_ = options_.axis.flags(input.rank(), name() + " (Normalization)");
    Shape sizes;
    for (std::size_t a = 0; a < input.rank(); ++a) {
      const index_t d = kept_[a] ? input[static_cast<index_t>(a)] : 1;
      require_shape(d > 0, "expected known sizes on the axes ", options_.axis.list(), "; got ", input,
                    ". Hint: {.axis = {}} for one mean of all.");
      wide_.push_back(d);
      if (kept_[a]) sizes.push_back(d);
    }
    const auto given = static_cast<index_t>(options_.mean.values().size());
    if (options_.mean.given()) {
      require_shape(given == 1 || given == wide_.size(), "expected ", wide_.size(), " means for the axes ",
                    options_.axis.list(), " of ", input, "; got ", given, ".");
      return;
    }
    mean_ = add_weight("mean", sizes, "zeros", {.trainable = false});
    variance_ = add_weight("variance", sizes, "ones", {.trainable = false});
    add_weight("count", {}, "zeros", {.trainable = false, .dtype = int64});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(fits(x.shape()), "expected an input as ", input_, " it was built for; got ", x.shape(), ".");
    const Tensor in = x.cast(dtype()), mean = wide(options_.mean, mean_);
    const Tensor deviation = map(detail::Deviation{}, wide(options_.variance, variance_));
    return options_.invert ? mean + in * deviation : (in - mean) / deviation;
  }

  void adapt(const Tensor& data) {
    require<state_error>(!options_.mean.given(), name(), ".adapt: expected a layer without a given mean; got one.");
    require_shape(data.rank() > 0, "expected data with a batch axis; got a scalar.");
    ensure_built({data.shape()});
    require_shape(fits(data.shape()), "expected data as ", input_, " it was built for; got ", data.shape(), ".");
    const NoGradient scope;
    Shape reduced;
    for (std::size_t a = 0; a < kept_.size() && a < data.shape().rank(); ++a)
      if (!kept_[a]) reduced.push_back(static_cast<index_t>(a));
    const Tensor wide = data.cast(float64);
    const bool all = reduced.empty();  // no axis is left out: each number is its own mean
    mean_.assign(all ? wide : ops::mean(wide, Axes(reduced)));
    variance_.assign(all ? zeros(wide.shape(), float64) : ops::var(wide, Axes(reduced)));
  }

  void fields(Fields& f) const override { NormalizationOptions(options_).fields(f); }

 private:
  bool fits(const Shape& shape) const {
    if (shape.rank() != input_.rank()) return false;
    for (std::size_t a = 0; a < shape.rank(); ++a)
      if (kept_[a] && shape[static_cast<index_t>(a)] != input_[static_cast<index_t>(a)]) return false;
    return true;
  }
  /// The given numbers or the weight, in the shape in which they are broadcast.
  Tensor wide(const Numbers& given, const Variable& weight) const {
    if (!given.given()) return weight.view(wide_);
    const Tensor v = detail::as_tensor(given, dtype());
    return v.size() == 1 ? v.view({}) : v.view(wide_);
  }

  NormalizationOptions options_;
  Shape input_, wide_;
  std::array<bool, Shape::max_rank> kept_{};
  Variable mean_, variance_;
};

KERATIN_INLINE Normalization::Normalization(const NormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new NormalizationImpl(options))) {}
KERATIN_INLINE Normalization Normalization::from(Fields& f) {
  return layer_from<Normalization, NormalizationOptions>(f, "");
}
KERATIN_INLINE void Normalization::adapt(const Tensor& data) const {
  static_cast<NormalizationImpl&>(impl()).adapt(data);
}

}  // namespace keratin::layers
#endif
