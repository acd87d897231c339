// After the first epoch a training step asks the system for no memory.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <vector>

#include "support/count_allocations.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

/// The allocations before each batch of the last epoch; it wants no figures, which would cost some.
struct Counter : CustomCallback {
  explicit Counter(int epochs) : last(epochs - 1) { counts.reserve(1000); }
  void on_epoch_begin(int epoch) override { counting = epoch == last; }
  void on_train_batch_begin(int) override {
    if (counting) counts.push_back(testing::allocations());
  }
  bool wants_batches() override { return false; }
  int last;
  bool counting = false;
  std::vector<long> counts;
};

/// How many steps of the last epoch allocate.
long unsteady_steps(Sequential<>& model, const Tensor& x, const Tensor& y) {
  const auto counter = make_callback<Counter>(4);
  model.fit(x, y, {.batch_size = 32, .epochs = 4, .verbose = 0, .callbacks = {counter}});
  const auto& counts = counter->counts;
  REQUIRE(counts.size() > 2);
  long steps = 0;
  for (std::size_t i = 1; i < counts.size(); ++i) steps += counts[i] != counts[i - 1];
  return steps;
}

void check_steady(Sequential<>& model, const Tensor& x, const Tensor& y, const CompileOptions& how) {
  for (const int threads : {1, 2}) {
    INFO(threads << " threads");
    const testing::WithThreads scope(threads);
    model.compile(how);
    long steps = unsteady_steps(model, x, y);
    // Where cores are scarce the second thread may come late, and makes its buffers when it first has work.
    for (int late = 1; late < threads && steps > 0; ++late) steps = unsteady_steps(model, x, y);
    CHECK(steps == 0);
  }
}

Tensor real(const Shape& shape) { return testing::random_tensor(shape, 0, 1).cast(float32); }

}  // namespace

TEST_CASE("a step of a small model allocates nothing") {
  Sequential model({Input({2}), Dense(5, {.activation = "relu"}), Dense(5, {.activation = "tanh"}),
                    Dense(1, {.activation = "sigmoid"})});
  const Tensor x = real({200, 2}), y = ops::greater(real({200, 1}), full({200, 1}, 0.5)).cast(float32);
  check_steady(model, x, y, {.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
}

TEST_CASE("a step of a larger model allocates nothing") {
  Sequential model({Input({28, 28}), Flatten(), Dense(128, {.activation = "relu", .kernel_regularizer = "l2"}),
                    Dropout(0.2), Dense(10, {.activation = "softmax"})});
  const Tensor x = real({300, 28, 28}), y = utils::to_categorical(ops::argmax(real({300, 10}), 1), 10);
  check_steady(model, x, y,
               {.optimizer = optimizers::SGD({.learning_rate = 0.01, .momentum = 0.9}),
                .loss = "categorical_crossentropy",
                .metrics = {"accuracy"}});
}
