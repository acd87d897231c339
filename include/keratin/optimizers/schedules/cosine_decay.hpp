// CosineDecay: half a wave of the cosine, from initial_learning_rate to alpha of it; after a warmup, if there is one.
//   lr ((1 - alpha)(1 + cos(pi min(step, decay_steps) / decay_steps)) / 2 + alpha)
// With a warmup_target the rate first grows to it in warmup_steps, evenly, and the wave starts there.
// Loshchilov and Hutter, "SGDR", 2016.
#pragma once
#include <optional>

#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct CosineDecayOptions {
  KERATIN_OPTIONS;
  Real initial_learning_rate;
  Int decay_steps;
  Real alpha = 0.0;  ///< Part of the rate that is left at the end.
  std::string name = "CosineDecay";
  std::optional<Real> warmup_target = {};
  Int warmup_steps = 0;
  KERATIN_FIELDS(initial_learning_rate, decay_steps, alpha, name, warmup_target, warmup_steps)
};

/// (keras.optimizers.schedules.CosineDecay). Throws value_error unless decay_steps is above 0.
struct CosineDecay : LearningRateSchedule {
  explicit CosineDecay(const CosineDecayOptions& options);
  static CosineDecay from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <algorithm>
#include <cmath>
#include <numbers>

namespace keratin::optimizers::schedules {

namespace detail {

class CosineDecayImpl final : public ScheduleImpl {
 public:
  explicit CosineDecayImpl(const CosineDecayOptions& o) : options_(o) {
    require(o.decay_steps > 0, "CosineDecay: expected decay_steps above 0; got ", o.decay_steps, ".");
    require(std::isfinite(o.initial_learning_rate), "CosineDecay: expected a finite initial_learning_rate; got ",
            o.initial_learning_rate, ".");
    require(o.warmup_steps >= 0, "CosineDecay: expected warmup_steps of at least 0; got ", o.warmup_steps, ".");
  }
  double at(index_t step) const override {
    if (!options_.warmup_target) return wave(options_.initial_learning_rate, step);
    const double start = options_.initial_learning_rate, target = *options_.warmup_target;
    if (step >= options_.warmup_steps) return wave(target, step - options_.warmup_steps);
    return start + (target - start) * static_cast<double>(step) / static_cast<double>(options_.warmup_steps.value);
  }
  double wave(double rate, index_t step) const {
    const auto done = static_cast<double>(std::min<index_t>(step, options_.decay_steps));
    const double half_turns = done / static_cast<double>(options_.decay_steps.value);
    const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * half_turns));
    return rate * ((1 - options_.alpha) * cosine + options_.alpha);
  }
  std::string class_name() const override { return "CosineDecay"; }
  void fields(Fields& f) const override { CosineDecayOptions(options_).fields(f); }

 private:
  CosineDecayOptions options_;
};

}  // namespace detail

KERATIN_INLINE CosineDecay::CosineDecay(const CosineDecayOptions& options)
    : LearningRateSchedule(make_ref<detail::CosineDecayImpl>(options)) {}

KERATIN_INLINE CosineDecay CosineDecay::from(Fields& f) {
  CosineDecayOptions options{.initial_learning_rate = NAN, .decay_steps = 0};
  options.fields(f);
  return CosineDecay(options);
}

}  // namespace keratin::optimizers::schedules
#endif
