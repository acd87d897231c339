// Elements moved from one tensor to another, on the device of the one that gets them.
#pragma once
#include "../backend/cuda/scatter.hpp"
#include "pointwise.hpp"

namespace keratin {

/// A block of a tensor: where it begins, in elements, and the strides of its axes.
struct Strided {
  Strided(const Tensor& t) : tensor(t), strides(cpu_backend::row_major(t.shape())) {}
  Strided(const Tensor& t, index_t begin, const cpu_backend::Strides& s) : tensor(t), first(begin), strides(s) {}
  const Tensor& tensor;
  index_t first = 0;
  cpu_backend::Strides strides;
};

/// Copies a block of that shape; both tensors are of one dtype.
void copy_strided(const Shape& shape, const Strided& to, const Strided& from);
/// Copies all elements of x to y, which is of the same size and dtype, from any device to any other.
void copy_into(const Tensor& y, const Tensor& x);
/// The same between dtypes.
void cast_into(const Tensor& y, const Tensor& x);
/// y's row i = x's row rows[i], for rows of n elements; rows are int64 and within x. On a CUDA device one that is not
/// gives zeros.
void gather_rows(const Tensor& y, const Tensor& x, const Tensor& rows, index_t n);
/// y's row rows[i] += x's row i; rows may repeat. The order of the sums is fixed. On a CUDA device a row that is not
/// within y counts for nothing.
void scatter_add_rows(const Tensor& y, const Tensor& x, const Tensor& rows, index_t n);
/// The same with any way to combine them, for a y on a CUDA device.
void scatter_on_cuda(cuda_backend::Scatter mode, const Tensor& y, const Tensor& x, const Tensor& rows, index_t n);

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include "../backend/cuda/copy.hpp"

namespace keratin {

KERATIN_INLINE void copy_strided(const Shape& shape, const Strided& to, const Strided& from) {
  if (on_meta(to.tensor) || on_meta(from.tensor)) return;
  const std::size_t size = size_of(to.tensor.dtype());
  const auto bytes = [size](index_t elements) { return elements * static_cast<index_t>(size); };
  if constexpr (with_cuda) {
    if (on_cuda(to.tensor)) {
      const DeviceData in(from.tensor, to.tensor.device());
      return cuda_backend::copy_strided(to.tensor.device().index(), shape, size,
                                        static_cast<char*>(device_output(to.tensor)) + bytes(to.first), to.strides,
                                        static_cast<const char*>(in.get()) + bytes(from.first), from.strides);
    }
  }
  cpu_backend::copy_strided(shape, size, to.tensor.data<char>() + bytes(to.first), to.strides,
                            from.tensor.data<const char>() + bytes(from.first), from.strides);
}

KERATIN_INLINE void copy_into(const Tensor& y, const Tensor& x) {
  if (on_meta(y) || on_meta(x) || x.size() == 0) return;
  const std::size_t bytes = static_cast<std::size_t>(x.size()) * size_of(x.dtype());
  if constexpr (with_cuda) {
    if (on_cuda(y) && x.device() == y.device())
      return cuda_backend::copy_on_device(y.device().index(), device_output(y), DeviceData(x, y.device()).get(), bytes);
    if (on_cuda(x) && y.device() == cpu{})
      return cuda_backend::copy_to_host(x.device().index(), y.data<void>(), DeviceData(x, x.device()).get(), bytes);
    if (on_cuda(y))
      return cuda_backend::copy_to_device(y.device().index(), device_output(y), x.data<const void>(), bytes);
  }
  std::memmove(y.data<void>(), x.data<const void>(), bytes);  // views of one block may overlap
}

KERATIN_INLINE void cast_into(const Tensor& y, const Tensor& x) {
  if (on_meta(y) || on_meta(x)) return;
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData in(x, y.device());
      return cuda_backend::cast(y.device().index(), x.size(), device_output(y), y.dtype(), in.get(), x.dtype());
    }
  }
  cpu_backend::cast(x.size(), y.data<void>(), y.dtype(), x.data<const void>(), x.dtype());
}

KERATIN_INLINE void gather_rows(const Tensor& y, const Tensor& x, const Tensor& rows, index_t n) {
  if (on_meta(y)) return;
  const std::size_t bytes = static_cast<std::size_t>(n) * size_of(x.dtype());
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData in(x, y.device()), at(rows, y.device());
      return cuda_backend::gather_rows(y.device().index(), rows.size(), bytes, device_output(y), in.get(),
                                       x.size() / std::max<index_t>(n, 1), static_cast<const std::int64_t*>(at.get()));
    }
  }
  cpu_backend::gather_rows(rows.size(), bytes, y.data<char>(), x.data<const char>(), rows.data<const std::int64_t>());
}

KERATIN_INLINE void scatter_on_cuda(cuda_backend::Scatter mode, const Tensor& y, const Tensor& x, const Tensor& rows,
                                    index_t n) {
  if constexpr (with_cuda) {
    const DeviceData in(x, y.device()), at(rows, y.device());
    cuda_backend::scatter_rows(y.device().index(), mode, y.dtype(), rows.size(), n, y.size() / std::max<index_t>(n, 1),
                               device_output(y), in.get(), static_cast<const std::int64_t*>(at.get()));
  }
}

KERATIN_INLINE void scatter_add_rows(const Tensor& y, const Tensor& x, const Tensor& rows, index_t n) {
  if (on_meta(y)) return;
  if constexpr (with_cuda)
    if (on_cuda(y)) return scatter_on_cuda(cuda_backend::Scatter::add, y, x, rows, n);
  visit_float(y.dtype(), "scatter_add_rows", [&](auto zero) {
    using T = decltype(zero);
    cpu_backend::scatter_add_rows(rows.size(), n, y.data<T>(), x.data<const T>(), rows.data<const std::int64_t>());
  });
}

}  // namespace keratin
#endif
