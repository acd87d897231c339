// ops/where.hpp.
#include <keratin/ops/where.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("where: values, gradients, broadcasting") {
  check_golden("where", ops::where);
  const Tensor odd = Tensor({true, false, true});
  for (const Shape& shape : {Shape{3}, Shape{4, 3}, Shape{4, 1}, Shape{}})
    check_op_on("where", ops::where, {odd, random_tensor(shape), random_tensor({2, 1, 3})});
}

TEST_CASE("where promotes, and takes any number as its condition") {
  const Tensor y = ops::where(Tensor({0.f, 0.5f, std::numeric_limits<float>::quiet_NaN()}), Tensor({1, 2, 3}),
                              Tensor({4.f, 5.f, 6.f}));
  CHECK(y.dtype() == float32);
  CHECK(values(y) == std::vector<double>{4, 2, 3});
  CHECK(ops::where(Tensor({true}), Tensor({1}), Tensor({2})).dtype() == int32);
  CHECK_THROWS_AS(ops::where(Tensor({true, false}), zeros({3}), zeros({3})), shape_error);
}

TEST_CASE("no gradient leaks from the side that where did not take") {
  const Tensor a({1.0, 2.0}), b({3.0, 4.0});
  GradientTape tape;
  tape.watch(a);
  tape.watch(b);
  const auto g = tape.gradient(ops::where(Tensor({true, false}), a, b), {a, b});
  CHECK(values(g[0]) == std::vector<double>{1, 0});
  CHECK(values(g[1]) == std::vector<double>{0, 1});
}
