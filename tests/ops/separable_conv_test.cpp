// ops/separable_conv.hpp. Values against Keras's are in layers/conv_layers_test.cpp.
#include <keratin/ops/conv.hpp>
#include <keratin/ops/depthwise_conv.hpp>
#include <keratin/ops/separable_conv.hpp>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("separable_conv: gradients, and the two steps by themselves") {
  for (const std::string padding : {"valid", "same"})
    for (const index_t stride : {1, 2}) {
      const auto op = [&](const Tensors& in) {
        return ops::separable_conv(in[0], in[1], in[2], {.strides = stride, .padding = padding});
      };
      const Tensors flat = {random_tensor({2, 6, 5, 3}), random_tensor({3, 2, 3, 2}, -1, 1, 2),
                            random_tensor({1, 1, 6, 4}, -1, 1, 3)};
      check_op_on("separable_conv", op, flat, {.tolerance = 5e-5, .open_batch = false});
      const Tensor middle = ops::depthwise_conv(flat[0], flat[1], {.strides = stride, .padding = padding});
      CHECK(same_bits(op(flat), ops::conv(middle, flat[2])));
      check_op_on("separable_conv", op,
                  {random_tensor({2, 7, 3}), random_tensor({3, 3, 1}, -1, 1, 2), random_tensor({1, 3, 5}, -1, 1, 3)},
                  {.tolerance = 5e-5, .open_batch = false});
    }
  const auto first = [](const Tensors& in) {
    return ops::separable_conv(in[0], in[1], in[2], {.data_format = "channels_first"});
  };
  check_op_on(
      "separable_conv", first,
      {random_tensor({2, 3, 5, 4}), random_tensor({2, 2, 3, 1}, -1, 1, 2), random_tensor({1, 1, 3, 2}, -1, 1, 3)},
      {.tolerance = 5e-5, .open_batch = false});
}
