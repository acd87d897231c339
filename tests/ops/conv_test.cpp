// ops/conv.hpp. What it computes is compared with plain loops in backend/conv_test.cpp, and with Keras's in
// layers/conv_layers_test.cpp.
#include <keratin/ops/conv.hpp>
#include <keratin/ops/transpose.hpp>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

void check(const Shape& x, const Shape& kernel, const ops::ConvOptions& options = {}) {
  INFO("padding " << options.padding << ", strides " << options.strides.shape() << ", dilation "
                  << options.dilation_rate.shape() << ", " << options.data_format);
  check_op_on("conv", [&](const Tensors& in) { return ops::conv(in[0], in[1], options); },
              {random_tensor(x), random_tensor(kernel, -1, 1, 2)}, {.tolerance = 3e-5, .open_batch = false});
}

}  // namespace

TEST_CASE("conv: gradients of every option") {
  for (const std::string padding : {"valid", "same"}) {
    check({2, 9, 3}, {3, 3, 4}, {.padding = padding});
    check({2, 9, 3}, {4, 3, 4}, {.strides = 3, .padding = padding});
    check({2, 9, 3}, {2, 3, 4}, {.padding = padding, .dilation_rate = 3});
    check({2, 6, 5, 3}, {3, 2, 3, 5}, {.padding = padding});
    check({2, 6, 5, 1}, {3, 3, 1, 10}, {.padding = padding});
    check({2, 7, 8, 4}, {3, 2, 4, 3}, {.strides = {2, 3}, .padding = padding});
    check({2, 7, 8, 2}, {3, 2, 2, 3}, {.padding = padding, .dilation_rate = {1, 2}});
    check({2, 5, 5, 4}, {3, 3, 2, 6}, {.strides = 2, .padding = padding});
    check({2, 3, 5, 5}, {3, 3, 3, 4}, {.padding = padding, .data_format = "channels_first"});
    check({2, 3, 4, 3, 2}, {2, 3, 2, 2, 3}, {.padding = padding});
    check({1, 5, 4, 3, 2}, {2, 3, 2, 2, 3}, {.strides = {2, 1, 2}, .padding = padding});
  }
  check({2, 9, 3}, {3, 3, 4}, {.padding = "causal"});
  check({2, 9, 3}, {3, 3, 4}, {.strides = 2, .padding = "causal"});
  check({2, 9, 3}, {2, 3, 4}, {.padding = "causal", .dilation_rate = 2});
}

TEST_CASE("conv: integers, small sums by hand, several threads") {
  const Tensor x = Tensor({1, 2, 3, 4}).reshape({1, 4, 1}), k = Tensor({1, 10}).reshape({2, 1, 1});
  CHECK(values(ops::conv(x, k)) == std::vector<double>{21, 32, 43});
  CHECK(values(ops::conv(x, k, {.padding = "same"})) == std::vector<double>{21, 32, 43, 4});  // the odd zero is last
  CHECK(values(ops::conv(x, k, {.padding = "causal"})) == std::vector<double>{10, 21, 32, 43});
  CHECK(values(ops::conv(x, k, {.strides = 2, .padding = "same"})) == std::vector<double>{21, 43});
  CHECK(ops::conv(x, k).dtype() == float32);
  CHECK(ops::conv(zeros({0, 4, 1}), ones({2, 1, 3})).shape() == Shape{0, 3, 3});
}

TEST_CASE("conv: open dimensions") {
  const Tensor y = ops::conv(Input({None, None, 3}), zeros({3, 3, 3, 8}), {.strides = 2, .padding = "same"});
  CHECK(y.shape() == Shape{None, None, None, 8});
}

TEST_CASE("conv: errors") {
  const Tensor x = zeros({2, 5, 5, 4}), k = zeros({3, 3, 4, 2});
  CHECK_THROWS_WITH(ops::conv(x, zeros({3, 3, 3, 2})), Catch::Contains("input channels divide those of the input"));
  CHECK_THROWS_WITH(ops::conv(x, zeros({3, 4, 2})), Catch::Contains("expected a kernel with 4 axes"));
  CHECK_THROWS_WITH(ops::conv(x, zeros({6, 3, 4, 2})), Catch::Contains("expected at least 6 elements on axis 1"));
  CHECK_THROWS_WITH(ops::conv(x, k, {.padding = "full"}), Catch::Contains("got \"full\""));
  CHECK_THROWS_WITH(ops::conv(x, k, {.padding = "causal"}), Catch::Contains("got \"causal\""));
  CHECK_THROWS_WITH(ops::conv(x, k, {.data_format = "NHWC"}), Catch::Contains("got \"NHWC\""));
  CHECK_THROWS_WITH(ops::conv(x, k, {.strides = {1, 2, 3}}), Catch::Contains("strides of 1 or 2 integers from 1"));
  CHECK_THROWS_AS(ops::conv(x, k, {.strides = 0}), value_error);
  CHECK_THROWS_AS(ops::conv(zeros({2, 5}), zeros({3, 2})), shape_error);
}
