// Resizing: images in another size.   (batch, height, width, channels) -> the same in another size
//   model.add(Resizing(32, 32));   model.add(Resizing(24, 32, {.interpolation = "nearest"}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct ResizingOptions {
  KERATIN_OPTIONS;
  std::string interpolation = "bilinear";     ///< or "nearest", "bicubic", "area", "lanczos3", "lanczos5".
  Flag crop_to_aspect_ratio = false;          ///< Instead of stretching it, the middle of the image is taken.
  Flag pad_to_aspect_ratio = false;           ///< Instead of stretching it, borders are put around the image.
  std::string fill_mode = "constant";         ///< The borders': there is no other.
  Real fill_value = 0;                        ///< Of the borders.
  Flag antialias = false;                     ///< Whether all pixels count where the image becomes smaller.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_mode, fill_value, antialias,
                 data_format)
};

/// (keras.layers.Resizing) Integers are rounded and stay integers. Throws unless height and width are above 0, and for
/// an unknown interpolation.
struct Resizing : Layer {
  explicit Resizing(Int height, Int width, const ResizingOptions& options = {});
  static Resizing from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/resize.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class ResizingImpl final : public ImageLayerImpl {
 public:
  ResizingImpl(index_t height, index_t width, const ResizingOptions& options)
      : ImageLayerImpl("Resizing", options), rows_(height), columns_(width), options_(options) {
    require(height > 0 && width > 0, where(), ": expected a height and a width above 0; got ", height, " and ", width,
            ".");
    require<name_error>(options.fill_mode == "constant", where(), ": expected fill_mode constant; got \"",
                        options.fill_mode, "\".");
    require(!options.crop_to_aspect_ratio || !options.pad_to_aspect_ratio, where(),
            ": expected crop_to_aspect_ratio or pad_to_aspect_ratio; got both.");
    options_.interpolation = ops::image::detail::interpolation_named(options.interpolation, where());
  }
  void fields(Fields& f) const override {
    Int height = rows_, width = columns_;
    f("height, width", height, width);
    ResizingOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext&) const override {
    return ops::image::resize(images, {rows_, columns_},
                              {.interpolation = options_.interpolation,
                               .antialias = options_.antialias,
                               .crop_to_aspect_ratio = options_.crop_to_aspect_ratio,
                               .pad_to_aspect_ratio = options_.pad_to_aspect_ratio,
                               .fill_value = options_.fill_value,
                               .data_format = data_format()});
  }

 private:
  index_t rows_, columns_;
  ResizingOptions options_;
};

KERATIN_INLINE Resizing::Resizing(Int height, Int width, const ResizingOptions& options)
    : Layer(Ref<LayerImpl>(new ResizingImpl(height, width, options))) {}
KERATIN_INLINE Resizing Resizing::from(Fields& f) {
  return layer_from<Resizing, ResizingOptions>(f, "height, width", Int(1), Int(1));
}

}  // namespace keratin::layers
#endif
