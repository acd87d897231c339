// LearningRate: what an optimizer multiplies its steps by: a number, a schedule, or any function of the step.
//   SGD(0.1);   SGD({.learning_rate = schedules::CosineDecay({.initial_learning_rate = 0.1, .decay_steps = 1000})});
//   SGD({.learning_rate = [](index_t step) { return step < 100 ? 0.1 : 0.01; }});
#pragma once
#include <functional>
#include <string>
#include <type_traits>

#include "../core/error.hpp"
#include "../core/fields.hpp"
#include "../core/ref.hpp"

namespace keratin::optimizers {

namespace schedules {

/// What a kind of schedule is: the learning rate at each step.
class ScheduleImpl : public RefCounted {
 public:
  virtual double at(index_t step) const = 0;   ///< Steps count from 0.
  virtual std::string class_name() const = 0;  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
};

/// A handle: copies are the same schedule (keras.optimizers.schedules.LearningRateSchedule).
class LearningRateSchedule {
 public:
  /// None.
  LearningRateSchedule() = default;
  /// Whether there is one.
  explicit operator bool() const { return static_cast<bool>(impl_); }
  /// The learning rate at a step, counted from 0. Throws state_error if there is no schedule.
  double operator()(Int step) const { return impl().at(step); }
  const ScheduleImpl& impl() const {
    require<state_error>(static_cast<bool>(impl_), "LearningRateSchedule: expected a schedule; got none.");
    return *impl_;
  }

 protected:
  explicit LearningRateSchedule(Ref<ScheduleImpl> impl) : impl_(std::move(impl)) {}

 private:
  friend class optimizers::LearningRate;
  Ref<ScheduleImpl> impl_;
};

}  // namespace schedules

template <class F>
concept RateOfStep =
    std::is_invocable_r_v<double, const F&, index_t> && !std::derived_from<F, schedules::LearningRateSchedule>;

class LearningRate {
 public:
  template <Number N>
  LearningRate(N rate) : rate_(static_cast<double>(rate)) {}
  LearningRate(const schedules::LearningRateSchedule& schedule) : schedule_(schedule) {
    static_cast<void>(schedule.impl());  // there must be one
  }
  /// Any function (index_t step) -> double, asked before each step; steps count from 0.
  template <RateOfStep F>
  LearningRate(const F& f) : schedule_(from_function(f)) {}

  /// The rate of a step, counted from 0.
  double at(index_t step) const { return schedule_ ? schedule_(step) : rate_; }
  /// Whether it is a number, the same for each step.
  bool is_number() const { return !schedule_; }
  /// None if it is a number.
  const schedules::LearningRateSchedule& schedule() const { return schedule_; }

 private:
  static schedules::LearningRateSchedule from_function(std::function<double(index_t)> f);
  double rate_ = 0;
  schedules::LearningRateSchedule schedule_;
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
namespace keratin::optimizers {

namespace detail {

class FunctionSchedule final : public schedules::ScheduleImpl {
 public:
  explicit FunctionSchedule(std::function<double(index_t)> f) : function_(std::move(f)) {}
  double at(index_t step) const override { return function_(step); }
  std::string class_name() const override { return "function"; }

 private:
  std::function<double(index_t)> function_;
};

}  // namespace detail

KERATIN_INLINE schedules::LearningRateSchedule LearningRate::from_function(std::function<double(index_t)> f) {
  return schedules::LearningRateSchedule(make_ref<detail::FunctionSchedule>(std::move(f)));
}

}  // namespace keratin::optimizers
#endif
