// fit, evaluate and predict: hooks, options, results, and the same bits for the same seed.
#include <keratin/keratin.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::same_bits;

namespace {

Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}

Sequential<> small_model(Int units = 1) {
  Sequential model({Input({3}), Dense(4, {.activation = "tanh"}), Dense(units)});
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse"});
  return model;
}

/// y = x, so that the loss of a batch tells which rows it had: its only weight stays 0.
Sequential<> probe() {
  Sequential model({Input({1}), Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "mae", .metrics = {"mae"}, .weighted_metrics = {"mae"}});
  return model;
}

struct Recorder : CustomCallback {
  std::vector<std::string> calls;
  void on_train_begin() override { calls.push_back("train_begin"); }
  void on_train_end(const Logs&) override { calls.push_back("train_end"); }
  void on_epoch_begin(int e) override { calls.push_back("epoch_begin " + std::to_string(e)); }
  void on_epoch_end(int e, const Logs&) override { calls.push_back("epoch_end " + std::to_string(e)); }
  void on_train_batch_begin(int b) override { calls.push_back("train_batch_begin " + std::to_string(b)); }
  void on_train_batch_end(int b, const Logs&) override { calls.push_back("train_batch_end " + std::to_string(b)); }
  void on_test_begin() override { calls.push_back("test_begin"); }
  void on_test_end(const Logs&) override { calls.push_back("test_end"); }
  void on_test_batch_begin(int b) override { calls.push_back("test_batch_begin " + std::to_string(b)); }
  void on_test_batch_end(int b, const Logs&) override { calls.push_back("test_batch_end " + std::to_string(b)); }
  void on_predict_begin() override { calls.push_back("predict_begin"); }
  void on_predict_end() override { calls.push_back("predict_end"); }
  void on_predict_batch_begin(int b) override { calls.push_back("predict_batch_begin " + std::to_string(b)); }
  void on_predict_batch_end(int b) override { calls.push_back("predict_batch_end " + std::to_string(b)); }
};

}  // namespace

TEST_CASE("fit calls the hooks in Keras's order") {
  auto model = small_model();
  const auto recorder = make_callback<Recorder>();
  const FitOptions options{.batch_size = 4,
                           .epochs = 2,
                           .verbose = 0,
                           .callbacks = {recorder},
                           .validation_data = {real({3, 3}), real({3, 1})}};
  model.fit(real({6, 3}), real({6, 1}), options);
  std::vector<std::string> want = {"train_begin"};
  for (const char* e : {"0", "1"})
    for (const char* call :
         {"epoch_begin ", "train_batch_begin 0", "train_batch_end 0", "train_batch_begin 1", "train_batch_end 1",
          "test_begin", "test_batch_begin 0", "test_batch_end 0", "test_end", "epoch_end "})
      want.push_back(std::string(call).ends_with(' ') ? call + std::string(e) : call);
  want.push_back("train_end");
  CHECK(recorder->calls == want);
  recorder->calls.clear();
  model.evaluate(real({5, 3}), real({5, 1}), {.batch_size = 5, .verbose = 0, .callbacks = {recorder}});
  static_cast<void>(model.predict(real({5, 3}), {.batch_size = 5, .verbose = 0, .callbacks = {recorder}}));
  CHECK(recorder->calls == std::vector<std::string>{"test_begin", "test_batch_begin 0", "test_batch_end 0", "test_end",
                                                    "predict_begin", "predict_batch_begin 0", "predict_batch_end 0",
                                                    "predict_end"});
}

TEST_CASE("stop_training ends the epoch after the batch, and the run") {
  struct Stop : Recorder {
    void on_train_batch_end(int b, const Logs& logs) override {
      Recorder::on_train_batch_end(b, logs);
      if (b == 1) stop_training();
    }
  };
  auto model = small_model();
  const auto stop = make_callback<Stop>();
  const History h =
      model.fit(real({10, 3}), real({10, 1}), {.batch_size = 2, .epochs = 4, .verbose = 0, .callbacks = {stop}});
  CHECK(h.epoch == std::vector<index_t>{0});
  CHECK(std::count(stop->calls.begin(), stop->calls.end(), "train_batch_end 1") == 1);
  CHECK(std::count(stop->calls.begin(), stop->calls.end(), "train_batch_begin 2") == 0);
  CHECK(stop->calls.back() == "train_end");
  CHECK(model.fit(real({4, 3}), real({4, 1}), {.epochs = 2, .verbose = 0}).epoch.size() == 2);
}

TEST_CASE("validation_freq, initial_epoch and History's keys") {
  auto model = probe();
  const History h = model.fit(zeros({4, 1}), ones({4, 1}),
                              {.epochs = 6,
                               .verbose = 0,
                               .validation_data = {zeros({2, 1}), ones({2, 1})},
                               .initial_epoch = 2,
                               .validation_freq = 2});
  CHECK(h.epoch == std::vector<index_t>{2, 3, 4, 5});
  CHECK(h.history["loss"].size() == 4);
  CHECK(h.history["val_loss"].size() == 2);  // after epochs 3 and 5
  std::vector<std::string> names;
  for (const auto& [name, curve] : h.history) names.push_back(name);
  CHECK(names == std::vector<std::string>{"loss", "mae", "val_loss", "val_mae", "val_weighted_mae", "weighted_mae"});
  CHECK_THROWS_WITH(h.history["acc"], Catch::Contains("val_loss") && Catch::Contains("got \"acc\""));
  CHECK(model.fit(zeros({4, 1}), ones({4, 1}), {.epochs = 0, .verbose = 0}).epoch.empty());
}

TEST_CASE("the results of evaluate go by name and by place") {
  auto model = probe();
  const Scores score = model.evaluate(zeros({2, 1}), ones({2, 1}), {.verbose = 0});
  CHECK(score[0] == score["loss"]);
  CHECK(score[1] == score["mae"]);
  const double loss = score;
  CHECK(loss == 1);
  CHECK_THROWS_AS(score[3], value_error);
  CHECK_THROWS_AS(score["acc"], name_error);
}

TEST_CASE("predict and its kin agree") {
  auto model = small_model(3);
  const Tensor x = real({7, 3}), y = model.predict(x, {.batch_size = 2, .verbose = 0});
  CHECK(y.shape() == Shape{7, 3});
  CHECK(testing::all_close(model.predict_on_batch(x), y, 1e-6));
  CHECK(same_bits(model.predict_all(x, {.batch_size = 2, .verbose = 0})[0], y));
  CHECK(testing::all_close(model(x), y, 1e-6));
  CHECK(same_bits(model.predict_classes(x, {.verbose = 0}), ops::argmax(y, 1)));
  Sequential yes_no({Input({1}), Activation("linear")});
  CHECK(same_bits(yes_no.predict_classes(Tensor({{0.4f}, {0.6f}}), {.verbose = 0}), Tensor({{0}, {1}})));
}

TEST_CASE("train_on_batch is one step, test_on_batch none") {
  auto model = small_model();
  const Tensor x = real({4, 3}), y = real({4, 1}, 2);
  const auto before = model.get_weights();
  const Logs tested = model.test_on_batch(x, y);
  CHECK(same_bits(model.get_weights()[0], before[0]));
  CHECK(model.train_on_batch(x, y)["loss"] == Approx(tested["loss"]));
  CHECK_FALSE(same_bits(model.get_weights()[0], before[0]));
  CHECK(model.optimizer().iterations() == 1);
  CHECK(model.test_on_batch(x, y)["loss"] < tested["loss"]);
}

TEST_CASE("the same seed gives the same bits, on one thread and on two") {
  const auto run = [](int threads) {
    const testing::WithThreads scope(threads);
    set_random_seed(11);
    Sequential model(
        {Input({20}), Dense(64, {.activation = "relu"}), Dropout(0.3), Dense(3, {.activation = "softmax"})});
    model.compile({.optimizer = "adam", .loss = "sparse_categorical_crossentropy"});
    const Tensor labels = arange(200).cast(int32);
    Tensor y = Tensor::empty({200}, int32);
    for (index_t i = 0; i < 200; ++i) y.at<std::int32_t>(i) = static_cast<std::int32_t>(i % 3);
    model.fit(real({200, 20}), y, {.batch_size = 64, .epochs = 2, .verbose = 0});
    return model.get_weights();
  };
  const auto first = run(1), again = run(1), two = run(2);
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(same_bits(first[i], again[i]));
    CHECK(same_bits(first[i], two[i]));
  }
}

TEST_CASE("a learning rate set on the model's optimizer counts from the next step") {
  auto model = small_model();
  model.optimizer().set_learning_rate(0.0);
  const auto before = model.get_weights();
  model.train_on_batch(real({4, 3}), real({4, 1}, 2));
  CHECK(same_bits(model.get_weights()[0], before[0]));
}
