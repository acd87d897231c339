// Images seen through a projective map, on a device: as backend/cpu/affine.hpp.
#pragma once
#include "../../core/dtype.hpp"
#include "../cpu/affine.hpp"

namespace keratin::cuda_backend {

/// y = what the pixels read; outside of the image they read `fill`. The plan's maps lie on the device.
void affine_transform(int device, DType dtype, const cpu_backend::AffinePlan& plan, double fill, void* y,
                      const void* x);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

// Places are counted as the CPU counts them, without fused products, so that both read the same pixels.
inline constexpr const char* affine_text = R"cuda(
struct Plan { index_t batch, height, width, channels; const float* maps; bool one_map, bilinear; int mode; };
__device__ float filled_place(float at, index_t n, int mode) {
  const float length = (float)n, last = length - 1;
  if (mode == 0) return at;
  if (mode != 1 && n > 1 && (at < 0 || at > last)) {
    if (mode == 2) {
      const float period = 2 * length;
      if (at < 0) {
        at = __fadd_rn(at, __fmul_rn(period, truncf(-at / period)));
        at = at < -length ? at + period : -at - 1;
      } else {
        at = __fsub_rn(at, __fmul_rn(period, truncf(at / period)));
        if (at >= length) at = period - at - 1;
      }
    } else {
      at = at < 0 ? __fadd_rn(at, __fmul_rn(length, truncf(-at / last) + 1))
                  : __fsub_rn(at, __fmul_rn(length, truncf(at / last)));
    }
  }
  return at < 0 ? 0.0f : at > last ? last : at;
}
__device__ float mapped(const float* m, float x, float y) {
  return __fadd_rn(__fadd_rn(__fmul_rn(m[0], x), __fmul_rn(m[1], y)), m[2]);
}
__device__ T pixel(const Plan& p, const T* x, index_t image, index_t row, index_t column, index_t channel, T fill) {
  const bool inside = row >= 0 && row < p.height && column >= 0 && column < p.width;
  return inside ? x[((image * p.height + row) * p.width + column) * p.channels + channel] : fill;
}
KERNEL void affine_transform(const Plan p, double fill, T* to, const T* from) {
  FOR_EACH(e, p.batch * p.height * p.width * p.channels) {
    const Parts places = divide(e, p.channels), columns = divide(places.whole, p.width),
                rows = divide(columns.whole, p.height);
    const index_t channel = places.rest, image = rows.whole;
    const float* const m = p.maps + (p.one_map ? 0 : image * 8);
    const float x = (float)columns.rest, y = (float)rows.rest;
    const float k = __fadd_rn(__fadd_rn(__fmul_rn(m[6], x), __fmul_rn(m[7], y)), 1.0f);
    if (k == 0) {
      to[e] = (T)fill;
      continue;
    }
    const float u = filled_place(mapped(m, x, y) / k, p.width, p.mode),
                v = filled_place(mapped(m + 3, x, y) / k, p.height, p.mode);
    const float near_u = fminf(fmaxf(u, -2.0f), (float)p.width + 1), near_v = fminf(fmaxf(v, -2.0f), (float)p.height + 1);
    if (!p.bilinear) {
      to[e] = pixel(p, from, image, (index_t)roundf(near_v), (index_t)roundf(near_u), channel, (T)fill);
      continue;
    }
    const float left = floorf(near_u), top = floorf(near_v), right = near_u - left, below = near_v - top;
    T sum = 0;
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) {
        const float weight = (i == 1 ? below : 1 - below) * (j == 1 ? right : 1 - right);
        if (weight != 0)
          sum += (T)weight * pixel(p, from, image, (index_t)top + i, (index_t)left + j, channel, (T)fill);
      }
    to[e] = sum;
  }
}
)cuda";

namespace detail {

struct DeviceAffine {
  index_t batch, height, width, channels;
  const float* maps;
  bool one_map, bilinear;
  int mode;
};

}  // namespace detail

KERATIN_INLINE void affine_transform(int device, DType dtype, const cpu_backend::AffinePlan& plan, double fill, void* y,
                                     const void* x) {
  static constexpr TypedKernel<detail::DeviceAffine, double, void*, const void*> kernel{affine_text,
                                                                                        "affine_transform"};
  const index_t n = plan.batch * plan.height * plan.width * plan.channels;
  if (n == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, n),
         {plan.batch, plan.height, plan.width, plan.channels, plan.maps, plan.one_map, plan.bilinear,
          static_cast<int>(plan.mode)},
         fill, y, x);
}

}  // namespace keratin::cuda_backend
#endif
