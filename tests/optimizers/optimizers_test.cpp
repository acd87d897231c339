// Optimizers along trajectories of Keras, their common options, and their errors.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/check_optimizer.hpp"

using namespace keratin;
using testing::Json;

TEST_CASE("optimizers follow Keras's trajectories") {
  testing::for_each_row("optimizers", "optimizer", [](const Json& row) {
    testing::check_optimizer(
        [&] {
          return testing::optimizer_from({{"class_name", row["optimizer"]}, {"config", row["config"]}});
        },
        row);
  });
}
#endif

TEST_CASE("optimizers go by name, with Keras's defaults") {
  CHECK(Optimizer("adam").learning_rate() == Approx(0.001));
  CHECK(Optimizer("SGD").learning_rate() == Approx(0.01));
  CHECK(Optimizer("rmsprop").name() == "rmsprop");
  CHECK(optimizers::Adadelta(0.5).learning_rate() == Approx(0.5));
  CHECK_THROWS_WITH(Optimizer("adamm"),
                    Catch::Contains("adadelta, adam, rmsprop, sgd") && Catch::Contains("got \"adamm\""));
}

TEST_CASE("a learning rate can be changed between steps") {
  const optimizers::SGD sgd(0.5);
  const Variable w(ones({2}), "w");
  sgd.apply({ones({2})}, {w});
  CHECK(w.at<float>(0) == 0.5f);
  sgd.set_learning_rate(0.25);
  sgd.apply({ones({2})}, {w});
  CHECK(w.at<float>(1) == 0.25f);
  CHECK(sgd.iterations() == 2);
}

TEST_CASE("optimizers refuse options and gradients that do not fit") {
  CHECK_THROWS_AS(optimizers::SGD({.momentum = 1.5}), value_error);
  CHECK_THROWS_WITH(optimizers::Adam({.clipnorm = 1.0, .clipvalue = 1.0}), Catch::Contains("at most one"));
  CHECK_THROWS_AS(optimizers::Adam({.ema_momentum = 2.0}), value_error);
  const optimizers::Adam adam;
  const Variable a(ones({2}), "a"), b(ones({3}), "b");
  CHECK_THROWS_AS(adam.apply({ones({2})}, {a, b}), value_error);
  adam.apply({ones({2})}, {a});
  CHECK_THROWS_AS(adam.apply({ones({3})}, {b}), state_error);
  CHECK_THROWS_AS(adam.apply({ones({3})}, {a}), shape_error);
  CHECK_THROWS_AS(adam.apply({ones({2}, float64)}, {a}), dtype_error);
  CHECK(a.shape() == Shape{2});
}
