// TensorBoard: writes the figures of a run for TensorBoard.
//   model.fit(x, y, {.callbacks = {callbacks::TensorBoard("logs")}});    tensorboard --logdir logs
#pragma once
#include <string>
#include <string_view>

#include "callback.hpp"
#include "frequency.hpp"

namespace keratin::callbacks {

struct TensorBoardOptions {
  KERATIN_OPTIONS;
  std::string log_dir = "logs";
  Int histogram_freq = 0;  ///< Writes how each weight's numbers spread after every so many epochs; 0: never.
  Flag write_steps_per_second = false;
  Frequency update_freq = "epoch";  ///< When figures of batches are written too: never, or at every so many batches.
};

/// Writes event files for TensorBoard (keras.callbacks.TensorBoard). In log_dir/train: epoch_loss and so on,
/// epoch_learning_rate, with update_freq batch_loss and so on. In log_dir/validation: the same figures of the
/// validation data, and evaluation_loss_vs_iterations and so on. The figures of epochs are written after each epoch,
/// whatever update_freq is (Keras leaves out those of epochs whose batch count it does not divide). There is no
/// write_graph: a graph of TensorFlow's own operations is what it shows. Throws file_error where files cannot be
/// written.
struct TensorBoard : Callback {
  explicit TensorBoard(const TensorBoardOptions& options = {});
  template <Text S>
  explicit TensorBoard(const S& log_dir, TensorBoardOptions options = {})
      : TensorBoard(with_folder(std::string_view(log_dir), std::move(options))) {}

 private:
  static TensorBoardOptions with_folder(std::string_view log_dir, TensorBoardOptions options);
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <chrono>

#include "../io/event_file.hpp"

namespace keratin::callbacks {

class TensorBoardImpl final : public CustomCallback {
 public:
  explicit TensorBoardImpl(const TensorBoardOptions& options) : options_(options) {
    require(options_.histogram_freq >= 0, "TensorBoard: expected histogram_freq of at least 0; got ",
            options_.histogram_freq, ".");
  }

  void on_train_begin() override { batch_ = 0; }
  void on_train_end(const Logs&) override {
    train_.reset();
    validation_.reset();
  }
  void on_epoch_begin(int) override {
    if (!options_.write_steps_per_second) return;
    iterations_ = model().iterations();
    epoch_start_ = Clock::now();
  }
  void on_train_batch_begin(int) override {
    ++batch_;
    if (options_.write_steps_per_second) batch_start_ = Clock::now();
  }
  bool wants_batches() override {
    return !options_.update_freq.of_epochs() && batch_ % options_.update_freq.batches() == 0;
  }
  void on_train_batch_end(int, const Logs& logs) override {
    if (!wants_batches()) return;
    if (options_.write_steps_per_second)
      train().scalar("batch_steps_per_second", 1 / seconds_since(batch_start_), batch_);
    for (const auto& [name, value] : logs) train().scalar("batch_" + name, value, batch_);
  }
  void on_test_end(const Logs& logs) override {
    const index_t step = model().iterations();
    for (const auto& [name, value] : logs) validation().scalar("evaluation_" + name + "_vs_iterations", value, step);
  }

  void on_epoch_end(int epoch, const Logs& logs) override {
    for (const auto& [name, value] : logs)
      if (name.starts_with("val_"))
        validation().scalar("epoch_" + name.substr(4), value, epoch);
      else if (!name.starts_with("learning_rate"))
        train().scalar("epoch_" + name, value, epoch);
    for (const OptimizerRate& one : model().learning_rates()) train().scalar("epoch_" + one.key(), one.rate, epoch);
    if (options_.write_steps_per_second)
      train().scalar("epoch_steps_per_second",
                     static_cast<double>(model().iterations() - iterations_) / seconds_since(epoch_start_), epoch);
    if (options_.histogram_freq > 0 && epoch % options_.histogram_freq == 0)
      for (const Variable& w : model().weights()) train().histogram(w.path() + "/histogram", w, epoch);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds_since(Clock::time_point start) {
    return std::max(std::chrono::duration<double>(Clock::now() - start).count(), 1e-9);
  }
  /// Files are made when there is something to write.
  io::EventFile& train() { return made(train_, "train"); }
  io::EventFile& validation() { return made(validation_, "validation"); }
  io::EventFile& made(std::unique_ptr<io::EventFile>& file, const char* folder) const {
    if (!file) file = std::make_unique<io::EventFile>(options_.log_dir + "/" + folder);
    return *file;
  }

  TensorBoardOptions options_;
  std::unique_ptr<io::EventFile> train_, validation_;
  index_t batch_ = 0, iterations_ = 0;
  Clock::time_point batch_start_{}, epoch_start_{};
};

KERATIN_INLINE TensorBoard::TensorBoard(const TensorBoardOptions& options)
    : Callback(std::make_shared<TensorBoardImpl>(options)) {}
KERATIN_INLINE TensorBoardOptions TensorBoard::with_folder(std::string_view log_dir, TensorBoardOptions options) {
  require(options.log_dir == "logs", "TensorBoard: expected log_dir once; got \"", log_dir, "\" and \"",
          options.log_dir, "\".");
  options.log_dir = log_dir;
  return options;
}

}  // namespace keratin::callbacks
#endif
