// ops/tile.hpp.
#include <keratin/ops/tile.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("tile: values, gradients, shapes") {
  check_golden("tile", [](const Tensor& x) { return ops::tile(x, {2, 1, 3}); });
  check_golden("tile_few", [](const Tensor& x) { return ops::tile(x, {2}); });
  check_op("tile",
           [](const Tensor& x) {
             return ops::tile(x, {1, 3});
           },
           {{Shape{2, 3}}, {Shape{0, 3}}, {Shape{4, 2, 1}}});
  CHECK(ops::tile(zeros({2, 3}), {2, 0}).shape() == Shape{4, 0});
  CHECK_THROWS_WITH(ops::tile(zeros({2}), {-1}), "tile: expected repeats of at least 0; got -1.");
}
