// PyDataset: batches by number, with one worker and with several.
#include <keratin/keratin.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <mutex>
#include <set>

#include "support/tensors.hpp"

using namespace keratin;

namespace {

/// Batch i has the target i + 1 alone.
struct Counted : utils::PyDataset {
  explicit Counted(index_t n, int workers = 1, index_t bad = -1)
      : PyDataset({.workers = workers, .max_queue_size = 3}), count(n), fails_at(bad) {}
  index_t size() const override { return count; }
  Batch operator[](index_t i) override {
    {
      const std::lock_guard lock(mutex);
      asked.push_back(i);
    }
    if (i == fails_at) throw std::runtime_error("bad batch");
    return Batch{zeros({1, 1}), full({1, 1}, i + 1)};
  }
  void on_epoch_begin() override { ++begun; }
  void on_epoch_end() override { ++ended; }
  index_t count, fails_at;
  int begun = 0, ended = 0;
  std::mutex mutex;
  std::vector<index_t> asked;
};

std::vector<double> targets(BatchSource& source) {
  std::vector<double> all;
  while (const auto b = source.next()) all.push_back(b->y[0].item<double>());
  return all;
}

Sequential<> probe() {
  Sequential model({Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "mae"});
  return model;
}

}  // namespace

TEST_CASE("a PyDataset's batches come in order, or shuffled by key, whatever the workers") {
  for (const int workers : {0, 1, 2, 4}) {
    Counted numbers(9, workers);
    const auto source = numbers.source();
    source->start({1, 1}, false);
    CHECK(targets(*source) == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9});
    source->start({1, 1}, true);
    auto shuffled = targets(*source);
    source->start({1, 1}, true);
    CHECK(targets(*source) == shuffled);
    source->start({1, 2}, true);
    CHECK(targets(*source) != shuffled);
    std::sort(shuffled.begin(), shuffled.end());
    CHECK(shuffled == std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9});
    source->start({1, 1}, false);
    CHECK(source->next()->y[0].item<double>() == 1);  // and is left in the middle
  }
}

TEST_CASE("fit, evaluate, predict and validation take a PyDataset") {
  for (const int workers : {1, 3}) {
    auto model = probe();
    Counted numbers(4, workers), held_out(2);
    const History h = model.fit(numbers, {.epochs = 2, .verbose = 0, .validation_data = held_out});
    CHECK(h.history["loss"] == std::vector<double>{2.5, 2.5});
    CHECK(h.history["val_loss"] == std::vector<double>{1.5, 1.5});
    CHECK(numbers.begun == 2);
    CHECK(numbers.ended == 2);
    CHECK(std::count(numbers.asked.begin(), numbers.asked.end(), 2) == 2);
    CHECK(held_out.asked == std::vector<index_t>{0, 1, 0, 1});
    CHECK(model.evaluate(numbers, {.verbose = 0})["loss"] == 2.5);
    CHECK(model.predict(numbers, {.verbose = 0}).shape() == Shape{4, 1});
  }
}

TEST_CASE("a PyDataset without end needs steps and goes on where it was") {
  auto model = probe();
  Counted endless(-1, 2);
  const FitOptions options{.epochs = 2, .verbose = 0, .steps_per_epoch = 2};
  CHECK(model.fit(endless, options).history["loss"] == std::vector<double>{1.5, 3.5});
  CHECK_THROWS_WITH(model.fit(endless, {.verbose = 0}), Catch::Contains("steps_per_epoch"));
}

TEST_CASE("what a PyDataset throws, in a worker too, is thrown by fit") {
  for (const int workers : {1, 4}) {
    auto model = probe();
    Counted bad(6, workers, 3);
    CHECK_THROWS_WITH(model.fit(bad, {.verbose = 0}), "bad batch");
    Counted good(6, workers);
    model.fit(good, {.verbose = 0});
  }
  CHECK_THROWS_AS(Counted(3, -1), value_error);
}
