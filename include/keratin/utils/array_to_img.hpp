// array_to_img: numbers as an image.
//   utils::save_img("noise.png", utils::array_to_img(random::uniform({64, 64, 3})));
#pragma once
#include <string>

#include "image.hpp"

namespace keratin::utils {

struct ArrayToImgOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< Or channels_first.
  Flag scale = true;  ///< From the least and greatest element to 0 and 255; else elements are colours already.
};

/// The image of x (height, width, channels) with 1, 3 or 4 channels (keras.utils.array_to_img), fractions cut off;
/// scaled, an x of equal elements is black. Throws shape_error for other shapes, value_error for elements that are not
/// finite or, without scale, not from 0 to 255, where Keras lets them overflow.
[[nodiscard]] Image array_to_img(const Tensor& x, const ArrayToImgOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "class_numbers.hpp"
#include "img_to_array.hpp"

namespace keratin::utils {

KERATIN_INLINE Image array_to_img(const Tensor& x, const ArrayToImgOptions& options) {
  constexpr const char* where = "array_to_img";
  require<shape_error>(x.rank() == 3 && x.size() > 0, where, ": expected x of shape (height, width, channels); got ",
                       x.shape(), ".");
  require<state_error>(!x.symbolic(), where, ": expected data; got a symbolic tensor of shape ", x.shape(), ".");
  const bool first = detail::channels_first(options.data_format, where);
  const Tensor last = first ? x.transpose({1, 2, 0}) : x;
  require<shape_error>(last.shape()[2] == 1 || last.shape()[2] == 3 || last.shape()[2] == 4, where,
                       ": expected 1, 3 or 4 channels; got ", last.shape()[2], " in ", x.shape(), ".");
  const std::vector<double> values = detail::numbers_of(last, where, "x");
  for (double v : values)
    require(std::isfinite(v) && (options.scale || (v >= 0 && v < 256)), where, ": expected ",
            options.scale ? "finite elements" : "elements from 0 to 255", "; got ", v, ".");
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  // In float32, as Keras does it: near whole numbers the fraction that is cut off decides.
  const float low = static_cast<float>(*least), span = static_cast<float>(*greatest) - low;
  std::vector<std::uint8_t> pixels;
  for (double v : values) {
    const float shifted = static_cast<float>(v) - low;
    const float scaled = (span != 0 ? shifted / span : shifted) * 255;
    pixels.push_back(
        static_cast<std::uint8_t>(options.scale ? std::clamp(scaled, 0.0f, 255.0f) : static_cast<float>(v)));
  }
  return Image(Tensor::from(pixels, last.shape()));
}

}  // namespace keratin::utils
#endif
