// ZeroPadding2D: zeros around each image.
//   (batch, height, width, channels) -> the same with more rows and columns
//   model.add(ZeroPadding2D());   model.add(ZeroPadding2D({1, 2}));   model.add(ZeroPadding2D({{1, 2}, {3, 0}}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

using ZeroPadding2DOptions = ZeroPaddingOptions;

/// padding: one number for all sides, {rows, columns} or {{top, bottom}, {left, right}}
/// (keras.layers.ZeroPadding2D).
struct ZeroPadding2D : Layer {
  explicit ZeroPadding2D(const ZeroPadding2DOptions& options = {});
  explicit ZeroPadding2D(const Sides& padding, ZeroPadding2DOptions options = {});
  static ZeroPadding2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE ZeroPadding2D::ZeroPadding2D(const ZeroPadding2DOptions& options)
    : Layer(Ref<LayerImpl>(new ZeroPaddingImpl("ZeroPadding2D", 2, options))) {}
KERATIN_INLINE ZeroPadding2D::ZeroPadding2D(const Sides& padding, ZeroPadding2DOptions options)
    : ZeroPadding2D((options.padding = padding, options)) {}
KERATIN_INLINE ZeroPadding2D ZeroPadding2D::from(Fields& f) {
  return layer_from<ZeroPadding2D, ZeroPadding2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
