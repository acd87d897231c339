// RMSNormalization: y = x / sqrt(mean(x²) + epsilon) * scale, over one axis or several.   any shape -> the same
//   x = RMSNormalization()(x);
// B. Zhang and R. Sennrich, "Root mean square layer normalization", 2019.
#pragma once
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RMSNormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  Real epsilon = 1e-6;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis, epsilon)
};

/// One weight: scale, of the axes' sizes; it is broadcast to the input from the last axis on
/// (keras.layers.RMSNormalization).
struct RMSNormalization : Layer {
  explicit RMSNormalization(const RMSNormalizationOptions& options = {});
  static RMSNormalization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/rms_normalization.hpp"
#include "layer_normalization.hpp"

namespace keratin::layers {

class RMSNormalizationImpl final : public LayerImpl {
 public:
  explicit RMSNormalizationImpl(const RMSNormalizationOptions& options)
      : LayerImpl("RMSNormalization", options), options_(options) {}

  void build(const Shape& input) override {
    sizes_ = detail::sizes_of(input, options_.axis, name() + " (RMSNormalization)");
    scale_ = add_weight("scale", sizes_, "ones");
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(detail::has_sizes(x.shape(), options_.axis, sizes_), "expected sizes ", sizes_, " on the axes ",
                  options_.axis.list(), "; got ", x.shape(), ".");
    return ops::rms_normalization(x.cast(dtype()), scale_, {.axis = options_.axis, .epsilon = options_.epsilon});
  }

  void fields(Fields& f) const override { RMSNormalizationOptions(options_).fields(f); }

 private:
  RMSNormalizationOptions options_;
  Shape sizes_;
  Variable scale_;
};

KERATIN_INLINE RMSNormalization::RMSNormalization(const RMSNormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new RMSNormalizationImpl(options))) {}
KERATIN_INLINE RMSNormalization RMSNormalization::from(Fields& f) {
  return layer_from<RMSNormalization, RMSNormalizationOptions>(f, "");
}

}  // namespace keratin::layers
#endif
