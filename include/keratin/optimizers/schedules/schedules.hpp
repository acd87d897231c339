// All learning rate schedules (keras.optimizers.schedules), and the list of their names.
//   SGD({.learning_rate = schedules::ExponentialDecay({.initial_learning_rate = 0.1, .decay_steps = 1000,
//                                                      .decay_rate = 0.96})});
#pragma once
#include <map>
#include <string>

#include "../../core/numbers.hpp"
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

/// The same from numbers by name, a flag as 0 or 1:
///   get("ExponentialDecay", {{"initial_learning_rate", 0.1}, {"decay_steps", 1000}, {"decay_rate", 0.96}})
/// Throws name_error for a class or a name that is not known.
[[nodiscard]] LearningRateSchedule get(std::string_view class_name, const std::map<std::string, Numbers>& config);
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

/// Sets fields from numbers.
class NumberFields final : public Fields {
 public:
  explicit NumberFields(const std::map<std::string, Numbers>& numbers) : numbers_(numbers) {}
  void field(std::string_view name, FieldRef place) override {
    (known_ += known_.empty() ? "" : ", ") += name;
    const auto found = numbers_.find(std::string(name));
    if (found == numbers_.end()) return;
    ++used_;
    const Numbers& given = found->second;
    std::visit(
        [&]<class T>(T* value) {
          if constexpr (std::same_as<T, Real> || std::same_as<T, std::optional<Real>>)
            *value = one(given, name);
          else if constexpr (std::same_as<T, Int>)
            *value = whole(one(given, name), name);
          else if constexpr (std::same_as<T, Flag>)
            *value = one(given, name) != 0;
          else if constexpr (std::same_as<T, std::vector<double>>)
            *value = given.values();
          else if constexpr (std::same_as<T, std::vector<index_t>>)
            for (const double x : given.values()) value->push_back(whole(x, name));
          else
            fail("schedules::get: expected names of numbers; got ", name, ".");
        },
        place);
  }
  void check(std::string_view class_name) const {
    require<name_error>(used_ == numbers_.size(), "schedules::get: expected for ", class_name, " some of ", known_,
                        "; got ", numbers_.size() - used_, " others.");
  }

 private:
  static double one(const Numbers& numbers, std::string_view name) {
    require(numbers.single(), "schedules::get: expected one number for ", name, "; got ", numbers.values().size(), ".");
    return numbers.values()[0];
  }
  static index_t whole(double x, std::string_view name) {
    const auto n = static_cast<index_t>(x);
    require(static_cast<double>(n) == x, "schedules::get: expected a whole number for ", name, "; got ", x, ".");
    return n;
  }
  const std::map<std::string, Numbers>& numbers_;
  std::string known_;
  std::size_t used_ = 0;
};

}  // namespace detail

KERATIN_INLINE LearningRateSchedule get(std::string_view class_name, const std::map<std::string, Numbers>& config) {
  detail::NumberFields fields(config);
  const LearningRateSchedule made = deserialize(class_name, fields);
  fields.check(class_name);
  return made;
}

KERATIN_INLINE LearningRateSchedule deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("learning rate schedule", class_name)(&config);
}

}  // namespace keratin::optimizers::schedules
#endif
