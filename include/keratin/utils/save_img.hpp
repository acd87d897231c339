// save_img: an image, or numbers, as a PNG or JPEG file.
//   utils::save_img("out.png", model.predict(x)[0]);
#pragma once
#include <string>

#include "image.hpp"

namespace keratin::utils {

struct SaveImgOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< Or channels_first.
  std::string file_format = {};               ///< png, jpeg or jpg; without it the path's ending.
  Flag scale = true;                          ///< As array_to_img takes it.
};

/// Writes x (height, width, channels), whole or not at all (keras.utils.save_img). JPEG has no alpha: a fourth channel
/// is dropped, as Keras does. Throws what array_to_img does, value_error for another format, file_error where the file
/// cannot be written.
void save_img(const std::string& path, const Tensor& x, const SaveImgOptions& options = {});
/// The same of an image, as it is.
void save_img(const std::string& path, const Image& x, const SaveImgOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>

#include "../io/file.hpp"
#include "../io/jpeg.hpp"
#include "../io/png.hpp"
#include "array_to_img.hpp"
#include "load_img.hpp"

namespace keratin::utils {

KERATIN_INLINE void save_img(const std::string& path, const Tensor& x, const SaveImgOptions& options) {
  ArrayToImgOptions o;
  o.data_format = options.data_format;
  o.scale = options.scale;
  save_img(path, array_to_img(x, o), options);
}

KERATIN_INLINE void save_img(const std::string& path, const Image& x, const SaveImgOptions& options) {
  std::string format = options.file_format;
  if (format.empty()) format = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
  std::transform(format.begin(), format.end(), format.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  require(format == "png" || format == "jpg" || format == "jpeg",
          "save_img: expected a path that ends in .png, .jpg or .jpeg, or such a file_format; got \"", path, "\"",
          options.file_format.empty() ? "" : " and \"", options.file_format, options.file_format.empty() ? "" : "\"",
          ".");
  const io::Bitmap bitmap = detail::bitmap_of(x);
  if (format == "png") return io::write_file(path, io::encode_png(bitmap));
  io::write_file(path, io::encode_jpeg(bitmap.channels == 4 ? detail::to_channels(bitmap, 3) : bitmap));
}

}  // namespace keratin::utils
#endif
