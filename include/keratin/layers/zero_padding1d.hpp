// ZeroPadding1D: zeros before and after the steps.
//   (batch, steps, channels) -> the same with more steps
//   model.add(ZeroPadding1D());   model.add(ZeroPadding1D(2));   model.add(ZeroPadding1D({1, 2}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

using ZeroPadding1DOptions = ZeroPaddingOptions;

/// padding: one number for all sides or {before, after}
/// (keras.layers.ZeroPadding1D).
struct ZeroPadding1D : Layer {
  explicit ZeroPadding1D(const ZeroPadding1DOptions& options = {});
  explicit ZeroPadding1D(const Sides& padding, ZeroPadding1DOptions options = {});
  static ZeroPadding1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE ZeroPadding1D::ZeroPadding1D(const ZeroPadding1DOptions& options)
    : Layer(Ref<LayerImpl>(new ZeroPaddingImpl("ZeroPadding1D", 1, options))) {}
KERATIN_INLINE ZeroPadding1D::ZeroPadding1D(const Sides& padding, ZeroPadding1DOptions options)
    : ZeroPadding1D((options.padding = padding, options)) {}
KERATIN_INLINE ZeroPadding1D ZeroPadding1D::from(Fields& f) {
  return layer_from<ZeroPadding1D, ZeroPadding1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
