// Callback: what is told how a run goes, and may stop it.
//   struct Enough : CustomCallback {
//     void on_epoch_end(int, const Logs& logs) override { if (logs["loss"] < 0.1) stop_training(); }
//   };
//   model.fit(x, y, {.callbacks = {make_callback<Enough>()}});
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../core/named.hpp"
#include "../tensor/tensor.hpp"

namespace keratin {

class LayerImpl;

/// The figures of a batch or an epoch, by name.
using Logs = Named<double>;

/// The learning rate of one of a model's optimizers.
struct OptimizerRate {
  std::string optimizer;  ///< Its name, where there are several (MultiOptimizer).
  double rate;
  /// What it is called among an epoch's figures: "learning_rate", "learning_rate_sgd".
  std::string key() const { return optimizer.empty() ? "learning_rate" : "learning_rate_" + optimizer; }
  /// Its name before words: "sgd ".
  std::string prefix() const { return optimizer.empty() ? "" : optimizer + " "; }
};

/// The model of a run, as callbacks see it (keras.callbacks.Callback.model).
class TrainedModel {
 public:
  virtual ~TrainedModel() = default;
  virtual const std::string& name() const = 0;
  virtual bool built() const = 0;
  virtual std::vector<Variable> weights() const = 0;
  virtual std::vector<Tensor> get_weights() const = 0;  ///< Copies.
  virtual void set_weights(const std::vector<Tensor>& weights) = 0;
  /// Those of the optimizer. Throw state_error for a model that is not compiled.
  virtual double learning_rate() const = 0;
  virtual void set_learning_rate(double rate) = 0;
  /// One for each optimizer inside a MultiOptimizer, which has none itself.
  virtual std::vector<OptimizerRate> learning_rates() const = 0;
  /// That of the optimizer with this number among them.
  virtual void set_learning_rate(std::size_t optimizer, double rate) = 0;
  virtual index_t iterations() const = 0;
  /// Puts the optimizer's running averages (use_ema) in the weights' place and the weights in theirs.
  virtual void swap_averages() = 0;
  /// Sets the averages to the weights.
  virtual void set_averages() = 0;
  /// Whether more of a metric is better; nothing if no metric has that name, or it has no direction.
  virtual std::optional<bool> higher_is_better(const std::string& metric) const = 0;
  /// What the rest of the run draws random numbers from: the order of samples, dropout.
  virtual std::vector<std::uint64_t> random_state() const = 0;
  virtual void set_random_state(const std::vector<std::uint64_t>& state) = 0;
  /// The model itself: for what saves it.
  virtual LayerImpl& impl() = 0;
};

/// What a callback may know of the run, and do to it.
struct TrainingState {
  index_t epochs = 1;
  std::optional<index_t> steps = {};  ///< Batches of an epoch, if known.
  int verbose = 1;
  bool stop_training = false, stop_evaluating = false, stop_predicting = false;
  TrainedModel* model = nullptr;
  index_t initial_epoch = 0;                     ///< That of fit's options; on_train_begin may set a later one.
  Logs logs = {};                                ///< The epoch's figures, in on_epoch_end.
  std::vector<std::string> added = {};           ///< Those of them that callbacks added, in order.
  const std::vector<Tensor>* outputs = nullptr;  ///< What predict made of the batch, in on_predict_batch_end.

  /// Adds a figure to the epoch's: the callbacks after this one and History see it.
  void log(const std::string& name, double value) {
    if (logs.insert_or_assign(name, value).second) added.push_back(name);
  }
};

/// Base of your own callbacks, made by make_callback<T>(); any of Keras's hooks may be overridden.
class CustomCallback {
 public:
  virtual ~CustomCallback() = default;
  virtual void on_train_begin() {}
  virtual void on_train_end(const Logs&) {}
  virtual void on_epoch_begin(int) {}
  virtual void on_epoch_end(int, const Logs&) {}
  virtual void on_train_batch_begin(int batch) { on_batch_begin(batch); }
  virtual void on_train_batch_end(int batch, const Logs& logs) { on_batch_end(batch, logs); }
  virtual void on_batch_begin(int) {}             ///< The older name of on_train_batch_begin.
  virtual void on_batch_end(int, const Logs&) {}  ///< The older name of on_train_batch_end.
  virtual void on_test_begin() {}
  virtual void on_test_end(const Logs&) {}
  virtual void on_test_batch_begin(int) {}
  virtual void on_test_batch_end(int, const Logs&) {}
  virtual void on_predict_begin() {}
  virtual void on_predict_end() {}
  virtual void on_predict_batch_begin(int) {}
  virtual void on_predict_batch_end(int) {}
  /// Whether on_train_batch_end and on_test_batch_end are to be called now: figures cost time.
  virtual bool wants_batches() { return true; }
  void set_state(TrainingState* state) { state_ = state; }

 protected:
  /// Ends the epoch after this batch, and the run after this epoch.
  void stop_training() {
    if (state_ != nullptr) state_->stop_training = true;
  }
  void stop_evaluating() {
    if (state_ != nullptr) state_->stop_evaluating = true;
  }
  void stop_predicting() {
    if (state_ != nullptr) state_->stop_predicting = true;
  }
  /// The run: its epochs, steps and verbosity, and the epoch's figures. Throws state_error outside of a run.
  TrainingState& state() const {
    require<state_error>(state_ != nullptr, "Callback: expected a run of fit, evaluate or predict; got none.");
    return *state_;
  }
  /// The model of the run.
  TrainedModel& model() const {
    require<state_error>(state().model != nullptr, "Callback: expected a run with a model; got none.");
    return *state_->model;
  }

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
