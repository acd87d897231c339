// Image: a picture in memory, as load_img reads it and array_to_img makes it.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// Pixels of 8 bits: uint8 (height, width, channels), of 1 (gray), 3 (red, green, blue) or 4 channels (and alpha).
/// Keras has a PIL image in its place.
class Image {
 public:
  /// Shares the elements. Throws dtype_error and shape_error for other tensors.
  explicit Image(const Tensor& pixels);
  const Tensor& pixels() const { return pixels_; }
  index_t height() const { return pixels_.shape()[0]; }
  index_t width() const { return pixels_.shape()[1]; }
  index_t channels() const { return pixels_.shape()[2]; }

 private:
  Tensor pixels_;
};

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include "../io/bitmap.hpp"

namespace keratin::utils {

KERATIN_INLINE Image::Image(const Tensor& pixels) : pixels_(pixels) {
  require<dtype_error>(pixels.dtype() == uint8, "Image: expected uint8; got ", pixels.dtype(), ".");
  const bool fits = pixels.rank() == 3 && pixels.size() > 0 &&
                    (pixels.shape()[2] == 1 || pixels.shape()[2] == 3 || pixels.shape()[2] == 4);
  require<shape_error>(fits, "Image: expected pixels (height, width, channels) of 1, 3 or 4 channels; got ",
                       pixels.shape(), ".");
  require<state_error>(!pixels.symbolic(), "Image: expected data; got a symbolic tensor.");
}

namespace detail {

inline Image image_of(const io::Bitmap& bitmap) {
  return Image(Tensor::from(bitmap.bytes, {bitmap.height, bitmap.width, bitmap.channels}));
}
inline io::Bitmap bitmap_of(const Image& image) {
  const auto* const from = image.pixels().data<std::uint8_t>();
  return {image.height(), image.width(), image.channels(), {from, from + image.pixels().size()}};
}

}  // namespace detail

}  // namespace keratin::utils
#endif
