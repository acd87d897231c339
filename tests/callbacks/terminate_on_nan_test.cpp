// TerminateOnNaN: ends a run whose loss is no number.
#include <limits>

#include "support/callback_cases.hpp"

using namespace keratin;

namespace {

History fit(Sequential<>& model, const Callback& callback) {
  const float big = std::numeric_limits<float>::infinity();
  return model.fit(Tensor({{1.f}, {1.f}, {big}, {1.f}}), ones({4, 1}),
                   {.batch_size = 1, .epochs = 3, .verbose = 0, .callbacks = {callback}, .shuffle = false});
}

}  // namespace

TEST_CASE("TerminateOnNaN ends training after the batch, with Keras's words") {
  auto model = testing::callback_model();
  model.set_weights({ones({1, 1})});
  History history;
  const std::string text = testing::written_to(std::cout, [&] { history = fit(model, callbacks::TerminateOnNaN()); });
  CHECK(text == "Batch 2: Invalid loss, terminating training\n");
  CHECK(history.epoch.size() == 1);
}

TEST_CASE("TerminateOnNaN throws instead if asked to") {
  auto model = testing::callback_model();
  model.set_weights({ones({1, 1})});
  CHECK_THROWS_AS(fit(model, callbacks::TerminateOnNaN({.raise_error = true})), runtime_error);
  model.set_weights({ones({1, 1})});
  CHECK_THROWS_WITH(fit(model, callbacks::TerminateOnNaN({.raise_error = true})), Catch::Contains("at batch 2"));
}
