// Functional graphs: shared and nested layers, inner inputs and outputs, constants, order, freezing, gradients, errors.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "support/tensors.hpp"

namespace graph_test {

using namespace keratin;
using namespace keratin::layers;
using Catch::Contains;
using testing::all_close;
using testing::same_bits;

Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}
std::vector<std::string> names(const ModelBase& model) {
  std::vector<std::string> all;
  for (const Layer& layer : model.layers()) all.push_back(layer.name());
  return all;
}

/// d loss / d weights by the tape against central differences, in float64.
void check_gradients(const ModelBase& model, const std::vector<Tensor>& data) {
  const auto value = [&] {
    Tensor sum;
    for (const Tensor& y : model.call_all(data)) {
      const Tensor part = ops::sum(ops::square(y) * 0.5 + y);
      sum = sum.defined() ? sum + part : part;
    }
    return sum;
  };
  GradientTape tape;
  const auto gradients = tape.gradient(value(), model.trainable_variables());
  for (std::size_t k = 0; k < gradients.size(); ++k) {
    const Variable w = model.trainable_variables()[k];
    INFO(w.path());
    REQUIRE(gradients[k].defined());
    for (index_t i = 0; i < w.size(); ++i) {
      double& at = w.data<double>()[i];
      const double before = at, h = 1e-5;
      at = before + h;
      const double above = value().item<double>();
      at = before - h;
      const double below = value().item<double>();
      at = before;
      CHECK(gradients[k].data<double>()[i] == Approx((above - below) / (2 * h)).epsilon(1e-6).margin(1e-7));
    }
  }
}

TEST_CASE("model.layers has the Inputs of a functional model, as in Keras") {
  const auto a = Input({3}, {.name = "a"}), b = Input({3}, {.name = "b"});
  const Model model({a, b}, Dense(2, {.name = "d"})(a + b));
  CHECK(names(model) == std::vector<std::string>{"a", "b", "d"});
  const Layer input = model.get_layer("a");
  CHECK(input.class_name() == "InputLayer");
  CHECK(input.output().impl()->origin == a.impl()->origin);
  CHECK(input.count_params() == 0);
  CHECK(model.get_layer(2).name() == "d");
  CHECK(model.get_layer(-1).name() == "d");
  const Sequential sequential({Input({3}), Dense(2, {.name = "first"})});
  CHECK(names(sequential) == std::vector<std::string>{"first"});
}

TEST_CASE("a layer's input and output are those of its first call; others go by number") {
  const auto a = Input({3}), b = Input({3});
  const Dense shared(2, {.name = "shared"});
  CHECK_THROWS_WITH(shared.output(), Contains("shared.output()") && Contains("was not"));
  CHECK_THROWS_AS(shared.input(), state_error);
  const auto first = shared(a), second = shared(b);
  CHECK(shared.output().impl()->origin == first.impl()->origin);
  CHECK(shared.input().impl()->origin == a.impl()->origin);
  CHECK(shared.output_at(1)[0].impl()->origin == second.impl()->origin);
  CHECK(shared.input_at(1)[0].impl()->origin == b.impl()->origin);
  CHECK_THROWS_WITH(shared.output_at(2), Contains("below 2; got 2"));
  CHECK_THROWS_AS(shared.output_at(-1), value_error);
}

TEST_CASE("a model's input and output as a layer are its own") {
  const auto x = Input({3}, {.name = "x"});
  const Sequential inner({Input({3}), Dense(4, {.name = "d"})}, {.name = "inner"});
  const Model outer(x, Dense(1)(inner(x)));
  const Layer layer = outer.get_layer("inner");
  CHECK(layer.output().impl()->origin == inner.outputs()[0].impl()->origin);
  const Model part(layer.input(), layer.output());
  const Tensor data = real({5, 3});
  CHECK(same_bits(part.predict(data, {.verbose = 0}), inner.predict(data, {.verbose = 0})));
  CHECK_THROWS_AS(static_cast<Layer>(Sequential({Dense(2)})).output(), state_error);
}

TEST_CASE("nested models may be called several times and count once") {
  Sequential inner({Input({3}), Dense(3, {.activation = "tanh"})});
  const auto x = Input({3}), y = Input({3});
  const Model pair({x, y}, ops::concatenate({inner(x), inner(y)}, 1));
  const auto u = Input({3});
  const Model model(u, pair({u, inner(u)}) * 2.0);
  CHECK(model.weights().size() == 2);
  CHECK(model.count_params() == 12);
  CHECK(model.trainable_variables().size() == 2);
  const Tensor data = real({4, 3});
  const Tensor once = inner(data);
  CHECK(all_close(model.predict(data, {.verbose = 0}), ops::concatenate({once, inner(once)}, 1) * 2.0, 1e-6));
}

TEST_CASE("two Sequentials merged into one model, and called on new inputs") {
  const Sequential encoder({Input({4}), Dense(3, {.activation = "relu"})});
  const Sequential decoder({Input({2}), Dense(3)});
  const auto a = Input({4}), b = Input({2});
  const Model joined({a, b}, Dense(1)(ops::concatenate({encoder(a), decoder(b)}, -1)));
  CHECK(joined.weights().size() == 6);
  const Tensor x = real({5, 4}), y = real({5, 2});
  const Tensor want = joined.get_layer(-1)(ops::concatenate({encoder(x), decoder(y)}, -1));
  CHECK(all_close(joined.predict({x, y}, {.verbose = 0}), want, 1e-6));
  // The models' own outputs are symbols too: merging them makes a model of their own inputs.
  const Model same({encoder.inputs()[0], decoder.inputs()[0]},
                   joined.get_layer(-1)(ops::concatenate({encoder.outputs()[0], decoder.outputs()[0]}, -1)));
  CHECK(all_close(same.predict({x, y}, {.verbose = 0}), want, 1e-6));
}

TEST_CASE("operators, slices, comparisons and constants are nodes") {
  const auto in = Input({4});
  const Tensor shift = real({4}, 7);
  const auto mask = ops::greater(in, Tensor::scalar(0.0)).cast(float32);
  const Model model(in,
                    {in * mask + 0.1f * shift, in.slice({{}, {1, 3}}), 1 - in, ops::where(in * in - 0.25, in, -in)});
  const Tensor x = real({3, 4});
  const auto y = model.predict_all(x, {.verbose = 0});
  CHECK(all_close(y[0], ops::relu(x) + 0.1f * shift, 1e-6));
  CHECK(same_bits(y[1], x.slice({{}, {1, 3}})));
  CHECK(all_close(y[2], 1 - x, 1e-6));
  CHECK(y[3].shape() == Shape{3, 4});
}

TEST_CASE("gradients through shared, nested and branching graphs") {
  const auto x = Input({3}, {.dtype = float64}), y = Input({3}, {.dtype = float64});
  const Dense shared(3, {.activation = "tanh", .name = "shared"});
  Sequential<double> inner({Input({3}, {.dtype = float64}), Dense(3, {.activation = "sigmoid", .name = "in"}), shared});
  const auto a = inner(shared(x)), b = inner(inner(y)) * 0.5 + a;
  const Model<double> model({x, y}, {Dense(2, {.name = "end"})(ops::concatenate({a, b, x * b}, 1)), a});
  CHECK(model.weights().size() == 6);
  check_gradients(model, {testing::random_tensor({4, 3}, -1, 1, 1), testing::random_tensor({4, 3}, -1, 1, 2)});
}

TEST_CASE("freezing goes inwards: layers, nested models, counts") {
  Sequential inner({Input({3}), Dense(4, {.name = "a"}), Dense(4, {.name = "b"})});
  const auto x = Input({3});
  Model model(x, Dense(1)(inner(x)));
  inner.set_trainable(false);
  CHECK_FALSE(inner.get_layer("a").trainable());
  CHECK(model.trainable_variables().size() == 2);
  CHECK(model.non_trainable_variables().size() == 4);
  inner.set_trainable(true);
  inner.get_layer("a").set_trainable(false);
  CHECK(model.trainable_variables().size() == 4);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto before = model.get_weights();
  model.fit(real({6, 3}), real({6, 1}), {.verbose = 0});
  const auto after = model.get_weights();
  for (std::size_t i = 0; i < before.size(); ++i) {
    INFO("weight " << i);
    CHECK(same_bits(before[i], after[i]) == (i < 2));
  }
  model.set_trainable(false);
  CHECK(model.trainable_variables().empty());
  CHECK_FALSE(inner.get_layer("b").trainable());
}

TEST_CASE("models over inner tensors: from the middle, to several ends") {
  const Sequential model(
      {Input({3}), Dense(4, {.activation = "tanh", .name = "a"}), Dense(5, {.name = "b"}), Dense(2, {.name = "c"})});
  const Model taps(model.inputs(), {model.get_layer("a").output(), model.get_layer("c").output(), model.inputs()[0]});
  const Tensor x = real({6, 3});
  const auto y = taps.predict_all(x, {.verbose = 0});
  CHECK(all_close(y[1], model.predict(x, {.verbose = 0}), 1e-6));
  CHECK(same_bits(y[2], x));
  const Model rest(model.get_layer("a").output(), model.outputs());
  CHECK(names(rest) == std::vector<std::string>{"a_input", "b", "c"});
  CHECK(all_close(rest.predict(y[0], {.verbose = 0}), y[1], 1e-6));
  CHECK_THROWS_WITH(Model(model.get_layer("b").output(), model.get_layer("a").output()), Contains("Input that is not"));
}

TEST_CASE("a layer with several outputs as a layer of one's own") {
  struct Split : CustomLayer {
    Tensor call(const Tensor& x, CallContext context) override { return call_all({x}, context)[0]; }
    Tensors call_all(const Tensors& xs, CallContext) override { return {xs[0].slice(0, 2, 1), xs[0].slice(2, 4, 1)}; }
  };
  struct Join : CustomLayer {
    Variable weight;
    void build_all(const std::vector<Shape>& in) override { weight = add_weight("weight", {in[0].back()}, "ones"); }
    Tensors call_all(const Tensors& xs, CallContext) override { return {xs[0] * weight - xs[1]}; }
  };
  const auto in = Input({4});
  const auto parts = make_layer<Split>().call_all(in);
  REQUIRE(parts.size() == 2);
  Model model(in, make_layer<Join>()({parts[1], parts[0]}));
  const Tensor x = real({3, 4});
  CHECK(all_close(model.predict(x, {.verbose = 0}), x.slice(2, 4, 1) - x.slice(0, 2, 1), 1e-6));
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.fit(x, ones({3, 2}), {.verbose = 0});
  CHECK_FALSE(same_bits(model.get_weights()[0], ones({2})));
  CHECK_THROWS_WITH(Model(parts[0], parts[0] + parts[1]), Contains("which needs output 1"));
}

TEST_CASE("losses that layers add are trained on and are not lost by hand") {
  struct Penalty : CustomLayer {
    Tensor call(const Tensor& x, CallContext context) override {
      context.add_loss(ops::sum(ops::square(x)) * 0.5);
      return x;
    }
  };
  Sequential model({Input({2}), Dense(2, {.use_bias = false, .kernel_regularizer = regularizers::L2(0.25)})});
  model.add(make_layer<Penalty>());
  model.set_weights({Tensor({{1.f, 0.f}, {0.f, 2.f}})});
  const Tensor x = Tensor({{1.f, 1.f}}), y = zeros({1, 2});
  model.compile({.optimizer = optimizers::SGD(0), .loss = "mae"});
  CHECK(model.evaluate(x, y, {.verbose = 0})["loss"] == Approx(1.5 + 2.5 + 1.25));
  RunState run;
  static_cast<void>(model(x, {.training = true, .run = &run}));
  REQUIRE(run.losses.size() == 1);
  CHECK(run.losses[0].item<double>() == Approx(2.5));
  REQUIRE(model.losses().size() == 1);
  CHECK(model.losses()[0].item<double>() == Approx(1.25));
  Sequential bare({Input({2})});
  bare.add(make_layer<Penalty>());
  bare.compile({.optimizer = "sgd"});
  CHECK(bare.evaluate(x, Inputs{}, {.verbose = 0})["loss"] == Approx(1));  // no other loss
}

}  // namespace graph_test
