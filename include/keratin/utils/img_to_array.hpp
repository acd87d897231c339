// img_to_array: an image as numbers to compute with.
//   auto x = utils::img_to_array(utils::load_img("cat.jpg")) / 255.0f;
#pragma once
#include <string>

#include "image.hpp"

namespace keratin::utils {

struct ImgToArrayOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< Or channels_first.
  DType dtype = float32;
};

/// (height, width, channels), or (channels, height, width), with values from 0 to 255; a copy
/// (keras.utils.img_to_array). Throws value_error for another data_format.
[[nodiscard]] Tensor img_to_array(const Image& img, const ImgToArrayOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
namespace keratin::utils {

namespace detail {
inline bool channels_first(const std::string& data_format, const char* where) {
  require(data_format == "channels_last" || data_format == "channels_first", where,
          ": expected a data_format of channels_last or channels_first; got \"", data_format, "\".");
  return data_format == "channels_first";
}
}  // namespace detail

KERATIN_INLINE Tensor img_to_array(const Image& img, const ImgToArrayOptions& options) {
  const bool first = detail::channels_first(options.data_format, "img_to_array");
  const Tensor x = options.dtype == uint8 ? img.pixels().clone() : img.pixels().cast(options.dtype);
  return first ? x.transpose({2, 0, 1}) : x;
}

}  // namespace keratin::utils
#endif
