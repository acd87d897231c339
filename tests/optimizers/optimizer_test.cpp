// What all optimizers share: names, learning rates and schedules, weights it knows, decay, clipping, averages, gathered
// gradients, variables, and errors.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/ops/ops.hpp>
#include <keratin/optimizers/optimizers.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/tensors.hpp"

using namespace keratin;
using optimizers::SGD;
namespace schedules = optimizers::schedules;

TEST_CASE("optimizers go by name, with Keras's defaults") {
  CHECK(Optimizer("adam").learning_rate() == Approx(0.001));
  CHECK(Optimizer("SGD").learning_rate() == Approx(0.01));
  CHECK(Optimizer("rmsprop").name() == "rm_sprop");
  CHECK(optimizers::Adadelta(0.5).learning_rate() == Approx(0.5));
  CHECK(optimizers::Adam({.name = "mine"}).name() == "mine");
  CHECK_THROWS_WITH(Optimizer("adamm"), Catch::Contains("adadelta, adafactor, adagrad, adam, adamax, adamw") &&
                                            Catch::Contains("got \"adamm\""));
}

TEST_CASE("a learning rate can be changed between steps") {
  const SGD sgd(0.5);
  const Variable w(ones({2}), "w");
  sgd.apply({ones({2})}, {w});
  CHECK(w.at<float>(0) == 0.5f);
  sgd.set_learning_rate(0.25);
  sgd.apply({ones({2})}, {w});
  CHECK(w.at<float>(1) == 0.25f);
  CHECK(sgd.iterations() == 2);
}

TEST_CASE("a learning rate can be a schedule or a function of the step") {
  const SGD halving({.learning_rate = [](index_t step) { return 1.0 / static_cast<double>(1 << step); }});
  const SGD decaying({.learning_rate = schedules::ExponentialDecay(
                          {.initial_learning_rate = 1, .decay_steps = 1, .decay_rate = 0.5})});
  const SGD direct(schedules::PiecewiseConstantDecay({.boundaries = {0, 1}, .values = {1, 0.5, 0.25}}));
  for (const Optimizer& optimizer : {halving, decaying, direct}) {
    const Variable w(full({2}, 2), "w");
    for (int i = 0; i < 3; ++i) optimizer.apply({ones({2})}, {w});
    CHECK(w.at<float>(0) == 0.25f);  // 2 - 1 - 1/2 - 1/4
    CHECK(optimizer.variables().size() == 1);
    CHECK_THROWS_AS(optimizer.set_learning_rate(0.1), state_error);
  }
  const SGD plain(0.5);
  plain.set_learning_rate(schedules::InverseTimeDecay({.initial_learning_rate = 3, .decay_steps = 1, .decay_rate = 1}));
  CHECK(plain.learning_rate() == 3);
  CHECK_THROWS_AS(optimizers::LearningRate(schedules::LearningRateSchedule()), state_error);
}

TEST_CASE("schedules refuse options that cannot be") {
  CHECK_THROWS_AS(schedules::CosineDecay({.initial_learning_rate = 0.1, .decay_steps = 0}), value_error);
  CHECK_THROWS_AS(schedules::CosineDecayRestarts({.initial_learning_rate = 0.1, .first_decay_steps = 5, .t_mul = 0.5}),
                  value_error);
  CHECK_THROWS_AS(schedules::PiecewiseConstantDecay({.boundaries = {1}, .values = {1}}), value_error);
  CHECK_THROWS_AS(schedules::PiecewiseConstantDecay({.boundaries = {2, 1}, .values = {1, 2, 3}}), value_error);
}

TEST_CASE("waves of a cosine start anew at the right step, whatever t_mul") {
  const schedules::CosineDecayRestarts rate({.initial_learning_rate = 1, .first_decay_steps = 2, .t_mul = 3});
  for (const index_t start : {0, 2, 8, 26, 80, 242, 728}) {  // 2 (1 + 3 + 9 + …), where rounded logarithms are late
    CHECK(rate(start) == Approx(1));
    if (start > 8) CHECK(rate(start - 1) < 0.02);
  }
}

TEST_CASE("optimizers refuse options and gradients that do not fit") {
  CHECK_THROWS_AS(SGD({.momentum = 1.5}), value_error);
  CHECK_THROWS_WITH(optimizers::Adam({.clipnorm = 1.0, .clipvalue = 1.0}), Catch::Contains("at most one"));
  CHECK_THROWS_AS(optimizers::Adam({.ema_momentum = 2.0}), value_error);
  CHECK_THROWS_AS(optimizers::Adam({.gradient_accumulation_steps = 1}), value_error);
  CHECK_THROWS_AS(optimizers::Adam({.loss_scale_factor = 0}), value_error);
  CHECK_THROWS_AS(optimizers::Lion({.beta_1 = 0}), value_error);
  CHECK_THROWS_AS(optimizers::Ftrl({.learning_rate_power = 0.5}), value_error);
  const optimizers::Adam adam;
  const Variable a(ones({2}), "a"), b(ones({3}), "b");
  CHECK_THROWS_AS(adam.apply({ones({2})}, {a, b}), value_error);
  adam.apply({ones({2})}, {a});
  CHECK_THROWS_AS(adam.apply({ones({3})}, {b}), state_error);
  CHECK_THROWS_AS(adam.apply({ones({3})}, {a}), shape_error);
  CHECK_THROWS_AS(adam.apply({ones({2}, float64)}, {a}), dtype_error);
  CHECK_THROWS_AS(adam.apply({Tensor()}, {a}), value_error);
  const Variable wide(ones({2}, float64), "wide"), counts(ones({2}, int32), "counts");
  CHECK_THROWS_AS(SGD().build({a, wide}), dtype_error);
  CHECK_THROWS_AS(SGD().build({counts}), dtype_error);
}

TEST_CASE("an optimizer takes some of the weights it was built for, and leaves the others") {
  const optimizers::Adam adam({.learning_rate = 0.1, .weight_decay = 0.1, .use_ema = true});
  const Variable a(ones({2}), "a"), b(ones({3}), "b");
  adam.build({a, b});
  adam.build({a, b});
  CHECK_THROWS_AS(adam.build({b}), state_error);
  adam.apply({ones({3})}, {b});
  CHECK(testing::same_bits(a, ones({2})));
  CHECK_FALSE(testing::same_bits(b, ones({3})));
  adam.apply({ones({2}), ones({3})});
  CHECK_FALSE(testing::same_bits(a, ones({2})));
  adam.apply({}, {});
  CHECK(adam.iterations() == 2);
  CHECK_THROWS_AS(SGD().apply({ones({2})}), state_error);
}

TEST_CASE("weights can be excluded from decay, before the first step") {
  const SGD sgd({.learning_rate = 1, .weight_decay = 0.5});
  const Variable kernel(ones({1}), "kernel"), bias(ones({1}), "bias"), table(ones({1}), "table");
  sgd.exclude_from_weight_decay({.var_list = {table}, .var_names = {"bia"}});
  sgd.apply({zeros({1}), zeros({1}), zeros({1})}, {kernel, bias, table});
  CHECK(kernel.at<float>(0) == 0.5f);
  CHECK(bias.at<float>(0) == 1);
  CHECK(table.at<float>(0) == 1);
  CHECK_THROWS_AS(sgd.exclude_from_weight_decay({.var_names = {"kernel"}}), state_error);
}

TEST_CASE("gradients gathered over several batches step as one batch of all") {
  const Tensor x = testing::random_tensor({12, 3}), y = testing::random_tensor({12, 2}, -1, 1, 7);
  const Variable whole(zeros({3, 2}, float64), "whole"), parts(zeros({3, 2}, float64), "parts");
  const optimizers::Adam one({.learning_rate = 0.1, .clipnorm = 0.3});
  const optimizers::Adam four({.learning_rate = 0.1, .clipnorm = 0.3, .gradient_accumulation_steps = 4});
  const auto step = [](const Optimizer& optimizer, const Variable& w, const Tensor& in, const Tensor& wanted) {
    GradientTape tape;
    const Tensor loss = ops::mean(ops::square(ops::subtract(ops::matmul(in, w), wanted)));
    optimizer.apply(tape.gradient(loss, std::vector<Variable>{w}), {w});
  };
  for (int i = 0; i < 3; ++i) {
    step(one, whole, x, y);
    for (index_t part = 0; part < 12; part += 3) {
      const Tensor before = parts.clone();
      step(four, parts, x.slice(part, part + 3), y.slice(part, part + 3));
      if (part < 9) CHECK(testing::same_bits(parts, before));
    }
  }
  CHECK(testing::all_close(parts, whole, 1e-12));
  CHECK(one.iterations() == four.iterations());
}

TEST_CASE("running averages of the weights: first the weights, then a share of the way to them") {
  const SGD sgd({.learning_rate = 1, .use_ema = true, .ema_momentum = 0.75});
  const Variable w(full({1}, 8), "w");
  sgd.apply({ones({1})}, {w});     // w 7, average 7
  sgd.apply({full({1}, 4)}, {w});  // w 3, average 7 - 4/4
  CHECK(w.at<float>(0) == 3);
  CHECK(sgd.variables()[2].name == "w_average");
  CHECK(sgd.variables()[2].value.at<float>(0) == 6);
  sgd.impl().swap_averages(std::vector{w});
  CHECK(w.at<float>(0) == 6);
  CHECK(sgd.variables()[2].value.at<float>(0) == 3);
  sgd.impl().swap_averages(std::vector{w});
  sgd.finalize_variable_values({w});
  CHECK(w.at<float>(0) == 6);
  const SGD plain;
  CHECK_THROWS_AS(plain.impl().swap_averages(std::vector{w}), state_error);
}

TEST_CASE("a scaled loss makes the steps of the plain one") {
  const SGD plain(0.5), scaled({.learning_rate = 0.5, .loss_scale_factor = 1024});
  for (const Optimizer& optimizer : {plain, scaled}) {
    const Variable w(full({2}, 3), "w");
    GradientTape tape;
    const Tensor loss = optimizer.scale_loss(ops::sum(ops::square(w)));
    optimizer.apply(tape.gradient(loss, std::vector<Variable>{w}), {w});
    CHECK(w.at<float>(0) == 0);  // 3 - 0.5 · 6
  }
}

TEST_CASE("a global norm that is no number spreads to all steps") {
  const SGD sgd({.learning_rate = 1, .global_clipnorm = 1.0});
  const Variable a(ones({1}), "a"), b(ones({1}), "b");
  sgd.apply({full({1}, INFINITY), ones({1})}, {a, b});
  CHECK(std::isnan(b.at<float>(0)));
}

TEST_CASE("an optimizer's variables are set as a whole, or not at all") {
  const optimizers::Adam adam(0.5);
  const Variable w(ones({2}), "w");
  CHECK(adam.variables().size() == 2);
  CHECK_THROWS_AS(adam.impl().set_variables(std::vector<Tensor>(4)), state_error);
  adam.build({w});
  const auto number = [](double value, DType dtype) { return Tensor::scalar(value, dtype); };
  const std::vector<Tensor> state = {number(7, int64), number(0.25, float32), ones({2}), full({2}, 2)};
  CHECK_THROWS_AS(adam.impl().set_variables(std::vector<Tensor>(state.begin(), state.end() - 1)), shape_error);
  CHECK_THROWS_AS(adam.impl().set_variables(std::vector<Tensor>{state[0], state[1], state[2], ones({3})}), shape_error);
  CHECK(adam.iterations() == 0);
  adam.impl().set_variables(state);
  CHECK(adam.iterations() == 7);
  CHECK(adam.learning_rate() == 0.25);
  CHECK(adam.impl().count_params() == 6);
  const auto got = adam.variables();
  for (std::size_t i = 0; i < state.size(); ++i) CHECK(testing::same_bits(got[i].value, state[i]));
}
