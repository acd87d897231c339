// CTC: the sum over all ways in which a row of labels can be written over the steps of a prediction. Graves et al.,
// "Connectionist Temporal Classification", 2006; alpha and beta are that paper's.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "../../core/parallel.hpp"

namespace keratin::cpu_backend {

/// Rows of `labels` class numbers, of which those that are `blank` count for nothing; `log_p` (batch, steps, classes)
/// log probabilities. Of sample i the first label_counts[i] labels and step_counts[i] steps count.
struct Ctc {
  index_t batch = 0, length = 0, steps = 0, classes = 0;
  std::int32_t blank = 0;
  const std::int32_t *labels = nullptr, *label_counts = nullptr, *step_counts = nullptr;
  const double* log_p = nullptr;
};

namespace detail {

inline constexpr double impossible = -std::numeric_limits<double>::infinity();

inline double log_sum(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == impossible ? a : a + std::log1p(std::exp(b - a));
}

/// One sample: labels with blanks around each.
class CtcSample {
 public:
  CtcSample(const Ctc& c, index_t i)
      : steps_(c.step_counts[i]), classes_(c.classes), blank_(c.blank), log_p_(c.log_p + i * c.steps * c.classes) {
    path_.push_back(c.blank);
    for (const std::int32_t label : std::span(c.labels + i * c.length, static_cast<std::size_t>(c.label_counts[i])))
      if (label != c.blank) path_.insert(path_.end(), {label, c.blank});
  }

  double loss() const { return steps_ > 0 ? loss(forward()) : length() > 1 ? -impossible : 0; }

  /// Subtracts `scale` times each step's probabilities of each class, given the labels: d(loss)/d(log_p) of `scale` 1.
  void add_slopes(double scale, double* out) const {
    if (steps_ == 0) return;
    const std::vector<double> alpha = forward(), beta = backward();
    const double whole = -loss(alpha);
    if (whole == impossible) return;
    const index_t n = length();
    for (index_t t = 0; t < steps_; ++t)
      for (index_t s = 0; s < n; ++s)
        out[t * classes_ + label(s)] -= scale * std::exp(alpha[at(t, s)] + beta[at(t, s)] - whole);
  }

 private:
  index_t length() const { return static_cast<index_t>(path_.size()); }
  std::size_t at(index_t t, index_t s) const { return static_cast<std::size_t>(t * length() + s); }
  std::int32_t label(index_t s) const { return path_[static_cast<std::size_t>(s)]; }
  double log_p(index_t t, index_t s) const { return log_p_[t * classes_ + label(s)]; }
  /// Whether the path may go from s - 2 to s: past a blank, between labels that differ.
  bool may_skip(index_t s) const { return s >= 2 && label(s) != blank_ && label(s) != label(s - 2); }

  double loss(const std::vector<double>& alpha) const {
    const index_t n = length();
    const double last = alpha[at(steps_ - 1, n - 1)];
    return -(n > 1 ? log_sum(last, alpha[at(steps_ - 1, n - 2)]) : last);
  }
  /// log of the probability of all beginnings that are at place s of the path at step t.
  std::vector<double> forward() const {
    const index_t n = length();
    std::vector<double> alpha(static_cast<std::size_t>(steps_ * n), impossible);
    for (index_t s = 0; s < std::min<index_t>(n, 2); ++s) alpha[at(0, s)] = log_p(0, s);
    for (index_t t = 1; t < steps_; ++t)
      for (index_t s = 0; s < n; ++s) {
        double before = alpha[at(t - 1, s)];
        if (s > 0) before = log_sum(before, alpha[at(t - 1, s - 1)]);
        if (may_skip(s)) before = log_sum(before, alpha[at(t - 1, s - 2)]);
        alpha[at(t, s)] = before + log_p(t, s);
      }
    return alpha;
  }
  /// The same of all endings, without step t's own.
  std::vector<double> backward() const {
    const index_t n = length();
    std::vector<double> beta(static_cast<std::size_t>(steps_ * n), impossible);
    for (index_t s = std::max<index_t>(n - 2, 0); s < n; ++s) beta[at(steps_ - 1, s)] = 0;
    for (index_t t = steps_ - 2; t >= 0; --t)
      for (index_t s = 0; s < n; ++s) {
        const auto after = [&](index_t r) { return beta[at(t + 1, r)] + log_p(t + 1, r); };
        double sum = after(s);
        if (s + 1 < n) sum = log_sum(sum, after(s + 1));
        if (s + 2 < n && may_skip(s + 2)) sum = log_sum(sum, after(s + 2));
        beta[at(t, s)] = sum;
      }
    return beta;
  }

  index_t steps_, classes_;
  std::int32_t blank_;
  const double* log_p_;
  std::vector<std::int32_t> path_;
};

}  // namespace detail

/// losses[i] = -log of the probability of sample i's labels: infinite where there are too few steps.
inline void ctc_loss(const Ctc& c, double* losses) {
  parallel::for_range(c.batch, 1, [&](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i) losses[i] = detail::CtcSample(c, i).loss();
  });
}
/// slopes = d(Σ scales[i] losses[i])/d(log_p); 0 where a loss is infinite.
inline void ctc_gradient(const Ctc& c, double* slopes, const double* scales) {
  const index_t each = c.steps * c.classes;
  parallel::for_range(c.batch, 1, [&](index_t begin, index_t end) {
    std::fill(slopes + begin * each, slopes + end * each, 0.0);
    for (index_t i = begin; i < end; ++i) detail::CtcSample(c, i).add_slopes(scales[i], slopes + i * each);
  });
}

}  // namespace keratin::cpu_backend
