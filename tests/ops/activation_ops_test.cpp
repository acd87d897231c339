// The activation functions that are ops: relu6 to sparsemax.
#include <keratin/ops/celu.hpp>
#include <keratin/ops/elu.hpp>
#include <keratin/ops/gelu.hpp>
#include <keratin/ops/glu.hpp>
#include <keratin/ops/hard_shrink.hpp>
#include <keratin/ops/hard_sigmoid.hpp>
#include <keratin/ops/hard_silu.hpp>
#include <keratin/ops/hard_tanh.hpp>
#include <keratin/ops/leaky_relu.hpp>
#include <keratin/ops/log_sigmoid.hpp>
#include <keratin/ops/mish.hpp>
#include <keratin/ops/relu6.hpp>
#include <keratin/ops/selu.hpp>
#include <keratin/ops/silu.hpp>
#include <keratin/ops/soft_shrink.hpp>
#include <keratin/ops/softplus.hpp>
#include <keratin/ops/softsign.hpp>
#include <keratin/ops/sparse_plus.hpp>
#include <keratin/ops/sparse_sigmoid.hpp>
#include <keratin/ops/sparsemax.hpp>
#include <keratin/ops/squareplus.hpp>
#include <keratin/ops/tanh_shrink.hpp>
#include <keratin/ops/threshold.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("relu6: values, gradients, shapes") {
  check_function("relu6", ops::relu6);
  check_golden_values("relu6_special", ops::relu6);
}

TEST_CASE("softplus: values, gradients, shapes") {
  check_function("softplus", ops::softplus);
  check_golden_values("softplus_special", ops::softplus);
}

TEST_CASE("softsign: values, gradients, shapes") {
  check_function("softsign", ops::softsign);
  check_golden_values("softsign_special", ops::softsign);
}

TEST_CASE("soft_shrink: values, gradients, shapes") {
  check_function("soft_shrink", [](const Tensor& x) { return ops::soft_shrink(x); });
  check_golden_values("soft_shrink_special", [](const Tensor& x) { return ops::soft_shrink(x); });
  check_golden("soft_shrink_options", [](const Tensor& x) { return ops::soft_shrink(x, 0.9); });
}

TEST_CASE("hard_shrink: values, gradients, shapes") {
  check_function("hard_shrink", [](const Tensor& x) { return ops::hard_shrink(x); });
  check_golden_values("hard_shrink_special", [](const Tensor& x) { return ops::hard_shrink(x); });
  check_golden("hard_shrink_options", [](const Tensor& x) { return ops::hard_shrink(x, 1.1); });
}

TEST_CASE("sparse_plus: values, gradients, shapes") {
  check_function("sparse_plus", ops::sparse_plus);
  check_golden_values("sparse_plus_special", ops::sparse_plus);
}

TEST_CASE("sparse_sigmoid: values, gradients, shapes") {
  check_function("sparse_sigmoid", ops::sparse_sigmoid);
  check_golden_values("sparse_sigmoid_special", ops::sparse_sigmoid);
}

TEST_CASE("silu: values, gradients, shapes") { check_function("silu", ops::silu); }

TEST_CASE("squareplus: values, gradients, shapes") {
  check_function("squareplus", [](const Tensor& x) { return ops::squareplus(x); });
  check_golden("squareplus_options", [](const Tensor& x) { return ops::squareplus(x, 2); });
}

TEST_CASE("log_sigmoid: values, gradients, shapes") {
  check_function("log_sigmoid", ops::log_sigmoid);
  check_golden_values("log_sigmoid_special", ops::log_sigmoid);
}

TEST_CASE("leaky_relu: values, gradients, shapes") {
  check_function("leaky_relu", [](const Tensor& x) { return ops::leaky_relu(x); });
  check_golden_values("leaky_relu_special", [](const Tensor& x) { return ops::leaky_relu(x); });
  check_golden("leaky_relu_options", [](const Tensor& x) { return ops::leaky_relu(x, 0.05); });
}

TEST_CASE("hard_sigmoid: values, gradients, shapes") {
  check_function("hard_sigmoid", ops::hard_sigmoid);
  check_golden_values("hard_sigmoid_special", ops::hard_sigmoid);
}

TEST_CASE("hard_silu: values, gradients, shapes") { check_function("hard_silu", ops::hard_silu); }

TEST_CASE("elu: values, gradients, shapes") {
  check_function("elu", [](const Tensor& x) { return ops::elu(x); });
  check_golden_values("elu_special", [](const Tensor& x) { return ops::elu(x); });
  check_golden("elu_options", [](const Tensor& x) { return ops::elu(x, 0.4); });
}

TEST_CASE("selu: values, gradients, shapes") {
  check_function("selu", ops::selu);
  check_golden_values("selu_special", ops::selu);
}

TEST_CASE("celu: values, gradients, shapes") {
  check_function("celu", [](const Tensor& x) { return ops::celu(x); });
  check_golden_values("celu_special", [](const Tensor& x) { return ops::celu(x); });
  check_golden("celu_options", [](const Tensor& x) { return ops::celu(x, 1.7); });
}

TEST_CASE("gelu: values, gradients, shapes") {
  check_function("gelu", [](const Tensor& x) { return ops::gelu(x); });
  check_golden("gelu_options", [](const Tensor& x) { return ops::gelu(x, false); });
}

TEST_CASE("tanh_shrink: values, gradients, shapes") {
  check_function("tanh_shrink", ops::tanh_shrink);
  check_golden_values("tanh_shrink_special", ops::tanh_shrink);
}

TEST_CASE("hard_tanh: values, gradients, shapes") {
  check_function("hard_tanh", ops::hard_tanh);
  check_golden_values("hard_tanh_special", ops::hard_tanh);
}

TEST_CASE("mish: values, gradients, shapes") { check_function("mish", ops::mish); }

TEST_CASE("threshold: values, gradients") {
  check_golden("threshold_options", [](const Tensor& x) { return ops::threshold(x, 0.6, -0.3); });
}

TEST_CASE("glu and sparsemax: values, gradients, axes") {
  for (const int axis : {-1, 0}) {
    const std::string suffix = "_axis" + std::to_string(axis);
    check_golden("glu" + suffix, [axis](const Tensor& x) { return ops::glu(x, axis); }, {.open_batch = axis != 0});
    check_golden("sparsemax" + suffix, [axis](const Tensor& x) { return ops::sparsemax(x, axis); });
  }
  check_op("sparsemax", [](const Tensor& x) { return ops::sparsemax(x); },
           {{Shape{1}}, {Shape{2, 3, 4}}, {Shape{0, 3}}}, {.low = -0.5, .high = 0.5});
  CHECK_THROWS_WITH(ops::glu(zeros({2, 3})), "glu: expected an even size on axis 1; got shape (2, 3).");
  CHECK_THROWS_WITH(ops::celu(zeros({2}), 0), "celu: expected an alpha other than 0; got 0.");
}

TEST_CASE("activations of integers are float32, but relu6 keeps them") {
  CHECK(ops::elu(Tensor({-1, 1})).dtype() == float32);
  CHECK(ops::relu6(Tensor({-1, 9})).dtype() == int32);
  CHECK(values(ops::relu6(Tensor({-1, 9}))) == std::vector<double>{0, 6});
}
