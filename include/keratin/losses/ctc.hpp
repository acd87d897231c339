// ctc(y, p) = -log P(y | p): of all ways to write the labels y over the steps of p, each label held for one step or
// more, with blanks between. Graves et al., "Connectionist Temporal Classification", 2006; alpha and beta are that
// paper's.
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
#include <cmath>
#include <limits>

#include "../autograd/symbolic.hpp"
#include "../autograd/tape.hpp"
#include "../tensor/pointwise.hpp"
#include "function_loss.hpp"

namespace keratin::losses {

namespace detail {

inline constexpr double impossible = -std::numeric_limits<double>::infinity();

inline double log_sum(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == impossible ? a : a + std::log1p(std::exp(b - a));
}

/// One sample: labels with blanks around each, and the log probabilities (steps, classes).
class CtcSample {
 public:
  CtcSample(const std::int32_t* labels, index_t length, const double* logits, index_t steps, index_t classes)
      : steps_(steps), classes_(classes), log_p_(static_cast<std::size_t>(steps * classes)) {
    path_.push_back(0);
    for (index_t i = 0; i < length; ++i)
      if (labels[i] != 0) path_.insert(path_.end(), {labels[i], 0});
    for (index_t t = 0; t < steps; ++t) {
      const double* const row = logits + t * classes;
      double all = impossible;
      for (index_t k = 0; k < classes; ++k) all = log_sum(all, row[k]);
      for (index_t k = 0; k < classes; ++k) log_p_[at(t, k, classes)] = row[k] - all;
    }
  }

  double loss() const {
    const std::vector<double> alpha = forward();
    const index_t n = length();
    const double last = alpha[at(steps_ - 1, n - 1, n)];
    return -(n > 1 ? log_sum(last, alpha[at(steps_ - 1, n - 2, n)]) : last);
  }

  /// d(loss)/d(logits), times `scale`.
  void gradient(double scale, double* out) const {
    const std::vector<double> alpha = forward(), beta = backward();
    const index_t n = length();
    const double whole = -loss();
    std::vector<double> taken(static_cast<std::size_t>(classes_));
    for (index_t t = 0; t < steps_; ++t) {
      std::fill(taken.begin(), taken.end(), impossible);
      for (index_t s = 0; s < n; ++s) {
        double& sum = taken[static_cast<std::size_t>(label(s))];
        sum = log_sum(sum, alpha[at(t, s, n)] + beta[at(t, s, n)]);
      }
      for (index_t k = 0; k < classes_; ++k) {
        const double share = std::exp(taken[static_cast<std::size_t>(k)] - whole);
        out[t * classes_ + k] = whole == impossible ? 0 : scale * (std::exp(log_p_[at(t, k, classes_)]) - share);
      }
    }
  }

 private:
  static std::size_t at(index_t row, index_t column, index_t columns) {
    return static_cast<std::size_t>(row * columns + column);
  }
  index_t length() const { return static_cast<index_t>(path_.size()); }
  index_t label(index_t s) const { return path_[static_cast<std::size_t>(s)]; }
  double log_p(index_t t, index_t s) const { return log_p_[at(t, label(s), classes_)]; }
  /// Whether the path may go from s - 2 to s: past a blank, between labels that differ.
  bool may_skip(index_t s) const { return s >= 2 && label(s) != 0 && label(s) != label(s - 2); }

  /// log of the probability of all beginnings that are at place s of the path at step t.
  std::vector<double> forward() const {
    const index_t n = length();
    std::vector<double> alpha(static_cast<std::size_t>(steps_ * n), impossible);
    for (index_t s = 0; s < std::min<index_t>(n, 2); ++s) alpha[at(0, s, n)] = log_p(0, s);
    for (index_t t = 1; t < steps_; ++t)
      for (index_t s = 0; s < n; ++s) {
        double before = alpha[at(t - 1, s, n)];
        if (s > 0) before = log_sum(before, alpha[at(t - 1, s - 1, n)]);
        if (may_skip(s)) before = log_sum(before, alpha[at(t - 1, s - 2, n)]);
        alpha[at(t, s, n)] = before + log_p(t, s);
      }
    return alpha;
  }
  /// The same of all endings, without step t's own.
  std::vector<double> backward() const {
    const index_t n = length();
    std::vector<double> beta(static_cast<std::size_t>(steps_ * n), impossible);
    for (index_t s = std::max<index_t>(n - 2, 0); s < n; ++s) beta[at(steps_ - 1, s, n)] = 0;
    for (index_t t = steps_ - 2; t >= 0; --t)
      for (index_t s = 0; s < n; ++s) {
        const auto after = [&](index_t r) { return beta[at(t + 1, r, n)] + log_p(t + 1, r); };
        double sum = after(s);
        if (s + 1 < n) sum = log_sum(sum, after(s + 1));
        if (s + 2 < n && may_skip(s + 2)) sum = log_sum(sum, after(s + 2));
        beta[at(t, s, n)] = sum;
      }
    return beta;
  }

  index_t steps_, classes_;
  std::vector<double> log_p_;
  std::vector<index_t> path_;
};

inline CtcSample ctc_sample(const Tensor& labels, const Tensor& logits, index_t i) {
  const index_t length = labels.shape()[1], steps = logits.shape()[1], classes = logits.shape()[2];
  return CtcSample(labels.data<std::int32_t>() + i * length, length, logits.data<double>() + i * steps * classes, steps,
                   classes);
}

inline void check_ctc(const Tensor& labels, const Tensor& logits) {
  require<shape_error>(labels.rank() == 2 && logits.rank() == 3 && labels.shape()[0] == logits.shape()[0],
                       "ctc: expected y_true (batch, labels) and y_pred (batch, steps, classes); got ", labels.shape(),
                       " and ", logits.shape(), ".");
  require<shape_error>(logits.shape()[1] > 0 && logits.shape()[2] > 0, "ctc: expected a step and a class; got y_pred ",
                       logits.shape(), ".");
  if (on_meta(labels)) return;
  for (const std::int32_t k : std::as_const(labels).span<std::int32_t>())
    require(k >= 0 && k < logits.shape()[2], "ctc: expected class numbers from 0 to ", logits.shape()[2] - 1, "; got ",
            k, ".");
}

}  // namespace detail

KERATIN_INLINE Tensor ctc(const Tensor& y_true, const Tensor& y_pred) {
  if (y_true.symbolic() || y_pred.symbolic())
    return symbolic_op("keras.src.losses.losses", "CTC", {y_true, y_pred},
                       [](const Tensors& in) { return ctc(in[0], in[1]); });
  const DType dtype = float_type(y_pred.dtype());
  const Tensor labels = y_true.cast(int32), logits = y_pred.cast(dtype), wide = detach(logits).cast(float64);
  detail::check_ctc(labels, logits);
  const index_t batch = logits.shape()[0];
  Tensor loss = Tensor::empty({batch}, float64, common_device(labels, logits));
  for (index_t i = 0; i < batch && !on_meta(loss); ++i)
    loss.data<double>()[i] = detail::ctc_sample(labels, wide, i).loss();
  loss = loss.cast(dtype);
  record(loss, {&logits}, [labels, wide, dtype](const Tensor& dy, InputGradients& dx) {
    const Tensor scale = dy.cast(float64), slope = Tensor::empty(wide.shape(), float64);
    const index_t each = wide.size() / std::max<index_t>(wide.shape()[0], 1);
    for (index_t i = 0; i < wide.shape()[0]; ++i)
      detail::ctc_sample(labels, wide, i).gradient(scale.data<double>()[i], slope.data<double>() + i * each);
    dx.add(0, slope.cast(dtype));
  });
  return loss;
}
KERATIN_INLINE CTC::CTC(const CTCOptions& options)
    : Loss(detail::options_loss<ctc>("CTC", options), options.reduction) {}

}  // namespace keratin::losses
#endif
