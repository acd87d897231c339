// ops/split.hpp.
#include <keratin/ops/concatenate.hpp>
#include <keratin/ops/split.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("split and unstack: values, gradients") {
  check_golden("split", [](const Tensor& x) { return ops::split(x, 3, 1)[1]; });
  check_golden("split_at", [](const Tensor& x) { return ops::split(x, {1, 3}, 2)[1]; });
  check_golden("unstack", [](const Tensor& x) { return ops::unstack(x, 1)[2]; });
  check_op("split", [](const Tensor& x) { return ops::stack(ops::split(x, 2, -1)); },
           {{Shape{3, 4}}, {Shape{2, 0, 6}}});
  check_op("unstack", [](const Tensor& x) { return ops::concatenate(ops::unstack(x, 1)); }, {{Shape{3, 4}}});
  CHECK(ops::split(zeros({7}), {2, 9, 5}).size() == 4);
  CHECK(ops::split(zeros({7}), std::vector<index_t>{-2})[1].shape() == Shape{2});
}

TEST_CASE("split: what cannot be cut is an error") {
  CHECK_THROWS_WITH(ops::split(zeros({5}), 2), "split: expected axis 0 to be a multiple of 2; got shape (5,).");
  CHECK_THROWS_AS(ops::split(zeros({5}), 0), value_error);
  CHECK_THROWS_AS(ops::unstack(Input({3})), shape_error);
}

TEST_CASE("split of a symbolic tensor is one node") {
  const Tensors parts = ops::split(Input({6}), 3, 1);
  REQUIRE(parts.size() == 3);
  CHECK(parts[2].shape() == Shape{None, 2});
  CHECK(&graph_node(parts[0]) == &graph_node(parts[2]));
  CHECK(graph_node(parts[0]).class_name == "Split");
}
