// SwapEMAWeights: evaluates with the optimizer's running averages of the weights instead of the weights.
//   model.compile({.optimizer = optimizers::SGD({.use_ema = true}), .loss = "mse"});
//   model.fit(x, y, {.callbacks = {callbacks::SwapEMAWeights()}, .validation_split = 0.2});
#pragma once
#include "callback.hpp"

namespace keratin::callbacks {

struct SwapEMAWeightsOptions {
  KERATIN_OPTIONS;
  /// Whether the averages are in place from the end of an epoch to the beginning of the next too: for a ModelCheckpoint
  /// that stands after this callback.
  Flag swap_on_epoch = false;
};

/// Puts the optimizer's averages in the weights' place for evaluate, predict and validation, and the weights back after
/// it (keras.callbacks.SwapEMAWeights). The optimizer must keep averages (use_ema = true); state_error otherwise.
struct SwapEMAWeights : Callback {
  explicit SwapEMAWeights(SwapEMAWeightsOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
namespace keratin::callbacks {

class SwapEMAWeightsImpl final : public CustomCallback {
 public:
  explicit SwapEMAWeightsImpl(bool swap_on_epoch) : swap_on_epoch_(swap_on_epoch) {}

  void on_epoch_begin(int) override {
    if (swap_on_epoch_) put(false);
  }
  void on_epoch_end(int epoch, const Logs&) override {
    if (!swap_on_epoch_) return;
    put(true);
    // When training ends, the optimizer puts its averages in the weights' place: here they are already.
    if (epoch == state().epochs - 1 || state().stop_training) model().set_averages();
  }
  void on_test_begin() override { put(true); }
  void on_test_end(const Logs&) override { put(false); }
  void on_predict_begin() override { put(true); }
  void on_predict_end() override { put(false); }
  bool wants_batches() override { return false; }

 private:
  void put(bool averages) {
    if (in_place_ == averages) return;
    model().swap_averages();
    in_place_ = averages;
  }

  bool swap_on_epoch_, in_place_ = false;
};

KERATIN_INLINE SwapEMAWeights::SwapEMAWeights(SwapEMAWeightsOptions options)
    : Callback(std::make_shared<SwapEMAWeightsImpl>(options.swap_on_epoch)) {}

}  // namespace keratin::callbacks
#endif
