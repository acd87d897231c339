// Functors applied to whole tensors, with numpy's broadcasting. The atom that ops, activations, losses and optimizers are
// made of: map(F{}, x) is F on every element of x.
#pragma once
#include "../backend/cpu/copy.hpp"
#include "tensor.hpp"

namespace keratin {

/// The shape of a op b by numpy's rule: aligned at the last axis, sizes are equal or one of them is 1.
Shape broadcast_shape(const Shape& a, const Shape& b, std::string_view where);
/// The device of a result: meta if one input has no data.
inline Device common_device(const Tensor& x) { return x.device(); }
template <class... More>
Device common_device(const Tensor& x, const More&... more) {
  const Device d = x.device();
  return d == Device::meta() ? d : common_device(more...);
}
inline bool on_meta(const Tensor& x) { return x.device() == Device::meta(); }

namespace detail {

inline constexpr std::size_t max_inputs = 4;

/// How inputs of different shapes are walked: an inner run on which each input moves or stands still, and axes around it.
struct Walk {
  Shape outer;
  index_t inner = 1;
  std::array<cpu_backend::Strides, max_inputs> strides{};
  std::array<bool, max_inputs> fixed{};
};
Walk plan_walk(const Shape& out, std::span<const Shape* const> shapes);

/// out = kernel(in…), broadcast, shared among threads.
void run_map(const cpu_backend::MapKernel& kernel, const Tensor& out, std::span<const Tensor* const> in);

/// out = f(in…), all inputs of type T.
template <class T, class Out, class F, class... Ts>
void map_typed(const F& f, const Tensor& out, const Ts&... in) {
  static_assert(sizeof...(Ts) <= max_inputs);
  const Tensor* const inputs[] = {&in...};
  run_map(cpu_backend::map_kernel<T, Out, sizeof...(Ts)>(f), out, inputs);
}

inline Shape common_shape(const Tensor& x) { return x.shape(); }
template <class... More>
Shape common_shape(const Tensor& x, const Tensor& y, const More&... more) {
  Shape shape = x.shape() == y.shape() ? x.shape() : broadcast_shape(x.shape(), y.shape(), "broadcast");
  ((shape = more.shape() == shape ? shape : broadcast_shape(shape, more.shape(), "broadcast")), ...);
  return shape;
}

}  // namespace detail

/// f on every element of tensors of one floating-point dtype; F takes and returns a vector of numbers.
template <class F, class... Ts>
Tensor map(const F& f, const Tensor& x, const Ts&... more) {
  Tensor out = Tensor::empty(detail::common_shape(x, more...), x.dtype(), common_device(x, more...));
  if (on_meta(out)) return out;
  visit_float(x.dtype(), "map", [&](auto zero) {
    using T = decltype(zero);
    detail::map_typed<T, T>(f, out, x, more...);
  });
  return out;
}

/// The same for any numeric dtype.
template <class F, class... Ts>
Tensor map_number(const F& f, const Tensor& x, const Ts&... more) {
  Tensor out = Tensor::empty(detail::common_shape(x, more...), x.dtype(), common_device(x, more...));
  if (on_meta(out)) return out;
  visit_dtype(x.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    detail::map_typed<T, T>(f, out, x, more...);
  });
  return out;
}

/// f on tensors of any one dtype, with bool as its result: F returns 1 or 0.
template <class F, class... Ts>
Tensor map_to_bool(const F& f, const Tensor& x, const Ts&... more) {
  Tensor out = Tensor::empty(detail::common_shape(x, more...), bool_, common_device(x, more...));
  if (on_meta(out)) return out;
  visit_dtype(x.dtype(), [&](auto zero) {
    using T = BytesForBool<decltype(zero)>;
    detail::map_typed<T, bool>(f, out, x, more...);
  });
  return out;
}

/// out = f(in…) into a tensor that exists: of the result's shape and the inputs' dtype. `out` may be one of them.
template <class F, class... Ts>
void map_into(const F& f, const Tensor& out, const Ts&... in) {
  if (on_meta(out)) return;
  visit_float(out.dtype(), "map", [&](auto zero) {
    using T = decltype(zero);
    detail::map_typed<T, T>(f, out, in...);
  });
}

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include <algorithm>

namespace keratin {

KERATIN_INLINE Shape broadcast_shape(const Shape& a, const Shape& b, std::string_view where) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape out = longer;
  for (std::size_t i = 0; i < shorter.rank(); ++i) {
    const std::size_t at = longer.rank() - shorter.rank() + i;
    const index_t x = longer[at], y = shorter[i];
    require<shape_error>(x == y || x == 1 || y == 1, where, ": expected shapes that broadcast; got ", a, " and ", b, ".");
    out[at] = x == 1 ? y : x;
  }
  return out;
}

namespace detail {

/// Whether, on axis `a`, every input goes on from the run inside it, or stands still as it does there.
inline bool extends(const Walk& walk, std::size_t a, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    const index_t step = walk.strides[k][a];
    if ((step == 0) != walk.fixed[k] || (step != 0 && step != walk.inner)) return false;
  }
  return true;
}

KERATIN_INLINE Walk plan_walk(const Shape& out, std::span<const Shape* const> shapes) {
  Walk walk;
  for (std::size_t k = 0; k < shapes.size(); ++k) {
    const auto own = cpu_backend::row_major(*shapes[k]);
    const std::size_t missing = out.rank() - shapes[k]->rank();
    for (std::size_t a = missing; a < out.rank(); ++a)
      walk.strides[k][a] = (*shapes[k])[a - missing] == 1 ? 0 : own[a - missing];
  }
  std::size_t axis = out.rank();
  for (bool first = true; axis > 0; --axis) {
    const std::size_t a = axis - 1;
    if (out[a] == 1) continue;
    if (first)
      for (std::size_t k = 0; k < shapes.size(); ++k) walk.fixed[k] = walk.strides[k][a] == 0;
    else if (!extends(walk, a, shapes.size()))
      break;
    first = false;
    walk.inner *= out[a];
  }
  walk.outer = out.slice(0, axis);
  return walk;
}

/// The inputs at line `line` of the outer axes.
inline std::array<cpu_backend::Operand<void>, max_inputs> operands_at(const Walk& walk, index_t line, std::size_t element,
                                                                     std::span<const Tensor* const> in) {
  std::array<index_t, max_inputs> at{};
  for (std::size_t a = walk.outer.rank(); a-- > 0;) {
    const index_t i = line % walk.outer[a];
    line /= walk.outer[a];
    for (std::size_t k = 0; k < in.size(); ++k) at[k] += i * walk.strides[k][a];
  }
  std::array<cpu_backend::Operand<void>, max_inputs> operands{};
  for (std::size_t k = 0; k < in.size(); ++k)
    operands[k] = {in[k]->data<char>() + static_cast<std::size_t>(at[k]) * element, walk.fixed[k]};
  return operands;
}

/// All inputs have the result's shape, or one element.
inline void run_map_flat(const cpu_backend::MapKernel& kernel, const Tensor& out, std::span<const Tensor* const> in) {
  const index_t n = out.size();
  parallel::for_range(n, cpu_backend::pointwise_grain, [&](index_t begin, index_t end) {
    std::array<cpu_backend::Operand<void>, max_inputs> operands{};
    for (std::size_t k = 0; k < in.size(); ++k) {
      const bool fixed = n != 1 && in[k]->size() == 1;
      operands[k] = {in[k]->data<char>() + (fixed ? 0 : static_cast<std::size_t>(begin) * kernel.in_size), fixed};
    }
    kernel.run(kernel.functor, end - begin, out.data<char>() + static_cast<std::size_t>(begin) * kernel.out_size, operands.data());
  });
}

KERATIN_INLINE void run_map(const cpu_backend::MapKernel& kernel, const Tensor& out, std::span<const Tensor* const> in) {
  bool flat = true;
  for (const Tensor* x : in) flat = flat && (x->shape() == out.shape() || x->size() == 1);
  if (flat) return run_map_flat(kernel, out, in);
  std::array<const Shape*, max_inputs> shapes{};
  for (std::size_t k = 0; k < in.size(); ++k) shapes[k] = &in[k]->shape();
  const Walk walk = plan_walk(out.shape(), {shapes.data(), in.size()});
  const index_t grain = std::max<index_t>(1, cpu_backend::pointwise_grain / std::max<index_t>(walk.inner, 1));
  parallel::for_range(walk.outer.size(), grain, [&](index_t begin, index_t end) {
    for (index_t line = begin; line < end; ++line)
      kernel.run(kernel.functor, walk.inner, out.data<char>() + static_cast<std::size_t>(line * walk.inner) * kernel.out_size,
                 operands_at(walk, line, kernel.in_size, in).data());
  });
}

}  // namespace detail

}  // namespace keratin
#endif
