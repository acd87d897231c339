// Cropping2D: without the outer rows and columns.
//   (batch, height, width, channels) -> the same with fewer rows and columns
//   model.add(Cropping2D({1, 2}));   model.add(Cropping2D({{1, 2}, {3, 0}}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

struct Cropping2DOptions {
  KERATIN_OPTIONS;
  Sides cropping = 0;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("cropping, data_format", cropping.list(), data_format); }
};

/// cropping: one number for all sides, {rows, columns} or {{top, bottom}, {left, right}}
/// (keras.layers.Cropping2D). Throws for an input of which nothing would be left.
struct Cropping2D : Layer {
  explicit Cropping2D(const Cropping2DOptions& options = {});
  explicit Cropping2D(const Sides& cropping, Cropping2DOptions options = {});
  static Cropping2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE Cropping2D::Cropping2D(const Cropping2DOptions& options)
    : Layer(Ref<LayerImpl>(new CroppingImpl<Cropping2DOptions>("Cropping2D", 2, options))) {}
KERATIN_INLINE Cropping2D::Cropping2D(const Sides& cropping, Cropping2DOptions options)
    : Cropping2D((options.cropping = cropping, options)) {}
KERATIN_INLINE Cropping2D Cropping2D::from(Fields& f) { return layer_from<Cropping2D, Cropping2DOptions>(f, ""); }

}  // namespace keratin::layers
#endif
