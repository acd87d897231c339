// softmax of the rows of a matrix on a device, and its gradient.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// y[r] = softmax(x[r]) for rows of n numbers.
void softmax(int device, DType dtype, index_t rows, index_t n, void* y, const void* x);
/// dx = y (dy - Σ dy y).
void softmax_gradient(int device, DType dtype, index_t rows, index_t n, void* dx, const void* y, const void* dy);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* softmax_text = R"cuda(
__device__ T add(T a, T b) { return a + b; }
__device__ T greater(T a, T b) { return a > b || a != a ? a : b; }
// The threads of a row are blockDim.x wide: one warp, or a block of its own.
template <class F>
__device__ T over_row(T v, F f) {
  __shared__ T parts[33];
  for (int o = 16; o > 0; o /= 2) v = f(v, __shfl_xor_sync(0xffffffff, v, o));
  if (blockDim.x == 32) return v;
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int w = 1; w < blockDim.x / 32; ++w) v = f(v, parts[w]);
    parts[32] = v;
  }
  __syncthreads();
  v = parts[32];
  __syncthreads();
  return v;
}
KERNEL void softmax(index_t rows, index_t n, T* y, const T* x) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= rows) return;
  x += row * n;
  y += row * n;
  T top = x[0], sum = 0;
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) top = greater(top, x[i]);
  top = over_row(top, greater);
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) {
    const T e = exp(x[i] - top);
    y[i] = e;
    sum += e;
  }
  sum = over_row(sum, add);
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) y[i] = y[i] / sum;
}
KERNEL void softmax_gradient(index_t rows, index_t n, T* dx, const T* y, const T* dy) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= rows) return;
  dx += row * n;
  y += row * n;
  dy += row * n;
  T sum = 0;
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) sum += dy[i] * y[i];
  sum = over_row(sum, add);
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) dx[i] = y[i] * (dy[i] - sum);
}
)cuda";

/// A warp for a short row, a block for a long one.
inline Grid rows_grid(index_t rows, index_t n) {
  const unsigned wide = n > 512 ? 256 : 32, high = n > 512 ? 1 : 8;
  return {dim3(static_cast<unsigned>((rows + high - 1) / high)), dim3(wide, high)};
}

KERATIN_INLINE void softmax(int device, DType dtype, index_t rows, index_t n, void* y, const void* x) {
  static constexpr TypedKernel<index_t, index_t, void*, const void*> kernel{softmax_text, "softmax"};
  if (rows * n > 0) kernel(Context::of(device), dtype, rows_grid(rows, n), rows, n, y, x);
}
KERATIN_INLINE void softmax_gradient(int device, DType dtype, index_t rows, index_t n, void* dx, const void* y,
                                     const void* dy) {
  static constexpr TypedKernel<index_t, index_t, void*, const void*, const void*> kernel{softmax_text,
                                                                                         "softmax_gradient"};
  if (rows * n > 0) kernel(Context::of(device), dtype, rows_grid(rows, n), rows, n, dx, y, dy);
}

}  // namespace keratin::cuda_backend
#endif
