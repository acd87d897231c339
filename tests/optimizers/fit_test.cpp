// Optimizers inside fit and inside a user's own loop.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::random_tensor;

namespace {

Sequential<> small_model() {
  set_random_seed(3);
  Sequential model;
  model.add(Dense(4, {.activation = "tanh", .input_shape = {3}}));
  model.add(Dense(2));
  return model;
}
Tensor samples() { return random_tensor({16, 3}).cast(float32); }
Tensor targets() { return random_tensor({16, 2}, -1, 1, 7).cast(float32); }

std::vector<double> losses_of(const Sequential<>& model, const Optimizer& optimizer, int batch, int epochs) {
  Sequential same = model;
  same.compile({.optimizer = optimizer, .loss = "mse"});
  return same.fit(samples(), targets(), {.batch_size = batch, .epochs = epochs, .verbose = 0, .shuffle = false})
      .history["loss"];
}
void check_same_weights(const Sequential<>& a, const Sequential<>& b, double tolerance) {
  for (std::size_t i = 0; i < a.get_weights().size(); ++i)
    CHECK(testing::all_close(a.get_weights()[i], b.get_weights()[i], tolerance));
}

}  // namespace

TEST_CASE("every optimizer lowers the loss in fit") {
  for (const std::string name : {"adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lamb", "lion",
                                 "muon", "nadam", "rmsprop", "schedulefreeadamw", "sgd"}) {
    INFO(name);
    const Optimizer optimizer = name;
    optimizer.set_learning_rate(name == "adadelta" ? 1.0 : 0.02);
    const auto losses = losses_of(small_model(), optimizer, 8, 30);
    CHECK(losses.back() < 0.9 * losses.front());
    CHECK(optimizer.iterations() == 60);
  }
}

TEST_CASE("fit gathers gradients over batches as over one") {
  const Sequential whole = small_model(), parts = small_model();
  losses_of(whole, optimizers::Adam(0.01), 16, 5);
  const optimizers::Adam adam({.learning_rate = 0.01, .gradient_accumulation_steps = 4});
  losses_of(parts, adam, 4, 5);
  check_same_weights(whole, parts, 1e-5);
  CHECK(adam.iterations() == 5);
}

TEST_CASE("fit scales the loss for the gradients alone") {
  const Sequential plain = small_model(), scaled = small_model();
  const auto a = losses_of(plain, optimizers::Adam(0.01), 8, 3);
  const auto b = losses_of(scaled, optimizers::Adam({.learning_rate = 0.01, .loss_scale_factor = 4096}), 8, 3);
  CHECK(a == b);  // a power of 2 rounds nothing
  check_same_weights(plain, scaled, 0);
}

TEST_CASE("an optimizer leaves frozen layers alone, decay and averages included") {
  Sequential model = small_model();
  model.layers()[0].set_trainable(false);
  const Tensor before = model.get_weights()[0];
  const optimizers::AdamW adamw({.learning_rate = 0.1, .weight_decay = 0.5, .use_ema = true});
  losses_of(model, adamw, 8, 2);
  CHECK(testing::same_bits(model.get_weights()[0], before));
  CHECK(adamw.variables().size() == 2 + 3 * 2);  // of the second layer's weights alone
}

TEST_CASE("a user's own loop steps as fit does") {
  Sequential fitted = small_model(), own = small_model();
  losses_of(fitted, optimizers::Nadam(0.05), 16, 4);
  const optimizers::Nadam optimizer(0.05);
  for (int i = 0; i < 4; ++i) {
    GradientTape tape;
    const Tensor loss = ops::mean(ops::square(ops::subtract(own(samples(), {.training = true}), targets())));
    optimizer.apply(tape.gradient(loss, own.trainable_variables()), own.trainable_variables());
  }
  check_same_weights(fitted, own, 1e-6);
  CHECK(optimizer.variables()[2].name.ends_with("kernel_momentum"));
}

TEST_CASE("fit follows a schedule") {
  const optimizers::SGD sgd(
      {.learning_rate = optimizers::schedules::PiecewiseConstantDecay({.boundaries = {1}, .values = {0.1, 0.0}})});
  const Sequential model = small_model();
  const auto losses = losses_of(model, sgd, 8, 3);  // steps 0 and 1 move, the others don't
  CHECK(losses[1] < losses[0]);
  CHECK(losses[2] == losses[1]);
}
