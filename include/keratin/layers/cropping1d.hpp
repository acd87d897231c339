// Cropping1D: without the outer steps.
//   (batch, steps, channels) -> the same with fewer steps
//   model.add(Cropping1D(2));   model.add(Cropping1D({1, 2}));
#pragma once
#include "padding.hpp"

namespace keratin::layers {

struct Cropping1DOptions {
  KERATIN_OPTIONS;
  Sides cropping = 1;
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("cropping", cropping.list()); }
};

/// cropping: one number for all sides or {before, after}
/// (keras.layers.Cropping1D). Throws for an input of which nothing would be left.
struct Cropping1D : Layer {
  explicit Cropping1D(const Cropping1DOptions& options = {});
  explicit Cropping1D(const Sides& cropping, Cropping1DOptions options = {});
  static Cropping1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE Cropping1D::Cropping1D(const Cropping1DOptions& options)
    : Layer(Ref<LayerImpl>(new CroppingImpl<Cropping1DOptions>("Cropping1D", 1, options))) {}
KERATIN_INLINE Cropping1D::Cropping1D(const Sides& cropping, Cropping1DOptions options)
    : Cropping1D((options.cropping = cropping, options)) {}
KERATIN_INLINE Cropping1D Cropping1D::from(Fields& f) { return layer_from<Cropping1D, Cropping1DOptions>(f, ""); }

}  // namespace keratin::layers
#endif
