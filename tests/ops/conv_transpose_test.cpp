// ops/conv_transpose.hpp. Values against Keras's are in layers/conv_layers_test.cpp.
#include <keratin/ops/conv.hpp>
#include <keratin/ops/conv_transpose.hpp>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

void check(const Shape& x, const Shape& kernel, const ops::ConvTransposeOptions& options = {}) {
  INFO("padding " << options.padding << ", strides " << options.strides.shape() << ", dilation "
                  << options.dilation_rate.shape() << ", " << options.data_format);
  check_op_on("conv_transpose", [&](const Tensors& in) { return ops::conv_transpose(in[0], in[1], options); },
              {random_tensor(x), random_tensor(kernel, -1, 1, 2)}, {.tolerance = 3e-5, .open_batch = false});
}

}  // namespace

TEST_CASE("conv_transpose: gradients of every option") {
  for (const std::string padding : {"valid", "same"}) {
    check({2, 5, 3}, {3, 4, 3}, {.padding = padding});
    check({2, 5, 3}, {2, 4, 3}, {.strides = 3, .padding = padding});
    check({2, 5, 3}, {3, 4, 3}, {.padding = padding, .dilation_rate = 2});
    check({2, 5, 3}, {3, 4, 3}, {.strides = 3, .padding = padding, .output_padding = 1});
    check({2, 3, 4, 3}, {3, 4, 2, 3}, {.strides = {2, 3}, .padding = padding});
    check({2, 3, 4, 3}, {3, 3, 2, 3}, {.strides = 2, .padding = padding, .output_padding = {1, 0}});
    check({2, 3, 4, 3}, {3, 3, 2, 3}, {.strides = 2, .padding = padding, .data_format = "channels_first"});
    check({2, 2, 3, 2, 2}, {2, 3, 2, 3, 2}, {.strides = {1, 2, 2}, .padding = padding});
  }
}

TEST_CASE("conv_transpose: by hand, and against the gradient of conv") {
  const Tensor x = Tensor({1, 2}).reshape({1, 2, 1}), k = Tensor({1, 10, 100}).reshape({3, 1, 1});
  CHECK(values(ops::conv_transpose(x, k)) == std::vector<double>{1, 12, 120, 200});
  CHECK(values(ops::conv_transpose(x, k, {.strides = 2})) == std::vector<double>{1, 10, 102, 20, 200});
  CHECK(values(ops::conv_transpose(x, k, {.strides = 2, .padding = "same"})) == std::vector<double>{1, 10, 102, 20});
  CHECK(values(ops::conv_transpose(x, k, {.strides = 4})) == std::vector<double>{1, 10, 100, 0, 2, 20, 200, 0});
  CHECK(values(ops::conv_transpose(x, k, {.strides = 2, .output_padding = 1})) ==
        std::vector<double>{1, 10, 102, 20, 200, 0});
}

TEST_CASE("conv_transpose: errors") {
  const Tensor x = zeros({2, 3, 3, 4}), k = zeros({3, 3, 2, 4});
  CHECK_THROWS_WITH(ops::conv_transpose(x, zeros({3, 3, 4, 2})), Catch::Contains("for 4 input channels"));
  CHECK_THROWS_WITH(ops::conv_transpose(x, k, {.padding = "causal"}), Catch::Contains("got \"causal\""));
  CHECK_THROWS_WITH(ops::conv_transpose(x, k, {.strides = 2, .output_padding = 2}),
                    Catch::Contains("output_padding below the strides"));
}
