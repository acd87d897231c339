// scatter(indices, values, shape): values added into zeros. scatter_update(x, indices, updates): x with some elements
// changed. An index names a place along the first axes of the result: indices (…, k), updates (…, the result's axes
// from k on).
#pragma once
#include <string>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Zeros of that shape, with each value added at its place (keras.ops.scatter).
[[nodiscard]] Tensor scatter(const Tensor& indices, const Tensor& values, const Shape& shape);
/// A copy of x with `updates` at the places, in their order; or combined with what is there by `reduction`: "add",
/// "max", "min" or "mul" (keras.ops.scatter_update). Gradients of "mul" are an error.
[[nodiscard]] Tensor scatter_update(const Tensor& x, const Tensor& indices, const Tensor& updates,
                                    const std::string& reduction = "");

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cuda/scatter.hpp"
#include "../backend/cuda/take.hpp"
#include "comparisons.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

/// The places of a scatter as rows of the result, seen as rows of `width` elements.
struct ScatterRows {
  Tensor rows;  // int64
  index_t width = 1;
};
inline void rows_of_places(const ScatterRows& s, const Tensor& indices, const Shape& shape, std::size_t depth) {
  if constexpr (with_cuda) {
    cuda_backend::PlaceAxes axes{static_cast<index_t>(depth), {}};
    for (std::size_t a = 0; a < depth; ++a) axes.sizes[a] = shape[a];
    const Tensor at = indices.cast(int64);
    const DeviceData from(at, at.device());
    cuda_backend::rows_of_places(at.device().index(), s.rows.size(), axes,
                                 static_cast<std::int64_t*>(device_output(s.rows)),
                                 static_cast<const std::int64_t*>(from.get()));
  }
}
/// For a result on that device. An index out of range throws, unless a CUDA device alone has the indices: then it
/// counts for nothing.
inline ScatterRows scatter_rows(const Tensor& indices, const Shape& updates, const Shape& shape, const char* where,
                                Device device) {
  require<shape_error>(indices.rank() >= 1, where, ": expected indices of at least one axis; got a scalar.");
  const index_t depth = indices.shape().back();
  const std::size_t k = static_cast<std::size_t>(depth), before = indices.shape().rank() - 1;
  require<shape_error>(k <= shape.rank(), where, ": expected indices with at most ", shape.rank(), " numbers; got ",
                       indices.shape(), ".");
  Shape expected = indices.shape().slice(0, before);
  for (const index_t d : shape.from(k)) expected.push_back(d);
  require<shape_error>(updates == expected, where, ": expected updates of shape ", expected, " for indices ",
                       indices.shape(), "; got ", updates, ".");
  ScatterRows s{Tensor::empty({indices.shape().product(0, before)}, int64, indices.device()),
                shape.product(k, shape.rank())};
  if (on_meta(indices)) return s;
  require<dtype_error>(is_integer(indices.dtype()), where, ": expected indices of an integer dtype; got ",
                       indices.dtype(), ". Hint: cast(int32).");
  const Tensor here = at_hand(indices);
  if (!here.defined()) return rows_of_places(s, indices, shape, k), s;
  const Tensor at = here.cast(int64), rows = Tensor::empty(s.rows.shape(), int64);
  for (index_t i = 0; i < rows.size(); ++i) {
    std::int64_t row = 0;
    for (std::size_t a = 0; a < k; ++a) {
      std::int64_t j = at.data<const std::int64_t>()[i * depth + static_cast<index_t>(a)];
      require<value_error>(j >= -shape[a] && j < shape[a], where, ": expected indices below ", shape[a], "; got ", j,
                           ".");
      row = row * shape[a] + (j < 0 ? j + shape[a] : j);
    }
    rows.data<std::int64_t>()[i] = row;
  }
  s.rows = rows_for(rows, device);
  return s;
}

using ScatterMode = cuda_backend::Scatter;
inline ScatterMode scatter_mode(const std::string& name) {
  constexpr std::string_view names[] = {"add", "max", "min", "mul", ""};
  for (std::size_t i = 0; i < 5; ++i)
    if (names[i] == name) return static_cast<ScatterMode>(i);
  fail<value_error>("scatter_update: expected reduction add, max, min or mul; got \"", name, "\".");
}

template <class T>
T combine(ScatterMode mode, T a, T b) {
  switch (mode) {
    case ScatterMode::add:
      return static_cast<T>(a + b);
    case ScatterMode::max:
      return std::max(a, b);
    case ScatterMode::min:
      return std::min(a, b);
    case ScatterMode::mul:
      return static_cast<T>(a * b);
    default:
      return b;
  }
}

inline void scatter_into(const Tensor& y, const ScatterRows& s, const Tensor& updates, ScatterMode mode) {
  if (on_meta(y) || on_meta(updates) || on_meta(s.rows)) return;
  if (on_cuda(y)) return scatter_on_cuda(mode, y, updates, s.rows, s.width);
  visit_dtype(y.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    for (index_t i = 0; i < s.rows.size(); ++i) {
      T* const to = y.data<T>() + s.rows.data<std::int64_t>()[i] * s.width;
      const T* const from = updates.data<const T>() + i * s.width;
      for (index_t j = 0; j < s.width; ++j) to[j] = combine(mode, to[j], from[j]);
    }
  });
}

/// The rows of x that a scatter wrote to, as updates lie.
inline Tensor rows_of(const Tensor& x, const ScatterRows& s, const Shape& shape) {
  return take_rows(x.view({s.width > 0 ? x.size() / s.width : 0, s.width}), s.rows).view(shape);
}

inline void scatter_gradient(ScatterMode mode, const ScatterRows& s, const Tensor& x, const Tensor& updates,
                             const Tensor& y, const Tensor& dy, InputGradients& dx) {
  require<state_error>(mode != ScatterMode::mul, "scatter_update: expected a reduction with a gradient; got \"mul\".");
  const bool extreme = mode == ScatterMode::max || mode == ScatterMode::min;
  if (dx.wanted(0)) {
    Tensor d = dy;
    if (mode == ScatterMode::set) {
      d = dy.clone();
      scatter_into(d, s, zeros(updates.shape(), dy.dtype(), dy.device()), mode);
    } else if (extreme) {
      d = multiply(dy, equal(x, y).cast(dy.dtype()));
    }
    dx.add(0, d);
  }
  if (!dx.wanted(1)) return;
  Tensor d = rows_of(dy, s, updates.shape());
  if (extreme || mode == ScatterMode::set)
    d = multiply(d, equal(updates, rows_of(y, s, updates.shape())).cast(dy.dtype()));
  dx.add(1, d);
}

}  // namespace detail

KERATIN_INLINE Tensor scatter(const Tensor& indices, const Tensor& values, const Shape& shape) {
  if (indices.symbolic() || values.symbolic())
    return symbolic_op("keras.src.ops.core", "Scatter", {indices, values},
                       [shape](const Tensors& in) { return scatter(in[0], in[1], shape); }, {{"shape", shape}});
  const Device device = common_device(indices, values);
  const auto s = detail::scatter_rows(indices, values.shape(), shape, "scatter", device);
  const Tensor y =
      device == Device::meta() ? Tensor::empty(shape, values.dtype(), device) : zeros(shape, values.dtype(), device);
  detail::scatter_into(y, s, values, detail::ScatterMode::add);
  if (is_float(values.dtype()))
    record(y, {&values},
           [s, of = values.shape()](const Tensor& dy, InputGradients& dx) { dx.add(0, detail::rows_of(dy, s, of)); });
  return y;
}

KERATIN_INLINE Tensor scatter_update(const Tensor& x, const Tensor& indices, const Tensor& updates,
                                     const std::string& reduction) {
  if (x.symbolic() || indices.symbolic() || updates.symbolic())
    return symbolic_op(
        "keras.src.ops.core", "ScatterUpdate", {x, indices, updates},
        [reduction](const Tensors& in) { return scatter_update(in[0], in[1], in[2], reduction); },
        {reduction.empty() ? OpArgument("reduction", std::optional<Int>()) : OpArgument("reduction", reduction)});
  const auto mode = detail::scatter_mode(reduction);
  const Device device = common_device(x, indices, updates);
  const auto s = detail::scatter_rows(indices, updates.shape(), x.shape(), "scatter_update", device);
  const Tensor u = updates.cast(x.dtype());
  const Tensor y = Tensor::empty(x.shape(), x.dtype(), device);
  copy_into(y, x);
  detail::scatter_into(y, s, u, mode);
  if (is_float(x.dtype()))
    record(y, {&x, &u}, [s, mode, x, u, out = detach(y)](const Tensor& dy, InputGradients& dx) {
      detail::scatter_gradient(mode, s, x, u, out, dy, dx);
    });
  return y;
}

}  // namespace keratin::ops
#endif
