// Cropping3D: without the outer layers, rows and columns.
//   (batch, depth, height, width, channels) -> the same with fewer layers, rows and columns
//   model.add(Cropping3D({1, 2, 0}));   model.add(Cropping3D({{1, 2}, {3, 0}, {0, 1}}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

struct Cropping3DOptions {
  KERATIN_OPTIONS;
  Sides cropping = 1;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("cropping, data_format", cropping.list(), data_format); }
};

/// cropping: one number for all sides, one for each axis, or {before, after} for each
/// (keras.layers.Cropping3D). Throws for an input of which nothing would be left.
struct Cropping3D : Layer {
  explicit Cropping3D(const Cropping3DOptions& options = {});
  explicit Cropping3D(const Sides& cropping, Cropping3DOptions options = {});
  static Cropping3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE Cropping3D::Cropping3D(const Cropping3DOptions& options)
    : Layer(Ref<LayerImpl>(new CroppingImpl<Cropping3DOptions>("Cropping3D", 3, options))) {}
KERATIN_INLINE Cropping3D::Cropping3D(const Sides& cropping, Cropping3DOptions options)
    : Cropping3D((options.cropping = cropping, options)) {}
KERATIN_INLINE Cropping3D Cropping3D::from(Fields& f) { return layer_from<Cropping3D, Cropping3DOptions>(f, ""); }

}  // namespace keratin::layers
#endif
