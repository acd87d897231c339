// Mistakes with models: each is an error that names the model or layer, what was expected and what came.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace keratin;
using namespace keratin::layers;
using Catch::Contains;

namespace {
Sequential<> ready() {
  Sequential model({Input({3}), Dense(4), Dense(2, {.activation = "softmax"})}, {.name = "mine"});
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}});
  return model;
}
const Tensor x = ones({6, 3}), y = ones({6, 2});
void fit(const Tensor& a, const Tensor& b, FitOptions options = {}) {
  options.verbose = 0;
  ready().fit(a, b, options);
}
}  // namespace

TEST_CASE("wrong shapes name the model and give a hint") {
  CHECK_THROWS_WITH(fit(ones({6, 5}), y), Contains("mine.fit: expected an input of shape (None, 3); got (6, 5)"));
  CHECK_THROWS_WITH(fit(ones({6, 1, 3}), y), Contains("(6, 1, 3)") && Contains("Hint") && Contains("reshape"));
  CHECK_THROWS_WITH(static_cast<void>(ready().predict(ones({3}), {.verbose = 0})),
                    Contains("mine.predict") && Contains("Hint"));
  CHECK_THROWS_AS(static_cast<void>(ready().predict(Tensor::scalar(1), {.verbose = 0})), shape_error);
  CHECK_THROWS_WITH(static_cast<void>(ready()(ones({6, 5}))), Contains("dense") && Contains("expected last axis 3"));
  CHECK_THROWS_WITH(fit(x, ones({6, 3})), Contains("mean_squared_error") && Contains("(6, 2)") && Contains("(6, 3)"));
  CHECK_THROWS_AS(ready().fit({x, x}, y, {.verbose = 0}), shape_error);
  CHECK_THROWS_AS(ready().fit(x, {y, y}, {.verbose = 0}), shape_error);
}

TEST_CASE("counts of samples that differ are an error") {
  CHECK_THROWS_WITH(fit(x, ones({5, 2})),
                    Contains("mine.fit: expected as many targets as samples, 6; got shape (5, 2)"));
  FitOptions weights;
  weights.sample_weight = ones({4});
  CHECK_THROWS_WITH(fit(x, y, weights), Contains("sample_weight") && Contains("(4,)"));
  FitOptions validation;
  validation.validation_data = {ones({3, 3}), ones({2, 2})};
  CHECK_THROWS_AS(fit(x, y, validation), shape_error);
}

TEST_CASE("empty data is an error") {
  CHECK_THROWS_WITH(fit(zeros({0, 3}), zeros({0, 2})), Contains("mine.fit: expected at least one sample"));
  CHECK_THROWS_AS(static_cast<void>(ready().predict(zeros({0, 3}), {.verbose = 0})), value_error);
  CHECK_THROWS_AS(ready().evaluate(zeros({0, 3}), zeros({0, 2}), {.verbose = 0}), value_error);
  CHECK_THROWS_AS(ready().fit(Inputs{}, y, {.verbose = 0}), value_error);
  CHECK_THROWS_AS(ready().fit(x, Inputs{}, {.verbose = 0}), value_error);
  CHECK_THROWS_AS(static_cast<void>(ready().predict(Tensor(), {.verbose = 0})), std::exception);
}

TEST_CASE("NaN among the targets is an error that tells the sample") {
  Tensor bad = ones({6, 2});
  bad.at<float>(4, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(fit(x, bad), Contains("mine.fit") && Contains("NaN in sample 4"));
  CHECK_THROWS_AS(ready().evaluate(x, bad, {.verbose = 0}), value_error);
  CHECK_THROWS_AS(ready().train_on_batch(x, bad), value_error);
}

TEST_CASE("class numbers out of range are an error in fit") {
  auto model = ready();
  model.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  CHECK_THROWS_AS(model.fit(x, Tensor({0, 1, 2, 0, 0, 0}), {.verbose = 0}), value_error);
  CHECK_THROWS_AS(model.fit(x, Tensor({0, 1, -1, 0, 0, 0}), {.verbose = 0}), value_error);
  model.fit(x, Tensor({0, 1, 1, 0, 0, 0}), {.verbose = 0});
}

TEST_CASE("misspelt names list those known") {
  auto model = ready();
  CHECK_THROWS_WITH(model.compile({.optimizer = "adamm"}), Contains("adam, ") && Contains("got \"adamm\""));
  CHECK_THROWS_WITH(model.compile({.loss = "mze"}), Contains("mse") && Contains("got \"mze\""));
  CHECK_THROWS_WITH(model.compile({.metrics = {"acuracy"}}), Contains("accuracy") && Contains("got \"acuracy\""));
  CHECK_THROWS_WITH(Dense(2, {.activation = "rel"}), Contains("relu") && Contains("got \"rel\""));
  CHECK_THROWS_WITH(Dense(2, {.kernel_initializer = "glorot"}),
                    Contains("glorot_uniform") && Contains("got \"glorot\""));
  CHECK_THROWS_WITH(Dense(2, {.kernel_regularizer = "l3"}), Contains("l2") && Contains("got \"l3\""));
  CHECK_THROWS_WITH(Dense(2, {.kernel_constraint = "max"}), Contains("max_norm") && Contains("got \"max\""));
}

TEST_CASE("training needs compile, and a loss") {
  Sequential model({Input({3}), Dense(2)}, {.name = "mine"});
  CHECK_THROWS_WITH(model.fit(x, y, {.verbose = 0}), Contains("mine.fit: expected a compiled model. Hint"));
  CHECK_THROWS_AS(model.evaluate(x, y, {.verbose = 0}), state_error);
  CHECK_THROWS_AS(model.train_on_batch(x, y), state_error);
  CHECK_THROWS_AS(model.optimizer(), state_error);
  model.compile({.optimizer = "sgd"});
  CHECK_THROWS_WITH(model.fit(x, y, {.verbose = 0}), Contains("mine.fit: expected a loss"));
}

TEST_CASE("losses and metrics must fit the outputs") {
  const auto in = Input({3});
  Model model(in, {Dense(1, {.name = "a"})(in), Dense(1, {.name = "b"})(in)});
  CHECK_THROWS_WITH(model.compile({.loss = {"mse", "mse", "mse"}}), Contains("2 outputs; got 3"));
  CHECK_THROWS_AS(model.compile({.loss = {"mse", "mse"}, .loss_weights = {1.0, 2.0, 3.0}}), value_error);
  CHECK_THROWS_AS(model.compile({.loss = "mse", .metrics = {"mae", "mae", "mae"}}), value_error);
  std::map<std::string, Loss> loss = {{"c", "mse"}};
  CHECK_THROWS_WITH(model.compile({.loss = loss}), Contains("a, b") && Contains("got \"c\""));
}

TEST_CASE("options out of range are errors") {
  const auto refuses = [](auto set, const char* name) {
    FitOptions o;
    set(o);
    CHECK_THROWS_WITH(fit(x, y, o), Contains(name));
  };
  refuses([](FitOptions& o) { o.batch_size = 0; }, "batch_size above 0; got 0");
  refuses([](FitOptions& o) { o.batch_size = -4; }, "batch_size");
  refuses([](FitOptions& o) { o.epochs = -1; }, "epochs");
  refuses([](FitOptions& o) { o.initial_epoch = -1; }, "initial_epoch");
  refuses([](FitOptions& o) { o.validation_split = 1.5; }, "validation_split from 0 to below 1; got 1.5");
  refuses([](FitOptions& o) { o.validation_split = -0.5; }, "validation_split");
  refuses([](FitOptions& o) { o.validation_split = 0.99; }, "validation_split");
  refuses([](FitOptions& o) { o.validation_split = std::nan(""); }, "validation_split");
  refuses([](FitOptions& o) { o.validation_freq = 0; }, "validation_freq");
  refuses([](FitOptions& o) { o.steps_per_epoch = 0; }, "steps");
  refuses([](FitOptions& o) { o.validation_split = 0.5, o.validation_batch_size = 0; }, "batch_size");
  FitOptions loud;
  loud.verbose = 3;
  CHECK_THROWS_WITH(ready().fit(x, y, loud), Contains("verbose"));
  CHECK_THROWS_AS(ready().evaluate(x, y, {.batch_size = 0, .verbose = 0}), value_error);
  CHECK_THROWS_AS(static_cast<void>(ready().predict(x, {.batch_size = 0, .verbose = 0})), value_error);
  CHECK_THROWS_AS(static_cast<void>(ready().predict(x, {.verbose = 0, .steps = -1})), value_error);
}

TEST_CASE("a generator that has ended is an error, not a hang") {
  int left = 3;
  const auto once = [&]() -> std::optional<Batch> {
    if (left-- <= 0) return std::nullopt;
    return Batch{x, y};
  };
  CHECK_THROWS_WITH(ready().fit(once, {.epochs = 3, .verbose = 0, .steps_per_epoch = 3}),
                    Contains("at least one batch") && Contains("generator"));
  CHECK_THROWS_AS(ready().fit(once, {.verbose = 0}), value_error);
  CHECK_THROWS_AS(ready().evaluate(once, {.verbose = 0, .steps = 2}), value_error);
  CHECK_THROWS_AS(static_cast<void>(ready().predict(once, {.verbose = 0})), value_error);
}

TEST_CASE("generators go without options that are for arrays, and their batches are checked") {
  const auto good = [] { return std::optional<Batch>(Batch{x, y}); };
  const auto bad = [] { return std::optional<Batch>(Batch{ones({6, 4}), y}); };
  const auto no_targets = [] { return std::optional<Batch>(Batch{x}); };
  CHECK_THROWS_WITH(ready().fit(good, {.verbose = 0, .validation_split = 0.5, .steps_per_epoch = 1}),
                    Contains("validation_data"));
  CHECK_THROWS_WITH(ready().fit(good, {.verbose = 0, .class_weight = {{0, 1.0}}, .steps_per_epoch = 1}),
                    Contains("class_weight"));
  CHECK_THROWS_WITH(ready().fit(good, {.verbose = 0, .sample_weight = ones({6}), .steps_per_epoch = 1}),
                    Contains("sample_weight"));
  CHECK_THROWS_AS(ready().fit(bad, {.verbose = 0, .steps_per_epoch = 1}), shape_error);
  CHECK_THROWS_AS(ready().fit(no_targets, {.verbose = 0, .steps_per_epoch = 1}), value_error);
}

TEST_CASE("graphs that do not hang together are errors") {
  const auto a = Input({3}, {.name = "a"}), b = Input({3}, {.name = "b"});
  CHECK_THROWS_WITH(Model(a, a + b), Contains("got b, an Input"));
  CHECK_THROWS_AS(Model(x, a), value_error);
  CHECK_THROWS_AS(Model(a, x), value_error);
  CHECK_THROWS_AS(Model(Inputs{}, a), value_error);
  CHECK_THROWS_AS(Model(a, Inputs{}), value_error);
  Sequential model({Input({3})});
  CHECK_THROWS_AS(model.add(x), value_error);
  CHECK_THROWS_AS(model.add(model), value_error);
  const Dense same(2, {.name = "same"});
  model.add(same);
  CHECK_THROWS_WITH(model.add(Dense(2, {.name = "same"})), Contains("got \"same\" again"));
  CHECK_THROWS_AS(model.add(Input({2})), state_error);
  CHECK_THROWS_WITH(model.add(Reshape({5})), Contains("reshape"));
  CHECK(model.layers().size() == 1);  // as it was before the failed calls
  CHECK(model.predict(x, {.verbose = 0}).shape() == Shape{6, 2});
}

TEST_CASE("class_weight is for one output and one class per sample") {
  FitOptions o;
  o.class_weight = {{0, 2.0}};
  o.verbose = 0;
  const auto in = Input({3});
  Model two(in, {Dense(1)(in), Dense(1)(in)});
  two.compile({.loss = "mse"});
  CHECK_THROWS_AS(two.fit(x, {ones({6, 1}), ones({6, 1})}, o), value_error);
  Sequential rows({Input({4, 3}), Dense(1)});
  rows.compile({.loss = "mse"});
  CHECK_THROWS_AS(rows.fit(ones({6, 4, 3}), ones({6, 4, 1}), o), shape_error);
}
