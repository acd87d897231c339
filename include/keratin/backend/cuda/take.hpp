// Numbers of rows on a device: made of ids and of places along axes.
#pragma once
#include <cstdint>

#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// rows[i] = the whole part of ids[i], which counts from the end if it is below 0 and `wrap`; -1, no row, where it is
/// none of n.
void rows_of_ids(int device, index_t count, index_t n, bool wrap, std::int64_t* rows, const void* ids, DType dtype);
/// rows[i] = the place that the `depth` numbers at[i] name in the first axes of an array; -1 where one is out of range.
struct PlaceAxes {
  index_t depth, sizes[8];
};
void rows_of_places(int device, index_t count, const PlaceAxes& axes, std::int64_t* rows, const std::int64_t* at);
/// places[i] = at[i] in the line of n elements that i, one of m places, belongs to; -1 stays.
void places_in_lines(int device, index_t count, index_t m, index_t n, std::int64_t* places, const std::int64_t* at);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* take_text = R"cuda(
KERNEL void rows_of_ids(index_t count, index_t n, int wrap, long long* rows, const T* ids) {
  FOR_EACH(i, count) {
    const bool real = (T)0.5 != (T)0;
    long long row = -1;
    if (real) {
      const double id = (double)ids[i];
      if (id > -1 && id < n) row = (long long)id;
    } else {
      long long id = (long long)ids[i];
      if (wrap && id < 0) id += n;
      if (id >= 0 && id < n) row = id;
    }
    rows[i] = row;
  }
}
struct Axes { index_t depth, sizes[8]; };
KERNEL void rows_of_places(index_t count, const Axes axes, long long* rows, const long long* at) {
  FOR_EACH(i, count) {
    long long row = 0;
    for (index_t a = 0; a < axes.depth; ++a) {
      long long j = at[i * axes.depth + a];
      if (j < 0) j += axes.sizes[a];
      if (row < 0 || j < 0 || j >= axes.sizes[a])
        row = -1;
      else
        row = row * axes.sizes[a] + j;
    }
    rows[i] = row;
  }
}
KERNEL void places_in_lines(index_t count, index_t m, index_t n, long long* places, const long long* at) {
  FOR_EACH(i, count) places[i] = at[i] < 0 ? -1 : i / m * n + at[i];
}
)cuda";

KERATIN_INLINE void rows_of_ids(int device, index_t count, index_t n, bool wrap, std::int64_t* rows, const void* ids,
                                DType dtype) {
  static constexpr TypedKernel<index_t, index_t, int, std::int64_t*, const void*> kernel{take_text, "rows_of_ids"};
  const Context& context = Context::of(device);
  if (count > 0) kernel(context, dtype, grid_for(context, count), count, n, wrap, rows, ids);
}
KERATIN_INLINE void rows_of_places(int device, index_t count, const PlaceAxes& axes, std::int64_t* rows,
                                   const std::int64_t* at) {
  static constexpr TypedKernel<index_t, PlaceAxes, std::int64_t*, const std::int64_t*> kernel{take_text,
                                                                                              "rows_of_places"};
  const Context& context = Context::of(device);
  if (count > 0) kernel(context, int64, grid_for(context, count), count, axes, rows, at);
}
KERATIN_INLINE void places_in_lines(int device, index_t count, index_t m, index_t n, std::int64_t* places,
                                    const std::int64_t* at) {
  static constexpr TypedKernel<index_t, index_t, index_t, std::int64_t*, const std::int64_t*> kernel{take_text,
                                                                                                     "places_in_lines"};
  const Context& context = Context::of(device);
  if (count > 0) kernel(context, int64, grid_for(context, count), count, m, n, places, at);
}

}  // namespace keratin::cuda_backend
#endif
