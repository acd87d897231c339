// Layer and RMS normalization on a device: the rows of a matrix, each by its own mean and variance.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for each of `rows` rows of n numbers; `stats` keeps each
/// row's mean and 1 / sqrt. Not centered, the mean counts as 0. gamma and beta may be null.
void normalize_rows(int device, DType dtype, index_t rows, index_t n, bool centered, double epsilon, void* y,
                    void* stats, const void* x, const void* gamma, const void* beta);
/// The gradients of normalize_rows. dx and `sums` (dgamma, then dbeta) may be null; dx may be dy.
void row_gradient(int device, DType dtype, index_t rows, index_t n, bool centered, void* dx, void* sums, const void* dy,
                  const void* x, const void* stats, const void* gamma);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"
#include "scratch.hpp"
#include "softmax.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* row_normalization_text = R"cuda(
// The sum over the threads of a row, which are blockDim.x wide: one warp, or a block of its own.
__device__ T over_row(T v) {
  __shared__ T parts[33];
  for (int o = 16; o > 0; o /= 2) v += __shfl_xor_sync(0xffffffff, v, o);
  if (blockDim.x == 32) return v;
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int w = 1; w < blockDim.x / 32; ++w) v += parts[w];
    parts[32] = v;
  }
  __syncthreads();
  v = parts[32];
  __syncthreads();
  return v;
}
KERNEL void normalize_rows(index_t rows, index_t n, int centered, double epsilon, T* y, T* stats, const T* x,
                           const T* gamma, const T* beta) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= rows) return;
  x += row * n;
  y += row * n;
  T mean = 0;
  if (centered) {
    for (index_t i = threadIdx.x; i < n; i += blockDim.x) mean += x[i];
    mean = over_row(mean) / (T)n;
  }
  T square = 0;
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) {
    const T d = x[i] - mean;
    square += d * d;
  }
  const T inverse = (T)1 / sqrt(over_row(square) / (T)n + (T)epsilon);
  if (threadIdx.x == 0) {
    stats[2 * row] = mean;
    stats[2 * row + 1] = inverse;
  }
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) {
    T v = (x[i] - mean) * inverse;
    if (gamma) v *= gamma[i];
    if (beta) v += beta[i];
    y[i] = v;
  }
}
// dx = (g - mean(g) - z mean(g z)) / sqrt(…), with z = (x - mean) / sqrt(…) and g = dy gamma.
KERNEL void row_gradient(index_t rows, index_t n, int centered, T* dx, const T* dy, const T* x, const T* stats,
                         const T* gamma) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= rows) return;
  x += row * n;
  dy += row * n;
  dx += row * n;
  const T mean = stats[2 * row], inverse = stats[2 * row + 1];
  T total = 0, dot = 0;
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) {
    const T g = gamma ? dy[i] * gamma[i] : dy[i];
    total += g;
    dot += g * ((x[i] - mean) * inverse);
  }
  total = centered ? over_row(total) / (T)n : (T)0;
  dot = over_row(dot) / (T)n;
  for (index_t i = threadIdx.x; i < n; i += blockDim.x) {
    const T g = gamma ? dy[i] * gamma[i] : dy[i];
    dx[i] = (g - total - (x[i] - mean) * inverse * dot) * inverse;
  }
}
// 32 columns by 8 rows of threads, gridDim.y parts of `part` rows: parts[p, 0, j] = Σ dy z, parts[p, 1, j] = Σ dy.
KERNEL void weight_parts(index_t rows, index_t n, index_t part, T* parts, const T* dy, const T* x, const T* stats) {
  __shared__ T scales[8][33], offsets[8][33];
  const index_t j = blockIdx.x * (index_t)32 + threadIdx.x, first = blockIdx.y * part, last = min(first + part, rows);
  T scale = 0, offset = 0;
  if (j < n)
    for (index_t r = first + threadIdx.y; r < last; r += 8) {
      const T d = dy[r * n + j];
      scale += d * ((x[r * n + j] - stats[2 * r]) * stats[2 * r + 1]);
      offset += d;
    }
  scales[threadIdx.y][threadIdx.x] = scale;
  offsets[threadIdx.y][threadIdx.x] = offset;
  __syncthreads();
  if (threadIdx.y != 0 || j >= n) return;
  for (int y = 1; y < 8; ++y) {
    scale += scales[y][threadIdx.x];
    offset += offsets[y][threadIdx.x];
  }
  parts[(blockIdx.y * (index_t)2) * n + j] = scale;
  parts[(blockIdx.y * (index_t)2 + 1) * n + j] = offset;
}
KERNEL void sum_weight_parts(index_t n, index_t splits, T* sums, const T* parts) {
  FOR_EACH(i, n) {
    T sum = 0;
    for (index_t p = 0; p < splits; ++p) sum += parts[p * n + i];
    sums[i] = sum;
  }
}
)cuda";

KERATIN_INLINE void normalize_rows(int device, DType dtype, index_t rows, index_t n, bool centered, double epsilon,
                                   void* y, void* stats, const void* x, const void* gamma, const void* beta) {
  static constexpr TypedKernel<index_t, index_t, int, double, void*, void*, const void*, const void*, const void*>
      kernel{row_normalization_text, "normalize_rows"};
  if (rows * n == 0) return;
  kernel(Context::of(device), dtype, rows_grid(rows, n), rows, n, centered, epsilon, y, stats, x, gamma, beta);
}

KERATIN_INLINE void row_gradient(int device, DType dtype, index_t rows, index_t n, bool centered, void* dx, void* sums,
                                 const void* dy, const void* x, const void* stats, const void* gamma) {
  static constexpr TypedKernel<index_t, index_t, int, void*, const void*, const void*, const void*, const void*>
      gradient{row_normalization_text, "row_gradient"};
  static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*, const void*, const void*> weights{
      row_normalization_text, "weight_parts"};
  static constexpr TypedKernel<index_t, index_t, void*, const void*> total{row_normalization_text, "sum_weight_parts"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  if (sums != nullptr) {  // first: dx may take dy's place
    const index_t tiles = (n + 31) / 32, wanted = std::max<index_t>(1, 4 * context.multiprocessors() / tiles);
    const index_t part = std::max<index_t>(32, (rows + wanted - 1) / wanted);
    const index_t splits = std::max<index_t>(1, (rows + part - 1) / part);
    const Scratch parts(device, static_cast<std::size_t>(2 * n * splits) * size_of(dtype));
    weights(context, dtype, {dim3(static_cast<unsigned>(tiles), static_cast<unsigned>(splits)), dim3(32, 8)}, rows, n,
            part, parts.data(), dy, x, stats);
    total(context, dtype, grid_for(context, 2 * n), 2 * n, splits, sums, parts.data());
  }
  if (dx != nullptr && rows > 0)
    gradient(context, dtype, rows_grid(rows, n), rows, n, centered, dx, dy, x, stats, gamma);
}

}  // namespace keratin::cuda_backend
#endif
