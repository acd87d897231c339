// UnitNormalization: y = x / sqrt(Σ x²), over one axis or several: each sample gets length 1.   any shape -> the same
//   x = UnitNormalization()(x);
#pragma once
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct UnitNormalizationOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis)
};

/// Zeros stay zeros (keras.layers.UnitNormalization).
struct UnitNormalization : Layer {
  explicit UnitNormalization(const UnitNormalizationOptions& options = {});
  static UnitNormalization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/normalize.hpp"

namespace keratin::layers {

class UnitNormalizationImpl final : public LayerImpl {
 public:
  explicit UnitNormalizationImpl(const UnitNormalizationOptions& options)
      : LayerImpl("UnitNormalization", options), options_(options) {
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    static_cast<void>(options_.axis.flags(x.shape().rank(), name()));
    return ops::normalize(x, {.axis = options_.axis, .epsilon = 1e-12});
  }
  void fields(Fields& f) const override { UnitNormalizationOptions(options_).fields(f); }

 private:
  UnitNormalizationOptions options_;
};

KERATIN_INLINE UnitNormalization::UnitNormalization(const UnitNormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new UnitNormalizationImpl(options))) {}
KERATIN_INLINE UnitNormalization UnitNormalization::from(Fields& f) {
  return layer_from<UnitNormalization, UnitNormalizationOptions>(f, "");
}

}  // namespace keratin::layers
#endif
