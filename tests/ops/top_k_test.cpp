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

TEST_CASE("top_k: the first k of all in order, for any number of threads") {
  check_op("top_k", [](const Tensor& x) { return ops::top_k(x, 5).values; }, {{Shape{400, 13}}, {Shape{2, 6000}}});
  const Tensor x = random_tensor({500, 40}, 0, 9).cast(int32);
  const Tensor all = ops::top_k(x, 40).indices, odd = Tensor({std::nan(""), 1.0, std::nan(""), 3.0});
  for (const int threads : {1, 2, 3}) {
    const WithThreads several(threads);
    for (const index_t k : {0, 1, 7, 39}) CHECK(same_bits(ops::top_k(x, k).indices, all.slice(0, k, 1)));
    CHECK(same_bits(ops::in_top_k(x.slice(0, 1, 1).reshape({500}), x, 3),
                    ops::in_top_k(x.slice(0, 1, 1).reshape({500}), x.cast(float64), 3)));
  }
  CHECK(values(ops::top_k(odd, 3).indices) == std::vector<double>{3, 1, 0});
}
