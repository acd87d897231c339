// A training step allocates nothing once it has run a few times: all memory comes back from the caches.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/ops/ops.hpp>

#include <catch2/catch.hpp>

#include "support/count_allocations.hpp"
#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("forward and backward of linear, softmax and cross-entropy allocate nothing after the first steps") {
  const Tensor x = random_tensor({32, 50}).cast(float32), labels = random_tensor({32}, 0, 9).cast(int32);
  const Tensor hot = ops::one_hot(labels, 10);
  const Variable weights[] = {{random_tensor({50, 64}).cast(float32), "kernel"},
                              {zeros({64}), "bias"},
                              {random_tensor({64, 10}).cast(float32), "kernel_1"},
                              {zeros({10}), "bias_1"}};
  Tensor gradients[4];
  const auto step = [&](bool sparse) {
    Tensor loss;
    {
      const GradientTape tape;
      const Tensor h = ops::linear(x, weights[0], weights[1], ops::fused_relu());
      const Tensor p = ops::softmax(ops::linear(h, weights[2], weights[3]));
      loss =
          ops::mean(sparse ? ops::sparse_categorical_crossentropy(labels, p) : ops::categorical_crossentropy(hot, p));
    }
    backward(loss, weights, gradients);
    return loss.item<float>();
  };
  for (const int threads : {1, 2}) {
    const WithThreads scope(threads);
    for (const bool sparse : {false, true}) {
      const float first = step(sparse);
      for (int k = 0; k < 5; ++k) step(sparse);
      const long before = allocations();
      float last = 0;
      for (int k = 0; k < 20; ++k) last = step(sparse);
      CHECK(allocations() - before == 0);
      CHECK(last == first);
      for (const Tensor& g : gradients) CHECK(g.defined());
    }
  }
}
