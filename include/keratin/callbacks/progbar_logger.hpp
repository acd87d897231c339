// ProgbarLogger: prints "Epoch 1/10" and the progress bar while a model trains, evaluates or predicts.
#pragma once
#include <memory>

#include "callback.hpp"

namespace keratin::callbacks {

/// What verbose = 1 (a bar) and 2 (a line for each epoch) of fit, evaluate and predict add
/// (keras.callbacks.ProgbarLogger).
struct ProgbarLogger : Callback {
  ProgbarLogger();
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <algorithm>
#include <iostream>

#include "../utils/progbar.hpp"

namespace keratin::callbacks {

class ProgbarLoggerImpl final : public CustomCallback {
 public:
  void on_epoch_begin(int epoch) override {
    if (state().verbose && state().epochs > 1)
      std::cout << "Epoch " << epoch + 1 << "/" << state().epochs << "\n" << std::flush;
    training_ = true;
    start();
  }
  void on_train_batch_end(int batch, const Logs& logs) override { bar_->update(batch + 1, values(logs), false); }
  void on_epoch_end(int, const Logs& logs) override { finish(logs); }
  void on_test_begin() override {
    if (!training_) start();
  }
  void on_test_batch_end(int batch, const Logs& logs) override {
    if (!training_) bar_->update(batch + 1, values(logs), false);
  }
  void on_test_end(const Logs& logs) override {
    if (!training_) finish(logs);
  }
  void on_predict_begin() override { start(); }
  void on_predict_batch_end(int batch) override { bar_->update(seen_ = batch + 1, {}, false); }
  void on_predict_end() override { finish({}); }

  bool wants_batches() override {
    ++seen_;
    return bar_ && bar_->due();
  }

 private:
  void start() {
    utils::ProgbarOptions options;
    options.verbose = state().verbose;
    options.stateless_metrics = std::vector<std::string>{};
    std::optional<Int> target;
    if (state().steps) target = *state().steps;
    bar_ = std::make_unique<utils::Progbar>(target, options);
    seen_ = 0;
  }
  void finish(const Logs& logs) {
    const index_t steps = state().steps.value_or(seen_);
    bar_->set_target(steps);
    bar_->update(steps, values(logs), true);
  }
  /// What callbacks added stands last, as in Keras.
  utils::ProgbarValues values(const Logs& logs) const {
    utils::ProgbarValues all;
    const auto& added = state().added;
    for (const auto& entry : logs)
      if (std::find(added.begin(), added.end(), entry.first) == added.end()) all.push_back(entry);
    for (const std::string& name : added)
      if (const auto entry = logs.find(name); entry != logs.end()) all.push_back(*entry);
    return all;
  }

  std::unique_ptr<utils::Progbar> bar_;
  index_t seen_ = 0;
  bool training_ = false;
};

KERATIN_INLINE ProgbarLogger::ProgbarLogger() : Callback(std::make_shared<ProgbarLoggerImpl>()) {}

}  // namespace keratin::callbacks
#endif
