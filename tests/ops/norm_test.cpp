// ops/norm.hpp.
#include <keratin/ops/multiply.hpp>
#include <keratin/ops/norm.hpp>
#include <keratin/ops/square.hpp>
#include <keratin/ops/tensordot.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("norm: values, gradients, orders") {
  for (const int axis : {0, -1})
    check_golden("norm_axis" + std::to_string(axis), [axis](const Tensor& x) { return ops::norm(x, {.axis = axis}); });
  check_golden("norm_axes", [](const Tensor& x) { return ops::norm(x, {.axis = {0, 2}}); });
  for (const int order : {1, 2, 3})
    check_golden("norm_" + std::to_string(order),
                 [order](const Tensor& x) { return ops::norm(x, {.ord = order, .axis = -1}); }, {.tolerance = 2e-5});
  const double infinite = std::numeric_limits<double>::infinity();
  check_golden("norm_inf", [=](const Tensor& x) { return ops::norm(x, {.ord = infinite, .axis = -1}); });
  check_golden("norm_-inf", [=](const Tensor& x) { return ops::norm(x, {.ord = -infinite, .axis = -1}); });
  check_golden_values("norm_0", [](const Tensor& x) { return ops::norm(x, {.ord = 0, .axis = -1}); });
  const Tensor m({{1.0, -2.0}, {-3.0, 4.0}});
  CHECK(ops::norm(m, {.ord = 1}).item<double>() == 6);
  CHECK(ops::norm(m, {.ord = infinite}).item<double>() == 7);
  CHECK(ops::norm(m, {.ord = -1}).item<double>() == 4);
  CHECK(ops::norm(m, {.ord = 1, .axis = {1, 0}}).item<double>() == 7);
  CHECK_THROWS_AS(ops::norm(zeros({2, 2, 2})), shape_error);
  CHECK_THROWS_WITH(ops::norm(m, {.ord = "max"}), Catch::Contains("max") && Catch::Contains("nuc"));
  CHECK_THROWS_WITH(ops::norm(m, {.ord = "fro", .axis = 0}), Catch::Contains("fro"));
  CHECK_THROWS_AS(ops::norm(m, {.ord = 3}), value_error);
}

TEST_CASE("norm: of matrices, by each order") {
  const double infinite = std::numeric_limits<double>::infinity();
  const std::pair<const char*, ops::NormOrder> orders[] = {{"fro", "fro"},    {"nuc", "nuc"},     {"1", 1},
                                                           {"-1", -1},        {"2", 2},           {"-2", -2},
                                                           {"inf", infinite}, {"-inf", -infinite}};
  for (const auto& [name, order] : orders) {
    const ops::NormOrder ord = order;
    check_golden(concat("norm_matrix_", name),
                 [ord](const Tensor& x) {
                   return ops::norm(x, {.ord = ord, .axis = {0, 2}});
                 },
                 {.tolerance = 2e-5, .open_batch = false});
    check_golden(concat("norm_matrix_", name, "_turned"),
                 [ord](const Tensor& x) {
                   return ops::norm(x, {.ord = ord, .axis = {-1, -2}, .keepdims = true});
                 },
                 {.tolerance = 2e-5});
  }
}

TEST_CASE("norm: singular values of tall, wide, large, poor and empty matrices") {
  const auto nuclear = [](const Tensor& x) { return ops::norm(x, {.ord = "nuc", .axis = {-2, -1}}); };
  const auto spectral = [](const Tensor& x) { return ops::norm(x, {.ord = 2, .axis = {-2, -1}}); };
  check_op("norm nuc", nuclear, {{Shape{5, 3}}, {Shape{3, 7}}, {Shape{2, 3, 1}}, {Shape{4, 4, 4}}},
           {.tolerance = 2e-5});
  check_op("norm 2", spectral, {{Shape{5, 3}}, {Shape{3, 7}}, {Shape{2, 3, 1}}, {Shape{4, 4, 4}}}, {.tolerance = 2e-5});
  const Tensor a = random_tensor({60, 40}, -1, 1, 3), squares = ops::sum(ops::square(a));
  Tensor scaled = ops::multiply(a, Tensor::scalar(1e-3, float64));  // Σ σ² = Σ a²; the greatest σ bounds ‖a v‖
  CHECK(ops::norm(scaled, {.ord = 2}).item<double>() ==
        Approx(1e-3 * ops::norm(a, {.ord = 2}).item<double>()).epsilon(1e-13));
  CHECK(ops::norm(a, {.ord = 2}).item<double>() < std::sqrt(squares.item<double>()));
  CHECK(ops::norm(a, {.ord = "nuc"}).item<double>() > std::sqrt(squares.item<double>()));
  const Tensor one = ops::outer(Tensor({1.0, 2.0, 2.0}), Tensor({3.0, 0.0, 4.0}));  // rank 1: one singular value, 15
  CHECK(ops::norm(one, {.ord = "nuc"}).item<double>() == Approx(15).epsilon(1e-14));
  CHECK(ops::norm(one, {.ord = 2}).item<double>() == Approx(15).epsilon(1e-14));
  CHECK(std::abs(ops::norm(one, {.ord = -2}).item<double>()) < 1e-14);
  CHECK(values(nuclear(zeros({2, 3, 3}))) == std::vector<double>{0, 0});
  CHECK(std::isnan(nuclear(Tensor({{1.0, std::nan("")}, {0.0, 1.0}})).item<double>()));
}
