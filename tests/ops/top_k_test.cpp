// ops/top_k.hpp.
#include <keratin/ops/top_k.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("top_k: values, gradients, ties") {
  check_golden("top_k_values", [](const Tensor& x) { return ops::top_k(x, 2).values; });
  check_golden("top_k_indices", [](const Tensor& x) { return ops::top_k(x, 2).indices; }, {.differentiable = false});
  check_golden("top_k_ties", [](const Tensor& x) { return ops::top_k(x, 3).indices; },
               {.differentiable = false, .open_batch = false});
  check_golden_values("in_top_k", [](const Tensor& t, const Tensor& p) { return ops::in_top_k(t, p, 2); });
  CHECK_THROWS_AS(ops::top_k(zeros({2, 3}), 4), shape_error);
  CHECK_THROWS_AS(ops::in_top_k(Tensor({1, 2}), zeros({3, 2}), 1), shape_error);
  CHECK(values(ops::in_top_k(Tensor({5, -1}), zeros({2, 3}), 3)) == std::vector<double>{0, 0});
  CHECK(graph_node(ops::top_k(Input({5}), 2).values).class_name == "TopK");
}
