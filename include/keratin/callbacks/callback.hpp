// Callback: what is told how a run goes, and may stop it.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "../core/named.hpp"

namespace keratin {

/// The figures of a batch or an epoch, by name.
using Logs = Named<double>;

/// What a callback may know of the run, and do to it.
struct TrainingState {
  index_t epochs = 1;
  std::optional<index_t> steps;  ///< Batches of an epoch, if known.
  int verbose = 1;
  bool stop = false;
};

/// Base of your own callbacks, made by make_callback<T>(); any of Keras's hooks may be overridden.
class CustomCallback {
 public:
  virtual ~CustomCallback() = default;
  virtual void on_train_begin() {}
  virtual void on_train_end(const Logs&) {}
  virtual void on_epoch_begin(int) {}
  virtual void on_epoch_end(int, const Logs&) {}
  virtual void on_train_batch_begin(int) {}
  virtual void on_train_batch_end(int, const Logs&) {}
  virtual void on_test_begin() {}
  virtual void on_test_end(const Logs&) {}
  virtual void on_test_batch_begin(int) {}
  virtual void on_test_batch_end(int, const Logs&) {}
  virtual void on_predict_begin() {}
  virtual void on_predict_end() {}
  virtual void on_predict_batch_begin(int) {}
  virtual void on_predict_batch_end(int) {}
  /// Whether the hooks of single batches are to be called now: figures cost time.
  virtual bool wants_batches() { return true; }
  void set_state(TrainingState* state) { state_ = state; }

 protected:
  /// Ends the epoch after this batch, and the run after this epoch.
  void stop_training() {
    if (state_ != nullptr) state_->stop = true;
  }
  const TrainingState& state() const { return *state_; }

 private:
  TrainingState* state_ = nullptr;
};

namespace callbacks {

/// A handle on a callback.
class Callback {
 public:
  template <std::derived_from<CustomCallback> C>
  Callback(const C&) = delete;  // use make_callback<C>(): a copy would go unseen
  CustomCallback& get() const { return *object_; }

 protected:
  explicit Callback(std::shared_ptr<CustomCallback> object) : object_(std::move(object)) {}

 private:
  std::shared_ptr<CustomCallback> object_;
};

/// All callbacks of a run.
class CallbackList {
 public:
  CallbackList(std::vector<Callback> callbacks, TrainingState& state) : callbacks_(std::move(callbacks)) {
    for (const Callback& c : callbacks_) c.get().set_state(&state);
  }
  ~CallbackList() {
    for (const Callback& c : callbacks_) c.get().set_state(nullptr);
  }
  CallbackList(const CallbackList&) = delete;
  CallbackList& operator=(const CallbackList&) = delete;

  template <class... Hook, class... Args>
  void call(void (CustomCallback::*hook)(Hook...), const Args&... args) const {
    for (const Callback& c : callbacks_) (c.get().*hook)(args...);
  }
  /// The same for hooks of a batch: `logs()` makes the figures only if somebody wants them.
  template <class MakeLogs>
  void call_batch(void (CustomCallback::*hook)(int, const Logs&), int batch, const MakeLogs& logs) const {
    std::optional<Logs> made;
    for (const Callback& c : callbacks_) {
      if (!c.get().wants_batches()) continue;
      if (!made) made = logs();
      (c.get().*hook)(batch, *made);
    }
  }

 private:
  std::vector<Callback> callbacks_;
};

}  // namespace callbacks
using callbacks::Callback;

/// A callback of your own, and a pointer to it.
template <std::derived_from<CustomCallback> C>
struct MadeCallback : Callback {
  explicit MadeCallback(std::shared_ptr<C> made) : Callback(made), object(std::move(made)) {}
  C* operator->() const { return object.get(); }
  std::shared_ptr<C> object;
};
template <std::derived_from<CustomCallback> C, class... Args>
[[nodiscard]] MadeCallback<C> make_callback(Args&&... args) {
  return MadeCallback<C>(std::make_shared<C>(std::forward<Args>(args)...));
}

}  // namespace keratin
