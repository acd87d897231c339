// layers/masking.hpp and the way of masks: what hands them on, what ends them, what they do to losses and metrics.
// Numbers from Keras 3.15: golden/make_masks.py.
#include <keratin/keratin.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "support/check_layer.hpp"
#include "support/tensors.hpp"

namespace masking_test {

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::same_bits;

/// (2, 4, 3), where steps 1 and 3 of sample 0 and step 0 of sample 1 are 0; one step has a single 0.
Tensor steps() {
  Tensor x = testing::random_tensor({2, 4, 3}, 0.5, 1.5).cast(float32);
  for (index_t i = 0; i < 3; ++i) x.at<float>(0, 1, i) = x.at<float>(0, 3, i) = x.at<float>(1, 0, i) = 0;
  x.at<float>(1, 2, 1) = 0;
  return x;
}
const Tensor kept = Tensor({{1, 0, 1, 0}, {0, 1, 1, 1}}).cast(bool_);

/// Says whether it was given a mask, and keeps it.
struct Listener : CustomLayer {
  std::optional<Tensor> heard;
  explicit Listener(bool supports = false) { supports_masking = supports; }
  Tensor call(const Tensor& x, CallContext context) override {
    heard = context.mask;
    return x * 1;
  }
};

TEST_CASE("Masking is a layer in every way") {
  testing::check_layer("Masking", [] { return Masking(); }, {4, 3}, {.output = Shape{4, 3}, .wrong = std::nullopt});
}

TEST_CASE("Masking zeroes the steps that are mask_value and puts a mask beside the output") {
  const Tensor x = steps(), y = Masking()(x);
  CHECK(same_bits(y, x));
  CHECK(same_bits(mask_of(y), kept));
  CHECK_FALSE(mask_of(x).defined());
  const Tensor five = Tensor::from({5.f, 5.f, 5.f, 2.f, 0.f, 0.f}, {1, 3, 2});
  const Tensor z = Masking(5)(five);
  CHECK(same_bits(z, Tensor::from({0.f, 0.f, 5.f, 2.f, 0.f, 0.f}, {1, 3, 2})));
  CHECK(same_bits(mask_of(z), Tensor({{0, 1, 1}}).cast(bool_)));
  CHECK(same_bits(mask_of(Masking({.mask_value = 5})(five)), mask_of(z)));
  CHECK_THROWS_WITH(Masking({.name = "skip"})(Tensor({1.f})), Catch::Contains("skip (Masking)"));
}

TEST_CASE("layers that support masking hand a mask on, others end it") {
  const Tensor x = Masking()(steps());
  for (const Layer& layer :
       std::vector<Layer>{Dense(2), Dropout(0.5), Activation("relu"), make_layer<Listener>(true)}) {
    INFO(layer.name());
    CHECK(layer.supports_masking());
    CHECK(same_bits(mask_of(layer(x)), kept));
  }
  for (const Layer& layer : std::vector<Layer>{Flatten(), Reshape({3, 4}), make_layer<Listener>(false)}) {
    INFO(layer.name());
    CHECK_FALSE(layer.supports_masking());
    CHECK_FALSE(mask_of(layer(x)).defined());
  }
  CHECK_FALSE(mask_of(x + 1).defined());  // an op makes a new tensor
}

TEST_CASE("masks travel through Sequential, functional and nested models") {
  const auto last = make_layer<Listener>();
  Sequential sequential({Input({4, 3}), Masking(), Dropout(0.3), Dense(2)});
  sequential.add(last);
  static_cast<void>(sequential.predict(steps(), {.verbose = 0}));
  REQUIRE(last->heard);
  CHECK(same_bits(*last->heard, kept));

  const auto end = make_layer<Listener>();
  const auto in = Input({4, 3});
  const Sequential inner({Input({4, 3}), Masking(), Dense(3)});
  const Model model(in, end(Dense(2)(inner(in))));
  static_cast<void>(model.predict(steps(), {.verbose = 0}));
  REQUIRE(end->heard);
  CHECK(same_bits(*end->heard, kept));
  static_cast<void>(model(ones({2, 4, 3})));
  CHECK(same_bits(*end->heard, full({2, 4}, 1).cast(bool_)));
}

TEST_CASE("a mask may be given by hand, and each layer inside sees its own input's") {
  const Tensor mask = Tensor({{1, 1, 0, 0}, {1, 0, 0, 0}}).cast(bool_);
  const auto hears = make_layer<Listener>(true);
  const Tensor y = hears(steps(), {.mask = mask});
  CHECK(same_bits(*hears->heard, mask));
  CHECK(same_bits(mask_of(y), mask));
  const auto inside = make_layer<Listener>();
  Sequential model({Input({4, 3}), Dense(3)});
  model.add(inside);
  static_cast<void>(model(steps(), {.mask = mask}));
  CHECK(same_bits(*inside->heard, mask));

  struct Outer : CustomLayer {
    MadeLayer<Listener> same = make_layer<Listener>(), other = make_layer<Listener>();
    Tensor call(const Tensor& x, CallContext context) override {
      return same(x, context) + other(x * 2, context);  // x * 2 has no mask
    }
  };
  const auto outer = make_layer<Outer>();
  static_cast<void>(outer(Masking()(steps())));
  CHECK(outer->same->heard);
  CHECK_FALSE(outer->other->heard);
}

TEST_CASE("a layer of one's own may make a mask") {
  struct Positive : CustomLayer {
    Tensor call(const Tensor& x, CallContext) override { return x; }
    Tensor compute_mask(const Tensor& x, const Tensor&) override {
      return ops::any(ops::greater(x, Tensor::scalar(0)), -1);
    }
  };
  const auto layer = make_layer<Positive>();
  CHECK(layer.supports_masking());
  const Tensor x = steps();
  CHECK(same_bits(mask_of(layer(x)), kept));
  CHECK_FALSE(mask_of(x).defined());  // the input itself stays as it was
  const auto in = Input({4, 3});
  CHECK(mask_of(layer(in)).shape() == Shape{None, 4});
}

TEST_CASE("gradients go through what masks are beside") {
  const Tensor x = steps().cast(float64);
  const Dense dense(2);
  dense.impl().set_dtype(float64);
  GradientTape tape;
  tape.watch(x);
  const Tensor y = Dropout(0.0)(dense(Masking()(x)));
  CHECK(mask_of(y).defined());
  const Tensor dx = tape.gradient(ops::sum(y), x);
  const Tensor row = ops::sum(dense.weights()[0], 1);
  for (index_t i = 0; i < 3; ++i) {
    CHECK(dx.at<double>(0, 0, i) == Approx(row.at<double>(i)));
    CHECK(dx.at<double>(0, 1, i) == 0);  // a step that does not count
  }
}

TEST_CASE("masks weigh the loss and the metrics as Keras does") {
  const Tensor x = Tensor::from({1.f, 2.f, 0.f, 0.f, 3.f, -1.f, 0.5f, 1.5f, -2.f, 1.f, 0.f, 0.f}, {2, 3, 2});
  const Tensor y = Tensor::from({0.5f, 1.f, -1.f, 2.f, 0.25f, 3.f}, {2, 3, 1});
  Sequential model({Input({3, 2}), Masking(), Dense(1)});
  model.set_weights({Tensor({{0.5f}, {-0.25f}}), Tensor({0.1f})});
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse", .metrics = {"mae"}, .weighted_metrics = {"mae"}});
  const auto plain = model.evaluate(x, y, {.verbose = 0});
  CHECK(plain["loss"] == Approx(3.5857813).epsilon(1e-5));
  CHECK(plain["mae"] == Approx(1.66875).epsilon(1e-5));
  const auto weighted = model.evaluate(x, y, {.verbose = 0, .sample_weight = Tensor({1.f, 3.f})});
  CHECK(weighted["loss"] == Approx(6.6160941).epsilon(1e-5));
  CHECK(weighted["mae"] == Approx(1.66875).epsilon(1e-5));
  CHECK(weighted["weighted_mae"] == Approx(1.6906250).epsilon(1e-5));
  const auto steps_weighted =
      model.evaluate(x, y, {.verbose = 0, .sample_weight = Tensor({{1.f, 5.f, 2.f}, {0.f, 1.f, 7.f}})});
  CHECK(steps_weighted["loss"] == Approx(4.5912499).epsilon(1e-5));
  CHECK(steps_weighted["weighted_mae"] == Approx(1.875).epsilon(1e-5));
  model.fit(x, y, {.verbose = 0});
  CHECK(all_close(model.get_weights()[0], Tensor({{0.00312498f}, {0.15437499f}}), 1e-5));
  CHECK(all_close(model.get_weights()[1], Tensor({0.14875f}), 1e-5));
}

TEST_CASE("several threads may predict with masks") {
  const auto in = Input({6, 3});
  const auto hidden = Dense(8, {.activation = "relu"})(Masking()(in));
  const Model model(in, Lambda([](const Tensor& x, const CallContext& context) {
                      return context.mask ? ops::sum(x * ops::expand_dims(*context.mask, -1).cast(float32), 1)
                                          : ops::sum(x, 1);
                    })(hidden));
  std::vector<Tensor> data, want;
  for (std::size_t k = 0; k < 4; ++k) {
    data.push_back(
        ops::maximum(testing::random_tensor({32, 6, 3}, -2, 1, k), Tensor::scalar(0, float64)).cast(float32));
    want.push_back(model.predict(data[k], {.verbose = 0}));
  }
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) wrong += !same_bits(model.predict(data[t], {.verbose = 0}), want[t]);
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
}

}  // namespace masking_test
