// ops/creation.hpp.
#include <keratin/ops/concatenate.hpp>
#include <keratin/ops/creation.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("eye, tri, linspace and grids are Keras's") {
  const auto same = [](const char* name, const Tensor& y) {
    parity_op(name, Checked::value);
    CHECK(all_close(y, golden_case(name).result, 1e-7));
  };
  same("identity", ops::identity(3));
  same("eye", ops::eye(3, {.M = 4, .k = 1}));
  same("tri", ops::tri(3, {.M = 4, .k = 1}));
  same("linspace", ops::linspace(-1, 2, 7));
  same("linspace_open", ops::linspace(0, 1, 4, {.endpoint = false}));
  check_golden("meshgrid", [](const Tensor& a, const Tensor& b) { return ops::stack(ops::meshgrid({a, b})); });
  check_golden("meshgrid_ij", [](const Tensor& a, const Tensor& b) { return ops::stack(ops::meshgrid({a, b}, "ij")); });
  CHECK(values(ops::identity(2)) == std::vector<double>{1, 0, 0, 1});
  CHECK(ops::linspace(0, 1, 0).size() == 0);
  CHECK_THROWS_AS(ops::meshgrid({zeros({2})}, "yx"), value_error);
}

TEST_CASE("zeros_like, ones_like, full_like, also of symbolic tensors") {
  check_golden("zeros_like", [](const Tensor& in) { return ops::zeros_like(in); }, {.differentiable = false});
  check_golden("ones_like", [](const Tensor& in) { return ops::ones_like(in); }, {.differentiable = false});
  check_golden("full_like", [](const Tensor& in) { return ops::full_like(in, 2.5); }, {.differentiable = false});
  const Tensor x = zeros({2, 3}, int32);
  CHECK(ops::zeros_like(x).dtype() == int32);
  CHECK(values(ops::ones_like(x, float64)) == std::vector<double>(6, 1));
  CHECK(values(ops::full_like(x, 7)) == std::vector<double>(6, 7));
  const Tensor s = ops::full_like(Input({3}), 2.5);
  CHECK(s.shape() == Shape{None, 3});
  CHECK(graph_node(s).class_name == "FullLike");
  CHECK(ops::zeros({2}).size() + ops::ones({2}).size() + ops::arange(3).size() == 7);
}
