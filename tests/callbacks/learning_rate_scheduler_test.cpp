// LearningRateScheduler, against Keras's runs.
#include "support/callback_cases.hpp"

using namespace keratin;

TEST_CASE("LearningRateScheduler sets each epoch's rate and prints as Keras does") {
  for (const auto& c : testing::callback_cases("LearningRateScheduler"))
    testing::check_case(
        c, callbacks::LearningRateScheduler([](int epoch) { return std::pow(0.5, epoch); }, {.verbose = 1}));
  for (const auto& c : testing::callback_cases("LearningRateScheduler2"))
    testing::check_case(c,
                        callbacks::LearningRateScheduler([](int, double rate) { return rate * 0.25; }, {.verbose = 1}));
}

TEST_CASE("a learning rate in the logs stands last on the line of an epoch") {
  auto model = testing::callback_model();
  const std::string text = testing::written_to(std::cout, [&] {
    model.fit(zeros({6, 1}), zeros({6, 1}),
              {.verbose = 2,
               .callbacks = {callbacks::LearningRateScheduler([](int) { return 0.25f; })},
               .validation_data = {zeros({2, 1}), zeros({2, 1})}});
  });
  CHECK_THAT(text, Catch::EndsWith("- val_loss: 0.0000e+00 - val_mae: 0.0000e+00 - learning_rate: 0.2500\n"));
}
