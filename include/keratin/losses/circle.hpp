// circle(y, p) = softplus(log Σ exp(gamma a_n (s_n - margin)) + log Σ exp(-gamma a_p (s_p - 1 + margin))): draws rows
// of one class together and of others apart, s being the cosine of two rows, a how far it is from where it should be.
// Sun et al., "Circle Loss", 2020.
#pragma once
#include "loss.hpp"

namespace keratin::losses {

struct CircleFunctionOptions {
  KERATIN_OPTIONS;
  std::optional<Tensor> ref_labels = {};      ///< Of the rows compared with; by default y_true.
  std::optional<Tensor> ref_embeddings = {};  ///< The rows compared with; by default y_pred.
  Flag remove_diagonal = true;                ///< Whether row i is not compared with row i.
  Real gamma = 80;                            ///< The scale of the exponents.
  Real margin = 0.4;                          ///< How far from 1 or 0 a cosine may be.
};
struct CircleOptions {
  KERATIN_OPTIONS;
  Real gamma = 80.0;
  Real margin = 0.4;
  Flag remove_diagonal = true;
  Reduction reduction = Reduction::sum_over_batch_size;
  std::string name = "circle";
  KERATIN_FIELDS(name, reduction, gamma, margin, remove_diagonal)
};

/// (batch) or (batch, 1) class numbers, and (batch, n) rows of length 1 -> (batch) (keras.losses.circle).
[[nodiscard]] Tensor circle(const Tensor& y_true, const Tensor& y_pred, const CircleFunctionOptions& options = {});
/// The same as a loss (keras.losses.Circle). Rows whose loss is 0 do not count in the mean.
struct Circle : Loss {
  using Options = CircleOptions;
  explicit Circle(const CircleOptions& options = {});
};

}  // namespace keratin::losses

#if KERATIN_DEFINE(losses)
#include "../autograd/tape.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/exp.hpp"
#include "../ops/log.hpp"
#include "../ops/logical.hpp"
#include "../ops/matmul.hpp"
#include "../ops/maximum.hpp"
#include "../ops/operators.hpp"
#include "../ops/reshape.hpp"
#include "../ops/softplus.hpp"
#include "../ops/transpose.hpp"
#include "../ops/where.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

/// log Σ exp(x) over the row's entries that are meant; about -1e30 where there are none, so that gradients stay
/// numbers.
inline Tensor masked_logsumexp(const Tensor& x, const Tensor& meant) {
  const Tensor kept = ops::where(meant, x, Tensor::scalar(-1e30, x.dtype()));
  const Tensor top = detach(ops::max(kept, 1, {.keepdims = true}));
  return ops::log(ops::sum(ops::exp(kept - top), 1)) + ops::squeeze(top, 1);
}

inline Tensor circle_of(const Tensor& y_true, const Tensor& y_pred, const CircleOptions& o) {
  return circle(y_true, y_pred, {.remove_diagonal = o.remove_diagonal, .gamma = o.gamma, .margin = o.margin});
}

class CircleImpl final : public OptionsLoss<circle_of, CircleOptions> {
 public:
  using OptionsLoss::OptionsLoss;
  std::optional<Tensor> mask(const Tensor&, const Tensor& values) const override {
    return ops::greater(values, Tensor::scalar(0, values.dtype()));
  }
};

inline Tensor label_column(const Tensor& labels, index_t rows) {
  require<shape_error>(labels.size() == rows, "circle: expected ", rows, " class numbers; got shape ", labels.shape(),
                       ".");
  return ops::reshape(labels.cast(int32), {rows, 1});
}

}  // namespace detail

KERATIN_INLINE Tensor circle(const Tensor& y_true, const Tensor& y_pred, const CircleFunctionOptions& options) {
  const Tensor p = y_pred.cast(float_type(y_pred.dtype()));
  const Tensor q = options.ref_embeddings ? options.ref_embeddings->cast(p.dtype()) : p;
  require<shape_error>(p.rank() == 2 && q.rank() == 2 && p.shape().back() == q.shape().back(),
                       "circle: expected rows (batch, n); got ", p.shape(), " and ref_embeddings ", q.shape(), ".");
  const index_t rows = p.shape()[0], others = q.shape()[0];
  const Tensor labels = detail::label_column(y_true, rows);
  const Tensor ref = detail::label_column(options.ref_labels.value_or(y_true), others);
  const Tensor same = ops::equal(labels, ops::transpose(ref)), different = ops::logical_not(same);
  const Tensor apart = ops::not_equal(arange(rows).view({rows, 1}), arange(others));
  const Tensor positive = options.remove_diagonal ? ops::logical_and(same, apart) : same;

  const double margin = options.margin, gamma = options.gamma;
  const Tensor none = Tensor::scalar(0, p.dtype());
  const Tensor distance = ops::maximum(1.0 - ops::matmul(p, ops::transpose(q)), none);
  const Tensor pull = ops::maximum(margin + distance, none), push = ops::maximum(1 + margin - distance, none);
  const Tensor near = detail::masked_logsumexp(-gamma * pull * (margin - distance), positive);
  const Tensor far = detail::masked_logsumexp(gamma * push * (1 - margin - distance), different);
  return ops::softplus(near + far);
}
KERATIN_INLINE Circle::Circle(const CircleOptions& options)
    : Loss(make_ref<detail::CircleImpl>("Circle", options), options.reduction) {}

}  // namespace keratin::losses
#endif
