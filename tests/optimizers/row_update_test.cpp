// optimizers/row_update.hpp and idle_rows.hpp: steps that are made for the used rows of an embedding's table alone.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/ops/embedding.hpp>
#include <keratin/ops/ops.hpp>
#include <keratin/optimizers/optimizers.hpp>

#include <catch2/catch.hpp>
#include <functional>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// A table and its optimizer.
struct Trained {
  Variable table;
  Optimizer optimizer;
};

/// One step for the rows `ids`, each once. `whole`: with an ordinary gradient, which does not say what it is the sum
/// of.
void step(const Trained& trained, const Tensor& ids, bool whole) {
  GradientTape tape;
  const Tensor loss = ops::sum(ops::square(ops::embedding(trained.table, ids)));
  Tensor gradient = tape.gradient(loss, Tensors{trained.table})[0];
  if (whole) gradient = gradient.clone();
  trained.optimizer.apply({gradient}, {trained.table});
}

void check_same(const Trained& rows, const Trained& whole) {
  CHECK(same_bits(rows.table, whole.table));
  const auto a = rows.optimizer.variables(), b = whole.optimizer.variables();
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO(a[i].name);
    CHECK(same_bits(a[i].value, b[i].value));
  }
}

}  // namespace

TEST_CASE("rows of an embedding that batches do not use are caught up to the bit") {
  const std::vector<std::function<Optimizer()>> rules = {
      [] { return optimizers::SGD(0.1); },
      [] { return optimizers::SGD({.learning_rate = 0.1, .momentum = 0.9}); },
      [] { return optimizers::Adagrad(0.1); },
      [] { return optimizers::Adadelta(1.0); },
      [] { return optimizers::RMSprop(0.1); },
      [] { return optimizers::RMSprop({.learning_rate = 0.1, .momentum = 0.5}); },
      [] { return optimizers::RMSprop({.learning_rate = 0.1, .centered = true}); },
      [] { return optimizers::RMSprop({.learning_rate = 0.1, .weight_decay = 0.01}); },
      [] { return optimizers::Adam(0.1); },
  };
  for (const DType dtype : {float32, float64})
    for (const auto& rule : rules) {
      const Tensor start = random_tensor({50, 7}).cast(dtype);
      const Trained rows{Variable(start.clone(), {}), rule()}, whole{Variable(start.clone(), {}), rule()};
      INFO(rows.optimizer.name() << " " << to_text(dtype));
      for (int i = 0; i < 60; ++i) {  // from the 20th step on most rows are idle; some steps are made for all rows
        const Tensor ids = random::shuffle(arange(i < 20 ? 50 : 9)).slice(0, 6);
        step(rows, ids, i % 25 == 24);
        step(whole, ids, true);
        if (i == 30) check_same(rows, whole);
      }
      check_same(rows, whole);
    }
}

TEST_CASE("a row that rested until its averages were too small for numbers is as after so many steps") {
  const Tensor start = random_tensor({3, 5}).cast(float32), all = arange(3), first = arange(1);
  const Trained rows{Variable(start.clone(), {}), optimizers::RMSprop({.learning_rate = 0.01, .rho = 0.5})},
      whole{Variable(start.clone(), {}), optimizers::RMSprop({.learning_rate = 0.01, .rho = 0.5})};
  for (const Trained* one : {&rows, &whole}) step(*one, all, false);
  for (int i = 0; i < 500; ++i) {
    step(rows, first, false);
    step(whole, first, true);
  }
  check_same(rows, whole);
}
