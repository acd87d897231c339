// PolynomialDecay: from initial_learning_rate to end_learning_rate as (1 - step / decay_steps)^power falls.
#pragma once
#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct PolynomialDecayOptions {
  KERATIN_OPTIONS;
  Real initial_learning_rate;
  Int decay_steps;
  Real end_learning_rate = 0.0001;
  Real power = 1.0;
  Flag cycle = false;  ///< Past decay_steps it starts anew, over the next multiple of them; else it stays at the end.
  std::string name = "PolynomialDecay";
  KERATIN_FIELDS(initial_learning_rate, decay_steps, end_learning_rate, power, cycle, name)
};

/// (keras.optimizers.schedules.PolynomialDecay). Throws value_error unless decay_steps is above 0.
struct PolynomialDecay : LearningRateSchedule {
  explicit PolynomialDecay(const PolynomialDecayOptions& options);
  static PolynomialDecay from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <algorithm>
#include <cmath>

namespace keratin::optimizers::schedules {

namespace detail {

class PolynomialDecayImpl final : public ScheduleImpl {
 public:
  explicit PolynomialDecayImpl(const PolynomialDecayOptions& o) : options_(o) {
    require(o.decay_steps > 0, "PolynomialDecay: expected decay_steps above 0; got ", o.decay_steps, ".");
    require(std::isfinite(o.initial_learning_rate), "PolynomialDecay: expected a finite initial_learning_rate; got ",
            o.initial_learning_rate, ".");
  }
  double at(index_t step) const override {
    const auto whole = static_cast<double>(options_.decay_steps.value), now = static_cast<double>(step);
    const double last = options_.cycle && step > 0 ? whole * std::ceil(now / whole) : whole;
    const double left = 1 - std::min(now, last) / last, end = options_.end_learning_rate;
    return (options_.initial_learning_rate - end) * std::pow(left, options_.power) + end;
  }
  std::string class_name() const override { return "PolynomialDecay"; }
  void fields(Fields& f) const override { PolynomialDecayOptions(options_).fields(f); }

 private:
  PolynomialDecayOptions options_;
};

}  // namespace detail

KERATIN_INLINE PolynomialDecay::PolynomialDecay(const PolynomialDecayOptions& options)
    : LearningRateSchedule(make_ref<detail::PolynomialDecayImpl>(options)) {}

KERATIN_INLINE PolynomialDecay PolynomialDecay::from(Fields& f) {
  PolynomialDecayOptions options{.initial_learning_rate = NAN, .decay_steps = 0};
  options.fields(f);
  return PolynomialDecay(options);
}

}  // namespace keratin::optimizers::schedules
#endif
