// CSVLogger: writes the figures of each epoch to a CSV file.
//   model.fit(x, y, {.callbacks = {callbacks::CSVLogger("log.csv")}});
#pragma once
#include <string>

#include "callback.hpp"

namespace keratin::callbacks {

struct CSVLoggerOptions {
  KERATIN_OPTIONS;
  std::string separator = ",";  ///< One character between columns.
  Flag append = false;          ///< Whether a file that is there is gone on with, not replaced.
};

/// One row for each epoch, of its number from 0 and its figures in alphabetical order; NA stands for what an epoch
/// lacks (keras.callbacks.CSVLogger). The columns are those of the first epoch, and where it has no validation, a val_
/// column for each, as in Keras. After each epoch the file holds its whole row. Throws file_error, when training
/// begins, for a file that cannot be written.
struct CSVLogger : Callback {
  explicit CSVLogger(std::string filename, CSVLoggerOptions options = {});
};

}  // namespace keratin::callbacks

#if KERATIN_DEFINE(callbacks)
#include <algorithm>
#include <filesystem>

#include "../io/append_file.hpp"
#include "format.hpp"

namespace keratin::callbacks {

class CSVLoggerImpl final : public CustomCallback {
 public:
  CSVLoggerImpl(std::string filename, CSVLoggerOptions options)
      : filename_(std::move(filename)), options_(std::move(options)) {
    require(options_.separator.size() == 1, "CSVLogger: expected a separator of one character; got \"",
            options_.separator, "\".");
  }

  void on_train_begin() override {
    std::error_code none;
    const auto size = options_.append ? std::filesystem::file_size(filename_, none) : 0;
    header_ = none || size == 0;
    file_ = std::make_unique<io::AppendFile>(filename_, options_.append);
    keys_.clear();
  }

  void on_epoch_end(int epoch, const Logs& logs) override {
    std::string rows;
    if (keys_.empty()) {
      choose_keys(logs);
      if (header_) add_row(rows, "epoch", [](const std::string& key) { return key; });
    }
    add_row(rows, std::to_string(epoch), [&](const std::string& key) {
      const auto found = logs.find(key);
      return found == logs.end() ? "NA" : python_number(found->second);
    });
    file_->append(rows);
  }

  void on_train_end(const Logs&) override { file_.reset(); }
  bool wants_batches() override { return false; }

 private:
  void choose_keys(const Logs& logs) {
    bool validated = false;
    for (const auto& [name, value] : logs) {
      keys_.push_back(name);
      validated = validated || name.starts_with("val_");
    }
    const std::size_t n = keys_.size();
    for (std::size_t i = 0; i < n && !validated; ++i) keys_.push_back("val_" + keys_[i]);
  }

  template <class Cell>
  void add_row(std::string& rows, const std::string& first, const Cell& cell) const {
    rows += quoted(first);
    for (const std::string& key : keys_) rows += options_.separator + quoted(cell(key));
    rows += "\r\n";
  }
  /// In quotes where it must be, as Python's csv.
  std::string quoted(const std::string& text) const {
    if (text.find_first_of("\"\r\n" + options_.separator) == text.npos) return text;
    std::string whole = "\"";
    for (const char c : text) whole += c == '"' ? "\"\"" : std::string(1, c);
    return whole + "\"";
  }

  std::string filename_;
  CSVLoggerOptions options_;
  bool header_ = true;
  std::vector<std::string> keys_;
  std::unique_ptr<io::AppendFile> file_;
};

KERATIN_INLINE CSVLogger::CSVLogger(std::string filename, CSVLoggerOptions options)
    : Callback(std::make_shared<CSVLoggerImpl>(std::move(filename), std::move(options))) {}

}  // namespace keratin::callbacks
#endif
