// Sums and products of all elements up to each one, along the middle axis of (outer, n, inner), on a device.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// y[o, i, j] = x[o, 0, j] + … + x[o, i, j]; from the end on if `back`; or the product.
void cumulate(int device, DType dtype, bool product, bool back, index_t outer, index_t n, index_t inner, void* y,
              const void* x);
/// The gradient of the product: P_i S_i, with the product P_i of the elements before and S_i = dy_i + x_{i+1} S_{i+1}.
void cumprod_gradient(int device, DType dtype, index_t outer, index_t n, index_t inner, void* dx, const void* x,
                      const void* dy);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

// A thread for a line where lines lie side by side, else a warp.
inline constexpr const char* cumsum_text = R"cuda(
__device__ T with(int product, T a, T b) { return product ? a * b : a + b; }
KERNEL void cumulate_lines(index_t lines, index_t n, index_t inner, int product, int back, T* y, const T* x) {
  FOR_EACH(line, lines) {
    const index_t first = line / inner * n * inner + line % inner;
    T sum = product;
    for (index_t k = 0; k < n; ++k) {
      const index_t at = first + (back ? n - 1 - k : k) * inner;
      sum = with(product, sum, x[at]);
      y[at] = sum;
    }
  }
}
KERNEL void cumulate_by_warps(index_t lines, index_t n, index_t inner, int product, int back, T* y, const T* x) {
  const index_t line = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (line >= lines) return;
  const index_t first = line / inner * n * inner + line % inner;
  T before = product;
  for (index_t begin = 0; begin < n; begin += 32) {
    const index_t k = begin + threadIdx.x, at = first + (back ? n - 1 - k : k) * inner;
    T sum = k < n ? x[at] : (T)product;
    for (int o = 1; o < 32; o *= 2) {
      const T other = __shfl_up_sync(0xffffffff, sum, o);
      if (threadIdx.x >= o) sum = with(product, other, sum);
    }
    sum = with(product, before, sum);
    if (k < n) y[at] = sum;
    before = __shfl_sync(0xffffffff, sum, 31);
  }
}
KERNEL void cumprod_gradient(index_t lines, index_t n, index_t inner, T* dx, const T* x, const T* dy) {
  FOR_EACH(line, lines) {
    const index_t first = line / inner * n * inner + line % inner;
    T sum = 0;
    for (index_t k = n; k-- > 0;) {
      const index_t at = first + k * inner;
      sum = dy[at] + (k + 1 < n ? x[at + inner] * sum : (T)0);
      dx[at] = sum;
    }
    T product = 1;
    for (index_t k = 0; k < n; ++k) {
      const index_t at = first + k * inner;
      dx[at] *= product;
      product *= x[at];
    }
  }
}
)cuda";

KERATIN_INLINE void cumulate(int device, DType dtype, bool product, bool back, index_t outer, index_t n, index_t inner,
                             void* y, const void* x) {
  using Kernel = TypedKernel<index_t, index_t, index_t, int, int, void*, const void*>;
  static constexpr Kernel by_threads{cumsum_text, "cumulate_lines"}, by_warps{cumsum_text, "cumulate_by_warps"};
  const index_t lines = outer * inner;
  if (lines * n == 0) return;
  const Context& context = Context::of(device);
  if (inner >= 32) return by_threads(context, dtype, grid_for(context, lines), lines, n, inner, product, back, y, x);
  const Grid warps{dim3(static_cast<unsigned>((lines + 7) / 8)), dim3(32, 8)};
  by_warps(context, dtype, warps, lines, n, inner, product, back, y, x);
}

KERATIN_INLINE void cumprod_gradient(int device, DType dtype, index_t outer, index_t n, index_t inner, void* dx,
                                     const void* x, const void* dy) {
  static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*, const void*> kernel{cumsum_text,
                                                                                                  "cumprod_gradient"};
  const index_t lines = outer * inner;
  const Context& context = Context::of(device);
  if (lines * n > 0) kernel(context, dtype, grid_for(context, lines), lines, n, inner, dx, x, dy);
}

}  // namespace keratin::cuda_backend
#endif
