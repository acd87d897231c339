// callbacks/backup_and_restore.hpp: a run that was cut off ends as one that was not.
#include <keratin/io/file.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temporary.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using callbacks::BackupAndRestore;
using testing::random_tensor;
using testing::same_bits;
using testing::TemporaryFolder;

namespace {

Tensor inputs() { return random_tensor({40, 6}, -1, 1, 1).cast(float32); }
Tensor targets() { return random_tensor({40, 2}, -1, 1, 2).cast(float32); }

Sequential<> made() {
  Sequential model({Input({6}), Dense(8, {.activation = "relu"}), Dropout(0.3), BatchNormalization(),
                    GaussianNoise(0.2, {.seed = 5}), Dense(2)});
  const auto rate =
      optimizers::schedules::ExponentialDecay({.initial_learning_rate = 0.05, .decay_steps = 7, .decay_rate = 0.9});
  model.compile({.optimizer = optimizers::Adam({.learning_rate = rate, .use_ema = true}), .loss = "mse"});
  return model;
}
History fit(Model<>& model, const std::vector<Callback>& callbacks, int epochs = 6) {
  return model.fit(inputs(), targets(),
                   {.batch_size = 8, .epochs = epochs, .verbose = 0, .callbacks = callbacks, .validation_split = 0.2});
}

struct Cut : CustomCallback {
  explicit Cut(int epoch_, int batch_ = 0) : epoch(epoch_), batch(batch_) {}
  void on_epoch_begin(int now) override { current = now; }
  void on_train_batch_begin(int now) override {
    if (current == epoch && now == batch) throw std::runtime_error("cut off");
  }
  int epoch, batch, current = 0;
};

void check_same(const Model<>& a, const Model<>& b) {
  const auto p = a.get_weights(), q = b.get_weights();
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(same_bits(p[i], q[i]));
  const auto s = a.optimizer().variables(), t = b.optimizer().variables();
  for (std::size_t i = 0; i < s.size(); ++i) CHECK(same_bits(s[i].value, t[i].value));
}

}  // namespace

TEST_CASE("a run that was cut off ends as the whole one, to the bit") {
  for (const bool at_once : {false, true}) {
    const TemporaryFolder folder;
    set_random_seed(11);
    auto whole = made();
    const History all = fit(whole, {});

    set_random_seed(11);
    auto first = made();
    const BackupAndRestore backup(folder / "backup");
    CHECK_THROWS_WITH(fit(first, {backup, make_callback<Cut>(3)}), "cut off");
    CHECK(std::filesystem::exists(folder / "backup/latest.weights.h5"));
    CHECK(std::filesystem::exists(folder / "backup/training_metadata.json"));

    if (!at_once) set_random_seed(99);  // another program
    auto second = made();
    const History rest = fit(second, {BackupAndRestore(folder / "backup")});
    check_same(second, whole);
    REQUIRE(rest.epoch == std::vector<index_t>{3, 4, 5});
    for (const auto& [name, values] : rest.history)
      CHECK(values == std::vector<double>(all.history[name].begin() + 3, all.history[name].end()));
    CHECK_FALSE(std::filesystem::exists(folder / "backup"));
  }
}

TEST_CASE("a backup in the middle of an epoch begins it again with those weights") {
  const TemporaryFolder folder;
  auto first = made();
  const BackupAndRestore backup(folder / "backup", {.save_freq = 3});
  CHECK_THROWS_WITH(fit(first, {backup, make_callback<Cut>(1, 3)}), "cut off");
  const auto kept = first.get_weights();  // saved after 3 batches of the first epoch, 2 and then 3 of the second
  CHECK(io::read_file(folder / "backup/training_metadata.json").starts_with("{\"epoch\": 1, \"batch\": 1"));
  auto second = made();
  CHECK(fit(second, {BackupAndRestore(folder / "backup", {.save_freq = 3})}).epoch ==
        std::vector<index_t>{1, 2, 3, 4, 5});
}

TEST_CASE("a backup is kept where delete_checkpoint is false, and is no reason to train again") {
  const TemporaryFolder folder;
  auto model = made();
  const BackupAndRestore backup(folder / "backup", {.delete_checkpoint = false});
  CHECK(fit(model, {backup}, 2).epoch.size() == 2);
  const auto before = model.get_weights();
  CHECK(std::filesystem::exists(folder / "backup/latest.weights.h5"));
  CHECK(fit(model, {backup}, 2).epoch.empty());
  CHECK(fit(model, {backup}, 3).epoch == std::vector<index_t>{2});
}

TEST_CASE("with double_checkpoint a damaged backup gives way to the one before it") {
  const TemporaryFolder folder;
  const std::string weights = folder / "backup/latest.weights.h5";
  auto first = made();
  CHECK_THROWS_WITH(
      fit(first, {BackupAndRestore(folder / "backup", {.double_checkpoint = true}), make_callback<Cut>(3)}), "cut off");
  io::write_file(weights, "no HDF5");
  auto second = made();
  CHECK(fit(second, {BackupAndRestore(folder / "backup")}).epoch == std::vector<index_t>{2, 3, 4, 5});
}

TEST_CASE("BackupAndRestore refuses what it cannot do") {
  CHECK_THROWS_AS(BackupAndRestore(""), value_error);
  const TemporaryFolder folder;
  Sequential unbuilt;
  unbuilt.add(Dense(2));
  unbuilt.compile({.loss = "mse"});
  io::write_file(folder / "file", "");
  auto model = made();
  CHECK_THROWS_AS(fit(model, {BackupAndRestore(folder / "file")}, 1), file_error);
  std::filesystem::create_directory(folder / "backup");
  io::write_file(folder / "backup/training_metadata.json", "{\"epoch\": -1}");
  CHECK_THROWS_WITH(fit(model, {BackupAndRestore(folder / "backup")}, 1), Catch::Contains("training_metadata.json"));
}
