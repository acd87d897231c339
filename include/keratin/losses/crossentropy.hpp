// The cross-entropy behind the name "crossentropy" (or "ce"): binary, categorical or sparse, as the shapes say.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// Binary where y_pred has one column, sparse where y_true are class numbers, else categorical
/// (Keras's compile(loss="crossentropy")).
Loss crossentropy_by_shape(Fields* = nullptr);

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "binary_crossentropy.hpp"
#include "categorical_crossentropy.hpp"
#include "sparse_categorical_crossentropy.hpp"

namespace keratin::losses {

namespace detail {

inline Tensor any_crossentropy(const Tensor& y_true, const Tensor& y_pred) {
  const index_t classes = y_pred.rank() > 0 ? y_pred.shape().back() : 1;
  const bool column = y_true.rank() > 0 && y_true.shape().back() == 1;
  if (classes == 1) return binary_crossentropy(y_true, y_pred);
  if (y_true.rank() < y_pred.rank() || column) return sparse_categorical_crossentropy(y_true, y_pred);
  return categorical_crossentropy(y_true, y_pred);
}

}  // namespace detail

KERATIN_INLINE Loss crossentropy_by_shape(Fields*) { return Loss(detail::any_crossentropy); }

}  // namespace keratin::losses
#endif
