// rms_normalization: gradients, and the formula by plain ops.
#include <keratin/ops/ops.hpp>
#include <keratin/ops/rms_normalization.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("rms_normalization") {
  struct Case {
    Shape shape, sizes;
    Axes axis;
  };
  // In the last two the scale is not that of the axes, and is broadcast as numpy does.
  for (const auto& [shape, sizes, axis] : std::vector<Case>{{{3, 5}, {5}, -1},
                                                            {{2, 3, 35}, {3, 35}, {1, 2}},
                                                            {{150, 80}, {80}, 1},
                                                            {{2, 4, 4}, {4}, 1},
                                                            {{3, 5}, {1}, 0}})
    check_op_on("rms_normalization",
                [axis = axis](const Tensors& in) {
                  return ops::rms_normalization(in[0], in[1], {.axis = axis, .epsilon = 1e-3});
                },
                {random_tensor(shape), random_tensor(sizes, -1, 1, 2)}, {.tolerance = 1e-4, .open_batch = false});
  check_op("rms_normalization", [](const Tensor& x) { return ops::rms_normalization(x); }, {{{3, 6}}},
           {.tolerance = 1e-4});
}

TEST_CASE("rms_normalization is the formula, and Keras's") {
  check_golden("rms_normalization",
               [](const Tensor& in, const Tensor& by) { return ops::rms_normalization(in, by, {.epsilon = 1e-3}); },
               {.tolerance = 1e-4, .open_batch = false});
  const Tensor x = random_tensor({4, 37}), scale = random_tensor({37}, 0, 1, 2);
  const Tensor square = ops::mean(x * x, 1, {.keepdims = true});
  const Tensor want = x / ops::sqrt(square + Tensor::scalar(1e-6, float64)) * scale;
  CHECK(all_close(ops::rms_normalization(x, scale, {.epsilon = 1e-6}), want, 1e-12));
  CHECK_THROWS_AS(static_cast<void>(ops::rms_normalization(x, ones({5}))), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::rms_normalization(x, ones({2, 4, 37}))), shape_error);
}
