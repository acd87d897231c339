// ops/erfc.hpp, ops/erfinv.hpp; erf itself is in elementary_test.cpp.
#include <keratin/ops/erf.hpp>
#include <keratin/ops/erfc.hpp>
#include <keratin/ops/erfinv.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("erfc: values, gradients, exact where it is small") {
  check_function("erfc", ops::erfc);
  check_golden_values("erfc_special", ops::erfc);
  const Tensor y = ops::erfc(Tensor({10.0, 26.0}));
  CHECK(y.span<double>()[0] == Approx(2.0884875837625447e-45).epsilon(1e-12));
  CHECK(y.span<double>()[1] == Approx(5.663192408856143e-296).epsilon(1e-12));
}

TEST_CASE("erfinv: values, gradients, the edges") {
  check_op("erfinv", ops::erfinv, {{Shape{}}, {Shape{3, 17}}, {Shape{0, 3}}, {Shape{33001}}},
           {.low = -0.95, .high = 0.95, .tolerance = 3e-5});
  check_golden_values("erfinv", ops::erfinv);
  check_golden_values("erfinv_edges", ops::erfinv,
                      1e-5);  // Keras's float64 is the same; in float32 0.9999999 is not itself
}

TEST_CASE("erfinv: erf gives the argument back") {
  for (double x = 1e-12; x < 1; x += x < 0.1 ? 9 * x : 0.013) {
    INFO(x);
    CHECK(ops::erf(ops::erfinv(Tensor::scalar(x, float64))).item<double>() == Approx(x).epsilon(4e-16));
    CHECK(ops::erfinv(Tensor::scalar(-x, float64)).item<double>() ==
          -ops::erfinv(Tensor::scalar(x, float64)).item<double>());
  }
  for (double left = 0.25; left > 1e-16; left /= 3) {  // near 1 the difference to 1 is what counts
    INFO(left);
    const double x = 1 - left;
    CHECK(ops::erfc(ops::erfinv(Tensor::scalar(x, float64))).item<double>() == Approx(1 - x).epsilon(1e-13));
  }
}
