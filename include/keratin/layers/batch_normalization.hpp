// BatchNormalization: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for each channel: by the batch's own
// mean and variance while training, else by their moving averages.   any shape -> the same
//   model.add(BatchNormalization());   model.add(BatchNormalization({.axis = 1}));
// S. Ioffe and C. Szegedy, "Batch normalization", 2015.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct BatchNormalizationOptions {
  KERATIN_OPTIONS;
  Int axis = -1;         ///< That of the channels.
  Real momentum = 0.99;  ///< A moving average keeps this share of itself at each training step.
  Real epsilon = 1e-3;
  Flag center = true;  ///< Whether there is a beta.
  Flag scale = true;   ///< Whether there is a gamma.
  Initializer beta_initializer = "zeros";
  Initializer gamma_initializer = "ones";
  Initializer moving_mean_initializer = "zeros";
  Initializer moving_variance_initializer = "ones";
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  constraints::Constraint beta_constraint = {};
  constraints::Constraint gamma_constraint = {};
  Flag synchronized = false;  ///< Means the whole batch on all devices; on one device it is that already.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer, moving_mean_initializer,
                 moving_variance_initializer, beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint,
                 synchronized)
};

/// Weights: gamma, beta, moving_mean, moving_variance, (channels) each (keras.layers.BatchNormalization). A call with
/// `training` moves the averages, by the variance divided by the number of elements; masked steps don't count. With
/// trainable = false it does what it does outside of training, as in Keras.
struct BatchNormalization : Layer {
  explicit BatchNormalization(const BatchNormalizationOptions& options = {});
  static BatchNormalization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/batch_normalization.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "../ops/square.hpp"
#include "../ops/where.hpp"

namespace keratin::layers {

namespace detail {

struct MovingAverage {
  double momentum;
  template <class V>
  V operator()(const V& average, const V& now) const {
    return average * V(momentum) + now * V(1 - momentum);
  }
};

}  // namespace detail

class BatchNormalizationImpl final : public LayerImpl {
 public:
  explicit BatchNormalizationImpl(const BatchNormalizationOptions& options)
      : LayerImpl("BatchNormalization", options), options_(options) {
    require(options.momentum >= 0 && options.momentum <= 1, name(),
            " (BatchNormalization): expected a momentum from 0 to 1; got ", options.momentum, ".");
    supports_masking_ = takes_mask_ = true;
  }

  void build(const Shape& input) override {
    rank_ = input.rank();
    axis_ = input.axis(options_.axis, name() + " (BatchNormalization)");
    const Shape channels{input[static_cast<index_t>(axis_)]};
    require_shape(channels[0] > 0, "expected a known size on axis ", options_.axis, "; got ", input, ".");
    const auto& o = options_;
    if (o.scale)
      gamma_ = add_weight("gamma", channels, o.gamma_initializer,
                          {.regularizer = o.gamma_regularizer, .constraint = o.gamma_constraint});
    if (o.center)
      beta_ = add_weight("beta", channels, o.beta_initializer,
                         {.regularizer = o.beta_regularizer, .constraint = o.beta_constraint});
    moving_mean_ = add_weight("moving_mean", channels, o.moving_mean_initializer, {.trainable = false});
    moving_variance_ = add_weight("moving_variance", channels, o.moving_variance_initializer, {.trainable = false});
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    const auto axis = static_cast<index_t>(axis_);
    require_shape(x.shape().rank() == rank_ && x.shape()[axis] == moving_mean_.size(), "expected an input of rank ",
                  rank_, " with ", moving_mean_.size(), " channels on axis ", axis_, "; got ", x.shape(), ".");
    const Tensor in = x.cast(moving_mean_.dtype());
    const ops::BatchNormalizationOptions formula{.offset = beta_, .scale = gamma_, .epsilon = options_.epsilon};
    if (!context.training || !trainable())
      return ops::batch_normalization(in, moving_mean_, moving_variance_, axis, formula);
    if (context.mask && context.mask->defined()) return call_masked(in, *context.mask, formula);
    const ops::NormalizedBatch made = ops::normalize_batch(in, axis, formula);
    update(made.mean, made.variance);
    return made.y;
  }

  void fields(Fields& f) const override { BatchNormalizationOptions(options_).fields(f); }

 private:
  /// The mean and variance of the steps that count alone.
  Tensor call_masked(const Tensor& x, const Tensor& mask, const ops::BatchNormalizationOptions& formula) const {
    require_shape(mask.rank() == x.rank() - 1, "expected a mask with one axis less than the input ", x.shape(),
                  "; got ", mask.shape(), ".");
    const Tensor zero = Tensor::scalar(0, x.dtype());
    const Tensor counts = ops::logical_or(ops::expand_dims(mask, -1), zeros_like(x));
    Shape others;
    for (std::size_t a = 0; a < rank_; ++a)
      if (a != axis_) others.push_back(static_cast<index_t>(a));
    const Axes axes(others);
    const Tensor n = ops::sum(counts.cast(x.dtype()), axes, {.keepdims = true}) + 1e-7;
    const Tensor mean = ops::sum(ops::where(counts, x, zero), axes, {.keepdims = true}) / n;
    const Tensor variance = ops::sum(ops::square(ops::where(counts, x - mean, zero)), axes, {.keepdims = true}) / n;
    const Shape flat = moving_mean_.shape();
    const Tensor m = ops::reshape(mean, flat), v = ops::reshape(variance, flat);
    update(m, v);
    return ops::batch_normalization(x, m, v, static_cast<index_t>(axis_), formula);
  }
  static Tensor zeros_like(const Tensor& x) {
    return on_meta(x) ? Tensor::empty(x.shape(), bool_, x.device()) : zeros(x.shape(), bool_);
  }

  void update(const Tensor& mean, const Tensor& variance) const {
    if (on_meta(mean)) return;
    const detail::MovingAverage step{options_.momentum};
    map_into(step, moving_mean_, moving_mean_, mean);
    map_into(step, moving_variance_, moving_variance_, variance);
  }

  BatchNormalizationOptions options_;
  Variable gamma_, beta_, moving_mean_, moving_variance_;
  std::size_t rank_ = 0, axis_ = 0;
};

KERATIN_INLINE BatchNormalization::BatchNormalization(const BatchNormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new BatchNormalizationImpl(options))) {}
KERATIN_INLINE BatchNormalization BatchNormalization::from(Fields& f) {
  Flag renorm = false;
  f("renorm", renorm);
  require(!renorm, "BatchNormalization: expected renorm false; got true, which keratin has not.");
  return layer_from<BatchNormalization, BatchNormalizationOptions>(f, "");
}

}  // namespace keratin::layers
#endif
