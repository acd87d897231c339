// TensorBoard: its files, read back, and the bytes of events, against TensorFlow's.
#include <keratin/io/crc32c.hpp>
#include <keratin/io/event_file.hpp>
#include <keratin/io/file.hpp>

#include <cstring>
#include <filesystem>

#include "support/callback_cases.hpp"

using namespace keratin;

namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

/// "tag@step=value" of all scalars in the only event file of a folder; other events by their size alone.
std::vector<std::string> scalars(const std::string& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CHECK(bytes.empty());
    CHECK_THAT(entry.path().filename().string(), Catch::StartsWith("events.out.tfevents."));
    bytes = io::read_file(entry.path().string());
  }
  std::vector<std::string> all;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + at, 8);
    const std::string event = bytes.substr(at + 12, length);
    REQUIRE(io::tf_record(event) == bytes.substr(at, length + 16));
    at += length + 16;
    const std::size_t tag = event.find('\x0a', event.find('\x2a', 9) + 3);
    if (event.find("scalars") == event.npos) continue;
    const auto size = static_cast<unsigned char>(event[tag + 1]);
    float value = 0;
    std::memcpy(&value, event.data() + event.find("\x22\x04", tag + size) + 2, 4);
    const int step = event[9] == '\x10' ? event[10] : 0;
    all.push_back(concat(event.substr(tag + 2, size), "@", step, "=", value));
  }
  return all;
}

void fit(const Callback& callback, const FitOptions& base = {}) {
  Sequential model({Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0.5), .loss = "mae", .metrics = {"mae"}});
  FitOptions options = base;
  options.batch_size = 2;
  options.verbose = 0;
  options.callbacks = {callback};
  model.fit(zeros({6, 1}), ones({6, 1}), options);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("CRC-32C has the values of RFC 3720") {
  CHECK(io::crc32c("123456789") == 0xe3069283u);
  CHECK(io::crc32c(std::string(32, '\0')) == 0x8a9136aau);
  CHECK(io::crc32c("") == 0);
}

TEST_CASE("events have TensorFlow's bytes") {
  const double time = 1700000000.5;
  std::map<std::string, std::string> ours;
  ours["version"] = io::version_event(time);
  ours["epoch_loss"] = io::scalar_event(time, 0, "epoch_loss", 0.25f);
  ours["batch_mae"] = io::scalar_event(time, 300, "batch_mae", 3.0f);
  ours["dense/kernel/histogram"] =
      io::histogram_event(time, 2, "dense/kernel/histogram", Tensor({-1.f, 0.f, 0.5f, 0.51f, 2.f, 7.f}));
  ours["same"] = io::histogram_event(time, 1, "same", Tensor({2.f, 2.f}));
  ours["none"] = io::histogram_event(time, 1, "none", zeros({0}));
  std::ifstream in(testing::golden("callbacks/events.txt"));
  int seen = 0;
  for (std::string name, want; in >> name >> want; ++seen) {
    INFO(name);
    CHECK(hex(io::tf_record(ours.at(name))) == want);
  }
  CHECK(seen == 6);
}

TEST_CASE("TensorBoard writes epochs to train and validation as Keras does") {
  const testing::TemporaryFolder folder;
  fit(callbacks::TensorBoard(folder / "logs"), {.epochs = 2, .validation_data = {zeros({2, 1}), full({2, 1}, 3)}});
  CHECK(scalars(folder / "logs/train") == Lines{"epoch_loss@0=1", "epoch_mae@0=1", "epoch_learning_rate@0=0.5",
                                                "epoch_loss@1=1", "epoch_mae@1=1", "epoch_learning_rate@1=0.5"});
  CHECK(scalars(folder / "logs/validation") ==
        Lines{"evaluation_loss_vs_iterations@3=3", "evaluation_mae_vs_iterations@3=3", "epoch_loss@0=3",
              "epoch_mae@0=3", "evaluation_loss_vs_iterations@6=3", "evaluation_mae_vs_iterations@6=3",
              "epoch_loss@1=3", "epoch_mae@1=3"});
}

TEST_CASE("TensorBoard writes batches at update_freq, and histograms") {
  const testing::TemporaryFolder folder;
  fit(callbacks::TensorBoard({.log_dir = folder / "logs", .histogram_freq = 1, .update_freq = 2}), {.epochs = 2});
  const Lines lines = scalars(folder / "logs/train");
  CHECK(std::count(lines.begin(), lines.end(), "batch_loss@2=1") == 1);
  CHECK(std::count(lines.begin(), lines.end(), "batch_mae@6=1") == 1);
  CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.starts_with("batch_loss"); }) == 3);
  CHECK(!std::filesystem::exists(folder / "logs/validation"));
  const auto entry = *std::filesystem::directory_iterator(folder / "logs/train");
  CHECK_THAT(io::read_file(entry.path().string()), Catch::Contains("kernel/histogram"));
}

TEST_CASE("TensorBoard counts steps per second, and names a folder that it cannot write") {
  const testing::TemporaryFolder folder;
  fit(callbacks::TensorBoard(folder / "logs", {.write_steps_per_second = true, .update_freq = "batch"}));
  const Lines lines = scalars(folder / "logs/train");
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const auto& l) { return l.starts_with("batch_steps_per_second@"); }) == 3);
  CHECK(lines.back().starts_with("epoch_steps_per_second@0="));
  io::write_file(folder / "file", "x");
  CHECK_THROWS_WITH(fit(callbacks::TensorBoard(folder / "file")), Catch::Contains(folder / "file"));
  CHECK_THROWS_AS(callbacks::TensorBoard({.histogram_freq = -1}), value_error);
}
