// ops/searchsorted.hpp.
#include <keratin/ops/concatenate.hpp>
#include <keratin/ops/searchsorted.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("searchsorted, digitize, bincount, nonzero are Keras's") {
  check_golden_values("searchsorted", [](const Tensor& a, const Tensor& v) { return ops::searchsorted(a, v); });
  check_golden_values("searchsorted_right",
                      [](const Tensor& a, const Tensor& v) { return ops::searchsorted(a, v, "right"); });
  check_golden_values("digitize", [](const Tensor& x) { return ops::digitize(x, Tensor({0.0, 1.0, 3.0})); });
  check_golden_values("bincount", [](const Tensor& x) { return ops::bincount(x, {.minlength = 5}); });
  check_golden_values("bincount_weights", [](const Tensor& x, const Tensor& w) {
    return ops::bincount(x, {.weights = w, .minlength = 5});
  });
  check_golden_values("nonzero", [](const Tensor& x) { return ops::stack(ops::nonzero(x)); });
  CHECK(values(ops::bincount(Tensor({1, 1}), {.weights = Tensor({0.5f, 2.f})})) == std::vector<double>{0, 2.5});
  CHECK_THROWS_AS(ops::bincount(Tensor({-1})), value_error);
  CHECK_THROWS_AS(ops::nonzero(Input({3})), state_error);
  CHECK_THROWS_AS(ops::searchsorted(zeros({2}), zeros({1}), "middle"), value_error);
}
