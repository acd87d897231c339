// EarlyStopping: ends training when a figure no longer gets better.
//   callbacks::EarlyStopping({.monitor = "val_loss", .patience = 3, .restore_best_weights = true})
#pragma once
#include <optional>
#include <string>

#include "callback.hpp"

namespace keratin::callbacks {

struct EarlyStoppingOptions {
  KERATIN_OPTIONS;
  std::string monitor = "val_loss";   ///< The figure to watch.
  Real min_delta = 0;                 ///< Only a change by more than this counts.
  Int patience = 0;                   ///< Epochs without a better value after which training ends.
  Int verbose = 0;                    ///< 1 prints when it ends training or puts weights back.
  std::string mode = "auto";          ///< "min": less is better; "max": more; "auto": as the figure's name tells.
  std::optional<Real> baseline = {};  ///< A value that must be beaten for an epoch to count as better.
  Flag restore_best_weights = false;  ///< Whether the model gets the weights of the best epoch back in the end.
  Int start_from_epoch = 0;           ///< Epochs before this one are not looked at.
};

/// Ends training when `monitor` has not got better for `patience` epochs (keras.callbacks.EarlyStopping). Where an
/// epoch lacks the figure, it warns and goes on. Throws value_error for an unknown mode, and, when the first epoch
/// ends, for mode "auto" with a figure of which nothing tells whether more or less is better.
struct EarlyStopping : Callback {
  explicit EarlyStopping(EarlyStoppingOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include "monitor.hpp"

namespace keratin::callbacks {

class EarlyStoppingImpl final : public MonitorCallback {
 public:
  explicit EarlyStoppingImpl(EarlyStoppingOptions options)
      : MonitorCallback("EarlyStopping", options.monitor, options.mode, options.min_delta),
        options_(std::move(options)) {}

  void on_train_begin() override {
    wait_ = 0;
    stopped_epoch_ = best_epoch_ = 0;
    best_.reset();
    best_weights_.reset();
  }

  void on_epoch_end(int epoch, const Logs& logs) override {
    choose_direction();
    const auto current = watched(logs);
    if (!current)
      warn("Early stopping conditioned on metric `", monitor_,
           "` which is not available. Available metrics are: ", names(logs));
    if (!current || epoch < options_.start_from_epoch) return;
    if (options_.restore_best_weights && !best_weights_) keep_weights(epoch);
    ++wait_;
    if (improved(*current, best_)) {
      best_ = current;
      best_epoch_ = epoch;
      if (options_.restore_best_weights) keep_weights(epoch);
      if (!options_.baseline || improved(*current, options_.baseline->value)) wait_ = 0;
      return;
    }
    if (wait_ >= options_.patience && epoch > 0) {
      stopped_epoch_ = epoch;
      stop_training();
    }
  }

  void on_train_end(const Logs&) override {
    if (stopped_epoch_ > 0 && options_.verbose > 0)
      print_message(concat("Epoch ", stopped_epoch_ + 1, ": early stopping"));
    if (!best_weights_) return;
    if (options_.verbose > 0)
      print_message(concat("Restoring model weights from the end of the best epoch: ", best_epoch_ + 1, "."));
    model().set_weights(*best_weights_);
  }

 private:
  void keep_weights(int epoch) {
    if (best_weights_ && kept_ == epoch) return;
    best_weights_ = model().get_weights();
    best_epoch_ = kept_ = epoch;
  }

  EarlyStoppingOptions options_;
  index_t wait_ = 0;
  int stopped_epoch_ = 0, best_epoch_ = 0, kept_ = 0;
  std::optional<std::vector<Tensor>> best_weights_;
};

KERATIN_INLINE EarlyStopping::EarlyStopping(EarlyStoppingOptions options)
    : Callback(std::make_shared<EarlyStoppingImpl>(std::move(options))) {}

}  // namespace keratin::callbacks
#endif
