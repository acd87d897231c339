// Kernels that move elements on a device: fills, casts, strided copies, gathers and their gradients.
#pragma once
#include <array>

#include "../../core/dtype.hpp"
#include "../../core/shape.hpp"

namespace keratin::cuda_backend {

using Strides = std::array<index_t, Shape::max_rank>;

void fill(int device, DType dtype, void* out, index_t n, double value);
/// out[i] = in[i], converted as C++ does (a bool is whether the number is not 0).
void cast(int device, index_t n, void* out, DType to, const void* in, DType from);
/// Copies a block of `shape` between two arrays of elements of `size` bytes, each with element strides of its own.
void copy_strided(int device, const Shape& shape, std::size_t size, void* out, const Strides& out_strides,
                  const void* in, const Strides& in_strides);
/// out row i = row rows[i] of `in`, for rows of `bytes` bytes.
void gather_rows(int device, index_t count, std::size_t bytes, void* out, const void* in, const std::int64_t* rows);
/// out row rows[i] += row i of `in`, for rows of n elements; rows may repeat. The order of the sums is fixed.
void scatter_add_rows(int device, DType dtype, index_t count, index_t n, index_t out_rows, void* out, const void* in,
                      const std::int64_t* rows);
/// Class numbers as rows of zeros with a 1 at the class's place; a number that is no class gives zeros.
void one_hot(int device, DType dtype, index_t count, index_t classes, void* out, const std::int64_t* numbers);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "allocator.hpp"
#include "launch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* fill_text = R"cuda(
KERNEL void fill(index_t n, T* out, double value) {
  FOR_EACH(i, n) out[i] = (T)value;
}
KERNEL void one_hot(index_t count, index_t classes, T* out, const long long* numbers) {
  FOR_EACH(i, count * classes) out[i] = numbers[i / classes] == i % classes ? 1 : 0;
}
)cuda";

inline constexpr const char* copy_text = R"cuda(
struct Axes { index_t sizes[8]; index_t to[8]; index_t from[8]; int rank; };
KERNEL void copy_strided(index_t n, T* out, const T* in, const Axes axes) {
  FOR_EACH(i, n) {
    index_t rest = i, to = 0, from = 0;
    for (int a = axes.rank - 1; a >= 0; --a) {
      index_t j;
      if (rest <= 0x7fffffff) {  // a division of 64 bits takes many times as long
        j = (uint32)rest % (uint32)axes.sizes[a];
        rest = (uint32)rest / (uint32)axes.sizes[a];
      } else {
        j = rest % axes.sizes[a];
        rest /= axes.sizes[a];
      }
      to += j * axes.to[a];
      from += j * axes.from[a];
    }
    out[to] = in[from];
  }
}
KERNEL void gather_rows(index_t count, index_t n, T* out, const T* in, const long long* rows) {
  FOR_EACH(i, count * n) out[i] = in[rows[i / n] * n + i % n];
}
)cuda";

// Each output row finds its uses in a list sorted by row, so that the order of the sums is that of the uses.
inline constexpr const char* scatter_text = R"cuda(
#define FEW 64
KERNEL void count_uses(index_t count, int* counts, const long long* rows) {
  FOR_EACH(i, count) atomicAdd(counts + rows[i], 1);
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
KERNEL void list_uses(index_t count, int* next, int* uses, const long long* rows) {
  FOR_EACH(i, count) uses[atomicAdd(next + rows[i], 1)] = (int)i;
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
KERNEL void add_uses(index_t out_rows, index_t count, index_t n, T* out, const T* in, const int* ends,
                     const int* counts, const int* uses, const long long* rows) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y, j = blockIdx.y * (index_t)32 + threadIdx.x;
  if (row >= out_rows) return;
  const int own = counts[row];
  if (own == 0) return;
  T sum = j < n ? out[row * n + j] : 0;
  if (own <= FEW) {
    const int* const list = uses + ends[row] - own;
    for (int u = 0; u < own; ++u)
      if (j < n) sum += in[(index_t)list[u] * n + j];
  } else {
    for (index_t first = 0; first < count; first += 32) {
      const index_t i = first + threadIdx.x;
      uint32 here = __ballot_sync(0xffffffff, i < count && rows[i] == row);
      for (; here != 0; here &= here - 1)
        if (j < n) sum += in[(first + __ffs(here) - 1) * n + j];
    }
  }
  if (j < n) out[row * n + j] = sum;
}
)cuda";

KERATIN_INLINE void fill(int device, DType dtype, void* out, index_t n, double value) {
  static constexpr TypedKernel<index_t, void*, double> kernel{fill_text, "fill"};
  if (n == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, n), n, out, value);
}

KERATIN_INLINE void one_hot(int device, DType dtype, index_t count, index_t classes, void* out,
                            const std::int64_t* numbers) {
  static constexpr TypedKernel<index_t, index_t, void*, const std::int64_t*> kernel{fill_text, "one_hot"};
  if (count * classes == 0) return;
  const Context& context = Context::of(device);
  kernel(context, dtype, grid_for(context, count * classes), count, classes, out, numbers);
}

KERATIN_INLINE void cast(int device, index_t n, void* out, DType to, const void* in, DType from) {
  if (n == 0) return;
  const Context& context = Context::of(device);
  std::string key = "cast";
  key += static_cast<char>(to);
  key += static_cast<char>(from);
  const cudaKernel_t kernel = Kernels::of(device).get(context, key, "cast", [&] {
    return std::string("typedef ") + type_name(from) + " T;\ntypedef " + type_name(to) +
           " Out;\nKERNEL void cast(index_t n, Out* out, const T* in) {\n  FOR_EACH(i, n) out[i] = " +
           (to == bool_ ? "in[i] != 0" : "(Out)in[i]") + ";\n}\n";
  });
  void* arguments[] = {&n, &out, &in};
  launch(context, kernel, grid_for(context, n), arguments);
}

namespace detail {

/// Elements are moved, not read: those of one size share a kernel.
inline DType moved_as(std::size_t size) {
  return size == 8 ? float64 : size == 4 ? float32 : size == 2 ? DType::bfloat16 : uint8;
}

struct CopyAxes {
  index_t sizes[8], to[8], from[8];
  int rank;
};

/// Axes with neighbours joined where both sides go on through them.
inline CopyAxes copy_axes(const Shape& shape, const Strides& out, const Strides& in) {
  CopyAxes axes{};
  for (std::size_t a = 0; a < shape.rank(); ++a) {
    if (shape[a] == 1) continue;
    const int last = axes.rank - 1;
    if (last >= 0 && axes.to[last] == out[a] * shape[a] && axes.from[last] == in[a] * shape[a]) {
      axes.sizes[last] *= shape[a];
      axes.to[last] = out[a];
      axes.from[last] = in[a];
      continue;
    }
    axes.sizes[axes.rank] = shape[a];
    axes.to[axes.rank] = out[a];
    axes.from[axes.rank++] = in[a];
  }
  return axes;
}

}  // namespace detail

KERATIN_INLINE void copy_strided(int device, const Shape& shape, std::size_t size, void* out,
                                 const Strides& out_strides, const void* in, const Strides& in_strides) {
  static constexpr TypedKernel<index_t, void*, const void*, detail::CopyAxes> kernel{copy_text, "copy_strided"};
  const index_t n = shape.size();
  if (n == 0) return;
  const detail::CopyAxes axes = detail::copy_axes(shape, out_strides, in_strides);
  if (axes.rank == 0 || (axes.rank == 1 && axes.to[0] == 1 && axes.from[0] == 1))
    return copy_on_device(device, out, in, static_cast<std::size_t>(n) * size);
  const Context& context = Context::of(device);
  kernel(context, detail::moved_as(size), grid_for(context, n), n, out, in, axes);
}

KERATIN_INLINE void gather_rows(int device, index_t count, std::size_t bytes, void* out, const void* in,
                                const std::int64_t* rows) {
  static constexpr TypedKernel<index_t, index_t, void*, const void*, const std::int64_t*> kernel{copy_text,
                                                                                                 "gather_rows"};
  if (count == 0 || bytes == 0) return;
  const std::size_t size = bytes % 8 == 0 ? 8 : bytes % 4 == 0 ? 4 : 1;
  const auto n = static_cast<index_t>(bytes / size);
  const Context& context = Context::of(device);
  kernel(context, detail::moved_as(size), grid_for(context, count * n), count, n, out, in, rows);
}

KERATIN_INLINE void scatter_add_rows(int device, DType dtype, index_t count, index_t n, index_t out_rows, void* out,
                                     const void* in, const std::int64_t* rows) {
  static constexpr TypedKernel<index_t, int*, const std::int64_t*> count_uses{scatter_text, "count_uses"};
  static constexpr TypedKernel<index_t, int*, const int*> begin_of{scatter_text, "begin_of"};
  static constexpr TypedKernel<index_t, int*, int*, const std::int64_t*> list_uses{scatter_text, "list_uses"};
  static constexpr TypedKernel<index_t, const int*, const int*, int*> sort_uses{scatter_text, "sort_uses"};
  static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*, const int*, const int*, const int*,
                               const std::int64_t*>
      add_uses{scatter_text, "add_uses"};
  if (count * n == 0) return;
  const Context& context = Context::of(device);
  const std::size_t table = static_cast<std::size_t>(out_rows) * sizeof(int);
  const std::size_t bytes = 2 * table + static_cast<std::size_t>(count) * sizeof(int);
  auto* const counts = static_cast<int*>(allocate(device, bytes));
  int *const next = counts + out_rows, *const uses = next + out_rows;
  fill_zero(device, counts, table);
  count_uses(context, dtype, grid_for(context, count), count, counts, rows);
  begin_of(context, dtype, {dim3(1), dim3(1024)}, out_rows, next, counts);
  list_uses(context, dtype, grid_for(context, count), count, next, uses, rows);
  const auto blocks = static_cast<unsigned>((out_rows + 7) / 8);
  sort_uses(context, dtype, {dim3(blocks), dim3(32, 8)}, out_rows, next, counts, uses);
  add_uses(context, dtype, {dim3(blocks, static_cast<unsigned>((n + 31) / 32)), dim3(32, 8)}, out_rows, count, n, out,
           in, next, counts, uses, rows);
  release(device, counts, bytes);
}

}  // namespace keratin::cuda_backend
#endif
