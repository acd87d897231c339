// LearningRateScheduler: sets the learning rate at the beginning of each epoch.
//   callbacks::LearningRateScheduler([](int epoch, double rate) { return epoch < 10 ? rate : rate * 0.9; })
#pragma once
#include <concepts>
#include <functional>
#include <string>

#include "callback.hpp"

namespace keratin::callbacks {

struct LearningRateSchedulerOptions {
  KERATIN_OPTIONS;
  Int verbose = 0;  ///< 1 prints each epoch's rate.
};

template <class F>
concept EpochSchedule = std::invocable<const F&, int> && std::floating_point<std::invoke_result_t<const F&, int>>;
template <class F>
concept RateSchedule =
    std::invocable<const F&, int, double> && std::floating_point<std::invoke_result_t<const F&, int, double>>;

/// Sets the learning rate of each epoch to what a function of (epoch, rate), or of the epoch alone, gives for it, and
/// adds "learning_rate" to the logs (keras.callbacks.LearningRateScheduler). Epochs count from 0. Each optimizer inside
/// a MultiOptimizer has its own rate, "learning_rate_sgd".
struct LearningRateScheduler : Callback {
  template <RateSchedule F>
  explicit LearningRateScheduler(const F& schedule, LearningRateSchedulerOptions options = {})
      : LearningRateScheduler(std::function<double(int, double)>(schedule), options, 0) {}
  template <EpochSchedule F>
  requires(!RateSchedule<F>) explicit LearningRateScheduler(const F& schedule,
                                                            LearningRateSchedulerOptions options = {})
      : LearningRateScheduler(
            std::function<double(int, double)>([schedule](int epoch, double) { return schedule(epoch); }), options, 0) {
  }

 private:
  LearningRateScheduler(std::function<double(int, double)> schedule, LearningRateSchedulerOptions options, int);
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include "format.hpp"

namespace keratin::callbacks {

class LearningRateSchedulerImpl final : public CustomCallback {
 public:
  LearningRateSchedulerImpl(std::function<double(int, double)> schedule, bool verbose)
      : schedule_(std::move(schedule)), verbose_(verbose) {}

  void on_epoch_begin(int epoch) override {
    const std::vector<OptimizerRate> rates = model().learning_rates();
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double rate = schedule_(epoch, rates[i].rate);
      model().set_learning_rate(i, rate);
      if (verbose_)
        print_message(concat("\nEpoch ", epoch + 1, ": LearningRateScheduler setting ", rates[i].prefix(),
                             "learning rate to ", python_number(rate), "."));
    }
  }
  void on_epoch_end(int, const Logs&) override {
    for (const OptimizerRate& one : model().learning_rates()) state().log(one.key(), one.rate);
  }
  bool wants_batches() override { return false; }

 private:
  std::function<double(int, double)> schedule_;
  bool verbose_;
};

KERATIN_INLINE LearningRateScheduler::LearningRateScheduler(std::function<double(int, double)> schedule,
                                                            LearningRateSchedulerOptions options, int)
    : Callback(std::make_shared<LearningRateSchedulerImpl>(std::move(schedule), options.verbose > 0)) {}

}  // namespace keratin::callbacks
#endif
