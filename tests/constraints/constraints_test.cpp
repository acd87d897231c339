// Constraints: Keras's own values, zeros, several axes, options, names, functions.
#include <keratin/constraints/constraints.hpp>
#include <keratin/ops/ops.hpp>

#include <catch2/catch.hpp>

using namespace keratin;
using namespace keratin::constraints;

namespace {

const Tensor& weights() {
  static const Tensor w({{1.f, -2.f, 3.f}, {0.5f, 4.f, -1.f}, {2.f, 0.f, -3.f}, {-1.f, 1.5f, 2.5f}});
  return w;
}

void check(const Constraint& constraint, const std::vector<double>& expected) {
  const Tensor y = constraint(weights());
  CHECK(y.shape() == weights().shape());
  CHECK(y.dtype() == float32);
  const auto got = y.span<float>();
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-5).margin(1e-6));
}

}  // namespace

TEST_CASE("constraints give Keras's values", "[constraints]") {
  check(MaxNorm(),
        {0.8, -0.8479983, 1.1940447, 0.4, 1.6959966, -0.3980149, 1.6, 0, -1.1940447, -0.8, 0.6359988, 0.9950373});
  check(MaxNorm({.max_value = 3, .axis = 1}), {0.8017837, -1.6035674, 2.4053512, 0.3611576, 2.8892605, -0.7223152,
                                               1.6641006, 0, -2.4961510, -0.9733285, 1.4599928, 2.4333212});
  check(NonNeg(), {1, 0, 3, 0.5, 4, 0, 2, 0, 0, 0, 1.5, 2.5});
  const std::vector<double> unit = {0.4, -0.4239992, 0.5970224,  0.2,  0.8479983, -0.1990074,
                                    0.8, 0,          -0.5970224, -0.4, 0.3179994, 0.4975186};
  check(UnitNorm(), unit);
  check(MinMaxNorm(), unit);
  check(UnitNorm({.axis = {0, 1}}), {0.1363989, -0.2727977, 0.4091966, 0.0681992, 0.5455954, -0.1363989, 0.2727977, 0,
                                     -0.4091966, -0.1363989, 0.2045983, 0.3409972});
  check(MinMaxNorm({.min_value = 3, .max_value = 4, .rate = 0.5, .axis = 1}),
        {1, -2, 3, 0.4907717, 3.9261737, -0.9815434, 2, 0, -3, -1, 1.5, 2.5});
}

TEST_CASE("constraints leave what satisfies them, and zeros", "[constraints]") {
  const Tensor small({{0.3, 0.}, {0.4, 0.}});
  for (const Constraint& c : {Constraint(MaxNorm(1)), Constraint(NonNeg()), Constraint(MinMaxNorm())}) {
    const Tensor y = c(small);
    CHECK(y.dtype() == float64);
    CHECK(y.at<double>(1, 0) == Approx(0.4).epsilon(1e-6));
    CHECK(y.at<double>(1, 1) == 0);
  }
  CHECK(UnitNorm()(small).at<double>(0, 1) == 0);
  CHECK(UnitNorm()(small).at<double>(0, 0) == Approx(0.6));
  CHECK(MinMaxNorm({.min_value = 1, .max_value = 2})(small).at<double>(1, 0) == Approx(0.8));
}

TEST_CASE("constraints refuse what cannot be", "[constraints]") {
  CHECK_THROWS_AS(MaxNorm(-1), value_error);
  CHECK_THROWS_AS(MinMaxNorm({.min_value = 2, .max_value = 1}), value_error);
  CHECK_THROWS_AS(UnitNorm({.axis = 2})(weights()), shape_error);
}

TEST_CASE("constraints go by Keras's names", "[constraints]") {
  for (const char* name : {"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"}) CHECK(get(name).impl().class_name() == name);
  CHECK(Constraint("max_norm").impl().class_name() == "MaxNorm");
  CHECK(Constraint("non_neg")(weights()).at<float>(0, 1) == 0);
  CHECK_THROWS_AS(Constraint("maxnorm"), name_error);
  CHECK_THROWS_WITH(Constraint("maxnorm"), Catch::Contains("max_norm, min_max_norm"));
}

TEST_CASE("a function is a constraint, and none is not", "[constraints]") {
  const Constraint clip = [](const Tensor& w) { return ops::clip(w, -1, 1); };
  CHECK(clip(weights()).at<float>(1, 1) == 1);
  const Constraint none;
  CHECK(!none);
  CHECK(clip);
  CHECK_THROWS_AS(none(weights()), state_error);
}
