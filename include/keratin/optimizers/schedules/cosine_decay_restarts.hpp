// CosineDecayRestarts: half waves of the cosine, one after the other: each is t_mul times as long as the one before and
// starts m_mul times as high.   Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2016.
#pragma once
#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct CosineDecayRestartsOptions {
  KERATIN_OPTIONS;
  Real initial_learning_rate;
  Int first_decay_steps;
  Real t_mul = 2.0;
  Real m_mul = 1.0;
  Real alpha = 0.0;  ///< Part of the first rate that is left at the end of each wave.
  std::string name = "SGDRDecay";
  KERATIN_FIELDS(initial_learning_rate, first_decay_steps, t_mul, m_mul, alpha, name)
};

/// (keras.optimizers.schedules.CosineDecayRestarts). Throws value_error unless first_decay_steps is above 0 and t_mul
/// at least 1.
struct CosineDecayRestarts : LearningRateSchedule {
  explicit CosineDecayRestarts(const CosineDecayRestartsOptions& options);
  static CosineDecayRestarts from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <cmath>
#include <numbers>

namespace keratin::optimizers::schedules {

namespace detail {

class CosineDecayRestartsImpl final : public ScheduleImpl {
 public:
  explicit CosineDecayRestartsImpl(const CosineDecayRestartsOptions& o) : options_(o) {
    require(o.first_decay_steps > 0, "CosineDecayRestarts: expected first_decay_steps above 0; got ",
            o.first_decay_steps, ".");
    require(o.t_mul >= 1, "CosineDecayRestarts: expected t_mul of at least 1; got ", o.t_mul, ".");
    require(std::isfinite(o.initial_learning_rate),
            "CosineDecayRestarts: expected a finite initial_learning_rate; got ", o.initial_learning_rate, ".");
  }
  double at(index_t step) const override {
    double left = static_cast<double>(step) / static_cast<double>(options_.first_decay_steps.value);
    double length = 1, height = 1;  // of the wave that the step is in, relative to the first
    if (options_.t_mul == 1) {
      height = std::pow(options_.m_mul, std::floor(left));
      left -= std::floor(left);
    }
    while (left >= length) {
      left -= length;
      length *= options_.t_mul;
      height *= options_.m_mul;
    }
    const double cosine = 0.5 * height * (1 + std::cos(std::numbers::pi * left / length));
    return options_.initial_learning_rate * ((1 - options_.alpha) * cosine + options_.alpha);
  }
  std::string class_name() const override { return "CosineDecayRestarts"; }
  void fields(Fields& f) const override { CosineDecayRestartsOptions(options_).fields(f); }

 private:
  CosineDecayRestartsOptions options_;
};

}  // namespace detail

KERATIN_INLINE CosineDecayRestarts::CosineDecayRestarts(const CosineDecayRestartsOptions& options)
    : LearningRateSchedule(make_ref<detail::CosineDecayRestartsImpl>(options)) {}

KERATIN_INLINE CosineDecayRestarts CosineDecayRestarts::from(Fields& f) {
  CosineDecayRestartsOptions options{.initial_learning_rate = NAN, .first_decay_steps = 0};
  options.fields(f);
  return CosineDecayRestarts(options);
}

}  // namespace keratin::optimizers::schedules
#endif
