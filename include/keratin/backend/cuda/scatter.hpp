// Rows put into others on a device: sums of repeated ones, and other ways to combine them, in the order of their uses.
#pragma once
#include <cstdint>

#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// What becomes of a row a and one that is put there: a + b, the greater, the lesser, a b, or b.
enum class Scatter { add, max, min, mul, set };

/// out row rows[i] is combined with row i of `in`, for rows of n elements; rows may repeat, then they come in their
/// order, but for sums of floats where allow_atomic_sums(true) gives that up. One that `out`, of out_rows rows, has not
/// counts for nothing.
void scatter_rows(int device, Scatter mode, DType dtype, index_t count, index_t n, index_t out_rows, void* out,
                  const void* in, const std::int64_t* rows);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "device.hpp"
#include "launch.hpp"
#include "scratch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

// Each output row finds its uses in a list sorted by row, so that the order of the sums is that of the uses.
inline constexpr const char* scatter_text = R"cuda(
#define FEW 64
__device__ T combine(int mode, T a, T b) {
  switch (mode) {
    case 0:
      return a + b;
    case 1:
      return a < b ? b : a;
    case 2:
      return b < a ? b : a;
    case 3:
      return a * b;
    default:
      return b;
  }
}
KERNEL void count_uses(index_t count, index_t out_rows, int* counts, const long long* rows) {
  FOR_EACH(i, count)
    if (rows[i] >= 0 && rows[i] < out_rows) atomicAdd(counts + rows[i], 1);
}
// One block: where the uses of each row begin.
KERNEL void begin_of(index_t n, int* begins, const int* counts) {
  __shared__ int sums[1024];
  const index_t each = (n + blockDim.x - 1) / blockDim.x, first = threadIdx.x * each, last = min(first + each, n);
  int sum = 0;
  for (index_t i = first; i < last; ++i) sum += counts[i];
  sums[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    int at = 0;
    for (int i = 0; i < blockDim.x; ++i) {
      const int own = sums[i];
      sums[i] = at;
      at += own;
    }
  }
  __syncthreads();
  int at = sums[threadIdx.x];
  for (index_t i = first; i < last; ++i) {
    begins[i] = at;
    at += counts[i];
  }
}
KERNEL void list_uses(index_t count, index_t out_rows, int* next, int* uses, const long long* rows) {
  FOR_EACH(i, count)
    if (rows[i] >= 0 && rows[i] < out_rows) uses[atomicAdd(next + rows[i], 1)] = (int)i;
}
// A warp for a row: few uses are put in order (odd-even sort).
KERNEL void sort_uses(index_t out_rows, const int* ends, const int* counts, int* uses) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= out_rows) return;
  const int count = counts[row];
  if (count < 2 || count > FEW) return;
  int* const own = uses + ends[row] - count;
  for (int phase = 0; phase < count; ++phase) {
    for (int i = phase % 2 + 2 * threadIdx.x; i + 1 < count; i += 64)
      if (own[i] > own[i + 1]) {
        const int keep = own[i];
        own[i] = own[i + 1];
        own[i + 1] = keep;
      }
    __syncwarp();
  }
}
// A warp for 32 columns of a row. For a row of many uses it looks through the whole list, which is in order as it is.
KERNEL void fold_uses(int mode, index_t out_rows, index_t count, index_t n, T* out, const T* in, const int* ends,
                      const int* counts, const int* uses, const long long* rows) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y, j = blockIdx.y * (index_t)32 + threadIdx.x;
  if (row >= out_rows) return;
  const int own = counts[row];
  if (own == 0) return;
  T sum = j < n ? out[row * n + j] : 0;
  if (own <= FEW) {
    const int* const list = uses + ends[row] - own;
    for (int u = 0; u < own; ++u)
      if (j < n) sum = combine(mode, sum, in[(index_t)list[u] * n + j]);
  } else {
    for (index_t first = 0; first < count; first += 32) {
      const index_t i = first + threadIdx.x;
      uint32 here = __ballot_sync(0xffffffff, i < count && rows[i] == row);
      for (; here != 0; here &= here - 1)
        if (j < n) sum = combine(mode, sum, in[(first + __ffs(here) - 1) * n + j]);
    }
  }
  if (j < n) out[row * n + j] = sum;
}
)cuda";

// Each use adds itself to its row, in no order.
inline constexpr const char* atomic_sums_text = R"cuda(
KERNEL void add_rows(index_t count, index_t out_rows, index_t n, T* out, const T* in, const long long* rows) {
  FOR_EACH(i, count * n) {
    const Parts at = divide(i, n);
    const long long row = rows[at.whole];
    if (row >= 0 && row < out_rows) atomicAdd(out + row * n + at.rest, in[i]);
  }
}
)cuda";

KERATIN_INLINE void scatter_rows(int device, Scatter mode, DType dtype, index_t count, index_t n, index_t out_rows,
                                 void* out, const void* in, const std::int64_t* rows) {
  static constexpr TypedKernel<index_t, index_t, int*, const std::int64_t*> count_uses{scatter_text, "count_uses"};
  static constexpr TypedKernel<index_t, int*, const int*> begin_of{scatter_text, "begin_of"};
  static constexpr TypedKernel<index_t, index_t, int*, int*, const std::int64_t*> list_uses{scatter_text, "list_uses"};
  static constexpr TypedKernel<index_t, const int*, const int*, int*> sort_uses{scatter_text, "sort_uses"};
  static constexpr TypedKernel<int, index_t, index_t, index_t, void*, const void*, const int*, const int*, const int*,
                               const std::int64_t*>
      fold_uses{scatter_text, "fold_uses"};
  if (count * n * out_rows == 0) return;
  const Context& context = Context::of(device);
  if (mode == Scatter::add && is_float(dtype) && atomic_sums_allowed()) {
    static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*, const std::int64_t*> add_rows{
        atomic_sums_text, "add_rows"};
    return add_rows(context, dtype, grid_for(context, count * n), count, out_rows, n, out, in, rows);
  }
  const std::size_t table = static_cast<std::size_t>(out_rows) * sizeof(int);
  const std::size_t bytes = 2 * table + static_cast<std::size_t>(count) * sizeof(int);
  const Scratch scratch(device, bytes);
  auto* const counts = static_cast<int*>(scratch.data());
  int *const next = counts + out_rows, *const uses = next + out_rows;
  fill_zero(device, counts, table);
  count_uses(context, dtype, grid_for(context, count), count, out_rows, counts, rows);
  begin_of(context, dtype, {dim3(1), dim3(1024)}, out_rows, next, counts);
  list_uses(context, dtype, grid_for(context, count), count, out_rows, next, uses, rows);
  const auto blocks = static_cast<unsigned>((out_rows + 7) / 8);
  sort_uses(context, dtype, {dim3(blocks), dim3(32, 8)}, out_rows, next, counts, uses);
  fold_uses(context, dtype, {dim3(blocks, static_cast<unsigned>((n + 31) / 32)), dim3(32, 8)}, static_cast<int>(mode),
            out_rows, count, n, out, in, next, counts, uses, rows);
}

}  // namespace keratin::cuda_backend
#endif
