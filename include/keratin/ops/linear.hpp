// linear(x, kernel, bias, activation) = activation(x kernel + bias), in one pass: what Dense does.
//   x: (…, in), kernel: (in, units), bias: (units) or undefined -> (…, units)
// With dz = dy * activation'(z):   dx = dz kernelᵀ, dkernel = xᵀ dz, dbias = sum of dz's rows.
#pragma once
#include "../tensor/tensor.hpp"
#include "fused_activation.hpp"

namespace keratin::ops {

[[nodiscard]] Tensor linear(const Tensor& x, const Tensor& kernel, const Tensor& bias = {},
                            const FusedActivation* activation = nullptr);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/gemm.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// What the product's epilogue does to a finished block.
struct LinearEpilogue {
  const void* bias;
  const FusedActivation* activation;
  DType dtype;

  static void apply(const void* context, void* c, index_t, index_t rows, index_t column, index_t columns, index_t ldc) {
    const auto& self = *static_cast<const LinearEpilogue*>(context);
    const auto* const f = self.activation != nullptr ? self.activation : &identity_activation();
    if (self.dtype == float32)
      f->apply32(rows, columns, static_cast<float*>(c), ldc,
                 self.bias ? static_cast<const float*>(self.bias) + column : nullptr);
    else
      f->apply64(rows, columns, static_cast<double*>(c), ldc,
                 self.bias ? static_cast<const double*>(self.bias) + column : nullptr);
  }
};

/// The same on a device whose products have no epilogue.
inline void finish(const FusedActivation* activation, const Tensor& z, const Tensor& bias) {
  (activation != nullptr ? activation : &identity_activation())->apply(z, bias);
}

/// The sum over all axes but the last.
inline Tensor column_sum(const Tensor& x) {
  Flags flags{};
  for (std::size_t i = 0; i + 1 < x.shape().rank(); ++i) flags[i] = true;
  return reduce<cpu_backend::SumReducer>(x, flags, false);
}

}  // namespace detail

KERATIN_INLINE Tensor linear(const Tensor& x, const Tensor& kernel, const Tensor& bias,
                             const FusedActivation* activation) {
  require<shape_error>(x.rank() >= 1 && x.shape().back() == kernel.shape()[0], "linear: expected last axis ",
                       kernel.shape()[0], "; got ", x.shape(), ".");
  const index_t in = kernel.shape()[0], units = kernel.shape()[1], rows = x.shape().product(0, x.shape().rank() - 1);
  const Tensor flat = x.rank() == 2 ? x : x.view({rows, in});
  const bool finished = bias.defined() || activation != nullptr, apart = on_cuda(x) || on_cuda(kernel);
  const detail::LinearEpilogue finish{bias.defined() && !apart ? bias.data<const void>() : nullptr, activation,
                                      kernel.dtype()};
  GemmOptions options;
  if (finished && !apart) options.epilogue = {detail::LinearEpilogue::apply, &finish};
  const Tensor z = gemm(flat, kernel, options);
  if (finished && apart && !on_meta(z)) detail::finish(activation, z, bias);
  Tensor y = x.rank() == 2 ? z : z.view(x.shape().with(x.shape().rank() - 1, units));
  record(y, {&x, &kernel, &bias},
         [shape = x.shape(), flat = detach(flat), kernel, activation, out = detach(y)](const Tensor& dy,
                                                                                       InputGradients& dx) {
           const Tensor d = activation != nullptr ? activation->gradient(out, dy) : dy;
           const Tensor dz = d.rank() == 2 ? d : d.view({flat.shape()[0], kernel.shape()[1]});
           if (dx.wanted(0)) dx.add(0, gemm(dz, kernel, {.transpose_b = true}).view(shape));
           if (dx.wanted(1)) dx.add(1, gemm(flat, dz, {.transpose_a = true}));
           if (dx.wanted(2)) dx.add(2, detail::column_sum(dz));
         });
  return y;
}

}  // namespace keratin::ops
#endif
