// image::affine_transform(images, transform): each pixel (x, y) of the result is what the image has at
//   ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)   with k = c0 x + c1 y + 1.
// The gradient goes to the pixels that were read, with the same weights; the transform has none.
#pragma once
#include <string>

#include "../tensor/tensor.hpp"

namespace keratin::ops::image {

struct AffineTransformOptions {
  KERATIN_OPTIONS;
  std::string interpolation = "bilinear";  ///< or "nearest".
  std::string fill_mode = "constant";  ///< Outside of the image: fill_value; "nearest" its edge, "reflect" its mirror
                                       ///< image, or "wrap" its other side.
  Real fill_value = 0;
  std::string data_format = "channels_last";
};
/// images: (batch, height, width, channels), or one without batch; transform: (a0, a1, a2, b0, b1, b2, c0, c1) for each
/// image, or for all (keras.ops.image.affine_transform). Throws name_error for an unknown interpolation or fill_mode.
[[nodiscard]] Tensor affine_transform(const Tensor& images, const Tensor& transform,
                                      const AffineTransformOptions& options = {});

}  // namespace keratin::ops::image

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/affine.hpp"
#include "../backend/cuda/affine.hpp"
#include "image_axes.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

inline cpu_backend::FillMode fill_mode_named(const std::string& name) {
  using cpu_backend::FillMode;
  if (name == "constant") return FillMode::constant;
  if (name == "nearest") return FillMode::nearest;
  if (name == "reflect") return FillMode::reflect;
  require<name_error>(name == "wrap", "affine_transform: expected fill_mode constant, nearest, reflect or wrap; got \"",
                      name, "\".");
  return FillMode::wrap;
}

/// x: (batch, height, width, channels) of floats; maps: (1 or batch, 8) of float32.
inline Tensor affine_images(const Tensor& x, const Tensor& maps, const image::AffineTransformOptions& options) {
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  if (on_meta(y) || on_meta(maps)) return y;
  const auto plan_of = [shape = x.shape(), one = maps.shape()[0] == 1, bilinear = options.interpolation == "bilinear",
                        mode = fill_mode_named(options.fill_mode)](const float* numbers) {
    return cpu_backend::AffinePlan{shape[0], shape[1], shape[2], shape[3], numbers, one, bilinear, mode};
  };
  const auto plan = [plan_of, maps] { return plan_of(maps.data<const float>()); };
  if (on_cuda(y)) {
    if constexpr (with_cuda) {
      const DeviceData in(x, y.device()), numbers(maps, y.device());
      cuda_backend::affine_transform(y.device().index(), y.dtype(), plan_of(static_cast<const float*>(numbers.get())),
                                     options.fill_value, device_output(y), in.get());
    }
  } else {
    visit_float(x.dtype(), "affine_transform", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::affine_transform<T>(plan(), static_cast<T>(options.fill_value.value), y.data<T>(),
                                       x.data<const T>());
    });
  }
  record(y, {&x}, [plan](const Tensor& dy, InputGradients& dx) {
    Tensor d = Tensor::empty(dy.shape(), dy.dtype(), dy.device());
    visit_float(dy.dtype(), "affine_transform", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::affine_gradient<T>(plan(), d.data<T>(), dy.data<const T>());
    });
    dx.add(0, d);
  });
  return y;
}

}  // namespace detail

namespace image {

KERATIN_INLINE Tensor affine_transform(const Tensor& images, const Tensor& transform,
                                       const AffineTransformOptions& options) {
  if (images.symbolic() || transform.symbolic())
    return symbolic_op("keras.src.ops.image", "AffineTransform", {images, transform},
                       [options](const Tensors& in) { return affine_transform(in[0], in[1], options); },
                       {{"interpolation", options.interpolation},
                        {"fill_mode", options.fill_mode},
                        {"fill_value", options.fill_value},
                        {"data_format", options.data_format}});
  const char* const where = "affine_transform";
  require<name_error>(options.interpolation == "nearest" || options.interpolation == "bilinear", where,
                      ": expected interpolation nearest or bilinear; got \"", options.interpolation, "\".");
  static_cast<void>(ops::detail::fill_mode_named(options.fill_mode));
  require<shape_error>(images.rank() == 3 || images.rank() == 4, where,
                       ": expected one image or a batch of them, of rank 3 or 4; got shape ", images.shape(), ".");
  if (images.rank() == 3) return squeeze(affine_transform(expand_dims(images, 0), transform, options), 0);
  const Tensor maps = transform.rank() == 1 ? expand_dims(transform, 0) : transform;
  require<shape_error>(
      maps.rank() == 2 && maps.shape()[1] == 8 && (maps.shape()[0] == 1 || maps.shape()[0] == images.shape()[0]), where,
      ": expected eight numbers for each image of ", images.shape(), "; got shape ", transform.shape(), ".");
  return ops::detail::as_channels_last(images, options.data_format, where, [&](const Tensor& x) {
    if (is_float(x.dtype())) return ops::detail::affine_images(x, maps.cast(float32), options);
    return ops::detail::affine_images(x.cast(float32), maps.cast(float32), options).cast(x.dtype());
  });
}

}  // namespace image

}  // namespace keratin::ops
#endif
