// The kernels of normalization.hpp. Included by lower halves alone.
#pragma once
#include "launch.hpp"

namespace keratin::cuda_backend {

// A block has blockDim.x columns; its threads share the rows of a part. Moments are put together by T. Chan, G. Golub
// and R. LeVeque's formula (1979), which loses no digits where the mean is large.
inline constexpr const char* normalization_text = R"cuda(
struct Task { index_t batches, rows, columns, each, part, splits, tiles; };
// What a thread works on: batch, part, column, and its first and last row.
struct Own { index_t batch, split, j, first, last; };
__device__ Own own_of(const Task& t) {
  Own o;
  const index_t rest = blockIdx.x / t.tiles;
  o.j = blockIdx.x % t.tiles * blockDim.x + threadIdx.x;
  o.split = rest % t.splits;
  o.batch = rest / t.splits;
  o.first = o.split * t.part + threadIdx.y;
  o.last = min((o.split + 1) * t.part, t.rows);
  return o;
}
__device__ index_t group_of(const Task& t, index_t batch, index_t j) {
  return batch * (t.columns / t.each) + j / t.each;
}
struct Moments { T n, mean, square; };
__device__ Moments merge(const Moments& a, const Moments& b) {
  if (b.n == 0) return a;
  if (a.n == 0) return b;
  const T n = a.n + b.n, step = b.mean - a.mean;
  return Moments{n, a.mean + step * (b.n / n), a.square + b.square + step * step * (a.n / n * b.n)};
}
// parts[batch, split, 0 and 1, j]: the mean and the sum of squared distances from it.
KERNEL void moment_parts(const Task t, T* parts, const T* x) {
  __shared__ Moments all[256];
  const Own o = own_of(t);
  Moments own = {0, 0, 0};
  if (o.j < t.columns) {
    const T* from = x + (o.batch * t.rows + o.first) * t.columns + o.j;
    for (index_t i = o.first; i < o.last; i += blockDim.y, from += blockDim.y * t.columns) {
      own.n += 1;
      const T d = *from - own.mean;
      own.mean += d / own.n;
      own.square += d * (*from - own.mean);
    }
  }
  Moments* const column = all + threadIdx.x;
  column[threadIdx.y * blockDim.x] = own;
  for (int half = blockDim.y / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.y < half)
      column[threadIdx.y * blockDim.x] =
          merge(column[threadIdx.y * blockDim.x], column[(threadIdx.y + half) * blockDim.x]);
  }
  if (threadIdx.y != 0 || o.j >= t.columns) return;
  T* const to = parts + (o.batch * t.splits + o.split) * 2 * t.columns + o.j;
  to[0] = column[0].mean;
  to[t.columns] = column[0].square;
}
// A warp for a group: its columns' parts.
KERNEL void merge_moments(const Task t, T* mean, T* variance, const T* parts) {
  const index_t groups = t.columns / t.each, g = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (g >= t.batches * groups) return;
  const index_t batch = g / groups, first = g % groups * t.each;
  Moments own = {0, 0, 0};
  for (index_t i = threadIdx.x; i < t.splits * t.each; i += 32) {
    const index_t split = i / t.each;
    const T* const from = parts + (batch * t.splits + split) * 2 * t.columns + first + i % t.each;
    const T n = (T)max(min(t.part, t.rows - split * t.part), (index_t)0);
    own = merge(own, Moments{n, from[0], from[t.columns]});
  }
  for (int o = 16; o > 0; o /= 2) {
    const Moments other = {__shfl_down_sync(0xffffffff, own.n, o), __shfl_down_sync(0xffffffff, own.mean, o),
                           __shfl_down_sync(0xffffffff, own.square, o)};
    own = merge(own, other);
  }
  if (threadIdx.x != 0) return;
  mean[g] = own.mean;
  variance[g] = own.square / ((T)t.rows * (T)t.each);
}
// numbers[0 to 2, batch, j]: what affine needs.
KERNEL void forward_numbers(const Task t, double epsilon, T* numbers, const T* mean, const T* variance, const T* gamma,
                            const T* beta) {
  const index_t all = t.batches * t.columns;
  FOR_EACH(i, all) {
    const index_t j = i % t.columns, g = group_of(t, i / t.columns, j);
    numbers[i] = mean[g];
    numbers[all + i] = (gamma ? gamma[j] : (T)1) / sqrt(variance[g] + (T)epsilon);
    numbers[2 * all + i] = beta ? beta[j] : (T)0;
  }
}
KERNEL void column_affine(const Task t, T* y, const T* x, const T* numbers, const T* dy) {
  const Own o = own_of(t);
  if (o.j >= t.columns) return;
  const index_t all = t.batches * t.columns;
  const T* const own = numbers + o.batch * t.columns + o.j;
  const T mean = own[0], scale = own[all], offset = own[2 * all], slope = dy ? own[3 * all] : (T)0;
  index_t at = (o.batch * t.rows + o.first) * t.columns + o.j;
  for (index_t i = o.first; i < o.last; i += blockDim.y, at += blockDim.y * t.columns) {
    const T v = (x[at] - mean) * scale + offset;
    y[at] = dy ? v + dy[at] * slope : v;
  }
}
// parts[batch, split, 0 and 1, j]: Σ dy and Σ dy (x - mean).
KERNEL void gradient_parts(const Task t, T* parts, const T* dy, const T* x, const T* mean) {
  __shared__ T all[512];
  const Own o = own_of(t);
  T total = 0, dot = 0;
  if (o.j < t.columns) {
    const T middle = mean[group_of(t, o.batch, o.j)];
    index_t at = (o.batch * t.rows + o.first) * t.columns + o.j;
    for (index_t i = o.first; i < o.last; i += blockDim.y, at += blockDim.y * t.columns) {
      total += dy[at];
      dot += dy[at] * (x[at] - middle);
    }
  }
  const int own = threadIdx.y * blockDim.x + threadIdx.x;
  all[own] = total;
  all[256 + own] = dot;
  for (int half = blockDim.y / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.y < half) {
      all[own] += all[own + half * blockDim.x];
      all[256 + own] += all[256 + own + half * blockDim.x];
    }
  }
  if (threadIdx.y != 0 || o.j >= t.columns) return;
  T* const to = parts + (o.batch * t.splits + o.split) * 2 * t.columns + o.j;
  to[0] = all[own];
  to[t.columns] = all[256 + own];
}
KERNEL void sum_parts(index_t batches, index_t splits, index_t n, T* out, const T* parts) {
  FOR_EACH(i, batches * n) {
    const T* from = parts + i / n * splits * n + i % n;
    T sum = 0;
    for (index_t p = 0; p < splits; ++p, from += n) sum += *from;
    out[i] = sum;
  }
}
// dgamma[j] = Σ over the batch of Σ dy (x - mean) / sqrt(…), dbeta[j] = Σ dy.
KERNEL void weight_gradients(const Task t, double epsilon, T* dgamma, T* dbeta, const T* sums, const T* variance) {
  FOR_EACH(j, t.columns) {
    T scale = 0, offset = 0;
    for (index_t b = 0; b < t.batches; ++b) {
      const T* const own = sums + b * 2 * t.columns + j;
      offset += own[0];
      scale += own[t.columns] / sqrt(variance[group_of(t, b, j)] + (T)epsilon);
    }
    if (dgamma) dgamma[j] = scale;
    if (dbeta) dbeta[j] = offset;
  }
}
// A warp for a group: numbers[0 to 3, batch, j], so that affine gives dx.
KERNEL void backward_numbers(const Task t, double epsilon, T* numbers, const T* sums, const T* mean, const T* variance,
                             const T* gamma) {
  const index_t groups = t.columns / t.each, g = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (g >= t.batches * groups) return;
  const index_t batch = g / groups, first = g % groups * t.each, all = t.batches * t.columns;
  const T* const own = sums + batch * 2 * t.columns;
  T total = 0, dot = 0;
  for (index_t j = first + threadIdx.x; j < first + t.each; j += 32) {
    const T by = gamma ? gamma[j] : (T)1;
    total += by * own[j];
    dot += by * own[t.columns + j];
  }
  for (int o = 16; o > 0; o /= 2) {
    total += __shfl_xor_sync(0xffffffff, total, o);
    dot += __shfl_xor_sync(0xffffffff, dot, o);
  }
  const T factor = (T)1 / sqrt(variance[g] + (T)epsilon), count = (T)t.rows * (T)t.each;
  T* const to = numbers + batch * t.columns;
  for (index_t j = first + threadIdx.x; j < first + t.each; j += 32) {
    to[j] = mean[g];
    to[all + j] = -factor * factor * factor * dot / count;
    to[2 * all + j] = -factor * total / count;
    to[3 * all + j] = factor * (gamma ? gamma[j] : (T)1);
  }
}
)cuda";

}  // namespace keratin::cuda_backend
