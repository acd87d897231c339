// Functors applied to whole tensors, with numpy's broadcasting. The atom that ops, activations, losses and optimizers
// are made of: map(F{}, x) is F on every element of x.
#pragma once
#include <optional>

#include "../backend/cpu/copy.hpp"
#include "device_data.hpp"
#include "tensor.hpp"

namespace keratin {

/// The shape of a op b by numpy's rule: aligned at the last axis, sizes are equal or one of them is 1.
Shape broadcast_shape(const Shape& a, const Shape& b, std::string_view where);
/// The device of a result: meta if one input has no data, else a CUDA device if one lies there.
inline Device common_device(Device a, Device b) { return b.kind() > a.kind() ? b : a; }
inline Device common_device(const Tensor& x) { return x.device(); }
template <class... More>
Device common_device(const Tensor& x, const More&... more) {
  return common_device(x.device(), common_device(more...));
}
inline bool on_meta(const Tensor& x) { return x.device() == Device::meta(); }

namespace detail {

inline constexpr std::size_t max_inputs = 4;

/// How inputs of different shapes are walked: an inner run on which each input moves or stands still, and axes around
/// it.
struct Walk {
  Shape outer;
  index_t inner = 1;
  std::array<cpu_backend::Strides, max_inputs> strides{};
  std::array<bool, max_inputs> fixed{};
};
Walk plan_walk(const Shape& out, std::span<const Shape* const> shapes);

/// A functor's kernels by its inputs' dtype; a dtype that has none is an error.
using MapKernels = std::span<const cpu_backend::MapVersions>;
using Inputs = std::span<const Tensor* const>;

/// For float32 and float64, which come first among the dtypes.
template <class F, std::size_t N>
inline constexpr cpu_backend::MapVersions real_kernels[] = {cpu_backend::map_versions<float, float, F, N>(),
                                                            cpu_backend::map_versions<double, double, F, N>()};
template <class T, class Result>
using ResultOr = std::conditional_t<std::is_void_v<Result>, T, Result>;
/// For every dtype; the result is of the same, or of type Result.
template <class F, std::size_t N, class Result = void>
inline constexpr cpu_backend::MapVersions all_kernels[] = {
    cpu_backend::map_versions<float, ResultOr<float, Result>, F, N>(),
    cpu_backend::map_versions<double, ResultOr<double, Result>, F, N>(),
    {},
    cpu_backend::map_versions<std::int32_t, ResultOr<std::int32_t, Result>, F, N>(),
    cpu_backend::map_versions<std::int64_t, ResultOr<std::int64_t, Result>, F, N>(),
    cpu_backend::map_versions<std::uint8_t, ResultOr<std::uint8_t, Result>, F, N>(),
    cpu_backend::map_versions<std::uint8_t, ResultOr<std::uint8_t, Result>, F, N>()};

/// out = f(in…), broadcast, shared among threads; all inputs are of one dtype.
void run_map(MapKernels kernels, const void* f, const Tensor& out, Inputs in);
/// The same into a new tensor; `dtype` is that of the inputs, unless given.
Tensor new_map(MapKernels kernels, const void* f, Inputs in, std::optional<DType> dtype = {});

}  // namespace detail

/// f on every element of tensors of one floating-point dtype; F takes and returns a vector of numbers.
template <class F, std::derived_from<Tensor>... Ts>
Tensor map(const F& f, const Ts&... in) {
  const Tensor* const inputs[] = {&in...};
  return detail::new_map(detail::real_kernels<F, sizeof...(Ts)>, &f, inputs);
}

/// The same for any numeric dtype.
template <class F, std::derived_from<Tensor>... Ts>
Tensor map_number(const F& f, const Ts&... in) {
  const Tensor* const inputs[] = {&in...};
  return detail::new_map(detail::all_kernels<F, sizeof...(Ts)>, &f, inputs);
}

/// f on tensors of any one dtype, with bool as its result: F returns 1 or 0.
template <class F, std::derived_from<Tensor>... Ts>
Tensor map_to_bool(const F& f, const Ts&... in) {
  const Tensor* const inputs[] = {&in...};
  return detail::new_map(detail::all_kernels<F, sizeof...(Ts), std::uint8_t>, &f, inputs, bool_);
}

/// out = f(in…) into a tensor that exists: of the result's shape and the inputs' dtype. `out` may be one of them.
template <class F, std::derived_from<Tensor>... Ts>
void map_into(const F& f, const Tensor& out, const Ts&... in) {
  const Tensor* const inputs[] = {&in...};
  detail::run_map(detail::real_kernels<F, sizeof...(Ts)>, &f, out, inputs);
}

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include <algorithm>

#include "device_map.hpp"

namespace keratin {

KERATIN_INLINE Shape broadcast_shape(const Shape& a, const Shape& b, std::string_view where) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape out = longer;
  for (std::size_t i = 0; i < shorter.rank(); ++i) {
    const std::size_t at = longer.rank() - shorter.rank() + i;
    const index_t x = longer[at], y = shorter[i];
    require<shape_error>(x == y || x == 1 || y == 1, where, ": expected shapes that broadcast; got ", a, " and ", b,
                         ".");
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
  for (std::size_t k = 0; k < shapes.size(); ++k) walk.strides[k] = cpu_backend::broadcast_strides(*shapes[k], out);
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
inline std::array<cpu_backend::Operand<void>, max_inputs> operands_at(const Walk& walk, index_t line,
                                                                      std::size_t element,
                                                                      std::span<const char* const> in) {
  std::array<index_t, max_inputs> at{};
  for (std::size_t a = walk.outer.rank(); a-- > 0;) {
    const index_t i = line % walk.outer[a];
    line /= walk.outer[a];
    for (std::size_t k = 0; k < in.size(); ++k) at[k] += i * walk.strides[k][a];
  }
  std::array<cpu_backend::Operand<void>, max_inputs> operands{};
  for (std::size_t k = 0; k < in.size(); ++k)
    operands[k] = {in[k] + static_cast<std::size_t>(at[k]) * element, walk.fixed[k]};
  return operands;
}

/// One run of a functor's kernel over the elements: what threads share.
struct MapRun {
  MapRun(MapKernels kernels, const void* functor, const Tensor& result, Inputs inputs)
      : f(functor),
        out(result),
        in(inputs),
        to(result.data<char>()),
        in_size(size_of(in[0]->dtype())),
        out_size(size_of(result.dtype())) {
    for (std::size_t k = 0; k < in.size(); ++k) from[k] = in[k]->data<const char>();
    const DType dtype = in[0]->dtype();
    const auto place = static_cast<std::size_t>(dtype);
    kernel = place < kernels.size() ? kernels[place].best() : nullptr;
    require<dtype_error>(kernel != nullptr, "map: expected ",
                         kernels.size() == 2 ? "float32 or float64" : "a dtype of the CPU backend", "; got ", dtype,
                         ".");
  }

  /// All inputs have the result's shape, or one element.
  void flat() const {
    const index_t n = out.size();
    parallel::for_range(n, cpu_backend::pointwise_grain, [&](index_t begin, index_t end) {
      std::array<cpu_backend::Operand<void>, max_inputs> operands{};
      for (std::size_t k = 0; k < in.size(); ++k) {
        const bool fixed = n != 1 && in[k]->size() == 1;
        operands[k] = {from[k] + (fixed ? 0 : static_cast<std::size_t>(begin) * in_size), fixed};
      }
      kernel(f, end - begin, to + static_cast<std::size_t>(begin) * out_size, operands.data());
    });
  }

  void broadcast() const {
    std::array<const Shape*, max_inputs> shapes{};
    for (std::size_t k = 0; k < in.size(); ++k) shapes[k] = &in[k]->shape();
    const Walk walk = plan_walk(out.shape(), {shapes.data(), in.size()});
    const index_t grain = std::max<index_t>(1, cpu_backend::pointwise_grain / std::max<index_t>(walk.inner, 1));
    parallel::for_range(walk.outer.size(), grain, [&](index_t begin, index_t end) {
      for (index_t line = begin; line < end; ++line)
        kernel(f, walk.inner, to + static_cast<std::size_t>(line * walk.inner) * out_size,
               operands_at(walk, line, in_size, {from.data(), in.size()}).data());
    });
  }

  const void* f;
  const Tensor& out;
  Inputs in;
  char* to;
  std::array<const char*, max_inputs> from{};
  std::size_t in_size, out_size;
  cpu_backend::MapVersions::Run kernel;
};

inline trace::Tracer tracer_of(MapKernels kernels, DType dtype) {
  const auto place = static_cast<std::size_t>(dtype);
  return place < kernels.size() ? kernels[place].trace : nullptr;
}
KERATIN_INLINE void run_map(MapKernels kernels, const void* f, const Tensor& out, Inputs in) {
  if (on_meta(out)) return;
  if constexpr (with_cuda)
    if (on_cuda(out) && map_on_cuda<max_inputs>(tracer_of(kernels, in[0]->dtype()), f, out, in)) return;
  const MapRun run(kernels, f, out, in);
  bool flat = true;
  for (const Tensor* x : in) flat = flat && (x->shape() == out.shape() || x->size() == 1);
  flat ? run.flat() : run.broadcast();
}

KERATIN_INLINE Tensor new_map(MapKernels kernels, const void* f, Inputs in, std::optional<DType> dtype) {
  Shape shape = in[0]->shape();
  Device device = in[0]->device();
  for (const Tensor* x : in.subspan(1)) {
    if (x->shape() != shape) shape = broadcast_shape(shape, x->shape(), "broadcast");
    device = common_device(device, x->device());
  }
  Tensor out = Tensor::empty(shape, dtype.value_or(in[0]->dtype()), device);
  run_map(kernels, f, out, in);
  return out;
}

}  // namespace detail

}  // namespace keratin
#endif
