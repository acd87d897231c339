// ops/depthwise_conv.hpp. Values against Keras's are in layers/conv_layers_test.cpp.
#include <keratin/ops/conv.hpp>
#include <keratin/ops/depthwise_conv.hpp>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

void check(const Shape& x, const Shape& kernel, const ops::ConvOptions& options = {}) {
  INFO("padding " << options.padding << ", strides " << options.strides.shape() << ", dilation "
                  << options.dilation_rate.shape() << ", " << options.data_format);
  check_op_on("depthwise_conv", [&](const Tensors& in) { return ops::depthwise_conv(in[0], in[1], options); },
              {random_tensor(x), random_tensor(kernel, -1, 1, 2)}, {.tolerance = 3e-5, .open_batch = false});
}

}  // namespace

TEST_CASE("depthwise_conv: gradients of every option") {
  for (const std::string padding : {"valid", "same"}) {
    check({2, 9, 3}, {3, 3, 1}, {.padding = padding});
    check({2, 9, 3}, {3, 3, 2}, {.strides = 2, .padding = padding});
    check({2, 6, 5, 16}, {3, 2, 16, 1}, {.padding = padding});
    check({2, 6, 5, 3}, {3, 2, 3, 3}, {.padding = padding});
    check({2, 7, 8, 4}, {3, 2, 4, 2}, {.strides = {2, 3}, .padding = padding});
    check({2, 7, 8, 2}, {3, 2, 2, 1}, {.padding = padding, .dilation_rate = {1, 2}});
    check({2, 3, 5, 5}, {3, 3, 3, 2}, {.padding = padding, .data_format = "channels_first"});
    check({2, 6, 5, 1}, {3, 2, 1, 3}, {.padding = padding});
  }
}

TEST_CASE("depthwise_conv: filter q of channel c makes channel c * multiplier + q") {
  const Tensor x = Tensor({1, 10, 2, 20}).reshape({1, 2, 2}), k = Tensor({1, 2, 3, 4}).reshape({1, 2, 2});
  CHECK(values(ops::depthwise_conv(x, k)) == std::vector<double>{1, 2, 30, 40, 2, 4, 60, 80});
  CHECK_THROWS_WITH(ops::depthwise_conv(x, zeros({1, 3, 2})), Catch::Contains("expected a kernel for 2 channels"));
}
