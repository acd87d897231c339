// load_img: a PNG or JPEG file as an image.
//   auto x = utils::img_to_array(utils::load_img("cat.jpg", {.target_size = {224, 224}}));
#pragma once
#include <string>

#include "image.hpp"

namespace keratin::utils {

struct LoadImgOptions {
  KERATIN_OPTIONS;
  std::string color_mode = "rgb";         ///< grayscale, rgb or rgba.
  Shape target_size = {};                 ///< {height, width} to bring it to; empty: as it is.
  std::string interpolation = "nearest";  ///< nearest, bilinear, bicubic, hamming, box or lanczos.
  Flag keep_aspect_ratio = false;  ///< Cuts out the middle that has the target's proportions, and does not distort.
};

/// Reads a PNG or JPEG file (keras.utils.load_img, with Pillow's pixels); what it is, its first bytes tell. Of 16 bits
/// a colour the upper 8 are kept; how a camera was held (EXIF) is not looked at, as in Keras. Throws file_error for a
/// file that is not there, damaged, cut off, of another kind or with more than 178 million pixels, value_error or
/// name_error for unknown options, runtime_error where the build lacks libpng or libjpeg.
[[nodiscard]] Image load_img(const std::string& path, const LoadImgOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include "../io/file.hpp"
#include "../io/jpeg.hpp"
#include "../io/png.hpp"
#include "resize_bitmap.hpp"

namespace keratin::utils {

namespace detail {

/// Other channels: gray becomes three equal ones, colours Pillow's luma; alpha is added as 255, or dropped.
inline io::Bitmap to_channels(const io::Bitmap& in, index_t channels) {
  if (in.channels == channels) return in;
  io::Bitmap out{in.height, in.width, channels, {}};
  out.bytes.reserve(static_cast<std::size_t>(in.height * in.width * channels));
  const auto per = static_cast<std::size_t>(in.channels);
  for (std::size_t i = 0; i < in.bytes.size(); i += per) {
    const std::uint8_t r = in.bytes[i], g = per < 3 ? r : in.bytes[i + 1], b = per < 3 ? r : in.bytes[i + 2];
    if (channels == 1) {
      out.bytes.push_back(per < 3 ? r : static_cast<std::uint8_t>((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16));
      continue;
    }
    out.bytes.insert(out.bytes.end(), {r, g, b});
    if (channels == 4) out.bytes.push_back(per == 2 ? in.bytes[i + 1] : 255);
  }
  return out;
}

/// The middle part that has the proportions of height : width, as Keras cuts it out.
inline ImagePart middle_of(const io::Bitmap& in, index_t height, index_t width) {
  ImagePart part;
  part.height = std::max<index_t>(1, std::min(in.height, in.width * height / width));
  part.width = std::max<index_t>(1, std::min(in.width, in.height * width / height));
  part.top = (in.height - part.height) / 2;
  part.left = (in.width - part.width) / 2;
  return part;
}

}  // namespace detail

KERATIN_INLINE Image load_img(const std::string& path, const LoadImgOptions& options) {
  const std::string& mode = options.color_mode;
  const index_t channels = mode == "grayscale" ? 1 : mode == "rgb" ? 3 : mode == "rgba" ? 4 : 0;
  require(channels > 0, "load_img: expected a color_mode of grayscale, rgb or rgba; got \"", mode, "\".");
  const Shape& size = options.target_size;
  const bool sized = !size.empty();
  require(!sized || (size.rank() == 2 && size[0] > 0 && size[1] > 0 &&
                     static_cast<double>(size[0]) * static_cast<double>(size[1]) <= io::most_pixels),
          "load_img: expected a target_size of {height, width}; got ", size, ".");
  const detail::ResizeFilter& filter = detail::resize_filter(options.interpolation, "load_img");
  const std::string bytes = io::read_file(path), where = concat("load_img(\"", path, "\")");
  require<file_error>(io::is_png(bytes) || io::is_jpeg(bytes), where,
                      ": expected a PNG or JPEG file; got bytes that begin as neither does.");
  io::Bitmap bitmap = io::is_png(bytes) ? io::decode_png(bytes, where) : io::decode_jpeg(bytes, where);
  bitmap = detail::to_channels(bitmap, channels);
  if (!sized) return detail::image_of(bitmap);
  const detail::ImagePart whole{0, 0, bitmap.height, bitmap.width};
  const detail::ImagePart part = options.keep_aspect_ratio ? detail::middle_of(bitmap, size[0], size[1]) : whole;
  return detail::image_of(detail::resize_bitmap(std::move(bitmap), part, size[0], size[1], filter));
}

}  // namespace keratin::utils
#endif
