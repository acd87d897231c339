// CenterCrop: the middle of each image.   (batch, height, width, channels) -> the same in another size
//   model.add(CenterCrop(24, 24));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct CenterCropOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(data_format)
};

/// Of an image that is too small, the largest part in the ratio of height to width is enlarged
/// (keras.layers.CenterCrop). Integers become floats. Throws unless both are above 0.
struct CenterCrop : Layer {
  explicit CenterCrop(Int height, Int width, const CenterCropOptions& options = {});
  static CenterCrop from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "cropped_images.hpp"

namespace keratin::layers {

class CenterCropImpl final : public CroppedImagesImpl {
 public:
  CenterCropImpl(index_t height, index_t width, const CenterCropOptions& options)
      : CroppedImagesImpl("CenterCrop", height, width, options), options_(options) {}
  void fields(Fields& f) const override {
    size_fields(f);
    CenterCropOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext&) const override {
    return middle(images.cast(float_type(images.dtype())));
  }

 private:
  CenterCropOptions options_;
};

KERATIN_INLINE CenterCrop::CenterCrop(Int height, Int width, const CenterCropOptions& options)
    : Layer(Ref<LayerImpl>(new CenterCropImpl(height, width, options))) {}
KERATIN_INLINE CenterCrop CenterCrop::from(Fields& f) {
  return layer_from<CenterCrop, CenterCropOptions>(f, "height, width", Int(1), Int(1));
}

}  // namespace keratin::layers
#endif
