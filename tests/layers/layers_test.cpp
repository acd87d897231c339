// The layers, each through check_layer, and what is each one's own.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::check_layer;
using testing::same_bits;

TEST_CASE("Dense") {
  check_layer("Dense", [] { return Dense(3); }, {4}, {.weights = 2, .output = Shape{3}, .wrong = Shape{5}});
  check_layer("Dense", [] { return Dense(3, {.activation = "tanh"}); }, {4}, {.weights = 2});
  check_layer("Dense", [] { return Dense(5, {.activation = "softmax", .use_bias = false}); }, {4}, {.weights = 1});
  check_layer("Dense", [] { return Dense(2, {.activation = "sigmoid"}); }, {2, 3},
              {.weights = 2, .output = Shape{2, 2}});
  check_layer("Dense", [] { return Dense(1); }, {3, 2, 4},
              {.weights = 2, .output = Shape{3, 2, 1}, .wrong = Shape{3, 2, 5}});
  // Away from the kink, where finite differences fail.
  const auto positive = [] {
    return Dense(3, {.activation = "relu", .kernel_initializer = "ones", .bias_initializer = "ones"});
  };
  check_layer("Dense", positive, {4}, {.weights = 2, .low = 0.5});
}

TEST_CASE("Flatten, Reshape and Activation") {
  check_layer("Flatten", [] { return Flatten(); }, {2, 3, 4}, {.output = Shape{24}});
  check_layer("Flatten", [] { return Flatten(); }, {5}, {.output = Shape{5}});
  check_layer("Reshape", [] { return Reshape({3, 4}); }, {2, 6}, {.output = Shape{3, 4}, .wrong = Shape{13}});
  check_layer("Reshape", [] { return Reshape({-1, 2}); }, {4, 3}, {.output = Shape{6, 2}, .wrong = Shape{3, 3}});
  for (const char* name : {"linear", "sigmoid", "tanh", "softmax"})
    check_layer("Activation", [=] { return Activation(name); }, {2, 5}, {.output = Shape{2, 5}});
  check_layer("Activation", [] { return Activation([](const Tensor& x) { return x * x; }); }, {3});
}

TEST_CASE("Dropout without training is the identity") {
  check_layer("Dropout", [] { return Dropout(0.0); }, {2, 5}, {.output = Shape{2, 5}});
}

TEST_CASE("Dropout while training") {
  const Tensor x = ones({200, 50});
  const Tensor y = Dropout(0.3)(x, {.training = true});
  index_t zeros_seen = 0;
  for (const float v : y.span<float>()) {
    CHECK((v == 0 || v == Approx(1 / 0.7)));
    zeros_seen += v == 0;
  }
  CHECK(static_cast<double>(zeros_seen) / 10000 == Approx(0.3).margin(0.03));
  CHECK(same_bits(Dropout(0.3)(x), x));
  CHECK(same_bits(Dropout(0.0)(x, {.training = true}), x));
  CHECK(same_bits(Dropout(1.0)(x, {.training = true}), zeros({200, 50})));
  const Dropout a(0.5, {.seed = 3}), b(0.5, {.seed = 3});
  const Tensor first = a(x, {.training = true});
  CHECK(same_bits(first, b(x, {.training = true})));
  CHECK_FALSE(same_bits(first, a(x, {.training = true})));
  const Tensor rows = Dropout(0.5, {.noise_shape = {None, 1}})(x, {.training = true});
  for (index_t i = 0; i < 200; ++i)
    for (index_t j = 1; j < 50; ++j) REQUIRE(rows.at<float>(i, j) == rows.at<float>(i, 0));
}

TEST_CASE("layers refuse what they cannot do") {
  CHECK_THROWS_WITH(Dense(0), Catch::Contains("dense") && Catch::Contains("units above 0; got 0"));
  CHECK_THROWS_WITH(Dense(-3, {.name = "mine"}), Catch::Contains("mine (Dense)"));
  CHECK_THROWS_WITH(Dropout(2), Catch::Contains("rate from 0 to 1; got 2"));
  CHECK_THROWS_AS(Dropout(-0.1), value_error);
  CHECK_THROWS_AS(Dense(3, {.activation = "rellu"}), name_error);
  CHECK_THROWS_AS(Dense(3, {.kernel_initializer = "glorot"}), name_error);
  CHECK_THROWS_AS(static_cast<void>(Dense(3)(zeros({4}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Dense(3)(Input({None}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Dense(3)(Tensor())), std::exception);
  CHECK_THROWS_AS(static_cast<void>(Dense(3)(Inputs{})), value_error);
  CHECK_THROWS_AS(static_cast<void>(Dense(3)({zeros({1, 2}), zeros({1, 2})})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Reshape({-1, -1})(zeros({2, 4}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Reshape({3})(Input({4}))), shape_error);
  CHECK_THROWS_WITH(Dense(2).output(), Catch::Contains("called on symbolic tensors"));
}

TEST_CASE("integers go through layers as floats") {
  const Dense dense(2, {.kernel_initializer = "ones"});
  CHECK(same_bits(dense(Tensor({{1, 2}})), Tensor({{3.f, 3.f}})));
  Sequential model({Input({2}), Activation([](const Tensor& x) { return x / 2.0; })});
  CHECK(same_bits(model.predict(Tensor({{1, 5}}).cast(uint8), {.verbose = 0}), Tensor({{0.5f, 2.5f}})));
}
