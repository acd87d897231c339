// segment_sum(data, ids, n): the sum of the rows of each segment. segment_prod: the product. segment_max, segment_min:
// the extreme.   Gradients: a row gets its segment's; of a product, times all other elements; of an extreme, the
// elements that reach it share it.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Row s of the result is the sum of the rows i of data with segment_ids[i] = s; 0 where there are none. Without
/// num_segments there are as many as the ids need (keras.ops.segment_sum). A row whose id is below 0 counts for
/// nothing.
[[nodiscard]] Tensor segment_sum(const Tensor& data, const Tensor& segment_ids, std::optional<Int> num_segments = {});
/// The product; 1 where there are none (keras.ops.segment_prod).
[[nodiscard]] Tensor segment_prod(const Tensor& data, const Tensor& segment_ids, std::optional<Int> num_segments = {});
/// The greatest or least of each segment; the end of the dtype's range where there are none.
[[nodiscard]] Tensor segment_max(const Tensor& data, const Tensor& segment_ids, std::optional<Int> num_segments = {});
[[nodiscard]] Tensor segment_min(const Tensor& data, const Tensor& segment_ids, std::optional<Int> num_segments = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <limits>

#include "../tensor/copy.hpp"
#include "divide.hpp"
#include "op.hpp"
#include "reductions.hpp"

namespace keratin::ops {

namespace detail {

enum class Segment { sum, product, max, min };

/// What a segment without rows becomes.
template <class T>
T first_of(Segment kind) {
  return kind == Segment::sum       ? T(0)
         : kind == Segment::product ? T(1)
         : kind == Segment::max     ? std::numeric_limits<T>::lowest()
                                    : std::numeric_limits<T>::max();
}

template <class T>
void reduce_segments(Segment kind, index_t rows, index_t n, T* y, const T* x, const std::int64_t* ids, index_t count) {
  std::fill_n(y, count * n, first_of<T>(kind));
  for (index_t r = 0; r < rows; ++r) {
    if (ids[r] < 0 || ids[r] >= count) continue;
    T* const to = y + ids[r] * n;
    for (index_t j = 0; j < n; ++j) {
      const T v = x[r * n + j];
      to[j] = kind == Segment::sum       ? static_cast<T>(to[j] + v)
              : kind == Segment::product ? static_cast<T>(to[j] * v)
              : kind == Segment::max     ? std::max(to[j], v)
                                         : std::min(to[j], v);
    }
  }
}

/// The same on a CUDA device.
inline Tensor segments_on_cuda(Segment kind, const Shape& shape, const Tensor& data, const Tensor& ids) {
  constexpr cuda_backend::Scatter modes[] = {cuda_backend::Scatter::add, cuda_backend::Scatter::mul,
                                             cuda_backend::Scatter::max, cuda_backend::Scatter::min};
  const double start = visit_dtype(data.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    return static_cast<double>(first_of<T>(kind));
  });
  const Tensor y = full(shape, start, data.dtype(), common_device(data, ids));
  scatter_on_cuda(modes[static_cast<std::size_t>(kind)], y, data, ids, shape.product(1, shape.rank()));
  return y;
}

inline Tensor segments(Segment kind, const Tensor& data, const Tensor& ids, index_t count) {
  Tensor y = Tensor::empty(data.shape().with(0, count), data.dtype(), common_device(data, ids));
  if (on_meta(y)) return y;
  if (on_cuda(y)) return segments_on_cuda(kind, y.shape(), data, ids);
  visit_dtype(data.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    reduce_segments(kind, data.shape()[0], data.shape().product(1, data.shape().rank()), y.data<T>(), data.data<T>(),
                    ids.data<std::int64_t>(), count);
  });
  return y;
}

/// Row ids[i] of x for each i, 0 where the id names none.
inline Tensor rows_by_id(const Tensor& x, const Tensor& ids) {
  const Tensor y = zeros(x.shape().with(0, ids.size()), x.dtype(), common_device(x, ids));
  if (on_cuda(y)) return gather_rows(y, x, ids, x.shape().product(1, x.shape().rank())), y;
  const auto row = static_cast<std::size_t>(x.shape().product(1, x.shape().rank())) * size_of(x.dtype());
  for (index_t i = 0; i < ids.size(); ++i) {
    const std::int64_t id = ids.data<std::int64_t>()[i];
    if (id < 0 || id >= x.shape()[0]) continue;
    std::memcpy(y.data<char>() + static_cast<std::size_t>(i) * row, x.data<char>() + static_cast<std::size_t>(id) * row,
                row);
  }
  return y;
}

inline Tensor segment_product_gradient(const Tensor& data, const Tensor& ids, index_t count, const Tensor& dy) {
  const Tensor product = segments(Segment::product, map(OneForZero{}, data), ids, count);
  const Tensor none = segments(Segment::sum, map(IsEqual{}, data, Tensor::scalar(0, data.dtype())), ids, count);
  return map(ProductOfOthers{}, data, rows_by_id(product, ids), rows_by_id(none, ids), rows_by_id(dy, ids));
}

using SegmentOp = Tensor (*)(const Tensor&, const Tensor&, std::optional<Int>);
inline Tensor segment(Segment kind, const char* class_name, const char* where, SegmentOp self, const Tensor& data,
                      const Tensor& segment_ids, std::optional<Int> num_segments) {
  if (data.symbolic() || segment_ids.symbolic())
    return symbolic_op("keras.src.ops.math", class_name, {data, segment_ids},
                       [=](const Tensors& in) { return self(in[0], in[1], num_segments); },
                       {{"num_segments", num_segments}, {"sorted", Flag(false)}});
  require<dtype_error>(is_integer(segment_ids.dtype()), where, ": expected segment_ids of an integer dtype; got ",
                       segment_ids.dtype(), ".");
  require<shape_error>(segment_ids.rank() == 1 && data.rank() >= 1 && segment_ids.size() == data.shape()[0], where,
                       ": expected one id for each row of ", data.shape(), "; got ", segment_ids.shape(), ".");
  require<state_error>(num_segments || !on_meta(segment_ids), where,
                       ": expected num_segments for symbolic segment_ids; got none.");
  const Tensor ids = segment_ids.cast(int64);
  index_t count = num_segments ? num_segments->value : 0;
  if (!num_segments)
    for (index_t i = 0; i < ids.size(); ++i) count = std::max<index_t>(count, ids.data<const std::int64_t>()[i] + 1);
  const Tensor y = segments(kind, data, ids, count);
  if (is_float(data.dtype()))
    record(y, {&data}, [kind, data, ids, count, out = detach(y)](const Tensor& dy, InputGradients& dx) {
      if (kind == Segment::sum) return dx.add(0, rows_by_id(dy, ids));
      if (kind == Segment::product) return dx.add(0, segment_product_gradient(data, ids, count, dy));
      const Tensor reached = map(IsEqual{}, data, rows_by_id(out, ids));
      const Tensor share = divide(dy, segments(Segment::sum, reached, ids, count));
      dx.add(0, map(functors::Multiply{}, reached, rows_by_id(share, ids)));
    });
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor segment_sum(const Tensor& data, const Tensor& segment_ids, std::optional<Int> n) {
  return detail::segment(detail::Segment::sum, "SegmentSum", "segment_sum", segment_sum, data, segment_ids, n);
}
KERATIN_INLINE Tensor segment_prod(const Tensor& data, const Tensor& segment_ids, std::optional<Int> n) {
  return detail::segment(detail::Segment::product, "SegmentProd", "segment_prod", segment_prod, data, segment_ids, n);
}
KERATIN_INLINE Tensor segment_max(const Tensor& data, const Tensor& segment_ids, std::optional<Int> n) {
  return detail::segment(detail::Segment::max, "SegmentMax", "segment_max", segment_max, data, segment_ids, n);
}
KERATIN_INLINE Tensor segment_min(const Tensor& data, const Tensor& segment_ids, std::optional<Int> n) {
  return detail::segment(detail::Segment::min, "SegmentMin", "segment_min", segment_min, data, segment_ids, n);
}

}  // namespace keratin::ops
#endif
