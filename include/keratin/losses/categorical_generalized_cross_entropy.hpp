// categorical_generalized_cross_entropy(y, p) = (1 - p_y^q) / q: between cross-entropy (q -> 0) and absolute error (q =
// 1), for labels that may be wrong. Zhang and Sabuncu, 2018.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct CategoricalGeneralizedCrossEntropyOptions {
  KERATIN_OPTIONS;
  Real q = 0.5;  ///< Between 0 and 1.
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "categorical_generalized_cross_entropy";
  KERATIN_FIELDS(name, reduction, q)
};

/// (batch) or (batch, 1) class numbers, and (batch, classes) -> (batch)
/// (keras.losses.categorical_generalized_cross_entropy).
[[nodiscard]] Tensor categorical_generalized_cross_entropy(
    const Tensor& y_true, const Tensor& y_pred, const CategoricalGeneralizedCrossEntropyOptions& options = {});
/// The same as a loss (keras.losses.CategoricalGeneralizedCrossEntropy). Throws value_error unless 0 < q < 1.
struct CategoricalGeneralizedCrossEntropy : Loss {
  using Options = CategoricalGeneralizedCrossEntropyOptions;
  explicit CategoricalGeneralizedCrossEntropy(const CategoricalGeneralizedCrossEntropyOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/operators.hpp"
#include "../ops/power.hpp"
#include "../ops/reshape.hpp"
#include "../ops/take.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor categorical_generalized_cross_entropy(const Tensor& y_true, const Tensor& y_pred,
                                                            const CategoricalGeneralizedCrossEntropyOptions& options) {
  const Tensor p = y_pred.cast(float_type(y_pred.dtype()));
  const bool column = y_true.rank() == p.rank() && y_true.rank() > 0 && y_true.shape().back() == 1;
  const Tensor labels = (column ? ops::squeeze(y_true, -1) : y_true).cast(int32);
  require<shape_error>(p.rank() > 0 && labels.shape() == p.shape().without(p.shape().rank() - 1),
                       "categorical_generalized_cross_entropy: expected class numbers for y_pred ", y_pred.shape(),
                       "; got y_true ", y_true.shape(), ".");
  const Tensor right = ops::sum(p * ops::one_hot(labels, p.shape().back(), p.dtype()), -1);
  return (1.0 - ops::power(right, Tensor::scalar(options.q, p.dtype()))) / options.q.value;
}
KERATIN_INLINE CategoricalGeneralizedCrossEntropy::CategoricalGeneralizedCrossEntropy(
    const CategoricalGeneralizedCrossEntropyOptions& options)
    : Loss(detail::options_loss<categorical_generalized_cross_entropy>("CategoricalGeneralizedCrossEntropy", options),
           options.reduction) {
  require(options.q > 0 && options.q < 1, "CategoricalGeneralizedCrossEntropy: expected q between 0 and 1; got ",
          options.q, ".");
}

}  // namespace keratin::losses
#endif
