// ops/reductions.hpp.
#include <keratin/ops/reductions.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

using Function = Tensor (*)(const Tensor&, const Axes&, const ops::ReduceOptions&);
using Place = Tensor (*)(const Tensor&, std::optional<Int>, const ops::ReduceOptions&);
struct Reduction {
  std::string name;
  Function f;
  bool differentiable;
};
const std::vector<Reduction> reductions = {
    {"sum", ops::sum, true}, {"mean", ops::mean, true}, {"max", ops::max, true},
    {"min", ops::min, true}, {"prod", ops::prod, true}, {"var", ops::var, true},
    {"std", ops::std, true}, {"any", ops::any, false},  {"all", ops::all, false}};
const std::vector<std::pair<std::string, Place>> places = {{"argmax", ops::argmax}, {"argmin", ops::argmin}};

}  // namespace

TEST_CASE("reductions: values, gradients, axes, keepdims") {
  for (const auto& [name, f, differentiable] : reductions) {
    const OpCheck options{.differentiable = differentiable, .gradient_tolerance = 1e-5};
    check_golden(
        name, [f = f](const Tensor& x) { return f(x, {}, {}); }, options);
    for (const bool keep : {false, true}) {
      const std::string suffix = keep ? "_keepdims" : "";
      for (const int axis : {0, 1, 2, -1})
        check_golden(
            name + "_axis" + std::to_string(axis) + suffix,
            [f = f, axis, keep](const Tensor& x) { return f(x, axis, {.keepdims = keep}); }, options);
      check_golden(
          name + "_axes" + suffix,
          [f = f, keep](const Tensor& x) {
            return f(x, {0, 2}, {.keepdims = keep});
          },
          options);
    }
  }
}

TEST_CASE("amax and amin: max and min by numpy's names") {
  using Function = Tensor (*)(const Tensor&, const Axes&, const ops::ReduceOptions&);
  const std::pair<std::string, Function> both[] = {{"amax", ops::amax}, {"amin", ops::amin}};
  for (const auto& [name, f] : both) {
    check_golden(name, [f = f](const Tensor& x) { return f(x, {}, {}); });
    for (const int axis : {0, -1})
      check_golden(name + "_axis" + std::to_string(axis), [f = f, axis](const Tensor& x) { return f(x, axis, {}); });
    check_golden(name + "_axes", [f = f](const Tensor& x) { return f(x, {0, 2}, {}); });
  }
}

TEST_CASE("argmax and argmin: places, axes, keepdims") {
  for (const auto& [name, f] : places) {
    check_golden(name, [f = f](const Tensor& x) { return f(x, {}, {}); }, {.differentiable = false});
    for (const bool keep : {false, true})
      for (const int axis : {0, 1, 2, -1})
        check_golden(name + "_axis" + std::to_string(axis) + (keep ? "_keepdims" : ""),
                     [f = f, axis, keep](const Tensor& x) { return f(x, axis, {.keepdims = keep}); },
                     {.differentiable = false});
  }
}

TEST_CASE("reductions of shapes larger than a thread's grain and of odd widths") {
  const std::vector<std::vector<Shape>> shapes = {
      {Shape{3, 9001}}, {Shape{9001, 3}}, {Shape{5, 67, 71}}, {Shape{1}}, {Shape{}}};
  for (const auto& [name, f, differentiable] : reductions) {
    if (name == "prod" || name == "std") continue;
    check_op(name + " of all", [f = f](const Tensor& x) { return f(x, {}, {}); }, shapes,
             {.differentiable = differentiable, .tolerance = 1e-4});
    for (const int axis : {0, -1})
      check_op(name + " axis " + std::to_string(axis),
               [f = f, axis](const Tensor& x) { return x.rank() == 0 ? f(x, {}, {}) : f(x, axis, {}); }, shapes,
               {.differentiable = differentiable, .tolerance = 1e-4});
  }
}

TEST_CASE("argmax of long rows finds the first of equals with every vector width") {
  Tensor x = zeros({2, 1000});
  x.at<float>(0, 777) = x.at<float>(0, 778) = 1;
  each_level([&] { CHECK(values(ops::argmax(x, 1)) == std::vector<double>{777, 0}); });
  CHECK(values(ops::argmax(Tensor({false, true, true}))) == std::vector<double>{1});
}

TEST_CASE("equal greatest elements share the gradient of max") {
  const Tensor x({{3.0, 3.0, 1.0}, {0.0, 2.0, 1.0}});
  GradientTape tape;
  tape.watch(x);
  CHECK(values(tape.gradient(ops::max(x, 1), x)) == std::vector<double>{0.5, 0.5, 0, 0, 1, 0});
}

TEST_CASE("the gradient of prod is right with zeros") {
  const Tensor x({{2.0, 0.0, 3.0}, {0.0, 0.0, 5.0}, {1.0, 2.0, 4.0}});
  check_op_on("prod with zeros", [](const Tensor& in) { return ops::prod(in, 1); }, {x});
}

TEST_CASE("reductions of NaN and of infinities") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  each_level([&] {
    for (const Shape& shape : {Shape{40}, Shape{4, 10}}) {
      for (const index_t at : {0, 17, 39}) {
        Tensor x = ones(shape);
        x.data<float>()[at] = nan;
        for (const auto f : {ops::sum, ops::mean, ops::max, ops::min, ops::prod}) {
          CHECK(std::isnan(f(f(x, 0, {}), {}, {}).item<float>()));
          CHECK(std::isnan(f(x, {}, {}).item<float>()));
        }
        x.data<float>()[at] = -inf;
        CHECK(ops::min(x).item<float>() == -inf);
        CHECK(ops::sum(x).item<float>() == -inf);
      }
    }
    CHECK(ops::max(full({7}, -inf)).item<float>() == -inf);
  });
}

TEST_CASE("reductions of integers keep to their dtype") {
  const Tensor bytes = full({300}, 255, uint8);
  CHECK(ops::sum(bytes).dtype() == int32);
  CHECK(ops::sum(bytes).item<int>() == 76500);
  CHECK(ops::max(bytes).dtype() == uint8);
  CHECK(ops::mean(bytes).item<float>() == 255);
  CHECK(ops::min(Tensor({3, -9, 4})).item<int>() == -9);
  CHECK(ops::max(Tensor({-3, -9, -4})).item<int>() == -3);
  CHECK(ops::sum(full({3}, 1e15, int64)).item<std::int64_t>() == 3'000'000'000'000'000);
}

TEST_CASE("reductions of nothing: sums are 0, means NaN, extremes an error") {
  const Tensor none = zeros({0, 3});
  CHECK(values(ops::sum(none, 0)) == std::vector<double>{0, 0, 0});
  CHECK(ops::prod(none).item<float>() == 1);
  CHECK(std::isnan(ops::mean(none).item<float>()));
  CHECK(ops::any(none).item<bool>() == false);
  CHECK(ops::all(none).item<bool>() == true);
  CHECK(ops::max(none, 1).shape() == Shape{0});
  CHECK(ops::argmax(none, 1).shape() == Shape{0});
  CHECK_THROWS_WITH(ops::max(none), "max: expected at least one element; got shape (0, 3).");
  CHECK_THROWS_WITH(ops::argmin(none, 0), "argmin: expected at least one element; got shape (0, 3).");
}

TEST_CASE("an axis that is not there is an error that names the reduction") {
  CHECK_THROWS_WITH(ops::sum(zeros({2, 3}), 2), "sum: expected an axis from -2 to 1; got 2.");
  CHECK_THROWS_WITH(ops::argmax(zeros({2, 3}), -3), "argmax: expected an axis from -2 to 1; got -3.");
  CHECK_THROWS_AS(ops::mean(Input({3}), 5), shape_error);
}

TEST_CASE("long sums stay exact with every vector width") {
  each_level([] {
    CHECK(ops::mean(full({10'000'000}, 0.1)).item<float>() == Approx(0.1).epsilon(2e-5));
    CHECK(values(ops::mean(full({1'000'000, 3}, 0.1), 0))[1] == Approx(0.1).epsilon(2e-5));
  });
}
