// Permute, RepeatVector, Identity, EinsumDense, and the layers that prepare data: Rescaling, Normalization,
// Discretization, CategoryEncoding.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::check_layer;
using testing::random_tensor;
using testing::same_bits;

TEST_CASE("Permute, RepeatVector and Identity") {
  check_layer("Permute", [] { return Permute({2, 1}); }, {3, 4}, {.output = Shape{4, 3}, .wrong = Shape{3}});
  check_layer("Permute", [] { return Permute({3, 1, 2}); }, {2, 3, 4}, {.output = Shape{4, 2, 3}});
  check_layer("RepeatVector", [] { return RepeatVector(3); }, {4}, {.output = Shape{3, 4}, .wrong = Shape{4, 2}});
  check_layer("Identity", [] { return Identity(); }, {2, 3}, {.output = Shape{2, 3}});
  CHECK(same_bits(RepeatVector(2)(Tensor({{1, 2}})), Tensor({{{1, 2}, {1, 2}}})));
  CHECK_THROWS_WITH(Permute({1, 3}), Catch::Contains("each of 1 to 2 once; got (1, 3)"));
  CHECK_THROWS_AS(Permute({0, 1}), value_error);
  CHECK_THROWS_AS(RepeatVector(0), value_error);
}

TEST_CASE("Flatten with channels first") {
  check_layer("Flatten", [] { return Flatten({.data_format = "channels_first"}); }, {3, 2, 2}, {.output = Shape{12}});
  const Tensor x = arange(12).reshape({1, 3, 2, 2});
  CHECK(same_bits(Flatten({.data_format = "channels_first"})(x), ops::transpose(x, {0, 2, 3, 1}).reshape({1, 12})));
  CHECK_THROWS_AS(Flatten({.data_format = "first"}), name_error);
}

TEST_CASE("EinsumDense") {
  check_layer("EinsumDense", [] { return EinsumDense("ab,bc->ac", 3, {.bias_axes = "c"}); }, {4},
              {.weights = 2, .output = Shape{3}, .wrong = Shape{5}});
  check_layer("EinsumDense",
              [] {
                return EinsumDense("abc,cde->abde", {None, 2, 3}, {.bias_axes = "de"});
              },
              {3, 4}, {.weights = 2, .output = Shape{3, 2, 3}, .wrong = Shape{3, 5}});
  check_layer("EinsumDense", [] { return EinsumDense("...x,xy->...y", 3, {.activation = "tanh", .bias_axes = "y"}); },
              {2, 4}, {.weights = 2, .output = Shape{2, 3}});
  check_layer("EinsumDense",
              [] {
                return EinsumDense("abcd,cde->abe", {None, 3});
              },
              {2, 2, 4}, {.weights = 1, .output = Shape{2, 3}});
  const EinsumDense layer("abc,cd->abd", {None, 8});
  const Tensor y = layer(Input({None, 4}));
  CHECK(y.shape() == Shape{None, None, 8});
}

TEST_CASE("EinsumDense starts with the fans of its equation") {
  const EinsumDense layer("abc,cde->abde", {None, 50, 40});
  static_cast<void>(layer(Input({7, 100})));
  double greatest = 0;
  for (const double v : testing::values(layer.get_weights()[0])) greatest = std::max(greatest, std::abs(v));
  const double limit = std::sqrt(6.0 / (100 + 50 * 40));
  CHECK(greatest <= limit);
  CHECK(greatest > 0.99 * limit);
}

TEST_CASE("EinsumDense refuses what it cannot do") {
  for (const char* bad : {"ab,bc", "abbc->ac", "ab,bc->a c", "aab,bc->ac", "...ab,bc->ac", "ab,...bc->ac",
                          "a...,ab->b...", "...a...,ab->...b...", "a1,1c->ac", ",bc->c"})
    CHECK_THROWS_WITH(EinsumDense(bad, 3), Catch::Contains("expected an equation such as") && Catch::Contains(bad));
  CHECK_THROWS_WITH(EinsumDense("ab,bc->ac", 3, {.bias_axes = "d"}), Catch::Contains("bias_axes among \"ac\""));
  CHECK_THROWS_AS(static_cast<void>(EinsumDense("ab,bc->ac", {3, 4})(Input({5}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(EinsumDense("abc,cd->abd", {4, 2})(Input({3, 5}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(EinsumDense("ab,cd->ac", 3)(Input({5}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(EinsumDense("ab,bc->ac", 3)(Input({5, 2}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(EinsumDense("ab,bc->ac", None)(Input({5}))), shape_error);
}

TEST_CASE("Rescaling") {
  check_layer("Rescaling", [] { return Rescaling(0.5, {.offset = -1}); }, {2, 3}, {.output = Shape{2, 3}});
  check_layer("Rescaling", [] { return Rescaling({0.5, 2, 3}, {.offset = {1, 0, -1}}); }, {2, 3}, {.wrong = Shape{2}});
  const Tensor bytes = Tensor({{0, 255}}).cast(uint8);
  CHECK(all_close(Rescaling(1.0 / 255)(bytes), Tensor({{0.f, 1.f}}), 1e-7));
  CHECK(Rescaling(1.0 / 255)(bytes).dtype() == float32);
}

TEST_CASE("Normalization") {
  check_layer("Normalization", [] { return Normalization(); }, {3},
              {.weights = 3, .output = Shape{3}, .wrong = Shape{4}, .trains_all = false});
  check_layer("Normalization", [] { return Normalization({.mean = 1.5, .variance = 4}); }, {2, 3}, {});
  check_layer("Normalization",
              [] {
                return Normalization({.mean = {1, 2}, .variance = {4, 0.5}, .invert = true});
              },
              {3, 2}, {});
}

TEST_CASE("Normalization adapts") {
  const Tensor data = random_tensor({50, 4}, -3, 8);
  const Normalization norm, back({.invert = true});
  norm.adapt(data);
  back.adapt(data);
  REQUIRE(norm.weights().size() == 3);
  CHECK(all_close(norm.get_weights()[0], ops::mean(data, 0), 1e-6));
  CHECK(all_close(norm.get_weights()[1], ops::var(data, 0), 1e-6));
  CHECK(norm.get_weights()[2].dtype() == int64);
  CHECK(norm.trainable_variables().empty());
  const Tensor y = norm(data);
  CHECK(all_close(ops::mean(y, 0), zeros({4}), 1e-5));
  CHECK(all_close(ops::std(y, 0), ones({4}), 1e-5));
  CHECK(all_close(back(y), data, 1e-5));
  Sequential<double> model;
  model.add(Input({4}));
  model.add(norm);
  CHECK(norm.get_weights()[0].dtype() == float64);
  CHECK(norm.get_weights()[2].dtype() == int64);
  CHECK(model.predict(data, {.verbose = 0}).dtype() == float64);
  const Normalization all({.axis = {}});
  all.adapt(Tensor({1, 2, 3, 4, 5}));
  CHECK(all_close(all(Tensor({1, 2, 3})), Tensor({-1.4142135f, -0.70710677f, 0.f}), 1e-6));
}

TEST_CASE("Normalization refuses what it cannot do") {
  CHECK_THROWS_AS(Normalization({.mean = 1}), value_error);
  CHECK_THROWS_AS(Normalization({.mean = {1, 2}, .variance = {1, 2, 3}}), value_error);
  CHECK_THROWS_AS(Normalization({.mean = 1, .variance = 2}).adapt(zeros({2, 3})), state_error);
  CHECK_THROWS_AS(static_cast<void>(Normalization({.mean = {1, 2}, .variance = {1, 1}})(zeros({2, 3}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Normalization()(Input({None}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Normalization({.axis = 2})(zeros({2, 3}))), shape_error);
  const Normalization norm;
  norm.adapt(zeros({2, 3}));
  CHECK_THROWS_AS(norm.adapt(zeros({2, 4})), shape_error);
}

TEST_CASE("Discretization") {
  const Discretization layer({.bin_boundaries = {0, 1, 2}});
  CHECK(same_bits(layer(Tensor({{-1.5, 1.0, 3.4, .5}, {0.0, 3.0, 1.3, 0.0}})), Tensor({{0, 2, 3, 1}, {1, 3, 2, 1}})));
  CHECK(layer(Input({4})).dtype() == int32);
  CHECK(layer(Input({4})).shape() == Shape{None, 4});
  for (const char* mode : {"one_hot", "multi_hot", "count"}) {
    const Discretization hot({.bin_boundaries = {0, 1}, .output_mode = mode});
    const Tensor x = Input({3}), y = hot(x), data = random_tensor({5, 3}).cast(float32);
    CHECK(same_bits(Model(x, y).predict(data, {.verbose = 0}), hot(data)));
    CHECK(y.shape() == (std::string(mode) == "one_hot" ? Shape{None, 3, 3} : Shape{None, 3}));
  }
  const Discretization bins({.num_bins = 4});
  CHECK(bins.bin_boundaries().empty());
  CHECK_THROWS_WITH(static_cast<void>(bins(zeros({2, 2}))), Catch::Contains("adapt(data)"));
  bins.adapt(arange(1000).cast(float32));
  REQUIRE(bins.bin_boundaries().size() == 3);
  CHECK(bins.bin_boundaries()[1] == Approx(500).margin(20));
}

TEST_CASE("CategoryEncoding") {
  const Tensor tokens = Tensor({{0, 1}, {0, 0}, {1, 2}, {3, 1}});
  CHECK(same_bits(CategoryEncoding(4)(tokens),
                  Tensor({{1.f, 1.f, 0.f, 0.f}, {1.f, 0.f, 0.f, 0.f}, {0.f, 1.f, 1.f, 0.f}, {0.f, 1.f, 0.f, 1.f}})));
  CHECK(same_bits(CategoryEncoding(4, {.output_mode = "count"})(tokens)[1], Tensor({2.f, 0.f, 0.f, 0.f})));
  CHECK(CategoryEncoding(4, {.output_mode = "one_hot"})(tokens).shape() == Shape{4, 2, 4});
  CHECK(CategoryEncoding(4, {.output_mode = "one_hot"})(Input({1}, {.dtype = int32})).shape() == Shape{None, 4});
  for (const char* mode : {"one_hot", "multi_hot", "count"}) {
    const CategoryEncoding layer(4, {.output_mode = mode});
    const Tensor x = Input({2}, {.dtype = int32});
    CHECK(same_bits(Model(x, layer(x)).predict(tokens, {.verbose = 0}), layer(tokens)));
  }
  CHECK_THROWS_AS(CategoryEncoding(0), value_error);
  CHECK_THROWS_AS(CategoryEncoding(4, {.output_mode = "hot"}), name_error);
  CHECK_THROWS_AS(static_cast<void>(CategoryEncoding(4)({tokens, tokens})), value_error);
  CHECK_THROWS_AS(static_cast<void>(CategoryEncoding(4, {.output_mode = "count"})({tokens, ones({4})})), shape_error);
}

TEST_CASE("preparing layers refuse what they cannot do") {
  CHECK_THROWS_AS(Discretization({.num_bins = 0}), value_error);
  CHECK_THROWS_AS(Discretization({.bin_boundaries = {1, 2}, .num_bins = 3}), value_error);
  CHECK_THROWS_AS(Discretization({.output_mode = "int"}), value_error);
  CHECK_THROWS_AS(Discretization({.bin_boundaries = {2, 1}}), value_error);
  CHECK_THROWS_AS(Discretization({.bin_boundaries = {1, 2}, .output_mode = "ints"}), name_error);
  CHECK_THROWS_AS(Discretization({.bin_boundaries = {1, 2}}).adapt(zeros({3})), state_error);
  CHECK_THROWS_AS(Rescaling(Numbers()), value_error);
}
