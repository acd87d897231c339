// fit, evaluate and predict with datasets: how epochs end, steps, weights, warnings.
#include <keratin/keratin.hpp>

#include "support/callback_cases.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using utils::Dataset;

namespace {

/// Gives 0, so that the loss of an epoch is the mean of its targets.
Sequential<> probe() {
  Sequential model({Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "mae"});
  return model;
}
/// Batches of two with the targets 1, 2 … in each.
Dataset batches(int n) {
  Tensor y = zeros({2 * n, 1});
  for (int i = 0; i < 2 * n; ++i) y.data<float>()[i] = static_cast<float>(i / 2 + 1);
  return Dataset::from_tensor_slices(zeros({2 * n, 1}), y).batch(2);
}
Dataset of_unknown_size(const Dataset& d) {
  return d.filter([](const Batch&) { return true; });
}
std::vector<double> epoch_losses(const Dataset& d, FitOptions options, std::string* warned = nullptr) {
  auto model = probe();
  options.verbose = 0;
  History h;
  const std::string text = testing::written_to(std::cerr, [&] { h = model.fit(d, options); });
  if (warned != nullptr) *warned = text;
  return h.history["loss"];
}
using Values = std::vector<double>;
const char* const ran_out =
    "UserWarning: Your input ran out of data; interrupting training. Make sure that your dataset or generator can "
    "generate at least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building "
    "your dataset.\n";

}  // namespace

TEST_CASE("an epoch is a whole pass through a dataset") {
  std::string warned;
  CHECK(epoch_losses(batches(3), {.epochs = 2}, &warned) == Values{2, 2});
  CHECK(epoch_losses(of_unknown_size(batches(3)), {.epochs = 2}, &warned) == Values{2, 2});
  CHECK(warned.empty());
  CHECK(epoch_losses(batches(3).prefetch(2), {.epochs = 2}) == Values{2, 2});
}

TEST_CASE("with steps_per_epoch epochs go on in a dataset, and Keras's warning tells when it ends early") {
  std::string warned;
  CHECK(epoch_losses(batches(4), {.epochs = 3, .steps_per_epoch = 2}, &warned) == Values{1.5, 3.5, 1.5});
  CHECK(warned.empty());
  CHECK(epoch_losses(batches(3), {.epochs = 3, .steps_per_epoch = 2}, &warned) == Values{1.5, 3, 1.5});
  CHECK(warned == ran_out);
  CHECK(epoch_losses(batches(2), {.epochs = 2, .steps_per_epoch = 5}, &warned) == Values{1.5, 1.5});
  CHECK(warned == std::string(ran_out) + ran_out);
  CHECK(epoch_losses(of_unknown_size(batches(2)), {.epochs = 2, .steps_per_epoch = 2}, &warned) == Values{1.5, 1.5});
  CHECK(warned == ran_out);
  CHECK(epoch_losses(batches(2).repeat(), {.epochs = 2, .steps_per_epoch = 3}, &warned) == Values{4.0 / 3, 5.0 / 3});
  CHECK(warned.empty());
  auto model = probe();
  CHECK_THROWS_WITH(model.fit(batches(2).repeat(), {.verbose = 0}), Catch::Contains("steps_per_epoch"));
}

TEST_CASE("arrays that end before steps_per_epoch warn too") {
  auto model = probe();
  const std::string warned = testing::written_to(std::cerr, [&] {
    model.fit(zeros({6, 1}), zeros({6, 1}), {.batch_size = 2, .verbose = 0, .steps_per_epoch = 5});
  });
  CHECK(warned == ran_out);
}

TEST_CASE("datasets validate, evaluate and predict, each time from the first batch") {
  auto model = probe();
  const History h = model.fit(batches(3), {.epochs = 4,
                                           .verbose = 0,
                                           .validation_data = batches(4).prefetch(1),
                                           .initial_epoch = 1,
                                           .validation_steps = 2,
                                           .validation_freq = 2});
  CHECK(h.epoch == std::vector<index_t>{1, 2, 3});
  CHECK(h.history["val_loss"] == Values{1.5, 1.5});
  CHECK(model.evaluate(batches(3), {.verbose = 0})["loss"] == 2);
  CHECK(model.evaluate(batches(3).repeat(), {.verbose = 0, .steps = 4})["loss"] == 1.75);
  CHECK(model.predict(batches(3), {.verbose = 0}).shape() == Shape{6, 1});
  CHECK(model.predict(Dataset::from_tensor_slices(zeros({5, 1})).batch(2), {.verbose = 0}).shape() == Shape{5, 1});
  CHECK_THROWS_AS(model.predict(batches(3).repeat(), {.verbose = 0}), value_error);
  CHECK_THROWS_AS(model.evaluate(batches(3).take(0), {.verbose = 0}), value_error);
}

TEST_CASE("class_weight and weights of samples count with datasets") {
  Sequential model({Input({1}), layers::Dense(2, {.activation = "softmax", .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "sparse_categorical_crossentropy"});
  const Tensor classes({0, 1, 1, 0});
  const auto d = Dataset::from_tensor_slices(zeros({4, 1}), classes).batch(2);
  const FitOptions weighted{.verbose = 0, .class_weight = {{0, 3.0}}};
  CHECK(model.fit(d, weighted).history["loss"][0] == Approx(std::log(2.0) * 8 / 4));
  const auto own = Dataset::from_tensor_slices(zeros({4, 1}), classes, Tensor({1.f, 2.f, 3.f, 4.f})).batch(2);
  CHECK(model.fit(own, {.verbose = 0}).history["loss"][0] == Approx(std::log(2.0) * 10 / 4));
  CHECK(model.evaluate(own, {.verbose = 0})["loss"] == Approx(std::log(2.0) * 10 / 4));
  CHECK(model.fit(own, weighted).history["loss"][0] == Approx(std::log(2.0) * 20 / 4));  // one multiplies the other
  CHECK_THROWS_WITH(model.fit(d, {.verbose = 0, .sample_weight = ones({4})}), Catch::Contains("sample_weight"));
  CHECK_THROWS_WITH(model.fit(d, {.verbose = 0, .validation_split = 0.5}), Catch::Contains("validation_split"));
  CHECK_THROWS_WITH(model.evaluate(d, {.verbose = 0, .sample_weight = ones({4})}), Catch::Contains("sample_weight"));
}

TEST_CASE("the bar of a dataset shows its steps, and of one of unknown size those it had") {
  auto model = probe();
  const auto shown = [&](const Dataset& d) {
    return testing::written_to(std::cout, [&] { model.fit(d, {.epochs = 2, .verbose = 2}); });
  };
  for (const auto& d : {batches(3), of_unknown_size(batches(3))}) {
    const std::string text = shown(d);
    CHECK_THAT(text, Catch::StartsWith("Epoch 1/2\n3/3 - "));
    CHECK_THAT(text, Catch::Contains("\nEpoch 2/2\n3/3 - "));
  }
}

TEST_CASE("training on a shuffled, prefetched dataset is the same for the same seed") {
  const auto run = [] {
    set_random_seed(5);
    Sequential model({Input({1}), layers::Dense(3), layers::Dropout(0.5), layers::Dense(1)});
    model.compile({.optimizer = "sgd", .loss = "mse"});
    const Tensor x = arange(40).cast(float32).reshape({40, 1}) / 40.0f;
    model.fit(Dataset::from_tensor_slices(x, x).shuffle(40).batch(8).prefetch(2), {.epochs = 3, .verbose = 0});
    std::vector<double> all;
    for (const Tensor& w : model.get_weights())
      for (const double v : testing::values(w)) all.push_back(v);
    return all;
  };
  CHECK(run() == run());
}
