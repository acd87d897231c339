// Reductions of tensors along axes.
#pragma once
#include "../backend/cpu/reduce.hpp"
#include "axes.hpp"
#include "pointwise.hpp"

namespace keratin {

/// The shape left when the flagged axes are reduced: without them, or with 1 in their place.
Shape reduced_shape(const Shape& shape, const std::array<bool, Shape::max_rank>& flags, bool keepdims);

namespace detail {

/// A reduction's kernels by dtype.
using ReduceKernels = std::array<cpu_backend::ReduceKernel, 7>;
template <class R>
inline constexpr ReduceKernels reduce_kernels = {cpu_backend::reduce_kernel<R, float>(),
                                                 cpu_backend::reduce_kernel<R, double>(),
                                                 cpu_backend::ReduceKernel{},
                                                 cpu_backend::reduce_kernel<R, std::int32_t>(),
                                                 cpu_backend::reduce_kernel<R, std::int64_t>(),
                                                 cpu_backend::reduce_kernel<R, std::uint8_t>(),
                                                 cpu_backend::reduce_kernel<R, std::uint8_t>()};
Tensor reduce(const ReduceKernels& kernels, const Tensor& x, const std::array<bool, Shape::max_rank>& flags,
              bool keepdims, double scale);

}  // namespace detail

/// scale * the reduction of x along the flagged axes.
template <class R>
Tensor reduce(const Tensor& x, const std::array<bool, Shape::max_rank>& flags, bool keepdims, double scale = 1) {
  return detail::reduce(detail::reduce_kernels<R>, x, flags, keepdims, scale);
}

/// The sum of x over the axes that broadcasting `shape` to x's shape had stretched: what a gradient needs.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include "../backend/cuda/reduce.hpp"

namespace keratin {

namespace detail {

/// The reduction on the result's CUDA device, if it lies on one.
inline bool reduced_on_cuda(const cpu_backend::ReduceKernel& kernel, index_t outer, index_t n, index_t inner,
                            double scale, const Tensor& out, const Tensor& x) {
  if constexpr (with_cuda) {
    if (!on_cuda(out)) return false;
    const functors::Identity identity;
    const cuda_backend::Reduction r{kernel.rows.trace, &identity, kernel.rows.formula, kernel.rows.start};
    const DeviceData from(x, out.device());
    const void* const in[] = {from.get()};
    const int device = out.device().index();
    if (inner == 1) return cuda_backend::reduce_rows(device, r, x.dtype(), outer, n, scale, device_output(out), in);
    cuda_backend::reduce_columns(device, r, x.dtype(), outer, n, inner, scale, device_output(out), from.get());
    return true;
  }
  return false;
}

}  // namespace detail

KERATIN_INLINE Shape reduced_shape(const Shape& shape, const std::array<bool, Shape::max_rank>& flags, bool keepdims) {
  Shape out;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (!flags[i])
      out.push_back(shape[i]);
    else if (keepdims)
      out.push_back(1);
  }
  return out;
}

KERATIN_INLINE Tensor detail::reduce(const ReduceKernels& kernels, const Tensor& x,
                                     const std::array<bool, Shape::max_rank>& flags, bool keepdims, double scale) {
  const Shape final_shape = reduced_shape(x.shape(), flags, keepdims);
  const auto& kernel = kernels[static_cast<std::size_t>(x.dtype())];
  Tensor out = x;
  Shape shape = x.shape();
  for (std::size_t end = shape.rank(); end > 0;) {  // one run of neighbouring axes at a time, the last first
    if (!flags[end - 1]) {
      --end;
      continue;
    }
    std::size_t begin = end;
    while (begin > 0 && flags[begin - 1]) --begin;
    const index_t outer = shape.product(0, begin), n = shape.product(begin, end),
                  inner = shape.product(end, shape.rank());
    for (std::size_t a = begin; a < end; ++a) shape[a] = 1;
    Tensor next = Tensor::empty(shape, out.dtype(), out.device());
    if (!on_meta(next) && !reduced_on_cuda(kernel, outer, n, inner, scale, next, out))
      cpu_backend::reduce(kernel, outer, n, inner, scale, size_of(x.dtype()), next.data<void>(),
                          out.data<const void>());
    scale = 1;
    out = next;
    end = begin;
  }
  return out.view(final_shape);
}

KERATIN_INLINE Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  std::array<bool, Shape::max_rank> flags{};
  const std::size_t missing = static_cast<std::size_t>(x.rank()) - shape.rank();
  for (std::size_t i = 0; i < static_cast<std::size_t>(x.rank()); ++i)
    flags[i] = i < missing || (shape[i - missing] == 1 && x.shape()[i] != 1);
  return reduce<cpu_backend::SumReducer>(x, flags, true).view(shape);
}

}  // namespace keratin
#endif
