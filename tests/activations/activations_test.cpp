// Activations against tables of Keras's values and gradients.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_table.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("activations and their gradients match Keras's tables") {
  testing::for_each_row("activations", "activation", [](const Json& row) {
    if (!row["config"].empty()) throw testing::Missing(row["activation"].get<std::string>() + " with options");
    const activations::Activation f = testing::activation_from(row["activation"]);
    const Tensor x = testing::tensor_from(row["x"]).cast(float32);
    GradientTape tape;
    tape.watch(x);
    const Tensor y = f(x),
                 cotangent = row.contains("cotangent") ? testing::tensor_from(row["cotangent"]) : ones(y.shape());
    testing::check_near(y, testing::tensor_from(row["y"]).cast(float32));
    testing::check_near(tape.gradient(testing::weighted_sum(y, cotangent), x),
                        testing::tensor_from(row["grad"]).cast(float32));
  });
}
#endif

TEST_CASE("an activation is a name, a function of the room, a lambda, or nothing") {
  const Tensor x({-1.f, 2.f});
  CHECK(testing::same_bits(activations::Activation()(x), x));
  CHECK(activations::Activation("relu").name() == "relu");
  CHECK(testing::same_bits(activations::Activation(activations::relu)(x), Tensor({0.f, 2.f})));
  CHECK(testing::same_bits(activations::Activation([](const Tensor& t) { return t * 2.0; })(x), Tensor({-2.f, 4.f})));
  CHECK_THROWS_WITH(activations::Activation("rellu"), Catch::Contains("relu") && Catch::Contains("got \"rellu\""));
}
