// Sequential and Model: how they are put together, built, frozen, nested and shared.
#include <keratin/keratin.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::same_bits;

namespace {
Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}
constexpr auto mute = 0;
std::vector<std::string> names(const ModelBase& model) {
  std::vector<std::string> all;
  for (const Layer& layer : model.layers()) all.push_back(layer.name());
  return all;
}
}  // namespace

TEST_CASE("a Sequential without an input shape is built by the first data") {
  Sequential model;
  model.add(Dense(4, {.activation = "relu"}));
  model.add(Dense(2));
  CHECK(model.weights().empty());
  model.compile({.optimizer = "sgd", .loss = "mse", .metrics = {"mae"}});
  model.fit(real({5, 3}), real({5, 2}), {.verbose = mute});
  CHECK(model.count_params() == 4 * 4 + 5 * 2);
  CHECK(model.inputs()[0].shape() == Shape{None, 3});
  CHECK(model.predict(real({2, 3}), {.verbose = mute}).shape() == Shape{2, 2});
  Sequential called({Dense(2)});
  CHECK(called(real({4, 3})).shape() == Shape{4, 2});
  Sequential predicts({Flatten(), Dense(2)});
  CHECK(predicts.predict(real({4, 3, 2}), {.verbose = mute}).shape() == Shape{4, 2});
}

TEST_CASE("add and pop change a Sequential") {
  Sequential model({Input({3}), Dense(4, {.name = "a"}), Dense(5, {.name = "b"})});
  CHECK(model.outputs()[0].shape() == Shape{None, 5});
  model.pop();
  CHECK(model.outputs()[0].shape() == Shape{None, 4});
  CHECK(model.count_params() == 16);
  model.add(Dense(2, {.name = "c"}));
  CHECK(names(model) == std::vector<std::string>{"a", "c"});
  CHECK(model.predict(real({2, 3}), {.verbose = mute}).shape() == Shape{2, 2});
  model.pop();
  model.pop();
  CHECK(names(model).empty());
  CHECK_THROWS_AS(model.pop(), state_error);
  CHECK_THROWS_AS(static_cast<void>(model.predict(real({2, 3}), {.verbose = mute})), state_error);
  Sequential open;
  open.add(Dense(3));
  open.pop();
  open.add(Dense(2));
  CHECK(open.predict(real({4, 3}), {.verbose = mute}).shape() == Shape{4, 2});
}

TEST_CASE("the input's shape may come from Input, from the first layer, or from a nested model") {
  Sequential first;
  first.add(Dense(4, {.input_shape = {3}}));
  CHECK(first.outputs()[0].shape() == Shape{None, 4});
  Sequential outer;
  outer.add(first);
  outer.add(Dense(2));
  CHECK(outer.outputs()[0].shape() == Shape{None, 2});
  CHECK(outer.layers().size() == 2);
  CHECK(outer.weights().size() == 4);
}

TEST_CASE("a nested model shares its weights and trains with the outer one") {
  Sequential inner({Input({3}), Dense(4, {.activation = "tanh"})});
  Sequential outer;
  outer.add(inner);
  outer.add(Dense(1));
  outer.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse"});
  const Tensor x = real({6, 3}), before = inner.predict(x, {.verbose = mute});
  outer.fit(x, ones({6, 1}), {.verbose = mute});
  CHECK_FALSE(same_bits(inner.predict(x, {.verbose = mute}), before));
  inner.set_trainable(false);
  CHECK(outer.trainable_variables().size() == 2);
}

TEST_CASE("a shared layer is one layer with two calls") {
  const auto a = Input({3}), b = Input({3});
  const Dense shared(4, {.name = "shared"});
  const Model model({a, b}, shared(a) + shared(b));
  CHECK(model.weights().size() == 2);
  CHECK(names(model) == std::vector<std::string>{graph_node(a).name, graph_node(b).name, "shared"});
  const Tensor x = real({5, 3}), y = real({5, 3}, 2);
  CHECK(all_close(model.predict({x, y}, {.verbose = mute}), shared(x) + shared(y), 1e-6));
}

TEST_CASE("two outputs, by predict_all and by name in compile") {
  const auto in = Input({3});
  const auto h = Dense(4, {.activation = "relu"})(in);
  Model model(in, {Dense(1, {.name = "value"})(h), Dense(3, {.activation = "softmax", .name = "kind"})(h)});
  const Tensor x = real({8, 3});
  const auto both = model.predict_all(x, {.verbose = mute});
  REQUIRE(both.size() == 2);
  CHECK(both[1].shape() == Shape{8, 3});
  CHECK(same_bits(model.predict(x, {.verbose = mute}), both[0]));
  std::map<std::string, Loss> loss = {{"kind", "sparse_categorical_crossentropy"}, {"value", "mse"}};
  std::map<std::string, double> weights = {{"kind", 0.5}, {"value", 2.0}};
  std::map<std::string, metrics::Metrics> metrics = {{"kind", {"accuracy"}}};
  model.compile({.optimizer = "adam", .loss = loss, .loss_weights = weights, .metrics = metrics});
  const auto score = model.evaluate(x, {zeros({8, 1}), zeros({8}, int32)}, {.verbose = mute});
  CHECK(score["loss"] == Approx(0.5 * score["kind_loss"] + 2 * score["value_loss"]));
  CHECK(score.contains("kind_accuracy"));
  model.compile({.loss = {"mse", "sparse_categorical_crossentropy"},
                 .loss_weights = {2.0, 0.5},
                 .metrics = {"mae", {"accuracy", "sparse_categorical_crossentropy"}}});
  CHECK(model.evaluate(x, {zeros({8, 1}), zeros({8}, int32)}, {.verbose = mute})["loss"] ==
        Approx(static_cast<double>(score)));
  CHECK_THROWS_AS(model.evaluate(x, zeros({8, 1}), {.verbose = mute}), shape_error);
}

TEST_CASE("a model over inner outputs shares the layers") {
  Sequential model({Input({3}), Dense(4, {.activation = "tanh", .name = "hidden"}), Dense(1)});
  const Model features(model.inputs(), {model.get_layer("hidden").output()});
  const Tensor x = real({5, 3});
  CHECK(all_close(features.predict(x, {.verbose = mute}), model.get_layer(0)(x), 1e-6));
  const Model top(model.get_layer(-1).input(), model.get_layer(-1).output());
  CHECK(all_close(top.predict(features.predict(x, {.verbose = mute}), {.verbose = mute}),
                  model.predict(x, {.verbose = mute}), 1e-6));
  CHECK_THROWS_WITH(model.get_layer("hiden"), Catch::Contains("hidden") && Catch::Contains("got \"hiden\""));
  CHECK_THROWS_AS(model.get_layer(2), value_error);
}

TEST_CASE("operators and ops on symbols are nodes of the graph") {
  const auto in = Input({4});
  auto x = Dense(4)(in);
  x = x + 0.1 * ops::tanh(in) - in / 2.0;
  const auto y = ops::concatenate({x, ops::exp(-x)}, -1);
  Model model(in, {ops::sum(y, 1), y});
  const Tensor data = real({3, 4});
  const Tensor d = model.get_layer(1)(data) + 0.1 * ops::tanh(data) - data / 2.0;
  const auto out = model.predict_all(data, {.verbose = mute});
  CHECK(all_close(out[1], ops::concatenate({d, ops::exp(-d)}, -1), 1e-6));
  CHECK(all_close(out[0], ops::sum(out[1], 1), 1e-6));
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto before = model.get_weights();
  model.fit(data, {zeros({3}), zeros({3, 8})}, {.verbose = mute});
  CHECK_FALSE(same_bits(model.get_weights()[0], before[0]));
}

TEST_CASE("layers and weights come in Keras's order: by depth") {
  const auto a = Input({3}), b = Input({2});
  const Dense first(3, {.name = "first"}), second(3, {.name = "second"}), shared(4, {.name = "shared"});
  const auto h = shared(first(a)) + shared(second(b));
  const auto side = Dense(2, {.name = "side"})(a);
  const Model model({a, b}, {Dense(1, {.name = "value"})(h), side});
  std::vector<std::string> all = names(model);
  std::erase_if(all, [](const std::string& name) { return name.starts_with("input_layer"); });
  CHECK(all == std::vector<std::string>{"first", "second", "shared", "value", "side"});
}

TEST_CASE("an input may be an output, and an unused input is kept") {
  const auto a = Input({2}), unused = Input({5});
  const Model model({a, unused}, {a, Dense(1)(a)});
  const Tensor x = real({3, 2});
  CHECK(same_bits(model.predict_all({x, real({3, 5})}, {.verbose = mute})[0], x));
}

TEST_CASE("Sequential<double> computes and trains in float64") {
  Sequential<double> model({Input({3}), Dense(4, {.activation = "tanh"}), Dense(1)});
  CHECK(model.get_weights()[0].dtype() == float64);
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  const Tensor x = testing::random_tensor({16, 3}), y = ops::sum(x, 1).reshape({16, 1});
  const double before = model.evaluate(x, y, {.verbose = mute});
  model.fit(x, y, {.epochs = 30, .verbose = mute});
  CHECK(static_cast<double>(model.evaluate(x, y, {.verbose = mute})) < before);
  CHECK(model.predict(x.cast(float32), {.verbose = mute}).dtype() == float64);
}

TEST_CASE("what is frozen stays as it is") {
  Sequential model({Input({3}), Dense(4, {.trainable = false}), Dense(1)});
  CHECK(model.trainable_variables().size() == 2);
  CHECK(model.weights().size() == 4);
  model.compile({.optimizer = "adam", .loss = "mse"});
  const auto before = model.get_weights();
  model.fit(real({6, 3}), real({6, 1}), {.verbose = mute});
  CHECK(same_bits(model.get_weights()[0], before[0]));
  CHECK_FALSE(same_bits(model.get_weights()[2], before[2]));
  model.set_trainable(false);
  CHECK(model.trainable_variables().empty());
  model.compile({.optimizer = "adam", .loss = "mse"});
  const auto kept = model.get_weights();
  model.fit(real({6, 3}), real({6, 1}), {.verbose = mute});  // nothing to train: no error
  CHECK(same_bits(model.get_weights()[2], kept[2]));
}

TEST_CASE("a model trains by hand with a tape and an optimizer") {
  Sequential model({Input({3}), Dense(4, {.activation = "relu"}), Dense(1)});
  const optimizers::Adam adam(0.05);
  const Tensor x = real({12, 3}), y = ops::sum(x, 1).reshape({12, 1});
  double first = 0, last = 0;
  for (int i = 0; i < 40; ++i) {
    GradientTape tape;
    const Tensor loss = ops::mean(losses::mean_squared_error(y, model(x, {.training = true})));
    adam.apply(tape.gradient(loss, model.trainable_variables()), model.trainable_variables());
    (i == 0 ? first : last) = loss.item<double>();
  }
  CHECK(last < 0.5 * first);
}

TEST_CASE("copies are one model; get_weights gives copies") {
  Sequential model({Input({2}), Dense(1)});
  const auto same = model;
  auto weights = model.get_weights();
  weights[0].assign(ones({2, 1}));
  CHECK_FALSE(same_bits(model.get_weights()[0], ones({2, 1})));
  model.set_weights({ones({2, 1}), zeros({1})});
  CHECK(same_bits(same.get_weights()[0], ones({2, 1})));
  CHECK_THROWS_AS(model.set_weights({ones({2, 1})}), shape_error);
  CHECK_THROWS_WITH(model.set_weights({zeros({2, 1}), zeros({2})}), Catch::Contains("bias"));
  CHECK(same_bits(same.get_weights()[0], ones({2, 1})));  // none was changed
}

TEST_CASE("several threads may predict with one model") {
  Sequential model({Input({16}), Dense(64, {.activation = "relu"}), Dropout(0.5), Dense(8, {.activation = "softmax"})});
  const Tensor x = real({256, 16}), want = model.predict(x, {.verbose = mute});
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) wrong += !same_bits(model.predict(x, {.verbose = 0}), want);
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
}

TEST_CASE("models are named as Keras names them") {
  clear_session();
  const Sequential a, b;
  CHECK(a.name() == "sequential");
  CHECK(b.name() == "sequential_1");
  const auto in = Input({2});
  CHECK(Model(in, in).name() == "functional");
  CHECK(Model(in, in, {.name = "mine"}).name() == "mine");
  CHECK(graph_node(in).name == "input_layer");
}
