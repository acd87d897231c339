// Losses against tables of Keras's values and gradients, and the errors they give.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_table.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("losses and their gradients match Keras's tables") {
  testing::for_each_row("losses", "loss", [](const Json& row) {
    Json config = row["config"];
    config["reduction"] = row["reduction"];
    const Loss loss = testing::loss_from({{"class_name", row["loss"]}, {"config", config}});
    const Tensor y = testing::tensor_from(row["y_true"]), p = testing::tensor_from(row["y_pred"]).cast(float32);
    const auto weights = testing::weights_from(row["sample_weight"]);
    INFO("reduction " << row["reduction"] << (weights ? ", weighted" : ""));
    GradientTape tape;
    tape.watch(p);
    const Tensor value = loss(y, p, weights);
    testing::check_near(value, testing::tensor_from(row["value"]).cast(float32));
    if (row.contains("grad_y_pred"))
      testing::check_near(tape.gradient(ops::sum(value), p), testing::tensor_from(row["grad_y_pred"]));
  });
}
#endif

TEST_CASE("losses go by all of Keras's names") {
  for (const char* name : {"mse", "MSE", "mean_squared_error", "MeanSquaredError"})
    CHECK(Loss(name).name() == "mean_squared_error");
  for (const char* name : {"mae", "MAE", "mean_absolute_error"}) CHECK(Loss(name).name() == "mean_absolute_error");
  for (const char* name : {"bce", "BCE", "binary_crossentropy"}) CHECK(Loss(name).name() == "binary_crossentropy");
  CHECK_THROWS_WITH(Loss("msee"), Catch::Contains("mse") && Catch::Contains("got \"msee\""));
}

TEST_CASE("a loss of one's own may be a lambda or one of keratin's functions") {
  const Tensor y = Tensor({1.f, 2.f}), p = Tensor({2.f, 4.f});
  const Loss own = [](const Tensor& a, const Tensor& b) { return ops::mean(ops::square(a - b)); };
  CHECK(own(y, p).item<double>() == Approx(2.5));
  CHECK(Loss(losses::binary_crossentropy)(ones({2, 1}), full({2, 1}, 0.5)).item<double>() == Approx(std::log(2.0)));
}

TEST_CASE("losses tell of shapes that do not fit") {
  CHECK_THROWS_WITH(Loss("mse")(zeros({3, 2}), zeros({3, 4})), Catch::Contains("(3, 4)") && Catch::Contains("(3, 2)"));
  CHECK_THROWS_WITH(Loss("categorical_crossentropy")(zeros({3}), full({3, 4}, 0.25)),
                    Catch::Contains("sparse_categorical_crossentropy"));
  CHECK_THROWS_AS(Loss("binary_crossentropy")(zeros({3, 2}), zeros({4, 2})), shape_error);
}

TEST_CASE("class numbers out of range are an error") {
  const Tensor p = full({2, 3}, 1.0 / 3);
  CHECK_THROWS_AS(Loss("sparse_categorical_crossentropy")(Tensor({0, 3}), p), value_error);
  CHECK_THROWS_AS(Loss("sparse_categorical_crossentropy")(Tensor({-1, 0}), p), value_error);
}
