// layers/time_distributed.hpp. Numbers against Keras: attention_test.cpp, layer_training_test.cpp.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"
#include "support/round_trip.hpp"

namespace time_distributed_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

Tensor sequence() { return random_tensor({2, 3, 4}).cast(float32); }

TEST_CASE("TimeDistributed is a layer in every way") {
  const auto make = [] { return TimeDistributed(Dense(3, {.activation = "tanh"})); };
  const Shape sample{5, 4};
  const LayerCheck check{.weights = 2, .output = Shape{5, 3}};
  testing::detail::check_names("TimeDistributed", make);
  testing::detail::check_shapes(make, sample, check);
  testing::detail::check_layer_gradients(make, sample, check);
  testing::detail::check_precision(make, sample, check);
  testing::detail::check_step(make, sample, check);
  testing::detail::check_refusal(make, sample, {5});
  parity("layers", "TimeDistributed", Checked::gradient);
}

TEST_CASE("TimeDistributed: weights are the inner layer's, under both names") {
  clear_session();
  const Dense dense(3);
  const Layer layer = TimeDistributed(dense);
  CHECK(layer(Input({None, 4})).shape() == Shape{None, None, 3});
  REQUIRE(layer.weights().size() == 2);
  CHECK(layer.weights()[0].path() == "time_distributed/dense/kernel");
  CHECK(dense.weights()[0].impl() == layer.weights()[0].impl());
  layer.set_trainable(false);
  CHECK(dense.trainable_variables().empty());
}

TEST_CASE("TimeDistributed: inside another one, around models, and with open steps") {
  const Tensor x = random_tensor({2, 3, 5, 4}).cast(float32);
  const Dense dense(2);
  const Tensor want = dense(x);
  CHECK(all_close(TimeDistributed(TimeDistributed(dense))(x), want, 1e-6));
  const Sequential inner({Input({5, 4}), Flatten(), Dense(6, {.activation = "relu"}), Dense(2)});
  const Layer outer = TimeDistributed(inner);
  const Tensor y = outer(x);
  CHECK(y.shape() == Shape{2, 3, 2});
  for (index_t t = 0; t < 3; ++t)
    CHECK(all_close(ops::unstack(y, 1)[static_cast<std::size_t>(t)],
                    inner(ops::unstack(x, 1)[static_cast<std::size_t>(t)]), 1e-6));
  Sequential model({Input({None, 5, 4}), outer});
  CHECK(model.output_shape() == Shape{None, None, 2});
  check_round_trip(model, {x});
  CHECK_THROWS_WITH(TimeDistributed(dense)(zeros({2, 4})), Catch::Contains("(batch, steps, …, features)"));
}

TEST_CASE("TimeDistributed: a layer with a state sees one step after another, as in Keras") {
  const BatchNormalization inner({.momentum = 0.5}), alone({.momentum = 0.5});
  const Layer layer = TimeDistributed(inner);
  const Tensor x = sequence(), y = layer(x, {.training = true});
  const Tensors steps = ops::unstack(x, 1);
  for (std::size_t t = 0; t < 3; ++t)
    CHECK(all_close(ops::unstack(y, 1)[t], alone(steps[t], {.training = true}), 1e-6));
  for (std::size_t i = 0; i < 4; ++i) CHECK(all_close(inner.get_weights()[i], alone.get_weights()[i], 1e-6));

  struct Centered : CustomLayer {
    Tensor call(const Tensor& v, CallContext) override { return v - ops::mean(v, 0); }
  };
  const Tensor c = TimeDistributed(make_layer<Centered>())(x);
  CHECK(all_close(c, x - ops::mean(x, 0, {.keepdims = true}), 1e-6));
}

TEST_CASE("TimeDistributed: masks go on, and a step's part to a layer that takes one") {
  struct Listener : CustomLayer {
    std::vector<Tensor> heard;
    Tensor call(const Tensor& x, CallContext context) override {
      heard.push_back(context.mask.value_or(Tensor()));
      return x * 1;
    }
  };
  const Tensor mask = Tensor({{1, 0, 1}, {1, 1, 0}}).cast(bool_);
  const auto listener = make_layer<Listener>();
  const Layer layer = TimeDistributed(listener);
  const Tensor y = layer(with_mask(sequence(), mask));
  CHECK(same_bits(mask_of(y), mask));
  REQUIRE(listener->heard.size() == 3);
  CHECK(values(listener->heard[1]) == std::vector<double>{0, 1});
  CHECK_THROWS_WITH(layer(sequence(), {.mask = ones({2, 4}, bool_)}),
                    Catch::Contains("expected a mask of shape (2, 3)"));
  const Tensor e = Embedding(5, 4, {.mask_zero = true})(Input({3}));
  CHECK(mask_of(TimeDistributed(Dense(2))(e)).shape() == Shape{None, 3});
}

}  // namespace time_distributed_test
