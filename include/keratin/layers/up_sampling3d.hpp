// UpSampling3D: each element of a volume several times.
//   (batch, depth, height, width, channels) -> the same with size times as many layers, rows and columns
//   model.add(UpSampling3D());   model.add(UpSampling3D({1, 2, 2}));
#pragma once
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct UpSampling3DOptions {
  KERATIN_OPTIONS;
  PerAxis size = 2;                           ///< How many times on each axis.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("size, data_format", size.list(), data_format); }
};

/// (keras.layers.UpSampling3D)
struct UpSampling3D : Layer {
  explicit UpSampling3D(const UpSampling3DOptions& options = {});
  explicit UpSampling3D(const PerAxis& size, UpSampling3DOptions options = {});
  static UpSampling3D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/image_axes.hpp"
#include "../ops/repeat_pixels.hpp"

namespace keratin::layers {

class UpSampling3DImpl final : public LayerImpl {
 public:
  explicit UpSampling3DImpl(const UpSampling3DOptions& options)
      : LayerImpl("UpSampling3D", options), options_(options) {
    const std::string where = name() + " (UpSampling3D)";
    options_.size = options.size.resolved(3, where, "size");
    ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == 5, "expected an input of rank 5; got ", x.shape(), ".");
    return ops::detail::repeat_pixels(x, options_.size, options_.data_format);
  }
  void fields(Fields& f) const override { UpSampling3DOptions(options_).fields(f); }

 private:
  UpSampling3DOptions options_;
};

KERATIN_INLINE UpSampling3D::UpSampling3D(const UpSampling3DOptions& options)
    : Layer(Ref<LayerImpl>(new UpSampling3DImpl(options))) {}
KERATIN_INLINE UpSampling3D::UpSampling3D(const PerAxis& size, UpSampling3DOptions options)
    : UpSampling3D((options.size = size, options)) {}
KERATIN_INLINE UpSampling3D UpSampling3D::from(Fields& f) {
  return layer_from<UpSampling3D, UpSampling3DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
