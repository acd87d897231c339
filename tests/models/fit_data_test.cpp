// What fit and evaluate do with data: batches, splits, weights of samples and classes, generators.
#include <keratin/keratin.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}

/// Gives 0, so that the loss of a batch is the mean of its targets and tells which rows it had.
Sequential<> probe() {
  Sequential model({Input({1}), Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "mae", .metrics = {"mae"}, .weighted_metrics = {"mae"}});
  return model;
}

struct Recorder : CustomCallback {
  std::vector<double> losses;
  void on_train_batch_end(int, const Logs& logs) override { losses.push_back(logs["loss"]); }
};

/// The mean |y| of each batch of an epoch, from the running means over samples.
std::vector<double> batch_means(const std::vector<double>& running, int batch_size, int samples) {
  std::vector<double> means;
  double sum = 0;
  for (std::size_t i = 0; i < running.size(); ++i) {
    const int seen = std::min(static_cast<int>(i + 1) * batch_size, samples), before = static_cast<int>(i) * batch_size;
    means.push_back((running[i] * seen - sum) / (seen - before));
    sum = running[i] * seen;
  }
  return means;
}

const Tensor tenth = arange(1, 11).cast(float32).reshape({10, 1});  // 1 … 10

}  // namespace

TEST_CASE("unshuffled batches come in order, the last one short, and the loss is a mean over samples") {
  auto model = probe();
  const auto recorder = make_callback<Recorder>();
  const History h =
      model.fit(zeros({10, 1}), tenth, {.batch_size = 4, .verbose = 0, .callbacks = {recorder}, .shuffle = false});
  const auto means = batch_means(recorder->losses, 4, 10);
  REQUIRE(means.size() == 3);
  CHECK(means[0] == Approx(2.5));
  CHECK(means[1] == Approx(6.5));
  CHECK(means[2] == Approx(9.5));
  CHECK(h.history["loss"][0] == Approx(5.5));
}

TEST_CASE("shuffled epochs have every sample once, in new orders") {
  auto model = probe();
  const auto recorder = make_callback<Recorder>();
  set_random_seed(3);
  model.fit(zeros({10, 1}), tenth, {.batch_size = 1, .epochs = 2, .verbose = 0, .callbacks = {recorder}});
  const auto of_epoch = [&](std::size_t e) {
    const auto means = batch_means(
        {recorder->losses.begin() + 10 * static_cast<int>(e), recorder->losses.begin() + 10 * static_cast<int>(e + 1)},
        1, 10);
    std::vector<int> order;
    for (const double m : means) order.push_back(static_cast<int>(std::lround(m)));
    return order;
  };
  const auto first = of_epoch(0), second = of_epoch(1);
  CHECK(first != second);
  for (const auto& order : {first, second}) CHECK(std::set<int>(order.begin(), order.end()).size() == 10);
}

TEST_CASE("shuffling keeps inputs, targets and weights together") {
  auto model = probe();
  model.set_weights({ones({1, 1})});
  const History h = model.fit(tenth, tenth, {.batch_size = 3, .verbose = 0, .sample_weight = tenth.reshape({10})});
  CHECK(h.history["loss"][0] == Approx(0).margin(1e-6));
}

TEST_CASE("validation_split takes the last samples, unshuffled ones") {
  auto model = probe();
  const History h = model.fit(zeros({10, 1}), tenth, {.batch_size = 3, .verbose = 0, .validation_split = 0.25});
  CHECK(h.history["loss"][0] == Approx(4));      // 1 … 7
  CHECK(h.history["val_loss"][0] == Approx(9));  // 8, 9, 10
  CHECK(h.history["val_mae"][0] == Approx(9));
}

TEST_CASE("steps_per_epoch goes on where the last epoch ended, validation_steps begins anew") {
  auto model = probe();
  const History h = model.fit(zeros({10, 1}), tenth,
                              {.batch_size = 2,
                               .epochs = 3,
                               .verbose = 0,
                               .validation_data = {zeros({10, 1}), tenth},
                               .shuffle = false,
                               .steps_per_epoch = 2,
                               .validation_steps = 1,
                               .validation_batch_size = 4});
  CHECK(h.history["loss"][0] == Approx(2.5));
  CHECK(h.history["loss"][1] == Approx(6.5));
  CHECK(h.history["loss"][2] == Approx(9.5));  // the data ended: one batch
  for (const double v : h.history["val_loss"]) CHECK(v == Approx(2.5));
}

TEST_CASE("class weights count for one-hot rows and for class numbers alike") {
  const Tensor x = real({6, 3});
  const Tensor classes({0, 1, 2, 1, 1, 0});
  const auto losses_with = [&](const char* loss, const Tensor& y) {
    Sequential model({Input({3}), Dense(3, {.activation = "softmax", .kernel_initializer = "zeros"})});
    model.compile(
        {.optimizer = optimizers::SGD(0), .loss = loss, .metrics = {"accuracy"}, .weighted_metrics = {"accuracy"}});
    return model.fit(x, y, {.verbose = 0, .class_weight = {{0, 2.0}, {2, 5.0}}}).history;
  };
  const auto sparse = losses_with("sparse_categorical_crossentropy", classes),
             column = losses_with("sparse_categorical_crossentropy", classes.reshape({6, 1}));
  const auto one_hot = losses_with("categorical_crossentropy", utils::to_categorical(classes, 3));
  for (const auto& h : {sparse, column, one_hot}) {
    CHECK(h["loss"][0] == Approx(std::log(3.0) * 12 / 6));  // weights 2 1 5 1 1 2
    CHECK(h["accuracy"][0] == Approx(2.0 / 6));             // all are class 0 to it
    CHECK(h["weighted_accuracy"][0] == Approx(4.0 / 12));
  }
}

TEST_CASE("sample weights count in the loss and in weighted_metrics alone") {
  auto model = probe();
  const Tensor weights({0.f, 1.f, 3.f}), y = Tensor({{1.f}, {2.f}, {4.f}});
  const auto check = [](const auto& figures) {
    CHECK(figures["loss"] == Approx(14.0 / 3));
    CHECK(figures["mae"] == Approx(7.0 / 3));
    CHECK(figures["weighted_mae"] == Approx(14.0 / 4));
  };
  check(model.evaluate(zeros({3, 1}), y, {.verbose = 0, .sample_weight = weights}));
  check(model.train_on_batch(zeros({3, 1}), y, weights));
  check(model.test_on_batch(zeros({3, 1}), y, weights));
  const History h = model.fit(zeros({3, 1}), y, {.batch_size = 2, .verbose = 0, .sample_weight = weights});
  CHECK(h.history["loss"][0] == Approx(14.0 / 3));
  const Validation held_out{zeros({3, 1}), y, weights};
  CHECK(model.fit(zeros({3, 1}), y, {.verbose = 0, .validation_data = held_out}).history["val_loss"][0] ==
        Approx(14.0 / 3));
}

TEST_CASE("a generator's epoch ends at nullopt or after steps_per_epoch") {
  auto model = probe();
  int given = 0;
  const auto three = [&]() -> std::optional<Batch> {
    if (given++ % 4 == 3) return std::nullopt;
    return Batch{zeros({2, 1}), full({2, 1}, given)};
  };
  const History h = model.fit(three, {.epochs = 2, .verbose = 0});
  CHECK(h.history["loss"][0] == Approx(2));  // 1, 2, 3
  CHECK(h.history["loss"][1] == Approx(6));  // 5, 6, 7
  int endless = 0;
  const auto counter = [&] { return std::optional<Batch>(Batch{zeros({2, 1}), full({2, 1}, ++endless)}); };
  const History steps = model.fit(
      counter, {.epochs = 2, .verbose = 0, .validation_data = counter, .steps_per_epoch = 2, .validation_steps = 1});
  CHECK(steps.history["loss"] == std::vector<double>{1.5, 4.5});
  CHECK(steps.history["val_loss"] == std::vector<double>{3, 6});
  CHECK(model.evaluate(counter, {.verbose = 0, .steps = 2})["loss"] == Approx(7.5));
  CHECK(model.predict(counter, {.verbose = 0, .steps = 3}).shape() == Shape{6, 1});
}

TEST_CASE("a generator's batches may have weights and differ in size") {
  auto model = probe();
  int n = 0;
  const auto next = [&]() -> std::optional<Batch> {
    if (++n > 2) return std::nullopt;
    return Batch{zeros({n, 1}), full({n, 1}, n), full({n}, 0.5)};
  };
  CHECK(model.evaluate(next, {.verbose = 0})["loss"] == Approx((0.5 + 2 * 1.0) / 3));
}
