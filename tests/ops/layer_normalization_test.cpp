// layer_normalization: gradients, and the formula by plain ops.
#include <keratin/ops/layer_normalization.hpp>
#include <keratin/ops/ops.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

Tensors layer_inputs(const Shape& shape, const Shape& sizes) {
  return {random_tensor(shape), random_tensor(sizes, -1, 1, 2), random_tensor(sizes, -1, 1, 3)};
}

}  // namespace

TEST_CASE("layer_normalization") {
  struct Case {
    Shape shape, sizes;
    Axes axis;
  };
  for (const auto& [shape, sizes, axis] : std::vector<Case>{{{3, 5}, {5}, -1},
                                                            {{2, 3, 33}, {33}, -1},
                                                            {{2, 3, 4}, {3, 4}, {1, 2}},
                                                            {{2, 5, 3}, {5}, 1},
                                                            {{200, 90}, {90}, 1},
                                                            {{4, 17}, {4}, 0},
                                                            {{2, 3, 4}, {2, 4}, {0, -1}}})
    for (const bool rms : {false, true}) {
      const auto op = [axis = axis, rms](const Tensors& in) {
        return ops::layer_normalization(in[0], in[1], in.size() > 2 ? in[2] : Tensor(),
                                        {.axis = axis, .epsilon = 1e-3, .rms_scaling = rms});
      };
      Tensors in = layer_inputs(shape, sizes);
      if (rms) in.pop_back();
      check_op_on("layer_normalization", op, in, {.tolerance = 1e-4, .open_batch = false});
    }
  check_op("layer_normalization",
           [](const Tensor& x) { return ops::layer_normalization(x, {}, {}, {.epsilon = 1e-3}); },
           {{{3, 6}}, {{2, 2, 18}}}, {.tolerance = 1e-4});
}

TEST_CASE("layer_normalization is the formula, also far from 0") {
  const Tensor x = random_tensor({9, 61}) + Tensor::scalar(1000.0, float64), gamma = random_tensor({61}, 0, 1, 2);
  const Tensor mean = ops::mean(x, 1, {.keepdims = true}), variance = ops::var(x, 1, {.keepdims = true});
  const Tensor want = (x - mean) / ops::sqrt(variance + Tensor::scalar(1e-7, float64)) * gamma;
  CHECK(all_close(ops::layer_normalization(x, gamma), want, 1e-10));
  CHECK(all_close(ops::layer_normalization(x.cast(float32), gamma.cast(float32)), want, 1e-3));
}

TEST_CASE("layer_normalization is Keras's") {
  check_golden("layer_normalization",
               [](const Tensor& x, const Tensor& gamma, const Tensor& beta) {
                 return ops::layer_normalization(x, gamma, beta, {.epsilon = 1e-3});
               },
               {.tolerance = 1e-4, .open_batch = false});
}

TEST_CASE("a gradient that somebody holds is not written over") {
  const Tensor x = random_tensor({6, 40}), weights = random_tensor({6, 40}, -1, 1, 2);
  const auto gradients = [&](bool watched) {
    GradientTape tape;
    tape.watch(x);
    const Tensor y = ops::layer_normalization(x), z = ops::square(y) * weights;
    if (watched) tape.watch(y);
    return tape.gradient(ops::sum(z), watched ? Tensors{x, y} : Tensors{x});
  };
  const Tensors both = gradients(true);
  const Tensor want = ops::layer_normalization(x) * weights * Tensor::scalar(2, float64);
  CHECK(all_close(both[1], want, 1e-12));
  CHECK(same_bits(both[0], gradients(false)[0]));
  GradientTape kept({.persistent = true});
  kept.watch(x);
  const Tensor y = ops::layer_normalization(x) * weights;
  const Tensor first = kept.gradient(y, x);
  CHECK(same_bits(kept.gradient(y, x), first));
}

TEST_CASE("layer_normalization refuses what does not fit") {
  CHECK_THROWS_WITH(static_cast<void>(ops::layer_normalization(zeros({2, 3}), ones({4}))),
                    Catch::Contains("expected 3 numbers as gamma"));
  CHECK_THROWS_AS(static_cast<void>(ops::layer_normalization(zeros({2, 3}), {}, {}, {.axis = 2})), shape_error);
}
