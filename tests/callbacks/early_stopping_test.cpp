// EarlyStopping, against Keras's runs.
#include "support/callback_cases.hpp"

using namespace keratin;

TEST_CASE("EarlyStopping stops, restores and prints as Keras does") {
  for (const auto& c : testing::callback_cases("EarlyStopping")) {
    std::optional<Real> baseline;
    if (c.has("baseline")) baseline = c.number("baseline", 0);
    testing::check_case(c, callbacks::EarlyStopping({.monitor = c.get("monitor", "val_loss"),
                                                     .min_delta = c.number("min_delta", 0),
                                                     .patience = c.whole("patience", 0),
                                                     .verbose = c.whole("verbose", 0),
                                                     .mode = c.get("mode", "auto"),
                                                     .baseline = baseline,
                                                     .restore_best_weights = c.flag("restore_best_weights"),
                                                     .start_from_epoch = c.whole("start_from_epoch", 0)}));
  }
}

TEST_CASE("EarlyStopping warns of a figure that is missing and goes on") {
  auto model = testing::callback_model();
  const FitOptions options{.epochs = 3, .verbose = 0, .callbacks = {callbacks::EarlyStopping()}};
  const std::string warned = testing::written_to(std::cerr, [&] {
    CHECK(model.fit(zeros({6, 1}), zeros({6, 1}), options).epoch.size() == 3);
  });
  CHECK(warned.substr(0, warned.find('\n')) ==
        "UserWarning: Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: "
        "accuracy,loss,mae");
}

TEST_CASE("EarlyStopping may be used again, and refuses what it cannot do") {
  auto model = testing::callback_model();
  const callbacks::EarlyStopping stopping({.monitor = "loss", .patience = 1, .restore_best_weights = true});
  const FitOptions options{.epochs = 5, .verbose = 0, .callbacks = {stopping}};
  for (int i = 0; i < 2; ++i) CHECK(model.fit(zeros({6, 1}), zeros({6, 1}), options).epoch.size() == 2);
  CHECK_THROWS_WITH(callbacks::EarlyStopping({.mode = "lowest"}),
                    Catch::Contains("\"auto\", \"min\" or \"max\"") && Catch::Contains("\"lowest\""));
  CHECK_THROWS_WITH(model.fit(zeros({6, 1}), zeros({6, 1}),
                              {.verbose = 0, .callbacks = {callbacks::EarlyStopping({.monitor = "val_speed"})}}),
                    Catch::Contains("val_speed"));
}

TEST_CASE("EarlyStopping takes accuracy as a figure that grows") {
  auto model = testing::callback_model();
  const callbacks::EarlyStopping stopping({.monitor = "accuracy", .patience = 1});
  CHECK(model.fit(zeros({6, 1}), zeros({6, 1}), {.epochs = 4, .verbose = 0, .callbacks = {stopping}}).epoch.size() ==
        2);
}
