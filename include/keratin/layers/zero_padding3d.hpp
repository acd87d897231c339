// ZeroPadding3D: zeros around each volume.
//   (batch, depth, height, width, channels) -> the same with more layers, rows and columns
//   model.add(ZeroPadding3D());   model.add(ZeroPadding3D({1, 2, 0}));   model.add(ZeroPadding3D({{1, 2}, {3, 0}, {0,
//   1}}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

using ZeroPadding3DOptions = ZeroPaddingOptions;

/// padding: one number for all sides, one for each axis, or {before, after} for each
/// (keras.layers.ZeroPadding3D).
struct ZeroPadding3D : Layer {
  explicit ZeroPadding3D(const ZeroPadding3DOptions& options = {});
  explicit ZeroPadding3D(const Sides& padding, ZeroPadding3DOptions options = {});
  static ZeroPadding3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE ZeroPadding3D::ZeroPadding3D(const ZeroPadding3DOptions& options)
    : Layer(Ref<LayerImpl>(new ZeroPaddingImpl("ZeroPadding3D", 3, options))) {}
KERATIN_INLINE ZeroPadding3D::ZeroPadding3D(const Sides& padding, ZeroPadding3DOptions options)
    : ZeroPadding3D((options.padding = padding, options)) {}
KERATIN_INLINE ZeroPadding3D ZeroPadding3D::from(Fields& f) {
  return layer_from<ZeroPadding3D, ZeroPadding3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
