// ReduceLROnPlateau: makes the learning rate smaller when a figure no longer gets better.   rate <- max(rate * factor,
// min_lr)
//   callbacks::ReduceLROnPlateau({.monitor = "val_loss", .factor = 0.2, .patience = 5, .min_lr = 0.001})
#pragma once
#include <string>

#include "callback.hpp"

namespace keratin::callbacks {

struct ReduceLROnPlateauOptions {
  KERATIN_OPTIONS;
  std::string monitor = "val_loss";  ///< The figure to watch.
  Real factor = 0.1;                 ///< What the learning rate is multiplied by; below 1.
  Int patience = 10;                 ///< Epochs without a better value after which it is.
  Int verbose = 0;                   ///< 1 prints each change.
  std::string mode = "auto";         ///< "min": less is better; "max": more; "auto": as the figure's name tells.
  Real min_delta = 1e-4;             ///< Only a change by more than this counts.
  Int cooldown = 0;                  ///< Epochs after a change that are not counted.
  Real min_lr = 0.0;                 ///< The learning rate gets no smaller.
};

/// Multiplies the learning rate by `factor` when `monitor` has not got better for `patience` epochs, and adds
/// "learning_rate" to the logs (keras.callbacks.ReduceLROnPlateau). Of a MultiOptimizer's optimizers all are reduced,
/// "learning_rate_sgd". Where an epoch lacks the figure, it warns and goes
/// on. Throws value_error for a factor of 1 or more and for an unknown mode.
struct ReduceLROnPlateau : Callback {
  explicit ReduceLROnPlateau(ReduceLROnPlateauOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <algorithm>

#include "monitor.hpp"

namespace keratin::callbacks {

class ReduceLROnPlateauImpl final : public MonitorCallback {
 public:
  explicit ReduceLROnPlateauImpl(ReduceLROnPlateauOptions options)
      : MonitorCallback("ReduceLROnPlateau", options.monitor, options.mode, options.min_delta),
        options_(std::move(options)) {
    require(options_.factor < 1, "ReduceLROnPlateau: expected a factor below 1; got ", options_.factor, ".");
  }

  void on_train_begin() override {
    best_.reset();
    cooldown_ = wait_ = 0;
  }

  void on_epoch_end(int epoch, const Logs& logs) override {
    choose_direction();
    for (const OptimizerRate& one : model().learning_rates()) state().log(one.key(), one.rate);
    const auto current = watched(logs);
    if (!current) {
      warn("Learning rate reduction is conditioned on metric `", monitor_,
           "` which is not available. Available metrics are: ", names(logs), ".");
      return;
    }
    if (cooldown_ > 0) {
      --cooldown_;
      wait_ = 0;
    }
    if (improved(*current, best_)) {
      best_ = current;
      wait_ = 0;
    } else if (cooldown_ == 0 && ++wait_ >= options_.patience && reduce(epoch)) {
      cooldown_ = options_.cooldown;
      wait_ = 0;
    }
  }

 private:
  bool reduce(int epoch) {
    const std::vector<OptimizerRate> rates = model().learning_rates();
    bool reduced = false;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (rates[i].rate <= options_.min_lr) continue;
      const double rate = std::max(rates[i].rate * options_.factor, options_.min_lr.value);
      model().set_learning_rate(i, rate);
      reduced = true;
      if (options_.verbose > 0)
        print_message(concat("\nEpoch ", epoch + 1, ": ReduceLROnPlateau reducing ", rates[i].prefix(),
                             "learning rate to ", python_number(rate), "."));
    }
    return reduced;
  }

  ReduceLROnPlateauOptions options_;
  index_t cooldown_ = 0, wait_ = 0;
};

KERATIN_INLINE ReduceLROnPlateau::ReduceLROnPlateau(ReduceLROnPlateauOptions options)
    : Callback(std::make_shared<ReduceLROnPlateauImpl>(std::move(options))) {}

}  // namespace keratin::callbacks
#endif
