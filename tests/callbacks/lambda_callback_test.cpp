// LambdaCallback, and what callbacks may do to a run.
#include "support/callback_cases.hpp"

using namespace keratin;

TEST_CASE("LambdaCallback calls each function given, in Keras's order") {
  std::string calls;
  const auto run = [&](const char* name) { return [&calls, name] { calls += std::string(name) + " "; }; };
  const auto step = [&](const char* name) {
    return [&calls, name](int i) { calls += name + std::to_string(i) + " "; };
  };
  double loss = -1, figures = -1;
  const callbacks::LambdaCallback all(
      {.on_epoch_begin = step("e"),
       .on_epoch_end = [&](int, const Logs& logs) { loss = logs["loss"]; },
       .on_train_begin = run("train"),
       .on_train_end = [&](const Logs& logs) { figures = static_cast<double>(logs.size()); },
       .on_train_batch_begin = step("b"),
       .on_train_batch_end = step("B"),
       .on_test_begin = run("test"),
       .on_test_end = run("/test"),
       .on_test_batch_begin = step("t"),
       .on_test_batch_end = step("T"),
       .on_predict_begin = run("predict"),
       .on_predict_end = run("/predict"),
       .on_predict_batch_begin = step("p"),
       .on_predict_batch_end = step("P")});
  auto model = testing::callback_model();
  const Tensor x = zeros({4, 1});
  model.fit(x, x, {.batch_size = 2, .verbose = 0, .callbacks = {all}, .validation_data = {x, x}});
  CHECK(calls == "train e0 b0 B0 b1 B1 test t0 T0 t1 T1 /test ");
  CHECK(loss == 0);
  CHECK(figures == 6);
  calls.clear();
  static_cast<void>(model.predict(x, {.verbose = 0, .callbacks = {all}}));
  CHECK(calls == "predict p0 P0 /predict ");
}

TEST_CASE("a callback reads and sets learning rate and weights, and sees the run") {
  struct All : CustomCallback {
    void on_train_begin() override {
      CHECK(state().epochs == 2);
      CHECK(state().steps == 3);
      CHECK(model().learning_rate() == 0.5);
    }
    void on_epoch_end(int epoch, const Logs&) override {
      model().set_learning_rate(0.125);
      model().set_weights({full({1, 1}, 7)});
      state().log("mine", epoch + 10);
      CHECK(model().iterations() == 3 * (epoch + 1));
    }
    void on_batch_end(int, const Logs&) override { ++batches; }
    void on_predict_batch_end(int) override {
      CHECK(state().outputs->at(0).shape() == Shape{2, 1});
      stop_predicting();
    }
    void on_test_batch_end(int, const Logs&) override { stop_evaluating(); }
    int batches = 0;
  };
  auto model = testing::callback_model();
  const auto all = make_callback<All>();
  const Tensor x = zeros({6, 1});
  const History h = model.fit(x, x, {.batch_size = 2, .epochs = 2, .verbose = 0, .callbacks = {all}});
  CHECK(all->batches == 6);
  CHECK(h.history["mine"] == std::vector<double>{10, 11});
  CHECK(model.optimizer().learning_rate() == 0.125);
  CHECK(model.get_weights()[0].item<double>() == 7);
  CHECK(model.predict(x, {.batch_size = 2, .verbose = 0, .callbacks = {all}}).shape() == Shape{2, 1});
  const Tensor y = Tensor({{7.f}, {7.f}, {0.f}});
  CHECK(model.evaluate(ones({3, 1}), y, {.batch_size = 2, .verbose = 0, .callbacks = {all}})["loss"] == 0);
}

TEST_CASE("a callback outside of a run says so") {
  struct Early : CustomCallback {
    void look() { static_cast<void>(model().learning_rate()); }
  };
  CHECK_THROWS_AS(make_callback<Early>()->look(), state_error);
}
