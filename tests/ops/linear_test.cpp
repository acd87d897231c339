// ops/linear.hpp and ops/fused_activation.hpp.
#include <keratin/ops/linear.hpp>
#include <keratin/ops/matmul.hpp>
#include <keratin/ops/operators.hpp>
#include <keratin/ops/relu.hpp>
#include <keratin/ops/tanh.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

struct Case {
  const char* name;
  const ops::FusedActivation* fused;
  Tensor (*f)(const Tensor&);
};
std::vector<Case> cases() {
  return {{"linear", nullptr, [](const Tensor& x) { return x; }},
          {"relu", ops::fused_relu(), ops::relu},
          {"tanh", ops::fused_tanh(), ops::tanh}};
}
// (batch…, in), units
const std::vector<std::pair<Shape, index_t>> sizes = {{{1, 1}, 1}, {{2, 3}, 5},     {{7, 2}, 1},
                                                      {{3}, 4},    {{2, 3, 4}, 5},  {{0, 3}, 2},
                                                      {{5, 0}, 3}, {{65, 33}, 130}, {{32, 5}, 17}};

}  // namespace

TEST_CASE("linear, with and without bias and activation: the separate ops' values, and gradients") {
  for (const auto& [name, fused, f] : cases())
    for (const auto& [shape, units] : sizes) {
      const Tensor x = random_tensor(shape, -1, 1), w = random_tensor({shape.back(), units}, -1, 1, 2),
                   b = random_tensor({units}, -1, 1, 3);
      const OpCheck options{.differentiable = true, .open_batch = false, .exact = false};
      const auto with = [fused = fused](const Tensors& in) { return ops::linear(in[0], in[1], in[2], fused); };
      const auto without = [fused = fused](const Tensors& in) { return ops::linear(in[0], in[1], {}, fused); };
      INFO(name << describe({x, w}));
      CHECK(all_close(with({x, w, b}), f(ops::matmul(x, w) + b), 1e-12));
      CHECK(all_close(without({x, w}), f(ops::matmul(x, w)), 1e-12));
      parts::check_gradients(with, {x, w, b}, options);
      parts::check_gradients(without, {x, w}, options);
      parity_op("linear", Checked::gradient);
      parts::check_levels(with, {x, w, b}, options);
      parts::check_levels(without, {x, w}, options);
    }
}

TEST_CASE("linear gives gradients only where one is wanted") {
  const Tensor x = random_tensor({2, 3}), w = random_tensor({3, 4}, -1, 1, 2), b = zeros({4}, float64);
  GradientTape tape;
  tape.watch(w);
  const auto g = tape.gradient(ops::linear(x, w, b), {x, w, b});
  CHECK_FALSE(g[0].defined());
  CHECK(g[1].defined());
  CHECK_FALSE(g[2].defined());
}

TEST_CASE("linear refuses an input of the wrong width") {
  CHECK_THROWS_WITH(ops::linear(zeros({2, 3}), zeros({4, 5})), "linear: expected last axis 4; got (2, 3).");
  CHECK_THROWS_AS(ops::linear(zeros({}), zeros({4, 5})), shape_error);
}
