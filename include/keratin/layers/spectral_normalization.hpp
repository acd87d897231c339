// SpectralNormalization: a layer whose kernel, in each training step, is divided by its largest singular value first,
// which a step of power iteration estimates: u = v W / |v W|, v = u Wᵀ / |u Wᵀ|, W /= v W uᵀ.
//   auto d = SpectralNormalization(Dense(64));
// T. Miyato et al., "Spectral normalization for generative adversarial networks", 2018.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct SpectralNormalizationOptions {
  KERATIN_OPTIONS;
  Int power_iterations = 1;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(power_iterations)
};

/// `layer` with a weight vector_u of its own, (1, kernel's last size), after the kernel
/// (keras.layers.SpectralNormalization). Throws unless the layer has a weight "kernel" or "embeddings", and for
/// power_iterations below 1.
[[nodiscard]] Layer SpectralNormalization(const Layer& layer, const SpectralNormalizationOptions& options = {});
/// The same as its configuration says. Throws state_error where that has no layer.
[[nodiscard]] Layer spectral_normalization_from(Fields& f);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../autograd/tape.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/matmul.hpp"
#include "../ops/normalize.hpp"
#include "../ops/operators.hpp"
#include "../ops/reshape.hpp"
#include "../ops/slice.hpp"
#include "../ops/transpose.hpp"

namespace keratin::layers {

class SpectralNormalizationImpl final : public LayerImpl {
 public:
  SpectralNormalizationImpl(const Layer& layer, const SpectralNormalizationOptions& options)
      : LayerImpl("SpectralNormalization", options), layer_(layer), options_(options) {
    require(options.power_iterations > 0, name(), " (SpectralNormalization): expected power_iterations above 0; got ",
            options.power_iterations, ".");
  }

  void build_all(const std::vector<Shape>& inputs) override {
    LayerImpl& inner = layer_.impl();
    inner.ensure_built(inputs);
    for (const Variable& w : inner.own_weights())
      if (w.name() == "kernel" || (w.name() == "embeddings" && !kernel_.defined())) kernel_ = w;
    require<state_error>(kernel_.defined(), name(),
                         " (SpectralNormalization): expected a layer with a weight \"kernel\" or \"embeddings\"; got ",
                         inner.class_name(), ".");
    share_weight(kernel_);
    vector_u_ = add_weight("vector_u", {1, kernel_.shape().back()}, initializers::TruncatedNormal({.stddev = 0.02}),
                           {.trainable = false});
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    if (context.training && !on_meta(xs[0])) normalize();
    return layer_.impl().invoke_all(xs, context);
  }

  std::vector<Layer> sublayers() const override { return {layer_}; }
  void fields(Fields& f) const override {
    std::optional<Layer> layer = layer_;
    f("layer", layer);
    SpectralNormalizationOptions(options_).fields(f);
  }

 private:
  void normalize() const {
    const NoGradient scope;
    const Tensor w = ops::reshape(kernel_, {-1, kernel_.shape().back()}), across = ops::transpose(w);
    if (!ops::any(ops::not_equal(w, Tensor::scalar(0, w.dtype()))).item<bool>()) return;
    Tensor u = vector_u_, v;
    for (index_t i = 0; i < options_.power_iterations; ++i) {
      v = ops::normalize(ops::matmul(u, across), {.axis = {}});
      u = ops::normalize(ops::matmul(v, w), {.axis = {}});
    }
    const Tensor sigma = ops::matmul(ops::matmul(v, w), ops::transpose(u));
    vector_u_.assign(u);
    kernel_.assign(ops::divide(kernel_, ops::reshape(sigma, {})));
  }

  Layer layer_;
  SpectralNormalizationOptions options_;
  Variable kernel_, vector_u_;
};

KERATIN_INLINE Layer SpectralNormalization(const Layer& layer, const SpectralNormalizationOptions& options) {
  return Layer(Ref<LayerImpl>(new SpectralNormalizationImpl(layer, options)));
}
KERATIN_INLINE Layer spectral_normalization_from(Fields& f) {
  std::optional<Layer> layer;
  f("layer", layer);
  require<state_error>(layer.has_value(), "SpectralNormalization: expected a layer to wrap; got none.");
  SpectralNormalizationOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return SpectralNormalization(*layer, options);
}

}  // namespace keratin::layers
#endif
