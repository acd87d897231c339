// ModelCheckpoint: saves the model, or its weights, while it trains.
//   callbacks::ModelCheckpoint("best.keras", {.save_best_only = true})
//   callbacks::ModelCheckpoint("{epoch:02d}-{val_loss:.2f}.weights.h5", {.save_weights_only = true})
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "callback.hpp"
#include "frequency.hpp"

namespace keratin::saving {

/// Writes a model, or its weights alone, to a file, in place of what it held. Defined in saving/, so that only programs
/// with a ModelCheckpoint need it.
KERATIN_INLINE void save_checkpoint(LayerImpl& model, const std::string& path, bool weights_only);

}  // namespace keratin::saving

namespace keratin::callbacks {

struct ModelCheckpointOptions {
  KERATIN_OPTIONS;
  std::string monitor = "val_loss";  ///< The figure to watch, with save_best_only.
  Int verbose = 0;                   ///< 1 prints what is saved.
  Flag save_best_only = false;       ///< Saves only when the figure is better than ever before.
  Flag save_weights_only = false;    ///< Saves the weights (".weights.h5") instead of the model (".keras", ".h5").
  std::string mode = "auto";         ///< "min": less is better; "max": more; "auto": as the figure's name tells.
  Frequency save_freq = "epoch";     ///< Saves after each epoch, or after every so many batches.
  std::optional<Real> initial_value_threshold = {};  ///< The value that the first "best" must beat.
};

/// Saves after each epoch or so many batches (keras.callbacks.ModelCheckpoint). The path may name figures in braces,
/// with Python's formats: {epoch} (from 1), {batch}, {loss:.2f}, {val_accuracy:.3f}; folders that are missing are made.
/// With save_best_only, where the figure is not known it warns and saves. Throws value_error for a path of another
/// ending, name_error for an unknown figure in braces, and file_error for a path that cannot be written.
struct ModelCheckpoint : Callback {
  using Save = std::function<void(LayerImpl& model, const std::string& path, bool weights_only)>;

  template <Text S>
  explicit ModelCheckpoint(const S& filepath, const ModelCheckpointOptions& options = {})
      : ModelCheckpoint(std::string_view(filepath), options, saving::save_checkpoint) {}
  /// The same with a saving function of your own.
  ModelCheckpoint(std::string_view filepath, const ModelCheckpointOptions& options, Save save);
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <filesystem>

#include "monitor.hpp"

namespace keratin::callbacks {

class ModelCheckpointImpl final : public MonitorCallback {
 public:
  ModelCheckpointImpl(std::string path, const ModelCheckpointOptions& options, ModelCheckpoint::Save save)
      : MonitorCallback("ModelCheckpoint", options.monitor, options.mode, 0),
        path_(std::move(path)),
        options_(options),
        save_(std::move(save)) {
    if (options.initial_value_threshold) best_ = options.initial_value_threshold->value;
    const bool weights = options_.save_weights_only;
    require(path_.ends_with(weights ? ".weights.h5" : ".keras") || (!weights && path_.ends_with(".h5")),
            "ModelCheckpoint: expected a path that ends in ", weights ? ".weights.h5" : ".keras or .h5", "; got \"",
            path_, "\".");
  }

  bool wants_batches() override { return !options_.save_freq.of_epochs(); }
  void on_epoch_begin(int epoch) override { epoch_ = epoch; }
  void on_train_batch_end(int batch, const Logs& logs) override {
    if (options_.save_freq.of_epochs() || ++batches_ < options_.save_freq.batches()) return;
    batches_ = 0;
    save(logs, batch);
  }
  void on_epoch_end(int epoch, const Logs& logs) override {
    epoch_ = epoch;
    if (options_.save_freq.of_epochs()) save(logs, {});
  }

 private:
  void save(const Logs& logs, std::optional<int> batch) {
    choose_direction();
    Named<index_t> numbers;
    numbers.insert_or_assign("epoch", epoch_ + 1);
    if (batch) numbers.insert_or_assign("batch", *batch + 1);
    const std::string path = python_format("ModelCheckpoint: filepath", path_, numbers, logs);
    if (!wanted(logs, path)) return;
    const std::filesystem::path whole(path);
    std::error_code failed;
    if (whole.has_parent_path()) std::filesystem::create_directories(whole.parent_path(), failed);
    require<file_error>(!failed, "ModelCheckpoint: expected a folder ", whole.parent_path().string(),
                        "; got: ", failed.message(), ".");
    require<file_error>(!std::filesystem::is_directory(whole), "ModelCheckpoint: expected a file; got the folder \"",
                        path, "\".");
    save_(model().impl(), path, options_.save_weights_only);
    say("finished saving model to " + path);
  }

  bool wanted(const Logs& logs, const std::string& path) {
    if (!options_.save_best_only) {
      say("saving model to " + path);
      return true;
    }
    const auto current = watched(logs);
    if (!current) {
      warn("Can save best model only with ", monitor_, " available.");
      return true;
    }
    const std::string before = best_ ? rounded(*best_) : "None";
    if (!improved(*current, best_)) {
      say(concat(monitor_, " did not improve from ", before));
      return false;
    }
    say(concat(monitor_, " improved from ", before, " to ", rounded(*current), ", saving model to ", path));
    best_ = current;
    return true;
  }

  static std::string rounded(double x) {
    Logs one;
    one.insert_or_assign("x", x);
    return python_format("", "{x:.5f}", {}, one);
  }
  void say(const std::string& text) const {
    if (options_.verbose > 0) print_message(concat("\nEpoch ", epoch_ + 1, ": ", text));
  }

  std::string path_;
  ModelCheckpointOptions options_;
  ModelCheckpoint::Save save_;
  int epoch_ = 0;
  index_t batches_ = 0;
};

KERATIN_INLINE ModelCheckpoint::ModelCheckpoint(std::string_view filepath, const ModelCheckpointOptions& options,
                                                Save save)
    : Callback(std::make_shared<ModelCheckpointImpl>(std::string(filepath), options, std::move(save))) {}

}  // namespace keratin::callbacks
#endif
