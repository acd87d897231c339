// LayerNormalization: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, with a mean and a variance for each
// sample, over one axis or several.   any shape -> the same
//   x = LayerNormalization()(x);   x = LayerNormalization({.axis = {1, 2}})(x);
// J. Ba et al., "Layer normalization", 2016.
#pragma once
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct LayerNormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  Real epsilon = 1e-3;
  Flag center = true;  ///< Whether there is a beta.
  Flag scale = true;   ///< Whether there is a gamma.
  Initializer beta_initializer = "zeros";
  Initializer gamma_initializer = "ones";
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  constraints::Constraint beta_constraint = {};
  constraints::Constraint gamma_constraint = {};
  Flag rms_scaling = false;  ///< x / sqrt(variance + epsilon) * gamma, of old models; see RMSNormalization.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis, epsilon, center, scale, rms_scaling, beta_initializer, gamma_initializer, beta_regularizer,
                 gamma_regularizer, beta_constraint, gamma_constraint)
};

/// Weights: gamma and beta, of the axes' sizes (keras.layers.LayerNormalization).
struct LayerNormalization : Layer {
  explicit LayerNormalization(const LayerNormalizationOptions& options = {});
  static LayerNormalization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../initializers/initializers.hpp"
#include "../ops/layer_normalization.hpp"

namespace keratin::layers {

namespace detail {

/// The shape of a weight over these axes, which are brought into Keras's order first: as they are written, so that -1
/// comes before 1.
inline Shape sizes_of(const Shape& input, Axes& axes, const std::string& where) {
  std::vector<index_t> sorted(axes.list().begin(), axes.list().end());
  require(!sorted.empty(), where, ": expected at least one axis; got none.");
  std::sort(sorted.begin(), sorted.end());
  axes = Axes(Shape(sorted));
  Shape sizes;
  for (const index_t a : sorted) sizes.push_back(input[static_cast<index_t>(input.axis(a, where))]);
  require<shape_error>(sizes.known(), where, ": expected known sizes on the axes ", axes.list(), "; got ", input, ".");
  return sizes;
}

/// Whether a shape has these sizes on these axes.
inline bool has_sizes(const Shape& shape, const Axes& axes, const Shape& sizes) {
  const auto rank = static_cast<index_t>(shape.rank());
  for (std::size_t i = 0; i < sizes.rank(); ++i) {
    const index_t a = axes.list()[static_cast<index_t>(i)];
    if (a < -rank || a >= rank || shape[a < 0 ? a + rank : a] != sizes[static_cast<index_t>(i)]) return false;
  }
  return true;
}

}  // namespace detail

class LayerNormalizationImpl final : public LayerImpl {
 public:
  explicit LayerNormalizationImpl(const LayerNormalizationOptions& options)
      : LayerImpl("LayerNormalization", options), options_(options) {
    supports_masking_ = true;
  }

  void build(const Shape& input) override {
    auto& o = options_;
    sizes_ = detail::sizes_of(input, o.axis, name() + " (LayerNormalization)");
    if (o.scale || o.rms_scaling)
      gamma_ = add_weight("gamma", sizes_, o.gamma_initializer,
                          {.regularizer = o.gamma_regularizer, .constraint = o.gamma_constraint});
    if (o.center && !o.rms_scaling)
      beta_ = add_weight("beta", sizes_, o.beta_initializer,
                         {.regularizer = o.beta_regularizer, .constraint = o.beta_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(detail::has_sizes(x.shape(), options_.axis, sizes_), "expected sizes ", sizes_, " on the axes ",
                  options_.axis.list(), "; got ", x.shape(), ".");
    return ops::layer_normalization(
        x.cast(dtype()), gamma_, beta_,
        {.axis = options_.axis, .epsilon = options_.epsilon, .rms_scaling = options_.rms_scaling});
  }

  void fields(Fields& f) const override { LayerNormalizationOptions(options_).fields(f); }

 private:
  LayerNormalizationOptions options_;
  Shape sizes_;
  Variable gamma_, beta_;
};

KERATIN_INLINE LayerNormalization::LayerNormalization(const LayerNormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new LayerNormalizationImpl(options))) {}
KERATIN_INLINE LayerNormalization LayerNormalization::from(Fields& f) {
  return layer_from<LayerNormalization, LayerNormalizationOptions>(f, "");
}

}  // namespace keratin::layers
#endif
