// layers/register_function.hpp: functions in files, by their names: Lambdas, activations, losses and metrics.
#include <keratin/io/zip.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/round_trip.hpp"

namespace register_function_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;
using Catch::Contains;
using Json = nlohmann::json;

Tensor inputs() { return random_tensor({8, 4}, -1, 1, 1).cast(float32); }
Tensor targets() { return random_tensor({8, 2}, -1, 1, 2).cast(float32); }

Tensor halved(const Tensor& x) { return x * 0.5; }
Tensor cubed(const Tensor& y, const Tensor& p) { return ops::mean(ops::abs(y - p) * ops::square(y - p), -1); }

Json config_of(const std::string& path) { return Json::parse(io::open_zip(path)->read("config.json")); }

/// Saved and loaded in both forms: the same figures, and training goes on alike.
void check_compiled(Model<> model) {
  const TemporaryFolder folder;
  const FitOptions options{.epochs = 2, .verbose = 0, .shuffle = false};
  for (const char* file : {"m.keras", "m.h5"}) {
    INFO(file);
    model.save(folder / file);
    auto again = load_model(folder / file);
    CHECK(again.to_json() == model.to_json());
    CHECK(again.fit(inputs(), targets(), options).history == model.fit(inputs(), targets(), options).history);
  }
}

TEST_CASE("a Lambda with a name is saved and loaded") {
  const CustomObjectScope scope("doubled", [](const Tensor& x) { return x * 2.0; });
  const Sequential by_name({Input({4}), Lambda("doubled", {.name = "twice"}), Dense(2)});
  check_round_trip(by_name, {inputs()});
  CHECK(all_close(by_name.get_layer(0)(inputs()), inputs() * 2.0, 0));
  const Json layer = Json::parse(by_name.to_json())["config"]["layers"][1];
  CHECK(layer["class_name"] == "Lambda");
  CHECK(layer["config"]["function"]["class_name"] == "function");
  CHECK(layer["config"]["function"]["config"] == "Custom>doubled");
  CHECK(layer["config"]["arguments"] == Json::object());

  const Sequential named({Input({4}), Lambda("shifted", [](const Tensor& x) { return x + 1.0; }), Dense(2)});
  check_round_trip(named, {inputs()});
  const Sequential shaped({Input({4}), Lambda("shifted", {.output_shape = Shape{4}}), Dense(2)});
  check_round_trip(shaped, {inputs()});
}

TEST_CASE("a plain function, or a lambda that keeps nothing, is known by itself") {
  register_function("halved", halved);
  const auto negated = [](const Tensor& x, const CallContext& context) { return context.training ? x : -x; };
  register_function("negated", negated);
  const auto sum = [](const Tensors& xs) { return xs[0] + xs[1]; };
  register_function("sum_of_two", sum);
  const auto a = Input({4}), b = Input({4});
  const Model<> model({a, b}, Lambda(sum)({Lambda(halved)(a), Lambda(negated)(b)}));
  check_round_trip(model, {inputs(), inputs()});
  register_function("halved", halved);  // the same again
  CHECK_THROWS_WITH(register_function("halved", [](const Tensor& x) { return x; }),
                    Contains("expected a name that no other function has; got \"halved\""));
}

TEST_CASE("an activation with a name is saved and loaded") {
  const CustomObjectScope scope("soft_step", [](const Tensor& x) { return ops::sigmoid(x * 3.0); });
  const Sequential model(
      {Input({4}), Dense(3, {.activation = "soft_step"}), Activation("soft_step"), Dense(2, {.activation = halved})});
  register_function("halved", halved);
  check_round_trip(model, {inputs()});
  const Json layers = Json::parse(model.to_json())["config"]["layers"];
  CHECK(layers[1]["config"]["activation"]["config"] == "Custom>soft_step");
  CHECK(layers[3]["config"]["activation"]["config"] == "Custom>halved");
}

TEST_CASE("losses and metrics with names are saved and loaded") {
  register_function("cubed", cubed);
  const CustomObjectScope scope("worst",
                                [](const Tensor& y, const Tensor& p) { return ops::max(ops::abs(y - p), -1); });
  for (const Loss& loss : {Loss("cubed"), Loss(cubed)}) {
    Sequential model({Input({4}), Dense(2)});
    model.compile({.optimizer = "adam", .loss = loss, .metrics = {"worst", cubed, "mae"}});
    const auto scores = model.evaluate(inputs(), targets(), {.verbose = 0});
    CHECK(scores.contains("worst"));
    CHECK(scores.contains("cubed"));
    check_compiled(model);
    const TemporaryFolder folder;
    model.save(folder / "m.keras");
    const Json compiled = config_of(folder / "m.keras")["compile_config"];
    CHECK(compiled["loss"]["config"] == "Custom>cubed");
    CHECK(compiled["metrics"][0]["config"] == "Custom>worst");
    CHECK(compiled["metrics"][1]["config"] == "Custom>cubed");
  }
}

TEST_CASE("names go before Keras's own, while a scope lives") {
  const Tensor x = inputs();
  {
    const CustomObjectScope scope("relu", [](const Tensor& t) { return t * 7.0; });
    CHECK(same_bits(activations::Activation("relu")(x), x * 7.0));
  }
  CHECK(same_bits(activations::Activation("relu")(x), ops::relu(x)));
}

TEST_CASE("what is missing is named") {
  const TemporaryFolder folder;
  {
    const CustomObjectScope f("gone", [](const Tensor& x) { return x * 2.0; });
    const CustomObjectScope g("gone_too", [](const Tensor& y, const Tensor& p) { return ops::mean(y - p, -1); });
    Sequential model({Input({4}), Lambda("gone", {.name = "own"}), Dense(2)});
    model.save(folder / "lambda.keras");
    Sequential other({Input({4}), Dense(2)});
    other.compile({.loss = "gone_too"});
    other.save(folder / "loss.keras");
    Sequential third({Input({4}), Dense(2, {.activation = "gone"})});
    third.save(folder / "activation.keras");
  }
  CHECK_THROWS_WITH(static_cast<void>(load_model(folder / "lambda.keras")),
                    Contains("lambda.keras") && Contains("own (Lambda)") && Contains("got \"gone\"") &&
                        Contains("register_function(\"gone\", f)"));
  CHECK_THROWS_WITH(static_cast<void>(load_model(folder / "loss.keras")),
                    Contains("loss.keras") && Contains("got \"gone_too\"") && Contains("compile = false"));
  CHECK_THROWS_WITH(static_cast<void>(load_model(folder / "activation.keras")),
                    Contains("activation.keras") && Contains("got \"gone\""));
  CHECK_NOTHROW(static_cast<void>(load_model(folder / "loss.keras", {.compile = false})));
  CHECK_THROWS_AS(Lambda("gone"), name_error);
  int two = 2;
  const Sequential unnamed({Input({4}), Lambda([two](const Tensor& x) { return x * two; })});
  CHECK_THROWS_WITH(unnamed.to_json(), Contains("(Lambda)") && Contains("register_function"));
  const Sequential masked({Input({4}), Lambda("halved", {.mask = ones({8, 4}, bool_)})});
  CHECK_THROWS_WITH(masked.to_json(), Contains("mask"));
  CHECK_THROWS_WITH(model_from_json(R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda",
      "config": {"name": "l", "function": {"class_name": "__lambda__", "config": {"value": "4wEA"}}}}]}})"),
                    Contains("l (Lambda)") && Contains("Python's code"));
}

}  // namespace register_function_test
