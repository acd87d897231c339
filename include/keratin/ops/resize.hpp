// image::resize(images, size): images in another size, as TensorFlow and Keras make them.
// Each pixel is a weighted sum of some pixels; the gradient goes back with the same weights.
#pragma once
#include <string>

#include "../tensor/per_axis.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops::image {

struct ResizeOptions {
  KERATIN_OPTIONS;
  std::string interpolation = "bilinear";  ///< or "nearest", "bicubic", "area", "lanczos3", "lanczos5".
  Flag antialias = false;                  ///< Whether all pixels count where the image becomes smaller.
  Flag crop_to_aspect_ratio = false;       ///< Instead of stretching it, the middle of the image is taken.
  Flag pad_to_aspect_ratio = false;        ///< Instead of stretching it, borders are put around the image.
  std::string fill_mode = "constant";      ///< The borders': there is no other.
  Real fill_value = 0;                     ///< Of the borders.
  std::string data_format = "channels_last";
};
/// (batch, height, width, channels), or one image without batch, in size (height, width) (keras.ops.image.resize).
/// Integers are rounded and stay integers. Throws name_error for an unknown interpolation or fill_mode, value_error
/// for both ways to keep the aspect ratio at once.
[[nodiscard]] Tensor resize(const Tensor& images, const PerAxis& size, const ResizeOptions& options = {});

namespace detail {

/// The name in small letters; throws name_error for what is no interpolation.
std::string interpolation_named(const std::string& name, std::string_view where);

}  // namespace detail

}  // namespace keratin::ops::image

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/resample.hpp"
#include "../backend/cuda/resample.hpp"
#include "clip.hpp"
#include "image_axes.hpp"
#include "op.hpp"
#include "pad.hpp"
#include "reshape.hpp"
#include "round.hpp"
#include "slice.hpp"

namespace keratin::ops {

namespace detail {

inline void resample_into(const Tensor& y, const Tensor& x, std::size_t axis, const cpu_backend::Taps& taps) {
  const index_t outer = x.shape().product(0, axis), inner = x.shape().product(axis + 1, x.shape().rank());
  if constexpr (with_cuda) {
    if (on_cuda(y))
      return cuda_backend::resample(y.device().index(), y.dtype(), taps, outer, inner, device_output(y),
                                    DeviceData(x, y.device()).get());
  }
  visit_float(x.dtype(), "resize", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::resample<T>(taps, outer, inner, y.data<T>(), x.data<const T>());
  });
}

/// x with other elements along an axis: weighted sums of its own.
inline Tensor resampled(const Tensor& x, std::size_t axis, cpu_backend::Taps taps) {
  Tensor y = Tensor::empty(x.shape().with(axis, taps.outputs()), x.dtype(), x.device());
  if (on_meta(y)) return y;
  resample_into(y, x, axis, taps);
  record(y, {&x}, [taps = std::move(taps), axis](const Tensor& dy, InputGradients& dx) {
    dx.add(0, resampled(dy, axis, cpu_backend::transposed(taps)));
  });
  return y;
}

/// What of n elements keeps the aspect ratio of `target` to `other_target`, as Keras counts: in float.
inline index_t kept_aspect(index_t other, index_t target, index_t other_target) {
  return static_cast<index_t>(static_cast<float>(other * target) / static_cast<float>(other_target));
}

/// The middle of images (batch, height, width, channels) in the aspect ratio of `size`.
inline Tensor cropped_to_aspect(const Tensor& x, const PerAxis& size) {
  const index_t height = x.shape()[1], width = x.shape()[2];
  const index_t h = std::max<index_t>(std::min(height, kept_aspect(width, size[0], size[1])), 1),
                w = std::max<index_t>(std::min(width, kept_aspect(height, size[1], size[0])), 1);
  const index_t top = (height - h) / 2, left = (width - w) / 2;
  return slice(x, {Slice(), Slice(top, top + h), Slice(left, left + w)});
}

/// Images with borders, as wide on both sides, in the aspect ratio of `size`.
inline Tensor padded_to_aspect(const Tensor& x, const PerAxis& size, double value) {
  const index_t height = x.shape()[1], width = x.shape()[2];
  const index_t rows = std::max(height, kept_aspect(width, size[0], size[1])) - height,
                columns = std::max(width, kept_aspect(height, size[1], size[0])) - width;
  return pad(x, {{0, 0}, {rows / 2, rows / 2}, {columns / 2, columns / 2}, {0, 0}}, {.constant_values = value});
}

inline Tensor resize_images(const Tensor& x, const PerAxis& size, const image::ResizeOptions& options) {
  Tensor y = options.crop_to_aspect_ratio  ? cropped_to_aspect(x, size)
             : options.pad_to_aspect_ratio ? padded_to_aspect(x, size, options.fill_value)
                                           : x;
  require<shape_error>(y.shape()[1] > 0 && y.shape()[2] > 0, "resize: expected images with pixels; got ", x.shape(),
                       ".");
  const DType dtype = is_float(x.dtype()) ? x.dtype() : DType::float32;
  y = y.cast(dtype);
  for (const std::size_t axis : {1u, 2u}) {
    const index_t n = y.shape()[axis];
    // Without a change of size, all of TensorFlow's kernels give the image itself.
    if (n != size[axis - 1])
      y = resampled(y, axis, cpu_backend::resizing_taps(options.interpolation, options.antialias, n, size[axis - 1]));
  }
  if (dtype == x.dtype() || options.interpolation == "nearest") return y.cast(x.dtype());
  y = round(y);  // a kernel may overshoot: 256 must not become 0
  return (x.dtype() == uint8 ? clip(y, 0, 255) : y).cast(x.dtype());
}

}  // namespace detail

namespace image {

KERATIN_INLINE std::string detail::interpolation_named(const std::string& name, std::string_view where) {
  std::string lower = name;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const char* known : {"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5"})
    if (lower == known) return lower;
  fail<name_error>(where, ": expected interpolation nearest, bilinear, bicubic, area, lanczos3 or lanczos5; got \"",
                   name, "\".");
}

KERATIN_INLINE Tensor resize(const Tensor& images, const PerAxis& size, const ResizeOptions& options) {
  const PerAxis to = size.resolved(2, "resize", "size");
  if (images.symbolic())
    return symbolic_op("keras.src.ops.image", "Resize", {images},
                       [=](const Tensors& in) { return resize(in[0], to, options); },
                       {{"size", to.shape()},
                        {"interpolation", options.interpolation},
                        {"antialias", options.antialias},
                        {"crop_to_aspect_ratio", options.crop_to_aspect_ratio},
                        {"pad_to_aspect_ratio", options.pad_to_aspect_ratio},
                        {"fill_mode", options.fill_mode},
                        {"fill_value", options.fill_value},
                        {"data_format", options.data_format}});
  ResizeOptions o = options;
  o.interpolation = detail::interpolation_named(options.interpolation, "resize");
  require<name_error>(options.fill_mode == "constant", "resize: expected fill_mode constant; got \"", options.fill_mode,
                      "\".");
  require(!options.crop_to_aspect_ratio || !options.pad_to_aspect_ratio,
          "resize: expected crop_to_aspect_ratio or pad_to_aspect_ratio; got both.");
  require<shape_error>(images.rank() == 3 || images.rank() == 4,
                       "resize: expected one image or a batch of them, of rank ", "3 or 4; got shape ", images.shape(),
                       ".");
  if (images.rank() == 3) return squeeze(resize(expand_dims(images, 0), to, options), 0);
  return ops::detail::as_channels_last(images, options.data_format, "resize",
                                       [&](const Tensor& x) { return ops::detail::resize_images(x, to, o); });
}

}  // namespace image

}  // namespace keratin::ops
#endif
