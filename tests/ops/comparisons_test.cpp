// ops/comparisons.hpp.
#include <keratin/ops/comparisons.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {
using Function = Tensor (*)(const Tensor&, const Tensor&);
const std::vector<std::pair<std::string, Function>> comparisons = {
    {"equal", ops::equal},     {"not_equal", ops::not_equal},
    {"greater", ops::greater}, {"greater_equal", ops::greater_equal},
    {"less", ops::less},       {"less_equal", ops::less_equal}};
}  // namespace

TEST_CASE("comparisons: values, broadcasting, no gradient") {
  for (const auto& [name, f] : comparisons) {
    check_op(name, f, broadcast_shapes(), {.differentiable = false});
    check_golden(name, f, {.differentiable = false});
    check_golden(name + "_int", f, {.differentiable = false});
    check_golden_values(name + "_special", f);
  }
}

TEST_CASE("comparisons of different dtypes meet in the common one") {
  const Tensor y = ops::less(Tensor({1, 2, 3}), Tensor({1.5f, 1.5f, 1.5f}));
  CHECK(y.dtype() == bool_);
  CHECK(values(y) == std::vector<double>{1, 0, 0});
  CHECK(values(ops::equal(Tensor({true, false}), Tensor({1, 1}))) == std::vector<double>{1, 0});
}
