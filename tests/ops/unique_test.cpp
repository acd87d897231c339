// ops/unique.hpp.
#include <keratin/ops/take.hpp>
#include <keratin/ops/unique.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

const std::pair<const char*, Tensor ops::Unique::*> parts_of_unique[] = {{"values", &ops::Unique::values},
                                                                         {"index", &ops::Unique::index},
                                                                         {"inverse", &ops::Unique::inverse},
                                                                         {"counts", &ops::Unique::counts}};
void check_unique(const std::string& suffix, const ops::UniqueOptions& options) {
  for (const auto& [part, member] : parts_of_unique)
    check_golden_values(concat("unique_", part, suffix),
                        [options, member = member](const Tensor& x) { return ops::unique(x, options).*member; });
}

}  // namespace

TEST_CASE("unique: values, places and counts") {
  check_unique("", {});
  check_unique("_unsorted", {.sorted = false});
  check_unique("_rows", {.axis = 0});
  check_unique("_columns", {.axis = 1});
  check_unique("_size", {.size = 6, .fill_value = 9});
  check_unique("_short", {.size = 2});
}

TEST_CASE("unique: gradients of the values, symbols") {
  const auto of = [](const ops::UniqueOptions& o) {
    return [o](const Tensors& in) { return ops::unique(in[0], o).values; };
  };
  const Tensor x({3.0, 1.0, 2.0, 1.0, -0.5});
  for (const bool sorted : {true, false}) {
    INFO(sorted);
    // The first of equal elements has the gradient: no slope there by differences.
    GradientTape tape;
    tape.watch(x);
    CHECK(values(tape.gradient(of({.sorted = sorted})({x}), x)) == std::vector<double>{1, 1, 1, 0, 1});
  }
  check_op_on("unique", of({.axis = 1, .size = 5}), {random_tensor({2, 4})});
  check_op_on("unique", of({.size = 3}), {random_tensor({6})}, {.open_batch = false});
  CHECK_THROWS_WITH(ops::unique(Input({3})), Catch::Contains("size"));
  CHECK(ops::unique(Input({3}), {.axis = 1, .size = 2}).values.shape() == Shape{None, 2});
  CHECK(ops::unique(Input({3}), {.size = 2}).inverse.shape() == Shape{None, 3});
}

TEST_CASE("unique: nothing, NaN, bools, many") {
  CHECK(ops::unique(zeros({0})).values.size() == 0);
  CHECK(values(ops::unique(Tensor({1.0, std::nan(""), std::nan(""), 0.0})).counts) == std::vector<double>{1, 1, 1, 1});
  CHECK(values(ops::unique(Tensor({true, false, true})).counts) == std::vector<double>{1, 2});
  const Tensor x = random_tensor({1000}, 0, 20).cast(int32);
  const ops::Unique u = ops::unique(x);
  CHECK(same_bits(ops::take(u.values, u.inverse), x));
  CHECK_THROWS_AS(ops::unique(x, {.size = -1}), value_error);
}
