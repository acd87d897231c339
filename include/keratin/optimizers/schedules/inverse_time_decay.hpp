// InverseTimeDecay: initial_learning_rate / (1 + decay_rate step / decay_steps).
#pragma once
#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct InverseTimeDecayOptions {
  KERATIN_OPTIONS;
  Real initial_learning_rate;
  Int decay_steps;
  Real decay_rate;
  Flag staircase = false;  ///< step / decay_steps is rounded down.
  std::string name = "InverseTimeDecay";
  KERATIN_FIELDS(initial_learning_rate, decay_steps, decay_rate, staircase, name)
};

/// (keras.optimizers.schedules.InverseTimeDecay). Throws value_error unless decay_steps is above 0.
struct InverseTimeDecay : LearningRateSchedule {
  explicit InverseTimeDecay(const InverseTimeDecayOptions& options);
  static InverseTimeDecay from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <cmath>

namespace keratin::optimizers::schedules {

namespace detail {

class InverseTimeDecayImpl final : public ScheduleImpl {
 public:
  explicit InverseTimeDecayImpl(const InverseTimeDecayOptions& o) : options_(o) {
    require(o.decay_steps > 0, "InverseTimeDecay: expected decay_steps above 0; got ", o.decay_steps, ".");
    require(std::isfinite(o.initial_learning_rate), "InverseTimeDecay: expected a finite initial_learning_rate; got ",
            o.initial_learning_rate, ".");
  }
  double at(index_t step) const override {
    const double p = static_cast<double>(step) / static_cast<double>(options_.decay_steps.value);
    return options_.initial_learning_rate / (1 + options_.decay_rate * (options_.staircase ? std::floor(p) : p));
  }
  std::string class_name() const override { return "InverseTimeDecay"; }
  void fields(Fields& f) const override { InverseTimeDecayOptions(options_).fields(f); }

 private:
  InverseTimeDecayOptions options_;
};

}  // namespace detail

KERATIN_INLINE InverseTimeDecay::InverseTimeDecay(const InverseTimeDecayOptions& options)
    : LearningRateSchedule(make_ref<detail::InverseTimeDecayImpl>(options)) {}

KERATIN_INLINE InverseTimeDecay InverseTimeDecay::from(Fields& f) {
  InverseTimeDecayOptions options{.initial_learning_rate = NAN, .decay_steps = 0, .decay_rate = NAN};
  options.fields(f);
  return InverseTimeDecay(options);
}

}  // namespace keratin::optimizers::schedules
#endif
