// The normalization layers: check_layer for each, and what is each one's own.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <thread>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;
using testing::same_bits;

TEST_CASE("BatchNormalization") {
  // The moving averages change in a training step without being trained.
  check_layer("BatchNormalization", [] { return BatchNormalization(); }, {5},
              {.weights = 4, .output = Shape{5}, .wrong = Shape{4}, .trains_all = false});
  check_layer("BatchNormalization", [] { return BatchNormalization({.axis = 1, .epsilon = 0.01}); }, {3, 4},
              {.weights = 4, .output = Shape{3, 4}, .wrong = Shape{4, 3}, .trains_all = false});
  check_layer("BatchNormalization", [] { return BatchNormalization({.center = false, .scale = false}); }, {2, 3},
              {.weights = 2, .wrong = Shape{3}, .trains_all = false});
}

TEST_CASE("BatchNormalization names its weights as Keras does") {
  const BatchNormalization layer({.name = "bn"});
  static_cast<void>(layer(Input({4, 3})));
  std::vector<std::string> names;
  for (const Variable& w : layer.weights()) names.push_back(w.path());
  CHECK(names == std::vector<std::string>{"bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance"});
  CHECK(layer.trainable_variables().size() == 2);
  CHECK(layer.count_params() == 12);
}

TEST_CASE("BatchNormalization moves its averages while training, and only then") {
  const BatchNormalization layer({.momentum = 0.5});
  const Tensor x = Tensor({{1.f, 10.f}, {3.f, 30.f}});
  static_cast<void>(layer(x));
  CHECK(same_bits(layer.get_weights()[2], zeros({2})));
  CHECK(same_bits(layer.get_weights()[3], ones({2})));
  const Tensor y = layer(x, {.training = true});
  CHECK(all_close(layer.get_weights()[2], Tensor({1.f, 10.f}), 1e-6));
  CHECK(all_close(layer.get_weights()[3], Tensor({1.f, 50.5f}), 1e-6));  // of 1 and 100, not 2 and 200
  CHECK(all_close(y, Tensor({{-1.f, -1.f}, {1.f, 1.f}}), 1e-3));
  const auto kept = layer.get_weights();
  layer.set_trainable(false);
  CHECK(same_bits(layer(x, {.training = true}), layer(x)));
  CHECK(same_bits(layer.get_weights()[2], kept[2]));
}

TEST_CASE("BatchNormalization inside a frozen model stays as it is") {
  Sequential inner({Input({3}), BatchNormalization()});
  inner.set_trainable(false);
  Sequential model;
  model.add(Input({3}));
  model.add(inner);
  model.add(Dense(1));
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto before = inner.get_weights();
  model.fit(random_tensor({8, 3}).cast(float32), zeros({8, 1}), {.epochs = 2, .verbose = 0});
  const auto after = inner.get_weights();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(same_bits(before[i], after[i]));
}

TEST_CASE("BatchNormalization's averages leave nothing on the tape") {
  Sequential<double> model({Input({3}), BatchNormalization({.momentum = 0.9}), Dense(2)});
  const Tensor x = random_tensor({6, 3}), p = random_tensor({6, 2}, -1, 1, 2);
  const Layer layer = model.get_layer(0);
  const auto kept = model.get_weights();
  const auto loss = [&] {  // the same averages for each
    model.set_weights(kept);
    return testing::weighted_sum(model(x, {.training = true}), p);
  };
  GradientTape tape;
  tape.watch(x);
  const Tensor y = loss();
  const auto gradients = tape.gradient(y, std::vector<Tensor>{x, layer.weights()[0], layer.weights()[2]});
  CHECK_FALSE(gradients[2].defined());  // the batch's own moments are used
  for (index_t i = 0; i < x.size(); ++i) {
    double& v = x.data<double>()[i];
    const double before = v, h = 1e-5;
    v = before + h;
    const double above = loss().item<double>();
    v = before - h;
    const double below = loss().item<double>();
    v = before;
    CHECK(testing::close(gradients[0].data<double>()[i], (above - below) / (2 * h), 1e-6));
  }
}

TEST_CASE("BatchNormalization with a mask learns as if masked steps were not there") {
  const BatchNormalization masked({.momentum = 0}), plain({.momentum = 0});
  const Tensor x = random_tensor({3, 4}).cast(float32).reshape({1, 3, 4}).clone();
  Tensor wild = x.clone();
  wild.assign({{0, 1}, {2, 3}, {0, 4}}, full({1, 1, 4}, NAN));
  const Tensor y = masked(wild, {.training = true, .mask = Tensor({{true, true, false}})});
  const Tensor z = plain(x.slice(0, 2, 1), {.training = true});
  CHECK(all_close(y.slice(0, 2, 1), z, 1e-5));
  CHECK(all_close(masked.get_weights()[3], plain.get_weights()[3], 1e-5));
  CHECK_THROWS_AS(static_cast<void>(masked(x, {.training = true, .mask = ones({3}, bool_)})), shape_error);
}

TEST_CASE("one BatchNormalization predicts in several threads") {
  Sequential model({Input({16}), Dense(8), BatchNormalization(), Dense(2)});
  const Tensor x = random_tensor({64, 16}).cast(float32), want = model.predict(x, {.verbose = 0});
  std::vector<Tensor> got(4);
  std::vector<std::thread> threads;
  for (Tensor& y : got) threads.emplace_back([&] { y = model.predict(x, {.verbose = 0}); });
  for (std::thread& t : threads) t.join();
  for (const Tensor& y : got) CHECK(same_bits(y, want));
}

TEST_CASE("LayerNormalization") {
  check_layer("LayerNormalization", [] { return LayerNormalization(); }, {5},
              {.weights = 2, .output = Shape{5}, .wrong = Shape{4}});
  check_layer("LayerNormalization",
              [] {
                return LayerNormalization({.axis = {1, 2}});
              },
              {3, 4}, {.weights = 2, .output = Shape{3, 4}, .wrong = Shape{4, 3}});
  check_layer("LayerNormalization", [] { return LayerNormalization({.axis = 1, .center = false}); }, {4, 3},
              {.weights = 1});
  check_layer("LayerNormalization", [] { return LayerNormalization({.rms_scaling = true}); }, {4}, {.weights = 1});
}

TEST_CASE("GroupNormalization") {
  check_layer("GroupNormalization", [] { return GroupNormalization(2); }, {3, 4},
              {.weights = 2, .output = Shape{3, 4}, .wrong = Shape{3, 6}});
  check_layer("GroupNormalization", [] { return GroupNormalization(-1, {.scale = false}); }, {5, 3}, {.weights = 1});
  check_layer("GroupNormalization", [] { return GroupNormalization(3, {.axis = 1}); }, {6, 2, 2},
              {.weights = 2, .wrong = Shape{6, 2}});
}

TEST_CASE("RMSNormalization and UnitNormalization") {
  check_layer("RMSNormalization", [] { return RMSNormalization(); }, {5},
              {.weights = 1, .output = Shape{5}, .wrong = Shape{4}});
  check_layer("RMSNormalization", [] { return RMSNormalization({.axis = {1, 2}}); }, {3, 4}, {.weights = 1});
  check_layer("UnitNormalization", [] { return UnitNormalization(); }, {5}, {.output = Shape{5}});
  check_layer("UnitNormalization", [] { return UnitNormalization({.axis = {1, 2}}); }, {3, 4}, {.wrong = Shape{5}});
}

TEST_CASE("SpectralNormalization divides the kernel by its largest singular value") {
  const Layer layer = SpectralNormalization(Dense(3, {.use_bias = false}), {.power_iterations = 50});
  const Tensor x = random_tensor({4, 3}).cast(float32);
  static_cast<void>(layer(x));
  REQUIRE(layer.weights().size() == 2);
  CHECK(layer.weights()[0].name() == "kernel");
  CHECK(layer.weights()[1].name() == "vector_u");
  layer.set_weights({Tensor({{4.f, 0.f, 0.f}, {0.f, 2.f, 0.f}, {0.f, 0.f, 1.f}}), layer.get_weights()[1]});
  CHECK(all_close(layer(x), ops::matmul(x, layer.weights()[0]), 1e-6));
  CHECK(layer.get_weights()[0].at<float>(0, 0) == 4.f);
  const Tensor y = layer(x, {.training = true});
  CHECK(all_close(layer.get_weights()[0], Tensor({{1.f, 0.f, 0.f}, {0.f, .5f, 0.f}, {0.f, 0.f, .25f}}), 1e-4));
  CHECK(all_close(y, ops::matmul(x, layer.weights()[0]), 1e-6));
  CHECK(layer.trainable_variables().size() == 1);
  layer.set_weights({zeros({3, 3}), layer.get_weights()[1]});  // nothing to divide by
  CHECK(same_bits(layer(x, {.training = true}), zeros({4, 3})));
}

TEST_CASE("SpectralNormalization is a layer, but for the names, errors and freezing of the one inside") {
  const auto make = [] { return SpectralNormalization(Dense(3, {.activation = "tanh"})); };
  const testing::LayerCheck options{.output = Shape{3}};
  testing::detail::check_names("SpectralNormalization", make);
  testing::detail::check_shapes(make, {4}, options);
  testing::detail::check_layer_gradients(make, {4}, options);
  testing::detail::check_precision(make, {4}, options);
  testing::parity("layers", "SpectralNormalization", testing::Checked::gradient);
}

TEST_CASE("SpectralNormalization's gradients while training are those of the layer with the divided kernel") {
  Sequential<double> model({Input({4}), SpectralNormalization(Dense(3, {.activation = "tanh"}))});
  const Tensor x = random_tensor({5, 4}), p = random_tensor({5, 3}, -1, 1, 2);
  const auto start = model.get_weights();
  GradientTape tape;
  tape.watch(x);
  const Tensor loss = testing::weighted_sum(model(x, {.training = true}), p);
  const auto weights = model.trainable_variables();
  const auto gradients = tape.gradient(loss, std::vector<Tensor>{x, weights[0], weights[1]});
  CHECK_FALSE(same_bits(model.get_weights()[0], start[0]));  // the kernel is the divided one now
  const std::vector<Tensor> places = {x, weights[0], weights[1]};
  for (std::size_t k = 0; k < places.size(); ++k)
    for (index_t i = 0; i < places[k].size(); ++i) {
      INFO("of " << k << ", element " << i);
      double& v = places[k].data<double>()[i];
      const double before = v;
      v = before + 1e-5;
      const double above = testing::weighted_sum(model(x), p).item<double>();
      v = before - 1e-5;
      const double below = testing::weighted_sum(model(x), p).item<double>();
      v = before;
      CHECK(testing::close(gradients[k].data<double>()[i], (above - below) / 2e-5, 1e-6));
    }
}

TEST_CASE("SpectralNormalization trains in a model") {
  Sequential<double> model;
  model.add(Input({5}));
  model.add(SpectralNormalization(Dense(4, {.activation = "tanh"})));
  model.add(Dense(1));
  CHECK(model.weights()[0].dtype() == float64);
  CHECK(model.weights()[1].dtype() == float64);
  model.compile({.optimizer = optimizers::Adam(0.01), .loss = "mse"});
  const Tensor x = random_tensor({64, 5}), y = ops::sum(x, 1, {.keepdims = true}) * 0.1;
  const History h = model.fit(x, y, {.batch_size = 16, .epochs = 10, .verbose = 0});
  CHECK(h.history["loss"].back() < 0.5 * h.history["loss"].front());
}

TEST_CASE("normalization layers refuse what they cannot do") {
  CHECK_THROWS_AS(BatchNormalization({.momentum = 1.5}), value_error);
  CHECK_THROWS_AS(static_cast<void>(BatchNormalization({.axis = 3})(Input({4}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(BatchNormalization()(Input({None}))), shape_error);
  CHECK_THROWS_AS(GroupNormalization(0), value_error);
  CHECK_THROWS_WITH(static_cast<void>(GroupNormalization(4)(Input({6}))), Catch::Contains("4 groups can share; got 6"));
  CHECK_THROWS_AS(static_cast<void>(GroupNormalization(2, {.axis = 0})(zeros({2, 6}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(LayerNormalization({.axis = 2})(Input({4}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(UnitNormalization({.axis = 2})(zeros({2, 3}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(SpectralNormalization(Dense(2), {.power_iterations = 0})), value_error);
  CHECK_THROWS_AS(static_cast<void>(SpectralNormalization(Dropout(0.5))(zeros({2, 3}))), state_error);
}
