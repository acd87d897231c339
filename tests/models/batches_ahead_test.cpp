// Batches of a generator on a CUDA device: sent while the device computes with the one before, and none is lost.
#include <keratin/backend/cuda/transfer.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/on_cuda.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

template <class M>
void compile(M& m) {
  set_random_seed(3);
  m.add(Dense(8, {.activation = "tanh", .input_shape = {5}}));
  m.add(Dense(1));
  m.compile({.optimizer = optimizers::Adam(0.01), .loss = "mse"});
}

/// Batches of three samples, each in the arrays of the one before, until `end`; `asked` counts.
struct Refilled {
  Tensor x, y;
  index_t end;
  index_t asked = 0;
  Tensor batch_x = zeros({3, 5}), batch_y = zeros({3, 1});

  std::optional<Batch> operator()() {
    if (asked == end) return std::nullopt;
    const index_t first = 3 * asked++;
    batch_x.assign(x.slice(first, first + 3));
    batch_y.assign(y.slice(first, first + 3));
    return Batch{.x = batch_x, .y = batch_y};
  }
};

std::size_t uploaded() {
  if constexpr (with_cuda) return cuda_backend::transfers().uploaded;
  return 0;
}

}  // namespace

TEST_CASE("on cuda a generator's batches are sent ahead, and train as the same arrays do") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = random_tensor({12, 5}, -1, 1, 1).cast(float32), y = random_tensor({12, 1}, -1, 1, 2).cast(float32);
  Sequential<float, cuda> from_arrays, from_batches;
  compile(from_arrays), compile(from_batches);
  from_arrays.fit(x, y, {.batch_size = 3, .verbose = 0, .shuffle = false});
  Refilled batches{x, y, 4};
  const std::size_t before = uploaded();
  from_batches.fit(std::ref(batches), {.verbose = 0});
  CHECK(uploaded() - before == 2 * 3);  // x and y of all but the first
  CHECK(batches.asked == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(same_bits(from_batches.get_weights()[i], from_arrays.get_weights()[i]));

  batches.asked = 0;
  const Scores scores = from_batches.evaluate(std::ref(batches), {.verbose = 0});
  CHECK(scores["loss"] == Approx(from_arrays.evaluate(x, y, {.batch_size = 3, .verbose = 0})["loss"]));
  batches.asked = 0;
  CHECK(same_bits(from_batches.predict(std::ref(batches), {.verbose = 0}),
                  from_arrays.predict(x, {.batch_size = 3, .verbose = 0})));
}

TEST_CASE("on cuda no more of a generator is asked for than an epoch takes") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = random_tensor({12, 5}, -1, 1, 1).cast(float32), y = random_tensor({12, 1}, -1, 1, 2).cast(float32);
  Sequential<float, cuda> m;
  compile(m);
  Refilled batches{x, y, 4};
  m.fit(std::ref(batches), {.epochs = 2, .verbose = 0, .steps_per_epoch = 2});
  CHECK(batches.asked == 4);
}

TEST_CASE("on cuda a batch that does not fit says so, though one is on its way") {
  KERATIN_NEEDS_CUDA();
  Sequential<float, cuda> m;
  compile(m);
  index_t asked = 0;
  const auto batches = [&]() -> std::optional<Batch> {
    return Batch{.x = zeros({3, asked++ < 2 ? 5 : 4}), .y = zeros({3, 1})};
  };
  CHECK_THROWS_WITH(m.fit(batches, {.verbose = 0, .steps_per_epoch = 4}),
                    Catch::Contains("expected an input of shape"));
  CHECK(asked == 3);
  m.fit(zeros({3, 5}), zeros({3, 1}), {.verbose = 0});  // the model is usable
}
