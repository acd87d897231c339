// UpSampling2D: larger images: each pixel several times, or new ones between them.
//   (batch, height, width, channels) -> (batch, height * size[0], width * size[1], channels)
//   model.add(UpSampling2D());   model.add(UpSampling2D({2, 3}, {.interpolation = "bilinear"}));
#pragma once
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct UpSampling2DOptions {
  KERATIN_OPTIONS;
  PerAxis size = 2;                           ///< How many times as many rows and columns.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  std::string interpolation = "nearest";      ///< or "bilinear", "bicubic", "area", "lanczos3", "lanczos5".
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) { f("size, data_format, interpolation", size.list(), data_format, interpolation); }
};

/// (keras.layers.UpSampling2D) Throws for an unknown interpolation.
struct UpSampling2D : Layer {
  explicit UpSampling2D(const UpSampling2DOptions& options = {});
  explicit UpSampling2D(const PerAxis& size, UpSampling2DOptions options = {});
  static UpSampling2D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/image_axes.hpp"
#include "../ops/repeat_pixels.hpp"
#include "../ops/resize.hpp"

namespace keratin::layers {

class UpSampling2DImpl final : public LayerImpl {
 public:
  explicit UpSampling2DImpl(const UpSampling2DOptions& options)
      : LayerImpl("UpSampling2D", options), options_(options) {
    const std::string where = name() + " (UpSampling2D)";
    options_.size = options.size.resolved(2, where, "size");
    options_.interpolation = ops::image::detail::interpolation_named(options.interpolation, where);
    first_ = ops::detail::channels_first(options.data_format, where);
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == 4, "expected an input of shape (batch, height, width, channels); got ", x.shape(), ".");
    if (options_.interpolation == "nearest") return ops::detail::repeat_pixels(x, options_.size, options_.data_format);
    const index_t at = first_ ? 2 : 1;
    return ops::image::resize(x, {x.shape()[at] * options_.size[0], x.shape()[at + 1] * options_.size[1]},
                              {.interpolation = options_.interpolation, .data_format = options_.data_format});
  }
  void fields(Fields& f) const override { UpSampling2DOptions(options_).fields(f); }

 private:
  UpSampling2DOptions options_;
  bool first_;
};

KERATIN_INLINE UpSampling2D::UpSampling2D(const UpSampling2DOptions& options)
    : Layer(Ref<LayerImpl>(new UpSampling2DImpl(options))) {}
KERATIN_INLINE UpSampling2D::UpSampling2D(const PerAxis& size, UpSampling2DOptions options)
    : UpSampling2D((options.size = size, options)) {}
KERATIN_INLINE UpSampling2D UpSampling2D::from(Fields& f) {
  return layer_from<UpSampling2D, UpSampling2DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
