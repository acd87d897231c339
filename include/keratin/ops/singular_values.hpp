// singular_values(x): those of each matrix, in no order. With x = Σ σ_j u_j v_jᵀ:   dx = Σ dσ_j u_j v_jᵀ.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops::detail {

/// (…, rows, columns) -> (…, min(rows, columns)); computed in float64. A value of 0 gives no gradient.
Tensor singular_values(const Tensor& x);

}  // namespace keratin::ops::detail

#if KERATIN_DEFINE(ops)
#include "../backend/cpu/svd.hpp"
#include "matmul.hpp"
#include "moveaxis.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops::detail {

/// x = turnedᵀ diag(values) unit for each matrix, transposed first where there are more rows than columns.
struct Factors {
  Tensor turned, unit, values;
};

inline Factors factorize(const Tensor& x) {
  const index_t rows = x.shape()[x.rank() - 2], n = x.shape().back(),
                matrices = x.size() / std::max<index_t>(1, rows * n);
  Factors f{Tensor::empty(x.shape().with(x.shape().rank() - 1, rows), float64), x.cast(float64).clone(),
            Tensor::empty(x.shape().without(x.shape().rank() - 1), float64)};
  double *const turned = f.turned.data<double>(), *const unit = f.unit.data<double>(),
                *const values = f.values.data<double>();
  parallel::for_range(matrices, 1, [=](index_t begin, index_t end) {
    for (index_t m = begin; m < end; ++m) {
      cpu_backend::orthogonalize_rows(rows, n, unit + m * rows * n, turned + m * rows * rows);
      for (index_t i = m * rows; i < (m + 1) * rows; ++i) {
        double* const row = unit + i * n;
        values[i] = std::sqrt(cpu_backend::detail::row_product(n, row, row));
        for (index_t j = 0; j < n && values[i] != 0; ++j) row[j] /= values[i];
      }
    }
  });
  return f;
}

KERATIN_INLINE Tensor singular_values(const Tensor& x) {
  const index_t rows = x.shape()[x.rank() - 2], columns = x.shape().back();
  const bool tall = rows > columns;
  const Shape kept = x.shape().without(x.shape().rank() - (tall ? 2 : 1));
  if (on_meta(x)) return Tensor::empty(kept, x.dtype(), x.device());
  Factors f;
  {
    const NoGradient scope;
    f = factorize(tall ? swapaxes(x, -1, -2) : x);
  }
  const Tensor y = f.values.cast(x.dtype());
  record(y, {&x}, [turned = f.turned, unit = f.unit, tall, dtype = x.dtype()](const Tensor& dy, InputGradients& dx) {
    const Tensor d = matmul(swapaxes(turned, -1, -2), multiply(unit, expand_dims(dy.cast(float64), -1)));
    dx.add(0, (tall ? swapaxes(d, -1, -2) : d).cast(dtype));
  });
  return y;
}

}  // namespace keratin::ops::detail
#endif
