// The order of rows' elements on a device.
#pragma once
#include <cstdint>

#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// For each row of n numbers, the places of the first k in rising or falling order: the first of equal ones first, NaN
/// last.
void sorted_places(int device, DType dtype, index_t rows, index_t n, index_t k, bool falling, std::int32_t* places,
                   const void* x);
/// Whether fewer than k numbers of each row are greater than the one at wanted[row]; not if that is out of range or a
/// number of the row is not finite.
void in_top_k(int device, DType dtype, index_t rows, index_t n, index_t k, bool* among, const void* x,
              const std::int64_t* wanted);
/// How many of `count` bounds in rising order come before each value: those below it, or (`right`) not above it.
void searchsorted(int device, index_t n, index_t count, bool right, std::int32_t* places, const double* bounds,
                  const double* values);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <utility>

#include "launch.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* sort_text = R"cuda(
// Whether a comes before b wherever they stand: NaN last.
__device__ bool is_before(T a, T b, int falling) { return (falling ? a > b : a < b) || (a == a && b != b); }
// An element's place in the order is how many come before it.
KERNEL void rank_places(index_t rows, index_t n, index_t k, int falling, int* places, const T* x) {
  FOR_EACH(e, rows * n) {
    const Parts at = divide(e, n);
    const index_t row = at.whole, i = at.rest;
    const T* const from = x + row * n;
    const T own = from[i];
    index_t before = 0;
    for (index_t j = 0; j < n; ++j)
      before += is_before(from[j], own, falling) || (j < i && !is_before(own, from[j], falling));
    if (before < k) places[row * k + before] = (int)i;
  }
}
// Of runs of `width` places in order, each two neighbours become one: a place's rank there is that in its own run and
// how many of the other come before it. Of each row the first `kept` are written.
KERNEL void merge_runs(index_t rows, index_t n, index_t width, index_t kept, int falling, int* merged,
                       const int* places, const T* x) {
  FOR_EACH(e, rows * n) {
    const Parts at = divide(e, n), run = divide(at.rest, width);
    const T* const from = x + at.whole * n;
    const int* const row = places + at.whole * n;
    const bool right = run.whole % 2 == 1;
    const index_t first = (run.whole - right) * width, other = right ? first : first + width;
    index_t low = other < n ? other : n, high = other + width < n ? other + width : n;
    const index_t begin = low;
    const int place = row[at.rest];
    const T own = from[place];
    while (low < high) {
      const index_t middle = low + (high - low) / 2;
      const T v = from[row[middle]];
      if (right ? !is_before(own, v, falling) : is_before(v, own, falling))
        low = middle + 1;
      else
        high = middle;
    }
    const index_t rank = first + run.rest + (low - begin);
    if (rank < kept) merged[at.whole * kept + rank] = place;
  }
}
KERNEL void own_places(index_t rows, index_t n, int* places) {
  FOR_EACH(e, rows * n) places[e] = (int)divide(e, n).rest;
}
KERNEL void searchsorted(index_t n, index_t count, int right, int* places, const T* bounds, const T* values) {
  FOR_EACH(i, n) {
    const T v = values[i];
    index_t low = 0, high = count;
    while (low < high) {
      const index_t middle = low + (high - low) / 2;
      if (right ? !(v < bounds[middle]) : bounds[middle] < v)
        low = middle + 1;
      else
        high = middle;
    }
    places[i] = (int)low;
  }
}
// A warp for a row.
KERNEL void in_top_k(index_t rows, index_t n, index_t k, uint8* among, const T* x, const long long* wanted) {
  const index_t row = blockIdx.x * (index_t)blockDim.y + threadIdx.y;
  if (row >= rows) return;
  const T* const from = x + row * n;
  const long long c = wanted[row];
  bool within = c >= 0 && c < n;
  const T own = within ? from[c] : (T)0;
  int larger = 0;
  for (index_t i = threadIdx.x; i < n; i += 32) {
    const T v = from[i];
    within = within && v - v == 0;
    larger += v > own;
  }
  for (int o = 16; o > 0; o /= 2) larger += __shfl_xor_sync(0xffffffff, larger, o);
  within = __all_sync(0xffffffff, within);
  if (threadIdx.x == 0) among[row] = within && larger < k;
}
)cuda";

/// A merge sort: each pass halves the number of runs, which are one place long at first.
inline void merge_sort(int device, DType dtype, index_t rows, index_t n, index_t k, bool falling, std::int32_t* places,
                       const void* x) {
  static constexpr TypedKernel<index_t, index_t, std::int32_t*> own{sort_text, "own_places"};
  static constexpr TypedKernel<index_t, index_t, index_t, index_t, int, std::int32_t*, const std::int32_t*, const void*>
      merge{sort_text, "merge_runs"};
  const Context& context = Context::of(device);
  const Grid grid = grid_for(context, rows * n);
  const Scratch one(device, static_cast<std::size_t>(rows * n) * sizeof *places),
      two(device, static_cast<std::size_t>(rows * n) * sizeof *places);
  auto *from = static_cast<std::int32_t*>(one.data()), *to = static_cast<std::int32_t*>(two.data());
  own(context, dtype, grid, rows, n, from);
  for (index_t width = 1; width < n; width *= 2, std::swap(from, to)) {
    const bool last = 2 * width >= n;
    merge(context, dtype, grid, rows, n, width, last ? k : n, falling, last ? places : to, from, x);
  }
}

KERATIN_INLINE void sorted_places(int device, DType dtype, index_t rows, index_t n, index_t k, bool falling,
                                  std::int32_t* places, const void* x) {
  static constexpr TypedKernel<index_t, index_t, index_t, int, std::int32_t*, const void*> rank{sort_text,
                                                                                                "rank_places"};
  constexpr index_t longest_ranked = 512;  // each element is compared with each, by one kernel
  if (rows * n * k == 0) return;
  if (n > longest_ranked) return merge_sort(device, dtype, rows, n, k, falling, places, x);
  const Context& context = Context::of(device);
  rank(context, dtype, grid_for(context, rows * n), rows, n, k, falling, places, x);
}

KERATIN_INLINE void searchsorted(int device, index_t n, index_t count, bool right, std::int32_t* places,
                                 const double* bounds, const double* values) {
  static constexpr TypedKernel<index_t, index_t, int, std::int32_t*, const double*, const double*> kernel{
      sort_text, "searchsorted"};
  const Context& context = Context::of(device);
  if (n > 0) kernel(context, float64, grid_for(context, n), n, count, right, places, bounds, values);
}

KERATIN_INLINE void in_top_k(int device, DType dtype, index_t rows, index_t n, index_t k, bool* among, const void* x,
                             const std::int64_t* wanted) {
  static constexpr TypedKernel<index_t, index_t, index_t, bool*, const void*, const std::int64_t*> kernel{sort_text,
                                                                                                          "in_top_k"};
  const Grid grid{dim3(static_cast<unsigned>((rows + 7) / 8)), dim3(32, 8)};
  if (rows > 0) kernel(Context::of(device), dtype, grid, rows, n, k, among, x, wanted);
}

}  // namespace keratin::cuda_backend
#endif
