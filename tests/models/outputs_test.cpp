// Models with several outputs: losses, weights, metrics and names of each, against Keras (golden/outputs/values.txt,
// made by golden/make_outputs.py), and the mistakes that can be made.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "support/tensors.hpp"

namespace outputs_test {

using namespace keratin;
using namespace keratin::layers;
using Catch::Contains;
using testing::all_close;
using testing::same_bits;

struct Figures {
  std::vector<double> list;
  std::map<std::string, double> by_name;
};

std::map<std::string, Figures> read_cases() {
  std::map<std::string, Figures> cases;
  std::ifstream file(KERATIN_SOURCE_DIR "/tests/golden/outputs/values.txt");
  Figures* open = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("case ", 0) == 0) {
      open = &cases[line.substr(5)];
      continue;
    }
    std::istringstream in(line);
    std::string name;
    in >> name;
    for (double value = 0; in >> value;)
      if (name == "list")
        open->list.push_back(value);
      else
        open->by_name[name] = value;
  }
  return cases;
}

Tensor wave(const Shape& shape, double scale = 1, double step = 1) {
  Tensor x = Tensor::empty(shape, float32);
  for (index_t i = 0; i < x.size(); ++i)
    x.data<float>()[i] = static_cast<float>(std::sin(static_cast<double>(i) * step) * scale);
  return x;
}
Tensor kinds() {
  Tensor numbers = Tensor::empty({10}, int32);
  for (index_t i = 0; i < 10; ++i) numbers.at<std::int32_t>(i) = static_cast<std::int32_t>(i % 3);
  return utils::to_categorical(numbers, 3);
}
const Tensor x = wave({10, 3}), value = wave({10, 1}, 1, 0.7);
const Tensor weight = arange(10).cast(float32) * 0.25 + 0.5, steps = wave({10, 1}, 0.5, 0.3) + 1;
const Inputs targets() { return {value, kinds()}; }

Model<> two_outputs() {
  const auto in = Input({3}, {.name = "x"});
  const auto h = Dense(4, {.activation = "tanh", .name = "h"})(in);
  const auto first = Dense(1, {.name = "value"})(h);
  Model model(in, {first, Dense(3, {.activation = "softmax", .name = "kind"})(h)}, {.name = "two"});
  std::vector<Tensor> weights;
  for (const Tensor& w : model.get_weights()) weights.push_back(wave(w.shape(), 0.5, 0.9));
  model.set_weights(weights);
  return model;
}

CompileOptions full(double rate = 0.01) {
  return {.optimizer = optimizers::SGD(rate),
          .loss = {"mse", "categorical_crossentropy"},
          .loss_weights = {1.0, 0.2},
          .metrics = {"mae", {"accuracy", "mse"}},
          .weighted_metrics = {"mae", {"accuracy"}}};
}

void check_names(const Logs& got, const Figures& want) {
  CHECK(got.size() == want.by_name.size());
  for (const auto& [name, figure] : want.by_name) {
    INFO(name);
    REQUIRE(got.contains(name));
    CHECK(got[name] == Approx(figure).epsilon(1e-5).margin(1e-7));
  }
}

void check_evaluate(const std::string& name, const CompileOptions& how, const SampleWeight& weights = {}) {
  INFO(name);
  const Figures want = read_cases().at(name);
  auto model = two_outputs();
  model.compile(how);
  const Scores got = model.evaluate(x, targets(), {.verbose = 0, .sample_weight = weights});
  check_names(got, want);
  REQUIRE(got.size() == want.list.size());
  for (std::size_t i = 0; i < want.list.size(); ++i) {
    INFO("place " << i);
    CHECK(got[i] == Approx(want.list[i]).epsilon(1e-5));
  }
}

TEST_CASE("losses and metrics of several outputs are named and ordered as Keras does") {
  check_evaluate("one loss", {.loss = "mse"});
  check_evaluate("lists", full());
  const std::map<std::string, Loss> loss = {{"kind", "categorical_crossentropy"}, {"value", "mae"}};
  const std::map<std::string, double> loss_weights = {{"value", 3.0}, {"kind", 0.5}};
  const std::map<std::string, metrics::Metrics> metrics = {{"kind", {"accuracy", "mae", "mae"}}};
  check_evaluate("by name", {.loss = loss, .loss_weights = loss_weights, .metrics = metrics});
  check_evaluate("one without loss", {.loss = {"mse", std::nullopt}, .metrics = {"mae", {"mae"}}});
}

TEST_CASE("sample weights for all outputs, or for each") {
  check_evaluate("weights for all", full(), weight);
  check_evaluate("weights for each", full(), {steps, weight});
  check_evaluate("weights for one", full(), {std::nullopt, weight});
}

TEST_CASE("fit and the steps on one batch have the same figures") {
  const auto cases = read_cases();
  for (const bool weighted : {false, true}) {
    auto model = two_outputs();
    model.compile(full(0.1));
    const History history = model.fit(x, targets(),
                                      {.batch_size = 4,
                                       .epochs = 2,
                                       .verbose = 0,
                                       .shuffle = false,
                                       .sample_weight = weighted ? SampleWeight{weight, steps} : SampleWeight()});
    Logs last;
    for (const auto& [name, curve] : history.history) last.insert_or_assign(name, curve.back());
    check_names(last, cases.at(weighted ? "fit with weights" : "fit"));
  }
  auto model = two_outputs();
  model.compile(full(0.1));
  check_names(model.train_on_batch(x, targets(), weight), cases.at("first"));
  check_names(model.train_on_batch(x, targets(), weight), cases.at("second"));
  CHECK(model.metrics_names() == std::vector<std::string>{"loss", "value_loss", "kind_loss", "kind_accuracy",
                                                          "kind_mse", "kind_weighted_accuracy", "value_mae",
                                                          "value_weighted_mae"});
  CHECK(model.output_names() == std::vector<std::string>{"value", "kind"});
  CHECK(model.input_shape() == Shape{None, 3});
  CHECK(model.output_shape() == Shape{None, 1});
  CHECK_THROWS_AS(Sequential({Dense(2)}).metrics_names(), state_error);
  const Scores tested = model.test_on_batch(x, targets(), {weight, weight});
  check_names(tested, cases.at("tested"));
  CHECK(tested[1] == tested["value_loss"]);
  CHECK(model.predict_all_on_batch(x)[1].shape() == Shape{10, 3});
  CHECK(same_bits(model.predict_on_batch(x), model.predict_all_on_batch(x)[0]));
}

TEST_CASE("weights of several outputs go with validation and generators") {
  auto model = two_outputs();
  model.compile(full(0));
  const SampleWeight each = {steps, weight};
  const auto want = model.evaluate(x, targets(), {.verbose = 0, .sample_weight = each});
  const History history =
      model.fit(x, targets(), {.verbose = 0, .validation_data = {x, targets(), each}, .sample_weight = each});
  CHECK(history.history["val_loss"][0] == Approx(want["loss"]));
  CHECK(history.history["loss"][0] == Approx(want["loss"]));
  CHECK(history.history["val_kind_weighted_accuracy"][0] == Approx(want["kind_weighted_accuracy"]));
  int given = 0;
  const auto once = [&]() -> std::optional<Batch> {
    if (given++ > 0) return std::nullopt;
    return Batch{x, targets(), each};
  };
  CHECK(model.evaluate(once, {.verbose = 0})["loss"] == Approx(want["loss"]));
  const History split = model.fit(x, targets(), {.verbose = 0, .validation_split = 0.5, .sample_weight = each});
  const auto half = [&](const Tensor& t) { return t.slice(5, 10); };
  const auto second = model.evaluate(half(x), {half(value), half(kinds())},
                                     {.verbose = 0, .sample_weight = {half(steps), half(weight)}});
  CHECK(split.history["val_loss"][0] == Approx(second["loss"]));
}

TEST_CASE("mistakes with several outputs name the output") {
  auto model = two_outputs();
  const auto refuses = [&](const CompileOptions& how, auto matcher) { CHECK_THROWS_WITH(model.compile(how), matcher); };
  refuses({.loss = {"mse", "mse", "mse"}},
          Contains("one loss or one for each of 2 outputs; got 3") && Contains("value, kind"));
  const std::map<std::string, Loss> part = {{"value", "mse"}}, unknown = {{"value", "mse"}, {"kin", "mse"}};
  refuses({.loss = part}, Contains("got none for kind"));
  refuses({.loss = unknown}, Contains("value, kind") && Contains("got \"kin\"") && Contains("did you mean \"kind\""));
  refuses({.loss = "mse", .loss_weights = {1.0, 2.0, 3.0}}, Contains("one for each of 2 losses; got 3"));
  refuses({.loss = "mse", .metrics = {"mae", "mae", "mse"}}, Contains("2 outputs (value, kind); got 3"));
  refuses({.loss = "mse", .metrics = {"mae"}}, Contains("2 outputs (value, kind); got 1"));
  const std::map<std::string, metrics::Metrics> metrics = {{"nobody", {"mae"}}};
  refuses({.loss = "mse", .metrics = metrics}, Contains("metrics of the outputs value, kind; got \"nobody\""));
  model.compile(full());
  CHECK_THROWS_WITH(model.evaluate(x, {value, zeros({10, 4})}, {.verbose = 0}), Contains("output kind: "));
  CHECK_THROWS_WITH(model.evaluate(x, value, {.verbose = 0}), Contains("two.evaluate: expected targets for 2 outputs"));
}

TEST_CASE("mistakes with weights of several outputs") {
  auto model = two_outputs();
  model.compile(full());
  const auto refuses = [&](const SampleWeight& weights, auto matcher) {
    CHECK_THROWS_WITH(model.evaluate(x, targets(), {.verbose = 0, .sample_weight = weights}), matcher);
  };
  refuses({weight}, Contains("one for each of 2 outputs; got 1"));
  refuses({weight, weight, weight}, Contains("got 3"));
  refuses({weight, ones({9})}, Contains("each of 10 samples; got shape (9,)"));
  refuses(ones({10, 3}), Contains("(10,)") && Contains("Hint"));
  CHECK_THROWS_WITH(model.fit(x, targets(), {.verbose = 0, .class_weight = {{0, 1.0}}}),
                    Contains("one output with class_weight; got 2"));
}

}  // namespace outputs_test
