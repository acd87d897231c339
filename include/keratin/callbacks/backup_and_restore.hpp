// BackupAndRestore: a run of fit that was cut off goes on where it was.
//   model.fit(x, y, {.epochs = 50, .callbacks = {callbacks::BackupAndRestore("backup")}});
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "callback.hpp"
#include "frequency.hpp"

namespace keratin::saving {

/// Where a run was: the epoch to begin with, the batch of it that was last, and what random numbers come from.
struct BackupState {
  index_t epoch = 0, batch = 0;
  std::vector<std::uint64_t> random = {};
};

/// Writes a model's weights, its optimizer's state and where the run was into a folder, in place of what it held; reads
/// them again, nothing if the folder has none. Defined in saving/, so that only programs with a BackupAndRestore need
/// them.
KERATIN_INLINE void write_backup(LayerImpl& model, const std::string& folder, const BackupState& state);
KERATIN_INLINE std::optional<BackupState> read_backup(LayerImpl& model, const std::string& folder);

}  // namespace keratin::saving

namespace keratin::callbacks {

struct BackupAndRestoreOptions {
  KERATIN_OPTIONS;
  Frequency save_freq = "epoch";   ///< Saves after each epoch, or after every so many batches.
  Flag double_checkpoint = false;  ///< Keeps the backup before the last too, for where the last cannot be read.
  Flag delete_checkpoint = true;   ///< Removes the folder when fit has ended.
};

/// Saves the state of the run into a folder of its own, and where fit begins and finds one there, goes on from it
/// (keras.callbacks.BackupAndRestore). A run that was cut off between two epochs ends as if it had not been, to the
/// bit: weights, optimizer, learning rate, the order of samples, dropout. An epoch that was cut off is begun again,
/// with the weights of the last backup. Model and fit's arguments must be those of the first run; other callbacks'
/// state is not kept. The folder is Keras's: it may go on with what is in it. Throws value_error without a folder,
/// state_error for a model that is not built, and file_error for a folder that cannot be written or read.
struct BackupAndRestore : Callback {
  using Write = std::function<void(LayerImpl&, const std::string& folder, const saving::BackupState&)>;
  using Read = std::function<std::optional<saving::BackupState>(LayerImpl&, const std::string& folder)>;

  template <Text S>
  explicit BackupAndRestore(const S& backup_dir, const BackupAndRestoreOptions& options = {})
      : BackupAndRestore(std::string(std::string_view(backup_dir)), options, saving::write_backup,
                         saving::read_backup) {}

 private:
  BackupAndRestore(std::string folder, const BackupAndRestoreOptions& options, Write write, Read read);
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <filesystem>

namespace keratin::callbacks {

class BackupAndRestoreImpl final : public CustomCallback {
 public:
  BackupAndRestoreImpl(std::string folder, const BackupAndRestoreOptions& options, BackupAndRestore::Write write,
                       BackupAndRestore::Read read)
      : folder_(std::move(folder)), options_(options), write_(std::move(write)), read_(std::move(read)) {
    require(!folder_.empty(), "BackupAndRestore: expected a folder; got none.");
  }

  bool wants_batches() override { return !options_.save_freq.of_epochs(); }

  void on_train_begin() override {
    require<state_error>(model().built(), model().name(),
                         ": expected a built model, for BackupAndRestore. Hint: begin with Input(…).");
    epoch_ = state().initial_epoch;
    batches_ = 0;
    const auto found = read();
    if (!found) return;
    model().set_random_state(found->random);
    state().initial_epoch = epoch_ = found->epoch;
  }
  void on_epoch_begin(int epoch) override { epoch_ = epoch; }
  void on_train_batch_end(int batch, const Logs&) override {
    if (options_.save_freq.of_epochs() || ++batches_ < options_.save_freq.batches()) return;
    batches_ = 0;
    save(batch);
  }
  void on_epoch_end(int epoch, const Logs&) override {
    epoch_ = epoch + 1;
    if (options_.save_freq.of_epochs()) save(0);
  }
  void on_train_end(const Logs&) override {
    std::error_code ignored;
    if (options_.delete_checkpoint) std::filesystem::remove_all(folder_, ignored);
  }

 private:
  std::string before() const { return folder_ + "/previous"; }

  std::optional<saving::BackupState> read() {
    try {
      return read_(model().impl(), folder_);
    } catch (const error&) {  // damaged: the one before it, if there is one
      if (!std::filesystem::exists(before())) throw;
      return read_(model().impl(), before());
    }
  }

  void save(index_t batch) {
    namespace fs = std::filesystem;
    std::error_code failed;
    fs::create_directories(folder_, failed);
    if (options_.double_checkpoint && !failed) {
      fs::create_directories(before(), failed);
      for (const auto& entry : fs::directory_iterator(folder_))
        if (entry.is_regular_file() && !failed)
          fs::copy_file(entry.path(), fs::path(before()) / entry.path().filename(),
                        fs::copy_options::overwrite_existing, failed);
    }
    require<file_error>(!failed, "BackupAndRestore: expected a folder \"", folder_,
                        "\" that can be written; got: ", failed.message(), ".");
    write_(model().impl(), folder_, {epoch_, batch, model().random_state()});
  }

  std::string folder_;
  BackupAndRestoreOptions options_;
  BackupAndRestore::Write write_;
  BackupAndRestore::Read read_;
  index_t epoch_ = 0, batches_ = 0;
};

KERATIN_INLINE BackupAndRestore::BackupAndRestore(std::string folder, const BackupAndRestoreOptions& options,
                                                  Write write, Read read)
    : Callback(std::make_shared<BackupAndRestoreImpl>(std::move(folder), options, std::move(write), std::move(read))) {}

}  // namespace keratin::callbacks
#endif
