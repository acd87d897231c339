// RunningSum: a sum of weighted numbers, some of which a device may not have computed yet.
#pragma once
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::metrics {

/// Numbers that lie on a device are kept there, and read all at once when the sum is asked for: a step of training need
/// not wait for its own loss.
class RunningSum {
 public:
  void reset() {
    sum_ = 0;
    factors_.clear();
  }
  void add(double value) { sum_ += value; }
  /// Adds factor * the only element of x.
  void add(const Tensor& x, double factor);
  double value() const;

 private:
  static constexpr index_t most = 1024;

  mutable double sum_ = 0;
  mutable std::vector<double> factors_;  // of the numbers in kept_
  Tensor kept_;
};

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "../tensor/copy.hpp"

namespace keratin::metrics {

KERATIN_INLINE void RunningSum::add(const Tensor& x, double factor) {
  if (!on_cuda(x) || !is_float(x.dtype())) {
    sum_ += factor * x.item<double>();
    return;
  }
  const bool fits = kept_.defined() && kept_.dtype() == x.dtype() && kept_.device() == x.device();
  if (!fits || static_cast<index_t>(factors_.size()) == most) static_cast<void>(value());
  if (!fits) kept_ = Tensor::empty({most}, x.dtype(), x.device());
  copy_into(kept_.view(Shape{}, static_cast<index_t>(factors_.size())), x.view(Shape{}));
  factors_.push_back(factor);
}

KERATIN_INLINE double RunningSum::value() const {
  if (factors_.empty()) return sum_;
  const Tensor all = kept_.view({static_cast<index_t>(factors_.size())}).to(cpu{});
  visit_float(all.dtype(), "metric", [&](auto zero) {
    const auto* const values = all.data<const decltype(zero)>();
    for (std::size_t i = 0; i < factors_.size(); ++i) sum_ += factors_[i] * static_cast<double>(values[i]);
  });
  factors_.clear();
  return sum_;
}

}  // namespace keratin::metrics
#endif
