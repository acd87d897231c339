// ctc(y, p) = -log P(y | p): of all ways to write the labels y over the steps of p, each label held for one step or
// more, with blanks between (ops/ctc_loss.hpp).
#pragma once
#include "loss.hpp"

namespace keratin::losses {

/// (batch, labels) class numbers, where 0 is no label but fills up; (batch, steps, classes) logits, class 0 being the
/// blank -> (batch). Infinite, without a gradient, where there are too few steps for the labels (keras.losses.ctc).
[[nodiscard]] Tensor ctc(const Tensor& y_true, const Tensor& y_pred);

struct CTCOptions {
  KERATIN_OPTIONS;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "ctc";
  KERATIN_FIELDS(name, reduction)
};
/// The same as a loss (keras.losses.CTC).
struct CTC : Loss {
  using Options = CTCOptions;
  explicit CTC(const CTCOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../ops/ctc_loss.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

KERATIN_INLINE Tensor ctc(const Tensor& y_true, const Tensor& y_pred) {
  if (y_true.symbolic() || y_pred.symbolic())
    return symbolic_op("keras.src.losses.losses", "CTC", {y_true, y_pred},
                       [](const Tensors& in) { return ctc(in[0], in[1]); });
  require<shape_error>(y_true.rank() == 2 && y_pred.rank() == 3,
                       "ctc: expected y_true (batch, labels) and y_pred (batch, steps, classes); got ", y_true.shape(),
                       " and ", y_pred.shape(), ".");
  const auto all = [&](index_t n) { return full({y_true.shape()[0]}, static_cast<double>(n), int32, y_true.device()); };
  return ops::ctc_loss(y_true, y_pred, all(y_true.shape()[1]), all(y_pred.shape()[1]));
}
KERATIN_INLINE CTC::CTC(const CTCOptions& options)
    : Loss(detail::options_loss<ctc>("CTC", options), options.reduction) {}

}  // namespace keratin::losses
#endif
