// ReduceLROnPlateau, against Keras's runs.
#include "support/callback_cases.hpp"

using namespace keratin;

TEST_CASE("ReduceLROnPlateau changes the rate and prints as Keras does") {
  for (const auto& c : testing::callback_cases("ReduceLROnPlateau"))
    testing::check_case(c, callbacks::ReduceLROnPlateau({.factor = c.number("factor", 0.1),
                                                         .patience = c.whole("patience", 10),
                                                         .verbose = c.whole("verbose", 0),
                                                         .mode = c.get("mode", "auto"),
                                                         .min_delta = c.number("min_delta", 1e-4),
                                                         .cooldown = c.whole("cooldown", 0),
                                                         .min_lr = c.number("min_lr", 0)}));
}

TEST_CASE("ReduceLROnPlateau warns of a missing figure and refuses a factor of 1") {
  auto model = testing::callback_model();
  const FitOptions options{.verbose = 0, .callbacks = {callbacks::ReduceLROnPlateau()}};
  const std::string warned = testing::written_to(std::cerr, [&] { model.fit(zeros({6, 1}), zeros({6, 1}), options); });
  CHECK(warned ==
        "UserWarning: Learning rate reduction is conditioned on metric `val_loss` which is not available. Available "
        "metrics are: accuracy,learning_rate,loss,mae.\n");
  CHECK_THROWS_WITH(callbacks::ReduceLROnPlateau({.factor = 1}), Catch::Contains("factor below 1"));
}
