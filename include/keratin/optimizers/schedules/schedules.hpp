// All learning rate schedules (keras.optimizers.schedules), and the list of their names.
//   SGD({.learning_rate = schedules::ExponentialDecay({.initial_learning_rate = 0.1, .decay_steps = 1000,
//                                                      .decay_rate = 0.96})});
#pragma once
#include "cosine_decay.hpp"
#include "cosine_decay_restarts.hpp"
#include "exponential_decay.hpp"
#include "inverse_time_decay.hpp"
#include "piecewise_constant_decay.hpp"
#include "polynomial_decay.hpp"

namespace keratin::optimizers::schedules {
/// The schedule of that class, as its configuration says (keras.optimizers.schedules.deserialize). Throws name_error
/// for an unknown class, value_error if the configuration lacks what Keras requires.
[[nodiscard]] LearningRateSchedule deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include "../../core/named_entry.hpp"

namespace keratin::optimizers::schedules {

namespace detail {

/// There are no schedules by name alone: each needs numbers.
template <class Schedule>
LearningRateSchedule make_schedule(Fields* config) {
  return Schedule::from(*config);
}

inline constexpr NamedEntry<LearningRateSchedule> list[] = {
    {{"CosineDecay"}, make_schedule<CosineDecay>},
    {{"CosineDecayRestarts"}, make_schedule<CosineDecayRestarts>},
    {{"ExponentialDecay"}, make_schedule<ExponentialDecay>},
    {{"InverseTimeDecay"}, make_schedule<InverseTimeDecay>},
    {{"PiecewiseConstantDecay"}, make_schedule<PiecewiseConstantDecay>},
    {{"PolynomialDecay"}, make_schedule<PolynomialDecay>},
};

}  // namespace detail

KERATIN_INLINE LearningRateSchedule deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("learning rate schedule", class_name)(&config);
}

}  // namespace keratin::optimizers::schedules
#endif
