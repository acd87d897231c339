// Kernels that move elements: casts, permuted and strided copies, gathers.
#pragma once
#include <algorithm>
#include <array>
#include <cstring>

#include "../../core/dtype.hpp"
#include "../../core/shape.hpp"
#include "map.hpp"

namespace keratin::cpu_backend {

/// out[i] = in[i], converted as C++ does (a bool is whether the number is not 0).
void cast(index_t n, void* out, DType to, const void* in, DType from);

/// Element strides, one for each axis.
using Strides = std::array<index_t, Shape::max_rank>;
Strides row_major(const Shape& shape);
/// Those of an array of shape `own`, without gaps, that is broadcast to `shape` by numpy's rule: 0 where it stays.
Strides broadcast_strides(const Shape& own, const Shape& shape);

/// Copies a block of `shape` between two arrays of elements of `size` bytes, each with strides of its own.
void copy_strided(const Shape& shape, std::size_t size, char* out, Strides out_strides, const char* in,
                  Strides in_strides);

/// out row i = the `bytes` bytes of row rows[i] of `in`.
template <class I>
void gather_rows(index_t count, std::size_t bytes, char* out, const char* in, const I* rows) {
  const index_t grain = std::max<index_t>(1, static_cast<index_t>(65536 / (bytes + 1)));
  parallel::for_range(count, grain, [=](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i)
      std::memcpy(out + static_cast<std::size_t>(i) * bytes, in + static_cast<std::size_t>(rows[i]) * bytes, bytes);
  });
}

/// out row rows[i] += row i of `in`, for rows of n elements; rows may repeat. Each thread owns some columns, at least a
/// cache line of them, so that the order of the sums is fixed.
template <class T, class I>
void scatter_add_rows(index_t count, index_t n, T* out, const T* in, const I* rows) {
  const index_t each = ((n + num_threads() - 1) / num_threads() + 3) / 4 * 4;
  const index_t grain = count * n <= pointwise_grain ? n : std::max<index_t>(16, each);
  parallel::for_range(n, grain, [=](index_t begin, index_t end) {
    simd::run<T>([=]<class Isa>() {
      using V = typename Isa::template Vec<T>;
      for (index_t i = 0; i < count; ++i) {
        T* const to = out + rows[i] * n;
        const T* const from = in + i * n;
        for (index_t j = begin; j < end; j += V::width)
          detail::store(detail::load<V>(Operand<T>{to}, j, end - j) + detail::load<V>(Operand<T>{from}, j, end - j),
                        to + j, end - j);
      }
    });
  });
}

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

namespace detail {

using Cast = void (*)(index_t n, void* out, const void* in);

template <class Out, class In>
void cast_run(index_t n, void* out, const void* in) {
  for (index_t i = 0; i < n; ++i) static_cast<Out*>(out)[i] = static_cast<Out>(static_cast<const In*>(in)[i]);
}
/// Images: by vectors.
template <>
KERATIN_INLINE void cast_run<float, std::uint8_t>(index_t n, void* out, const void* in) {
  simd::run<float>([=]<class Isa>() {
    using V = typename Isa::template Vec<float>;
    const auto* const from = static_cast<const std::uint8_t*>(in);
    auto* const to = static_cast<float*>(out);
    index_t i = 0;
    for (; i + V::width <= n; i += V::width) V::load_from(from + i).store(to + i);
    for (; i < n; ++i) to[i] = from[i];
  });
}
// By the dtype to cast from; a bool is a byte that is 0 or 1.
template <class Out>
inline constexpr Cast casts_to[] = {
    cast_run<Out, float>,        cast_run<Out, double>,       nullptr,
    cast_run<Out, std::int32_t>, cast_run<Out, std::int64_t>, cast_run<Out, std::uint8_t>,
    cast_run<Out, std::uint8_t>};
inline constexpr const Cast* casts[] = {casts_to<float>,        casts_to<double>,       nullptr,
                                        casts_to<std::int32_t>, casts_to<std::int64_t>, casts_to<std::uint8_t>,
                                        casts_to<bool>};

}  // namespace detail

KERATIN_INLINE void cast(index_t n, void* out, DType to, const void* in, DType from) {
  require<dtype_error>(to != DType::bfloat16 && from != DType::bfloat16,
                       "cast: expected a dtype of the CPU backend; got bfloat16, which needs cuda.");
  const detail::Cast run = detail::casts[static_cast<std::size_t>(to)][static_cast<std::size_t>(from)];
  parallel::for_range(n, pointwise_grain, [=](index_t begin, index_t end) {
    run(end - begin, static_cast<char*>(out) + static_cast<std::size_t>(begin) * size_of(to),
        static_cast<const char*>(in) + static_cast<std::size_t>(begin) * size_of(from));
  });
}

KERATIN_INLINE Strides row_major(const Shape& shape) {
  Strides strides{};
  index_t step = 1;
  for (std::size_t i = shape.rank(); i-- > 0;) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}
KERATIN_INLINE Strides broadcast_strides(const Shape& own, const Shape& shape) {
  const Strides of_own = row_major(own);
  Strides strides{};
  const std::size_t missing = shape.rank() - own.rank();
  for (std::size_t a = missing; a < shape.rank(); ++a)
    if (own[a - missing] != 1) strides[a] = of_own[a - missing];
  return strides;
}

namespace detail {

template <std::size_t Bytes>
void copy_line(index_t n, char* out, index_t out_step, const char* in, index_t in_step) {
  for (index_t i = 0; i < n; ++i)
    std::memcpy(out + i * out_step * index_t{Bytes}, in + i * in_step * index_t{Bytes}, Bytes);
}

/// Copies the innermost axis.
inline void copy_line(index_t n, std::size_t size, char* out, index_t out_step, const char* in, index_t in_step) {
  if (out_step == 1 && in_step == 1) {
    std::memcpy(out, in, static_cast<std::size_t>(n) * size);
  } else if (size == 4) {
    copy_line<4>(n, out, out_step, in, in_step);
  } else if (size == 8) {
    copy_line<8>(n, out, out_step, in, in_step);
  } else {
    copy_line<1>(n, out, out_step, in, in_step);
  }
}

}  // namespace detail

KERATIN_INLINE void copy_strided(const Shape& shape, std::size_t size, char* out, Strides out_strides, const char* in,
                                 Strides in_strides) {
  if (shape.size() == 0) return;
  const std::size_t rank = shape.rank();
  if (rank == 0) return static_cast<void>(std::memcpy(out, in, size));
  const auto bytes = static_cast<index_t>(size);
  const index_t lines = shape.product(0, rank - 1), length = shape[rank - 1];
  parallel::for_range(lines, std::max<index_t>(1, pointwise_grain / length), [&](index_t begin, index_t end) {
    for (index_t line = begin; line < end; ++line) {
      index_t rest = line, to = 0, from = 0;
      for (std::size_t a = rank - 1; a-- > 0;) {
        const index_t i = rest % shape[a];
        rest /= shape[a];
        to += i * out_strides[a];
        from += i * in_strides[a];
      }
      detail::copy_line(length, size, out + to * bytes, out_strides[rank - 1], in + from * bytes, in_strides[rank - 1]);
    }
  });
}

}  // namespace keratin::cpu_backend
#endif
