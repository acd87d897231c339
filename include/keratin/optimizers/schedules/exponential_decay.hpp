// ExponentialDecay: initial_learning_rate decay_rate^(step / decay_steps).
#pragma once
#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct ExponentialDecayOptions {
  KERATIN_OPTIONS;
  Real initial_learning_rate;
  Int decay_steps;
  Real decay_rate;
  Flag staircase = false;  ///< The exponent is rounded down: the rate falls once in decay_steps.
  std::string name = "ExponentialDecay";
  KERATIN_FIELDS(initial_learning_rate, decay_steps, decay_rate, staircase, name)
};

/// (keras.optimizers.schedules.ExponentialDecay). Throws value_error unless decay_steps is above 0.
struct ExponentialDecay : LearningRateSchedule {
  explicit ExponentialDecay(const ExponentialDecayOptions& options);
  static ExponentialDecay from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <cmath>

namespace keratin::optimizers::schedules {

namespace detail {

class ExponentialDecayImpl final : public ScheduleImpl {
 public:
  explicit ExponentialDecayImpl(const ExponentialDecayOptions& o) : options_(o) {
    require(o.decay_steps > 0, "ExponentialDecay: expected decay_steps above 0; got ", o.decay_steps, ".");
    require(std::isfinite(o.initial_learning_rate), "ExponentialDecay: expected a finite initial_learning_rate; got ",
            o.initial_learning_rate, ".");
  }
  double at(index_t step) const override {
    const double p = static_cast<double>(step) / static_cast<double>(options_.decay_steps.value);
    return options_.initial_learning_rate * std::pow(options_.decay_rate, options_.staircase ? std::floor(p) : p);
  }
  std::string class_name() const override { return "ExponentialDecay"; }
  void fields(Fields& f) const override { ExponentialDecayOptions(options_).fields(f); }

 private:
  ExponentialDecayOptions options_;
};

}  // namespace detail

KERATIN_INLINE ExponentialDecay::ExponentialDecay(const ExponentialDecayOptions& options)
    : LearningRateSchedule(make_ref<detail::ExponentialDecayImpl>(options)) {}

KERATIN_INLINE ExponentialDecay ExponentialDecay::from(Fields& f) {
  ExponentialDecayOptions options{.initial_learning_rate = NAN, .decay_steps = 0, .decay_rate = NAN};
  options.fields(f);
  return ExponentialDecay(options);
}

}  // namespace keratin::optimizers::schedules
#endif
