// The matrix product of tensors, without gradient: what matmul, linear and their vjps are made of.
#pragma once
#include "../backend/cpu/gemm.hpp"
#include "../backend/cuda/gemm.hpp"
#include "pointwise.hpp"

namespace keratin {

struct GemmOptions {
  bool transpose_a = false, transpose_b = false;
  cpu_backend::Epilogue epilogue = {};
};

/// op(a) op(b) over the last two axes; the axes before broadcast. Both have at least two axes and one float dtype.
Tensor gemm(const Tensor& a, const Tensor& b, const GemmOptions& options = {});

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
namespace keratin {

namespace detail {

struct GemmSizes {
  index_t m, n, k, lda, ldb;
};

inline GemmSizes gemm_sizes(const Tensor& a, const Tensor& b, const GemmOptions& o) {
  const Shape &s = a.shape(), &t = b.shape();
  const index_t rows = s[static_cast<index_t>(s.rank()) - 2], columns = t[static_cast<index_t>(t.rank()) - 2];
  GemmSizes z{};
  z.lda = s.back();
  z.ldb = t.back();
  z.m = o.transpose_a ? s.back() : rows;
  z.k = o.transpose_a ? rows : s.back();
  z.n = o.transpose_b ? columns : t.back();
  return z;
}

/// Which matrix of an operand, whose batch axes broadcast to `batch`, is used at place i.
inline index_t batch_offset(const Shape& batch, const Shape& own, index_t i) {
  const auto strides = cpu_backend::broadcast_strides(own, batch);
  index_t at = 0, rest = i;
  for (std::size_t axis = batch.rank(); axis-- > 0;) {
    at += rest % batch[axis] * strides[axis];
    rest /= batch[axis];
  }
  return at;
}

template <class T>
void gemm_batch(const Tensor& a, const Tensor& b, const Tensor& c, const GemmSizes& z, const GemmOptions& o) {
  const Shape batch = c.shape().slice(0, c.shape().rank() - 2);
  const Shape batch_a = a.shape().slice(0, a.shape().rank() - 2), batch_b = b.shape().slice(0, b.shape().rank() - 2);
  for (index_t i = 0; i < batch.size(); ++i)
    cpu_backend::gemm<T>(o.transpose_a, o.transpose_b, z.m, z.n, z.k,
                         a.data<const T>() + batch_offset(batch, batch_a, i) * z.m * z.k, z.lda,
                         b.data<const T>() + batch_offset(batch, batch_b, i) * z.k * z.n, z.ldb,
                         c.data<T>() + i * z.m * z.n, z.n, false, o.epilogue);
}

/// One call where the matrices lie at one distance from each other, else one for each.
inline void gemm_on_cuda(const Tensor& a, const Tensor& b, const Tensor& c, const GemmSizes& z, const GemmOptions& o) {
  const DeviceData da(a, c.device()), db(b, c.device());
  auto* const to = static_cast<char*>(device_output(c));
  const auto *const pa = static_cast<const char*>(da.get()), *const pb = static_cast<const char*>(db.get());
  const auto size = static_cast<index_t>(size_of(c.dtype()));
  const Shape batch = c.shape().slice(0, c.shape().rank() - 2);
  const Shape own_a = a.shape().slice(0, a.shape().rank() - 2), own_b = b.shape().slice(0, b.shape().rank() - 2);
  cuda_backend::Gemm g{o.transpose_a, o.transpose_b, z.m, z.n, z.k, z.lda, z.ldb, 1, 0, 0};
  const auto one_stride = [&](const Shape& own) { return own == batch || own.size() == 1; };
  const int device = c.device().index();
  if (one_stride(own_a) && one_stride(own_b)) {
    g.count = batch.size();
    g.step_a = own_a.size() == 1 ? 0 : z.m * z.k;
    g.step_b = own_b.size() == 1 ? 0 : z.k * z.n;
    return cuda_backend::gemm(device, c.dtype(), g, pa, pb, to);
  }
  for (index_t i = 0; i < batch.size(); ++i)
    cuda_backend::gemm(device, c.dtype(), g, pa + batch_offset(batch, own_a, i) * z.m * z.k * size,
                       pb + batch_offset(batch, own_b, i) * z.k * z.n * size, to + i * z.m * z.n * size);
}

}  // namespace detail

KERATIN_INLINE Tensor gemm(const Tensor& a, const Tensor& b, const GemmOptions& options) {
  const auto z = detail::gemm_sizes(a, b, options);
  Shape shape;
  if (a.rank() > 2 || b.rank() > 2)
    shape =
        broadcast_shape(a.shape().slice(0, a.shape().rank() - 2), b.shape().slice(0, b.shape().rank() - 2), "matmul");
  shape.push_back(z.m);
  shape.push_back(z.n);
  Tensor c = Tensor::empty(shape, a.dtype(), common_device(a, b));
  if (on_meta(c)) return c;
  if constexpr (with_cuda)
    if (on_cuda(c)) return detail::gemm_on_cuda(a, b, c, z, options), c;
  visit_float(a.dtype(), "matmul", [&](auto zero) {
    using T = decltype(zero);
    if (shape.rank() == 2)
      cpu_backend::gemm<T>(options.transpose_a, options.transpose_b, z.m, z.n, z.k, a.data<const T>(), z.lda,
                           b.data<const T>(), z.ldb, c.data<T>(), z.n, false, options.epilogue);
    else
      detail::gemm_batch<T>(a, b, c, z, options);
  });
  return c;
}

}  // namespace keratin
#endif
