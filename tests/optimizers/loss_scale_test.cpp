// LossScaleOptimizer along Keras's steps (golden/optimizers/loss_scale.json, by golden/make_loss_scale.py), and in
// models; schedules by name.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/check_optimizer.hpp"

using namespace keratin;
using optimizers::LossScaleOptimizer;
using testing::Json;

namespace {

double scale_of(const Optimizer& optimizer) { return optimizer.scale_loss(Tensor::scalar(1)).item<double>(); }

LossScaleOptimizer made(const Json& row) {
  optimizers::LossScaleOptimizerOptions options;
  const Json& o = row["options"];
  if (o.contains("initial_scale")) options.initial_scale = o["initial_scale"].get<double>();
  if (o.contains("dynamic_growth_steps")) options.dynamic_growth_steps = o["dynamic_growth_steps"].get<int>();
  return LossScaleOptimizer(testing::optimizer_from({{"class_name", row["inner"]}, {"config", row["inner_config"]}}),
                            options);
}

}  // namespace

TEST_CASE("LossScaleOptimizer follows Keras, where gradients are finite and where not") {
  for (const Json& row : Json::parse(io::read_file(testing::golden("optimizers/loss_scale.json")))) {
    INFO(row["inner"] << " " << row["options"]);
    const auto optimizer = made(row);
    CHECK(scale_of(optimizer) == row["scale_before"]);
    const auto weights = testing::variables_from(testing::tensors_from(row["w0"]), float32, {"kernel", "bias"});
    for (std::size_t s = 0; s < row["steps"].size(); ++s) {
      INFO("step " << s);
      const Json& step = row["steps"][s];
      optimizer.apply(testing::gradients_of(step, float32), weights);
      for (std::size_t i = 0; i < weights.size(); ++i)
        testing::check_near(weights[i], testing::tensor_from(step["weights"][i]));
      CHECK(scale_of(optimizer) == step["scale"]);
      CHECK(optimizer.iterations() == step["iterations"]);
    }
    const auto variables = optimizer.variables();
    REQUIRE(variables.size() == row["variables"].size());
    for (std::size_t i = 0; i < variables.size(); ++i) {
      const Json& want = row["variables"][i];
      const std::string path = want["path"];
      INFO(path);
      CHECK(variables[i].name == path.substr(path.rfind('/') + 1));
      CHECK(to_string_view(variables[i].value.dtype()) == want["dtype"].get<std::string>());
      testing::check_near(variables[i].value, testing::tensor_from(want["value"]).cast(variables[i].value.dtype()));
    }
    Json ours = testing::fields_of(optimizer.impl()), theirs = row["config"]["config"];
    CHECK(ours["inner_optimizer"]["class_name"] == theirs["inner_optimizer"]["class_name"]);
    CHECK(ours["inner_optimizer"]["config"].size() == theirs["inner_optimizer"]["config"].size());
    for (Json* j : {&ours, &theirs}) j->erase("inner_optimizer"), j->erase("name");  // Keras counts its optimizers
    CHECK(ours == theirs);
  }
  testing::parity("optimizers", "LossScaleOptimizer", testing::Checked::training);
}

TEST_CASE("LossScaleOptimizer trains as the optimizer inside, and goes on from a file") {
  const Tensor x = testing::random_tensor({16, 3}).cast(float32),
               y = testing::random_tensor({16, 2}, -1, 1, 2).cast(float32);
  Sequential plain({Input({3}), layers::Dense(2)}), scaled({Input({3}), layers::Dense(2)});
  scaled.set_weights(plain.get_weights());
  plain.compile({.optimizer = optimizers::Adam(0.01), .loss = "mse"});
  scaled.compile({.optimizer = LossScaleOptimizer(optimizers::Adam(0.01), {.dynamic_growth_steps = 3}), .loss = "mse"});
  const FitOptions options{.batch_size = 4, .epochs = 2, .verbose = 0, .shuffle = false};
  CHECK(plain.fit(x, y, options).history == scaled.fit(x, y, options).history);  // powers of 2 round nothing
  for (std::size_t i = 0; i < 2; ++i) CHECK(testing::same_bits(plain.get_weights()[i], scaled.get_weights()[i]));
  CHECK(scale_of(scaled.optimizer()) == 32768 * 4);
  const testing::TemporaryFolder folder;
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    scaled.save(folder / file);
    auto again = load_model(folder / file);
    CHECK(scale_of(again.optimizer()) == scale_of(scaled.optimizer()));
    CHECK(again.optimizer().iterations() == scaled.optimizer().iterations());
    CHECK(again.fit(x, y, options).history == scaled.fit(x, y, options).history);
  }
}

TEST_CASE("LossScaleOptimizer refuses what cannot be") {
  CHECK_THROWS_AS(LossScaleOptimizer(optimizers::SGD(), {.initial_scale = 0}), value_error);
  CHECK_THROWS_AS(LossScaleOptimizer(optimizers::SGD(), {.dynamic_growth_steps = 0}), value_error);
  CHECK_THROWS_AS(LossScaleOptimizer(optimizers::SGD({.loss_scale_factor = 2})), value_error);
  CHECK_THROWS_WITH(Optimizer("LossScaleOptimizer"), Catch::Contains("expected an inner optimizer"));
}

TEST_CASE("schedules are made by name from numbers") {
  namespace schedules = optimizers::schedules;
  const auto decay =
      schedules::get("ExponentialDecay", {{"initial_learning_rate", 0.1}, {"decay_steps", 10}, {"decay_rate", 0.5}});
  CHECK(decay(20) == Approx(0.025));
  CHECK(decay.impl().class_name() == "ExponentialDecay");
  const auto stairs = schedules::get(
      "ExponentialDecay", {{"initial_learning_rate", 0.1}, {"decay_steps", 10}, {"decay_rate", 0.5}, {"staircase", 1}});
  CHECK(stairs(15) == Approx(0.05));
  const auto steps = schedules::get("PiecewiseConstantDecay", {{"boundaries", {2, 4}}, {"values", {1, 0.5, 0.25}}});
  CHECK(steps(3) == 0.5);
  CHECK_THROWS_WITH(schedules::get("ExponentialDecayy", {}), Catch::Contains("ExponentialDecay"));
  CHECK_THROWS_WITH(schedules::get("CosineDecay", {{"initial_learning_rate", 0.1}, {"decay_stepss", 10}}),
                    Catch::Contains("decay_steps"));
  CHECK_THROWS_WITH(schedules::get("CosineDecay", {{"initial_learning_rate", 0.1}, {"decay_steps", 1.5}}),
                    Catch::Contains("whole number"));
}
#endif
