// Elementary functions: floor to arctanh.
#include <keratin/ops/arccos.hpp>
#include <keratin/ops/arccosh.hpp>
#include <keratin/ops/arcsin.hpp>
#include <keratin/ops/arcsinh.hpp>
#include <keratin/ops/arctan.hpp>
#include <keratin/ops/arctanh.hpp>
#include <keratin/ops/ceil.hpp>
#include <keratin/ops/cos.hpp>
#include <keratin/ops/cosh.hpp>
#include <keratin/ops/erf.hpp>
#include <keratin/ops/exp2.hpp>
#include <keratin/ops/expm1.hpp>
#include <keratin/ops/floor.hpp>
#include <keratin/ops/isfinite.hpp>
#include <keratin/ops/log10.hpp>
#include <keratin/ops/log1p.hpp>
#include <keratin/ops/log2.hpp>
#include <keratin/ops/reciprocal.hpp>
#include <keratin/ops/round.hpp>
#include <keratin/ops/rsqrt.hpp>
#include <keratin/ops/sin.hpp>
#include <keratin/ops/sinh.hpp>
#include <keratin/ops/tan.hpp>
#include <keratin/ops/trunc.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("floor: values, gradients, shapes") {
  check_function("floor", ops::floor, {.differentiable = false});
  check_golden_values("floor_special", ops::floor);
}

TEST_CASE("ceil: values, gradients, shapes") {
  check_function("ceil", ops::ceil, {.differentiable = false});
  check_golden_values("ceil_special", ops::ceil);
}

TEST_CASE("trunc: values, gradients, shapes") {
  check_function("trunc", ops::trunc, {.differentiable = false});
  check_golden_values("trunc_special", ops::trunc);
}

TEST_CASE("round: values, gradients, shapes") {
  check_function("round", [](const Tensor& x) { return ops::round(x); }, {.differentiable = false});
  check_golden_values("round_special", [](const Tensor& x) { return ops::round(x); });
}

TEST_CASE("exp2: values, gradients, shapes") {
  check_function("exp2", ops::exp2);
  check_golden_values("exp2_special", ops::exp2);
}

TEST_CASE("expm1: values, gradients, shapes") {
  check_function("expm1", ops::expm1);
  check_golden_values("expm1_special", ops::expm1);
}

TEST_CASE("log1p: values, gradients, shapes") {
  check_op("log1p", ops::log1p, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = -0.9, .high = 4});
  check_golden_values("log1p", ops::log1p);
  check_golden_values("log1p_special", ops::log1p);
}

TEST_CASE("log2: values, gradients, shapes") {
  check_op("log2", ops::log2, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = 0.1, .high = 9});
  check_golden_values("log2", ops::log2);
  check_golden_values("log2_special", ops::log2);
}

TEST_CASE("log10: values, gradients, shapes") {
  check_op("log10", ops::log10, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = 0.1, .high = 9});
  check_golden_values("log10", ops::log10);
  check_golden_values("log10_special", ops::log10);
}

TEST_CASE("rsqrt: values, gradients, shapes") {
  check_op("rsqrt", ops::rsqrt, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}},
           {.low = 0.1, .high = 9, .tolerance = 2e-5});
  check_golden_values("rsqrt", ops::rsqrt);
  check_golden_values("rsqrt_special", ops::rsqrt);
}

TEST_CASE("reciprocal: values, gradients, shapes") {
  check_op("reciprocal", ops::reciprocal, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = 0.25, .high = 3});
  check_golden_values("reciprocal", ops::reciprocal);
  check_golden_values("reciprocal_special", ops::reciprocal);
}

TEST_CASE("sin: values, gradients, shapes") { check_function("sin", ops::sin); }

TEST_CASE("cos: values, gradients, shapes") { check_function("cos", ops::cos); }

TEST_CASE("tan: values, gradients, shapes") {
  check_op("tan", ops::tan, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = -1.25, .high = 1.25});
  check_golden_values("tan", ops::tan);
}

TEST_CASE("arcsin: values, gradients, shapes") {
  check_op("arcsin", ops::arcsin, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = -0.9, .high = 0.9});
  check_golden_values("arcsin", ops::arcsin);
  check_golden_values("arcsin_special", ops::arcsin);
}

TEST_CASE("arccos: values, gradients, shapes") {
  check_op("arccos", ops::arccos, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = -0.9, .high = 0.9});
  check_golden_values("arccos", ops::arccos);
  check_golden_values("arccos_special", ops::arccos);
}

TEST_CASE("arctan: values, gradients, shapes") {
  check_function("arctan", ops::arctan);
  check_golden_values("arctan_special", ops::arctan);
}

TEST_CASE("sinh: values, gradients, shapes") {
  check_function("sinh", ops::sinh);
  check_golden_values("sinh_special", ops::sinh);
}

TEST_CASE("cosh: values, gradients, shapes") {
  check_function("cosh", ops::cosh);
  check_golden_values("cosh_special", ops::cosh);
}

TEST_CASE("arcsinh: values, gradients, shapes") {
  check_function("arcsinh", ops::arcsinh);
  check_golden_values("arcsinh_special", ops::arcsinh);
}

TEST_CASE("arccosh: values, gradients, shapes") {
  check_op("arccosh", ops::arccosh, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = 1.2, .high = 9});
  check_golden_values("arccosh", ops::arccosh);
  check_golden_values("arccosh_special", ops::arccosh);
}

TEST_CASE("arctanh: values, gradients, shapes") {
  check_op("arctanh", ops::arctanh, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}}, {.low = -0.9, .high = 0.9});
  check_golden_values("arctanh", ops::arctanh);
  check_golden_values("arctanh_special", ops::arctanh);
}

TEST_CASE("erf: values, gradients, shapes") { check_function("erf", ops::erf); }

TEST_CASE("isfinite, isinf, isnan of floats and of integers") {
  check_function("isfinite", ops::isfinite, {.differentiable = false});
  check_function("isinf", ops::isinf, {.differentiable = false});
  check_function("isnan", ops::isnan, {.differentiable = false});
  check_golden_values("isfinite_special", ops::isfinite);
  check_golden_values("isinf_special", ops::isinf);
  check_golden_values("isnan_special", ops::isnan);
  CHECK(values(ops::isfinite(Tensor({1, 2}))) == std::vector<double>{1, 1});
  CHECK(values(ops::isnan(Tensor({1, 2}))) == std::vector<double>{0, 0});
  CHECK(ops::isinf(Tensor({1, 2})).dtype() == bool_);
}

TEST_CASE("round to decimals, and of integers") {
  const auto tenths = [](const Tensor& x) { return ops::round(x, 1); };
  check_golden_values("round_options", tenths);
  check_golden_values("round_tens", [](const Tensor& x) { return ops::round(x, -1); });
  CHECK(ops::round(Tensor({1, 2})).dtype() == int32);
  CHECK(values(ops::round(Tensor({0.5, 1.5, 2.5, -0.5}))) == std::vector<double>{0, 2, 2, 0});
  CHECK(ops::trunc(Tensor({1, 2})).dtype() == int32);
  CHECK(ops::floor(Tensor({1, 2})).dtype() == float32);
}

TEST_CASE("ops with options tell them to a graph") {
  const Tensor y = ops::round(Input({3}), 2);
  const GraphNode& node = graph_node(y);
  CHECK(node.class_name == "Round");
  REQUIRE(node.arguments.size() == 1);
  CHECK(std::string(node.arguments[0].name) == "decimals");
  CHECK(std::get<index_t>(node.arguments[0].value) == 2);
}
