// Regularizers: Keras's own values and gradients, gradients by finite differences, options, names, functions.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/initializers/initializers.hpp>
#include <keratin/ops/ops.hpp>
#include <keratin/regularizers/regularizers.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/parity.hpp"

using namespace keratin;
using namespace keratin::regularizers;

namespace {

Tensor weights(DType dtype = float64) {
  return Tensor({{1., -2., 3.}, {0.5, 4., -1.}, {2., 0., -3.}, {-1., 1.5, 2.5}}).cast(dtype);
}

double penalty(const Regularizer& regularizer) { return regularizer(weights()).item<double>(); }

Tensor gradient(const Regularizer& regularizer, const Tensor& w) {
  GradientTape tape;
  tape.watch(w);
  return tape.gradient(regularizer(w), w);
}

/// The tape's gradient against (f(w + h) - f(w - h)) / 2h.
void check_gradient(const Regularizer& regularizer) {
  constexpr double h = 1e-5;
  Tensor w = initializers::RandomNormal({.stddev = 1, .seed = 5})({5, 4}, float64);
  const Tensor dw = gradient(regularizer, w.clone());
  REQUIRE(dw.shape() == w.shape());
  for (index_t i = 0; i < w.size(); ++i) {
    double& x = w.span<double>()[static_cast<std::size_t>(i)];
    const double kept = x;
    x = kept + h;
    const double above = regularizer(w).item<double>();
    x = kept - h;
    const double below = regularizer(w).item<double>();
    x = kept;
    CHECK(dw.span<double>()[static_cast<std::size_t>(i)] == Approx((above - below) / (2 * h)).margin(1e-8));
  }
  testing::parity("regularizers", regularizer.impl().class_name(), testing::Checked::gradient);
}

}  // namespace

TEST_CASE("regularizers give Keras's values", "[regularizers]") {
  CHECK(penalty(L1()) == Approx(0.215));
  CHECK(penalty(L2()) == Approx(0.5375));
  CHECK(penalty(L1(0.3)) == Approx(6.45));
  CHECK(penalty(L2({.l2 = 0.1})) == Approx(5.375));
  CHECK(penalty(L1L2({.l1 = 0.02, .l2 = 0.03})) == Approx(2.0425));
  CHECK(penalty(L1L2({.l2 = 0.1})) == Approx(5.375));
  CHECK(penalty(L1L2()) == 0);
  CHECK(penalty(OrthogonalRegularizer({.factor = 0.1})) == Approx(0.04757232964).epsilon(1e-6));
  CHECK(penalty(OrthogonalRegularizer({.factor = 0.1, .mode = "columns"})) == Approx(0.02895006722).epsilon(1e-6));
}

TEST_CASE("a penalty is a scalar of the weight's dtype", "[regularizers]") {
  for (const Regularizer& r : {Regularizer(L1()), Regularizer(L2()), Regularizer(L1L2({.l1 = 1, .l2 = 1})),
                               Regularizer(L1L2()), Regularizer(OrthogonalRegularizer())})
    for (DType dtype : {float32, float64}) {
      const Tensor p = r(weights(dtype));
      CHECK(p.rank() == 0);
      CHECK(p.dtype() == dtype);
    }
  CHECK(L2(1)(Tensor({1, 2})).item<float>() == 5);
  CHECK(L2()(zeros({0, 3})).item<float>() == 0);
}

TEST_CASE("regularizers' gradients are those of finite differences", "[regularizers]") {
  check_gradient(L1(0.3));
  check_gradient(L2(0.3));
  check_gradient(L1L2({.l1 = 0.2, .l2 = 0.5}));
  check_gradient(OrthogonalRegularizer({.factor = 0.7}));
  check_gradient(OrthogonalRegularizer({.factor = 0.7, .mode = "columns"}));
  CHECK(gradient(L1(), weights()).at<double>(2, 1) == 0);  // |w| at 0
}

TEST_CASE("OrthogonalRegularizer at its edges", "[regularizers]") {
  const Regularizer rows = OrthogonalRegularizer({.factor = 1});
  CHECK(rows(Tensor({{3., 0.}, {0., 2.}})).item<double>() == 0);
  CHECK(rows(Tensor({{1., 1.}, {-2., -2.}})).item<double>() == Approx(1));
  CHECK(rows(Tensor({{1, 1}, {1, 1}})).item<float>() == Approx(1));
  CHECK(rows(Tensor({{1., 2.}})).item<double>() == 0);  // one row: no pair
  const Tensor with_zeros({{1., 2.}, {0., 0.}});
  CHECK(rows(with_zeros).item<double>() == 0);
  const Tensor dw = gradient(rows, with_zeros);
  for (double g : dw.span<double>()) CHECK(std::isfinite(g));
  CHECK_THROWS_AS(rows(zeros({3})), shape_error);
  CHECK_THROWS_AS(OrthogonalRegularizer({.mode = "diagonal"}), value_error);
}

TEST_CASE("a factor is finite and not negative", "[regularizers]") {
  CHECK_THROWS_AS(L1(-0.1), value_error);
  CHECK_THROWS_AS(L2(std::numeric_limits<double>::quiet_NaN()), value_error);
  CHECK_THROWS_AS(L2(std::numeric_limits<double>::infinity()), value_error);
  CHECK_THROWS_AS(L1L2({.l1 = 1, .l2 = -1}), value_error);
  CHECK_THROWS_AS(OrthogonalRegularizer({.factor = -1}), value_error);
}

TEST_CASE("regularizers go by Keras's names", "[regularizers]") {
  CHECK(penalty("l1") == Approx(0.215));
  CHECK(penalty("L1") == Approx(0.215));
  CHECK(penalty("l2") == Approx(0.5375));
  CHECK(penalty("l1_l2") == Approx(0.215 + 0.5375));
  CHECK(penalty(get("l1l2")) == penalty("L1L2"));
  CHECK(get("orthogonal_regularizer").impl().class_name() == "OrthogonalRegularizer");
  CHECK_THROWS_AS(Regularizer("l3"), name_error);
  CHECK_THROWS_WITH(Regularizer("l3"), Catch::Contains("l1, l1_l2"));
}

TEST_CASE("a function is a regularizer, and none is not", "[regularizers]") {
  const Regularizer r = [](const Tensor& w) { return 0.5 * ops::sum(ops::abs(w)); };
  CHECK(penalty(r) == Approx(10.75));
  const Regularizer none;
  CHECK(!none);
  CHECK(r);
  CHECK_THROWS_AS(none(weights()), state_error);
}
