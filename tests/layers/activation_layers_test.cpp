// layers/re_lu.hpp, leaky_re_lu.hpp, elu.hpp, p_re_lu.hpp, softmax.hpp.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::check_layer;
using testing::same_bits;
using testing::values;

TEST_CASE("ReLU, LeakyReLU, ELU") {
  check_layer("ReLU", [] { return ReLU(); }, {4, 5}, {.output = Shape{4, 5}});
  check_layer("ReLU", [] { return ReLU(1); }, {7});
  check_layer("ReLU", [] { return ReLU({.max_value = 1.25, .negative_slope = 0.1, .threshold = 0.375}); }, {7});
  check_layer("LeakyReLU", [] { return LeakyReLU(); }, {4, 5}, {.output = Shape{4, 5}});
  check_layer("ELU", [] { return ELU(); }, {4, 5}, {.output = Shape{4, 5}});
  check_layer("ELU", [] { return ELU(0.5); }, {7});
  const Tensor x({{-10.f, -5.f, 0.f, 5.f, 10.f}});
  CHECK(values(ReLU(6)(x)) == std::vector<double>{0, 0, 0, 5, 6});
  CHECK(same_bits(ReLU({.max_value = 10, .negative_slope = 0.5})(x), Tensor({{-5.f, -2.5f, 0.f, 5.f, 10.f}})));
  CHECK(same_bits(LeakyReLU(0.5)(x), Tensor({{-5.f, -2.5f, 0.f, 5.f, 10.f}})));
  CHECK(ELU(2)(x).at<float>(0, 1) == Approx(2 * std::expm1(-5.f)));
}

TEST_CASE("PReLU") {
  const auto with_slopes = [](std::vector<index_t> shared) {
    return [shared]() -> Layer {
      return PReLU({.alpha_initializer = initializers::Constant(0.25), .shared_axes = shared});
    };
  };
  check_layer("PReLU", with_slopes({}), {4, 5}, {.weights = 1, .output = Shape{4, 5}, .wrong = Shape{4, 6}});
  check_layer("PReLU", with_slopes({1, 2}), {4, 5, 3}, {.weights = 1, .wrong = Shape{4, 5, 2}});
  const PReLU layer({.shared_axes = {1}});
  static_cast<void>(layer(Input({None, 3})));
  CHECK(layer.weights()[0].path() == layer.name() + "/alpha");
  CHECK(layer.weights()[0].shape() == Shape{1, 3});
  layer.set_weights({Tensor({{0.5f, 2.f, -1.f}})});
  CHECK(same_bits(layer(Tensor({{{-1.f, -1.f, -1.f}, {1.f, 0.f, -3.f}}})),
                  Tensor({{{-0.5f, -2.f, 1.f}, {1.f, 0.f, 3.f}}})));
}

TEST_CASE("Softmax over one axis or several") {
  check_layer("Softmax", [] { return Softmax(); }, {4, 5}, {.output = Shape{4, 5}});
  check_layer("Softmax", [] { return Softmax(1); }, {4, 5});
  check_layer("Softmax", [] { return Softmax({.axis = {1, 2}}); }, {4, 5});
  const Tensor y = Softmax({.axis = {1, 2}})(zeros({2, 4, 5}));
  CHECK(testing::all_close(y, full({2, 4, 5}, 0.05), 1e-6));
}

TEST_CASE("Softmax with a mask gives 0 to what is masked, and 1 to the others together") {
  const Tensor x({{1.f, 2.f, 3.f}, {1.f, 2.f, 3.f}}), mask({{true, true, false}, {false, false, false}});
  const Tensor y = Softmax()(x, {.mask = mask});
  CHECK(testing::all_close(y, Tensor({{0.268941421, 0.731058579, 0.0}, {0.0, 0.0, 0.0}}), 1e-6));
  CHECK(same_bits(Softmax()(x, {.mask = mask.cast(float32)}), y));
  CHECK(same_bits(Softmax()(x, {.mask = mask.cast(int32)}), y));
  CHECK_THROWS_WITH(static_cast<void>(Softmax()(x, {.mask = zeros({2, 2})})),
                    Catch::Contains("expected a mask that broadcasts to (2, 3); got (2, 2)"));
}

TEST_CASE("activation layers refuse what they cannot do") {
  CHECK_THROWS_WITH(ReLU(-1), Catch::Contains("(ReLU): expected a max_value of at least 0; got -1"));
  CHECK_THROWS_AS(ReLU({.negative_slope = -0.5}), value_error);
  CHECK_THROWS_AS(ReLU({.threshold = -0.5}), value_error);
  CHECK_THROWS_AS(LeakyReLU(-0.5), value_error);
  CHECK_THROWS_AS(static_cast<void>(PReLU()(Input({None, 3}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(PReLU({.shared_axes = {0}})(Input({3}))), shape_error);
  CHECK_THROWS_AS(Softmax({.axis = Axes()}), value_error);
  CHECK_THROWS_AS(static_cast<void>(Softmax(3)(zeros({2, 2}))), shape_error);
}
