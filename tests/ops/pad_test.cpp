// ops/pad.hpp.
#include <keratin/ops/pad.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("pad: values, gradients, modes") {
  for (const std::string mode : {"constant", "reflect", "symmetric"})
    check_golden("pad_" + mode, [mode](const Tensor& x) {
      return ops::pad(x, {{0, 0}, {2, 1}, {1, 3}}, {.mode = mode});
    });
  check_golden("pad_value", [](const Tensor& x) { return ops::pad(x, {{1, 0}, {0, 2}}, {.constant_values = 7.5}); });
  CHECK(values(ops::pad(Tensor({1, 2}), {{0, 1}})) == std::vector<double>{1, 2, 0});
  CHECK(values(ops::pad(Tensor({5}), {{1, 1}}, {.mode = "symmetric"})) == std::vector<double>{5, 5, 5});
}

TEST_CASE("pad: errors") {
  CHECK_THROWS_WITH(ops::pad(zeros({2}), {{1, 1}}, {.mode = "wrap"}), Catch::Contains("got \"wrap\""));
  CHECK_THROWS_WITH(ops::pad(zeros({2}), {{2, 0}}, {.mode = "reflect"}), Catch::Contains("at most 1"));
  CHECK_THROWS_AS(ops::pad(zeros({2, 2}), {{1, 1}}), shape_error);
  CHECK_THROWS_AS(ops::pad(zeros({2}), {{-1, 1}}), value_error);
}
