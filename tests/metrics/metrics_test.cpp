// Metrics against tables of Keras's results, batch after batch.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_table.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("metrics match Keras's tables, batch after batch") {
  testing::for_each_row("metrics", "metric", [](const Json& row) {
    const Metric metric = testing::metric_from({{"class_name", row["metric"]}, {"config", row["config"]}});
    for (int round = 0; round < 2; ++round) {  // the second after reset_state
      metric.reset_state();
      for (std::size_t i = 0; i < row["updates"].size(); ++i) {
        const Json& u = row["updates"][i];
        metric.update_state(testing::tensor_from(u["y_true"]), testing::tensor_from(u["y_pred"]),
                            testing::weights_from(u["sample_weight"]));
        CHECK(metric.result() == Approx(row["result_after_each"][i].get<double>()).epsilon(2e-5).margin(1e-6));
      }
    }
  });
}
#endif

TEST_CASE("Mean weighs values and is 0 without any") {
  const metrics::Mean mean;
  CHECK(mean.result() == 0);
  mean.update_state(Tensor({1.f, 3.f}));
  CHECK(mean.result() == Approx(2));
  mean.update_state(Tensor({5.f, 7.f}), Tensor({0.f, 2.f}));
  CHECK(mean.result() == Approx(4.5));
  mean.update_state(ones({2, 2}), Tensor({1.f, 0.f}));  // a weight for each row
  CHECK(mean.result() == Approx(20.0 / 6));
  mean.reset_state();
  CHECK(mean.result() == 0);
}

TEST_CASE("accuracy picks its kind by the shapes") {
  const Tensor p({{0.1f, 0.9f}, {0.8f, 0.2f}});
  CHECK(Metric("accuracy")(Tensor({{0.f, 1.f}, {0.f, 1.f}}), p) == Approx(0.5));  // one-hot
  CHECK(Metric("acc")(Tensor({1, 1}), p) == Approx(0.5));                         // class numbers
  CHECK(Metric("accuracy")(Tensor({{1}, {0}}), p) == Approx(1.0));                // (batch, 1)
  CHECK(Metric("accuracy")(Tensor({1, 0, 1}), Tensor({{0.9f}, {0.2f}, {0.4f}})) == Approx(2.0 / 3));
  CHECK(Metric("acc").name() == "acc");
}

TEST_CASE("metrics go by name, object and function; a wrong name lists those known") {
  CHECK(Metric("MeanSquaredError").name() == "MeanSquaredError");  // as Keras's compile names it
  CHECK(Metric("mse").name() == "mse");
  const Metric own = [](const Tensor& y, const Tensor& p) { return ops::abs(y - p); };
  CHECK(own(Tensor({1.f, 2.f}), Tensor({3.f, 2.f})) == Approx(1.0));
  CHECK_THROWS_WITH(Metric("acuracy"), Catch::Contains("accuracy, ") && Catch::Contains("got \"acuracy\""));
}

TEST_CASE("metrics tell of shapes that do not fit") {
  CHECK_THROWS_AS(Metric("mse")(zeros({3, 2}), zeros({3, 4})), shape_error);
  CHECK_THROWS_AS(Metric("categorical_accuracy")(zeros({3}), zeros({3, 4})), shape_error);
  CHECK_THROWS_AS(Metric("accuracy")(zeros({2}), zeros({3, 4})), shape_error);
}
