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
/// out row i = row rows[i] of `in`, for rows of `bytes` bytes; zeros where `in`, of in_rows rows, has no such row.
void gather_rows(int device, index_t count, std::size_t bytes, void* out, const void* in, index_t in_rows,
                 const std::int64_t* rows);
/// Class numbers as rows of zeros with a 1 at the class's place; a number that is no class gives zeros.
void one_hot(int device, DType dtype, index_t count, index_t classes, void* out, const std::int64_t* numbers);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* fill_text = R"cuda(
KERNEL void fill(index_t n, T* out, double value) {
  FOR_EACH(i, n) out[i] = (T)value;
}
KERNEL void one_hot(index_t count, index_t classes, T* out, const long long* numbers) {
  FOR_EACH(i, count * classes) {
    const Parts at = divide(i, classes);
    out[i] = numbers[at.whole] == at.rest ? 1 : 0;
  }
}
)cuda";

inline constexpr const char* copy_text = R"cuda(
struct Axes { index_t sizes[8]; index_t to[8]; index_t from[8]; int rank; };
KERNEL void copy_strided(index_t n, T* out, const T* in, const Axes axes) {
  FOR_EACH(i, n) {
    index_t rest = i, to = 0, from = 0;
    for (int a = axes.rank - 1; a >= 0; --a) {
      const Parts part = divide(rest, axes.sizes[a]);
      rest = part.whole;
      to += part.rest * axes.to[a];
      from += part.rest * axes.from[a];
    }
    out[to] = in[from];
  }
}
KERNEL void gather_rows(index_t count, index_t n, T* out, const T* in, index_t in_rows, const long long* rows) {
  FOR_EACH(i, count * n) {
    const Parts at = divide(i, n);
    const long long row = rows[at.whole];
    out[i] = row >= 0 && row < in_rows ? in[row * n + at.rest] : (T)0;
  }
}
)cuda";

/// A bfloat16 that kernels convert: rounded to the nearest, to the even one of two.
inline constexpr const char* bfloat16_text = R"cuda(
struct Bfloat16 {
  unsigned short bits;
  __device__ Bfloat16(float x) {
    const unsigned all = __float_as_uint(x);
    bits = (unsigned short)(x != x ? 0x7fffu : (all + 0x7fffu + (all >> 16 & 1u)) >> 16);
  }
  __device__ operator float() const { return __uint_as_float((unsigned)bits << 16); }
};
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
    const auto name = [](DType t) { return std::string(t == DType::bfloat16 ? "Bfloat16" : type_name(t)); };
    return bfloat16_text + ("typedef " + name(from)) + " T;\ntypedef " + name(to) +
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
                                index_t in_rows, const std::int64_t* rows) {
  static constexpr TypedKernel<index_t, index_t, void*, const void*, index_t, const std::int64_t*> kernel{
      copy_text, "gather_rows"};
  if (count == 0 || bytes == 0) return;
  const std::size_t size = bytes % 8 == 0 ? 8 : bytes % 4 == 0 ? 4 : 1;
  const auto n = static_cast<index_t>(bytes / size);
  const Context& context = Context::of(device);
  kernel(context, detail::moved_as(size), grid_for(context, count * n), count, n, out, in, in_rows, rows);
}

}  // namespace keratin::cuda_backend
#endif
