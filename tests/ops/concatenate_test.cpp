// ops/concatenate.hpp.
#include <keratin/ops/concatenate.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("concatenate and stack: values, gradients, shapes") {
  const auto joined = [](Int axis) { return [axis](const Tensors& in) { return ops::concatenate(in, axis); }; };
  check_golden("concatenate", joined(1));
  check_golden("stack", [](const Tensors& in) { return ops::stack(in, -1); });
  check_op("concatenate", joined(0), {{Shape{2, 3}, Shape{4, 3}, Shape{1, 3}}, {Shape{0, 3}, Shape{2, 3}}, {Shape{5}}});
  check_op("concatenate", joined(-1), {{Shape{2, 3}, Shape{2, 1}}, {Shape{130, 100}, Shape{130, 157}}});
  check_op("stack", [](const Tensors& in) { return ops::stack(in); },
           {{Shape{2, 3}, Shape{2, 3}}, {Shape{}, Shape{}, Shape{}}});
}

TEST_CASE("the same tensor twice gets both gradients") {
  const Tensor x({1.0, 2.0});
  GradientTape tape;
  tape.watch(x);
  CHECK(values(tape.gradient(ops::concatenate({x, x}, 0), x)) == std::vector<double>{2, 2});
}

TEST_CASE("concatenate promotes") {
  const Tensor y = ops::concatenate({Tensor({1, 2}), Tensor({0.5f}), Tensor({true})}, 0);
  CHECK(y.dtype() == float32);
  CHECK(values(y) == std::vector<double>{1, 2, 0.5, 1});
}

TEST_CASE("what cannot be joined is an error") {
  CHECK_THROWS_WITH(ops::concatenate({zeros({2, 3}), zeros({2, 4})}, 0),
                    "concatenate: expected shapes equal but on axis 0; got (2, 3) and (2, 4).");
  CHECK_THROWS_AS(ops::concatenate({zeros({2}), zeros({2, 1})}, 0), shape_error);
  CHECK_THROWS_AS(ops::concatenate({}), value_error);
  CHECK_THROWS_AS(ops::stack({zeros({2}), zeros({3})}), shape_error);
  CHECK_THROWS_AS(ops::concatenate({zeros({2})}, 1), shape_error);
}
