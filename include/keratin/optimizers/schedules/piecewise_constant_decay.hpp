// PiecewiseConstantDecay: values[0] up to step boundaries[0], values[1] up to boundaries[1] …, the last one after all.
#pragma once
#include <vector>

#include "../learning_rate.hpp"

namespace keratin::optimizers::schedules {

struct PiecewiseConstantDecayOptions {
  KERATIN_OPTIONS;
  std::vector<index_t> boundaries;  ///< Growing steps; at a boundary the value before it still holds.
  std::vector<double> values;       ///< One more than boundaries.
  std::string name = "PiecewiseConstant";
  KERATIN_FIELDS(boundaries, values, name)
};

/// (keras.optimizers.schedules.PiecewiseConstantDecay). Throws value_error unless there is one value more than
/// boundaries, and these grow.
struct PiecewiseConstantDecay : LearningRateSchedule {
  explicit PiecewiseConstantDecay(const PiecewiseConstantDecayOptions& options);
  static PiecewiseConstantDecay from(Fields& f);
};

}  // namespace keratin::optimizers::schedules

#if KERATIN_DEFINE(optimizers)
#include <algorithm>

namespace keratin::optimizers::schedules {

namespace detail {

class PiecewiseConstantDecayImpl final : public ScheduleImpl {
 public:
  explicit PiecewiseConstantDecayImpl(const PiecewiseConstantDecayOptions& o) : options_(o) {
    require(o.values.size() == o.boundaries.size() + 1, "PiecewiseConstantDecay: expected one value more than ",
            o.boundaries.size(), " boundaries; got ", o.values.size(), ".");
    for (std::size_t i = 1; i < o.boundaries.size(); ++i)
      require(o.boundaries[i - 1] < o.boundaries[i], "PiecewiseConstantDecay: expected boundaries that grow; got ",
              o.boundaries[i - 1], " before ", o.boundaries[i], ".");
  }
  double at(index_t step) const override {
    const auto& steps = options_.boundaries;
    return options_
        .values[static_cast<std::size_t>(std::lower_bound(steps.begin(), steps.end(), step) - steps.begin())];
  }
  std::string class_name() const override { return "PiecewiseConstantDecay"; }
  void fields(Fields& f) const override { PiecewiseConstantDecayOptions(options_).fields(f); }

 private:
  PiecewiseConstantDecayOptions options_;
};

}  // namespace detail

KERATIN_INLINE PiecewiseConstantDecay::PiecewiseConstantDecay(const PiecewiseConstantDecayOptions& options)
    : LearningRateSchedule(make_ref<detail::PiecewiseConstantDecayImpl>(options)) {}

KERATIN_INLINE PiecewiseConstantDecay PiecewiseConstantDecay::from(Fields& f) {
  PiecewiseConstantDecayOptions options{.boundaries = {}, .values = {}};
  options.fields(f);
  return PiecewiseConstantDecay(options);
}

}  // namespace keratin::optimizers::schedules
#endif
