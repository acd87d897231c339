// LambdaCallback: hooks as functions, without a class.
//   callbacks::LambdaCallback({.on_epoch_end = [](int epoch, const Logs& logs) { std::cout << logs["loss"] << "\n"; }})
#pragma once
#include <concepts>
#include <functional>

#include "callback.hpp"

namespace keratin::callbacks {

/// A hook of a whole run: a function of its figures, or of nothing.
class RunHook {
 public:
  RunHook() = default;
  template <std::invocable<const Logs&> F>
  RunHook(const F& f) : call_(f) {}
  template <std::invocable F>
  requires(!std::invocable<const F&, const Logs&>) RunHook(const F& f) : call_([f](const Logs&) { f(); }) {}
  void operator()(const Logs& logs) const {
    if (call_) call_(logs);
  }

 private:
  std::function<void(const Logs&)> call_;
};

/// A hook of epochs or batches: a function of its number and its figures, or of the number alone.
class StepHook {
 public:
  StepHook() = default;
  template <std::invocable<int, const Logs&> F>
  StepHook(const F& f) : call_(f) {}
  template <std::invocable<int> F>
  requires(!std::invocable<const F&, int, const Logs&>) StepHook(const F& f)
      : call_([f](int number, const Logs&) { f(number); }) {}
  explicit operator bool() const { return static_cast<bool>(call_); }
  void operator()(int number, const Logs& logs) const {
    if (call_) call_(number, logs);
  }

 private:
  std::function<void(int, const Logs&)> call_;
};

/// Where Keras passes no figures, the logs are empty.
struct LambdaCallbackOptions {
  KERATIN_OPTIONS;
  StepHook on_epoch_begin = {}, on_epoch_end = {};
  RunHook on_train_begin = {}, on_train_end = {};
  StepHook on_train_batch_begin = {}, on_train_batch_end = {};
  RunHook on_test_begin = {}, on_test_end = {};
  StepHook on_test_batch_begin = {}, on_test_batch_end = {};
  RunHook on_predict_begin = {}, on_predict_end = {};
  StepHook on_predict_batch_begin = {}, on_predict_batch_end = {};
};

/// Calls the functions given for Keras's hooks (keras.callbacks.LambdaCallback).
struct LambdaCallback : Callback {
  explicit LambdaCallback(LambdaCallbackOptions hooks);
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
namespace keratin::callbacks {

class LambdaCallbackImpl final : public CustomCallback {
 public:
  explicit LambdaCallbackImpl(LambdaCallbackOptions hooks) : hooks_(std::move(hooks)) {}
  void on_train_begin() override { hooks_.on_train_begin({}); }
  void on_train_end(const Logs& logs) override { hooks_.on_train_end(logs); }
  void on_epoch_begin(int epoch) override { hooks_.on_epoch_begin(epoch, {}); }
  void on_epoch_end(int epoch, const Logs& logs) override { hooks_.on_epoch_end(epoch, logs); }
  void on_train_batch_begin(int batch) override { hooks_.on_train_batch_begin(batch, {}); }
  void on_train_batch_end(int batch, const Logs& logs) override { hooks_.on_train_batch_end(batch, logs); }
  void on_test_begin() override { hooks_.on_test_begin({}); }
  void on_test_end(const Logs& logs) override { hooks_.on_test_end(logs); }
  void on_test_batch_begin(int batch) override { hooks_.on_test_batch_begin(batch, {}); }
  void on_test_batch_end(int batch, const Logs& logs) override { hooks_.on_test_batch_end(batch, logs); }
  void on_predict_begin() override { hooks_.on_predict_begin({}); }
  void on_predict_end() override { hooks_.on_predict_end({}); }
  void on_predict_batch_begin(int batch) override { hooks_.on_predict_batch_begin(batch, {}); }
  void on_predict_batch_end(int batch) override { hooks_.on_predict_batch_end(batch, {}); }
  bool wants_batches() override { return hooks_.on_train_batch_end || hooks_.on_test_batch_end; }

 private:
  LambdaCallbackOptions hooks_;
};

KERATIN_INLINE LambdaCallback::LambdaCallback(LambdaCallbackOptions hooks)
    : Callback(std::make_shared<LambdaCallbackImpl>(std::move(hooks))) {}

}  // namespace keratin::callbacks
#endif
