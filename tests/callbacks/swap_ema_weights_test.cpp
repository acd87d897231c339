// SwapEMAWeights: which weights are evaluated, and which stay.
#include "support/callback_cases.hpp"

using namespace keratin;

namespace {

Sequential<> ema_model(bool use_ema = true) {
  Sequential model({Input({1}), layers::Dense(1, {.use_bias = false, .kernel_initializer = "zeros"})});
  model.compile(
      {.optimizer = optimizers::SGD({.learning_rate = 1.0, .use_ema = use_ema, .ema_momentum = 0.5}), .loss = "mae"});
  return model;
}
const Tensor x = ones({1, 1});  // each step adds 1 to the weight: 1, 2, 3 …; its average: 1, 1.5, 2.25 …

struct Look : CustomCallback {
  double weight() const { return model().get_weights()[0].item<double>(); }
  void on_epoch_begin(int) override { begins.push_back(weight()); }
  void on_epoch_end(int, const Logs&) override { ends.push_back(weight()); }
  void on_test_begin() override { tests.push_back(weight()); }
  std::vector<double> begins, ends, tests;
};
using Values = std::vector<double>;

}  // namespace

TEST_CASE("SwapEMAWeights evaluates with the averages and trains with the weights") {
  auto model = ema_model();
  const auto look = make_callback<Look>();
  model.fit(x, full({1, 1}, 9),
            {.epochs = 3,
             .verbose = 0,
             .callbacks = {callbacks::SwapEMAWeights(), look},
             .validation_data = {x, full({1, 1}, 9)}});
  CHECK(look->tests == Values{1, 1.5, 2.25});
  CHECK(look->begins == Values{0, 1, 2});
  CHECK(look->ends == Values{1, 2, 3});
  CHECK(model.get_weights()[0].item<double>() == 2.25);  // the end of training puts the averages in place
}

TEST_CASE("SwapEMAWeights with swap_on_epoch shows the averages to callbacks after it") {
  auto model = ema_model();
  const auto look = make_callback<Look>();
  model.fit(x, full({1, 1}, 9),
            {.epochs = 3, .verbose = 0, .callbacks = {callbacks::SwapEMAWeights({.swap_on_epoch = true}), look}});
  CHECK(look->ends == Values{1, 1.5, 2.25});
  CHECK(look->begins == Values{0, 1, 2});
  CHECK(model.get_weights()[0].item<double>() == 2.25);
}

TEST_CASE("SwapEMAWeights predicts with the averages and puts the weights back") {
  auto model = ema_model();
  struct Stop : CustomCallback {
    void on_train_end(const Logs&) override { model().set_weights({full({1, 1}, 3)}); }
  };
  model.fit(x, full({1, 1}, 9), {.epochs = 3, .verbose = 0, .callbacks = {make_callback<Stop>()}});
  const Tensor p = model.predict(x, {.verbose = 0, .callbacks = {callbacks::SwapEMAWeights()}});
  CHECK(p.item<double>() == 2.25);
  CHECK(model.get_weights()[0].item<double>() == 3);
}

TEST_CASE("SwapEMAWeights needs an optimizer that keeps averages") {
  auto model = ema_model(false);
  CHECK_THROWS_WITH(model.evaluate(x, x, {.verbose = 0, .callbacks = {callbacks::SwapEMAWeights()}}),
                    Catch::Contains("use_ema"));
}
