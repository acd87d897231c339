// layers/lambda.hpp: functions as layers: of one input, of several, in a context, with masks.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"
#include "support/tensors.hpp"

namespace lambda_test {

using namespace keratin;
using namespace keratin::layers;
using Catch::Contains;
using testing::all_close;
using testing::same_bits;

Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}

TEST_CASE("Lambda is a layer in every way") {
  testing::check_layer("Lambda", [] { return Lambda([](const Tensor& x) { return ops::mean(ops::square(x), 1); }); },
                       {4, 3}, {.output = Shape{3}});
  testing::check_layer("Lambda", [] { return Lambda(ops::tanh); }, {5}, {.output = Shape{5}});
}

TEST_CASE("a Lambda may change rank and dtype, and take the place of any op") {
  Sequential model({Input({4, 3}), Lambda([](const Tensor& x) { return ops::mean(x, 1); }), Dense(2)});
  CHECK(model.outputs()[0].shape() == Shape{None, 2});
  const Tensor x = real({5, 4, 3});
  CHECK(all_close(model.predict(x, {.verbose = 0}), model.get_layer(1)(ops::mean(x, 1)), 1e-6));
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto before = model.get_weights();
  model.fit(x, zeros({5, 2}), {.verbose = 0});
  CHECK_FALSE(same_bits(before[0], model.get_weights()[0]));
  const Lambda positive([](const Tensor& y) { return ops::greater(y, Tensor::scalar(0)); });
  CHECK(positive(Input({3})).dtype() == bool_);
}

TEST_CASE("a Lambda of several inputs") {
  const auto a = Input({3}), b = Input({3});
  const Lambda weighted([](const Tensors& xs) { return xs[0] * 2 + xs[1]; });
  const Model model({a, b}, weighted({a, b}));
  const Tensor x = real({4, 3}), y = real({4, 3}, 2);
  CHECK(all_close(model.predict({x, y}, {.verbose = 0}), x * 2 + y, 1e-6));
  const Lambda one([](const Tensor& t) { return t; }, {.name = "one"});
  CHECK_THROWS_WITH(one({x, y}), Contains("one (Lambda): expected one input; got 2"));
}

TEST_CASE("a Lambda may see training and mask") {
  const Lambda noisy([](const Tensor& x, const CallContext& context) { return context.training ? x * 0 : x; });
  const Tensor x = real({2, 3});
  CHECK(same_bits(noisy(x), x));
  CHECK(same_bits(noisy(x, {.training = true}), x * 0));
  int masked = 0;
  const Lambda sees([&masked](const Tensor& t, const CallContext& context) {
    masked += context.mask.has_value();
    return t * 1;
  });
  const Tensor steps = Masking()(real({2, 4, 3}));
  const Tensor y = sees(steps);
  CHECK(masked == 1);
  CHECK_FALSE(mask_of(y).defined());  // the mask ends here
}

TEST_CASE("a Lambda's mask option: a function, or a tensor") {
  const Tensor x = Masking()(real({2, 4, 3})), own = mask_of(x);
  const Lambda keeps([](const Tensor& t) { return t * 2; },
                     {.mask = [](const Tensor&, const Tensor& mask) { return mask; }});
  CHECK(same_bits(mask_of(keeps(x)), own));
  const Tensor other = Tensor({{0, 1, 1, 0}, {1, 1, 0, 0}}).cast(bool_);
  const Lambda sets([](const Tensor& t) { return t; }, {.mask = other});
  CHECK(same_bits(mask_of(sets(real({2, 4, 3}))), other));
}

TEST_CASE("output_shape is checked, and a Lambda that gives nothing is an error") {
  const auto twice = [](const Tensor& x) { return ops::concatenate({x, x}, 1); };
  CHECK(Lambda(twice, {.output_shape = Shape{6}})(Input({3})).shape() == Shape{None, 6});
  CHECK(Lambda(twice, {.output_shape = Shape{None}})(Input({3})).shape() == Shape{None, 6});
  CHECK_THROWS_WITH(Lambda(twice, {.output_shape = Shape{5}, .name = "twice"})(Input({3})),
                    Contains("twice (Lambda)") && Contains("(5,)"));
  CHECK_THROWS_AS(Lambda([](const Tensor&) { return Tensor(); })(Input({3})), state_error);
}

}  // namespace lambda_test
