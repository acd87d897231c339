// autograd/symbolic.hpp: Input, the graph of ops, shapes with open dimensions, and what symbols refuse.
#include <keratin/autograd/symbolic.hpp>
#include <keratin/core/names.hpp>
#include <keratin/ops/ops.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("Input is symbolic, with an open or a given batch") {
  const Tensor x = Input({28, 28});
  CHECK(x.symbolic());
  CHECK(x.shape() == Shape{None, 28, 28});
  CHECK(x.dtype() == float32);
  CHECK(Input({3}, {.batch_size = 7, .dtype = int32}).shape() == Shape{7, 3});
  CHECK(Input({3}, {.dtype = int32}).dtype() == int32);
  CHECK(Input({None, 4}).shape() == Shape{None, None, 4});
  CHECK(graph_node(Input({3}, {.name = "pixels"})).name == "pixels");
  CHECK_THROWS_WITH(Input({0}), "Input: expected dimensions above 0, or None; got (0,).");
  CHECK_THROWS_AS(Input({-3}), shape_error);
}

TEST_CASE("ops on symbols make nodes, named as in Keras, with open dimensions where they belong") {
  clear_session();
  const Tensor x = Input({28, 28}), y = ops::reshape(x, {-1, 784}), z = ops::matmul(y, zeros({784, 10}));
  CHECK(y.shape() == Shape{None, 784});
  CHECK(z.shape() == Shape{None, 10});
  CHECK(graph_node(z).class_name == "Matmul");
  CHECK(graph_node(z).name == "matmul");
  CHECK(graph_node(z).inputs[0].impl() == y.impl());
  CHECK(graph_node(y).inputs[0].impl() == x.impl());
  CHECK(ops::mean(x, {1, 2}).shape() == Shape{None});
  CHECK(ops::sum(x).shape() == Shape{});
  CHECK(ops::transpose(x).shape() == Shape{28, 28, None});
  CHECK((x + Input({28, 28})).shape() == Shape{None, 28, 28});
  CHECK(ops::concatenate({x, x}, 1).shape() == Shape{None, 56, 28});
  CHECK(ops::concatenate({x, x}, 0).shape() == Shape{None, 28, 28});
  CHECK(x[0].shape() == Shape{28, 28});
  CHECK(x.slice(0, 5).shape() == Shape{5, 28, 28});
  CHECK(x.slice(1, Slice::to_end).shape() == Shape{None, 28, 28});
  CHECK((x * 2.0f + 1).shape() == x.shape());
  CHECK(ops::reshape(Input({3}), {-1, 7}).shape() == Shape{None, 7});
  CHECK(ops::one_hot(Input({4}, {.dtype = int32}), 9).shape() == Shape{None, 4, 9});
}

TEST_CASE("a graph node runs on other inputs") {
  const Tensor y = Input({3}) * 2.0f;
  const Tensors in = {Tensor({{1.f, 2.f, 3.f}}), graph_node(y).inputs[1]};
  const Tensors out = graph_node(y).run(in, {});
  CHECK(values(out[0]) == std::vector<double>{2, 4, 6});
}

TEST_CASE("wrong shapes are found when the graph is built") {
  CHECK_THROWS_AS(ops::matmul(Input({3}), Input({4})), shape_error);
  CHECK_THROWS_AS(Input({3}) + Input({4}), shape_error);
  CHECK_THROWS_AS(ops::reshape(Input({2, 3}), {-1, 6, 0}), shape_error);
  CHECK_THROWS_AS(ops::softmax(Input({3}), 2), shape_error);
}

TEST_CASE("a symbol has no data, and says so") {
  Tensor x = Input({3});
  CHECK_THROWS_WITH(x.at<float>(0, 0), Catch::Contains("expected data; got a symbolic tensor of shape (None, 3)"));
  CHECK_THROWS_AS(static_cast<void>(x.span<float>()), state_error);
  CHECK_THROWS_AS(static_cast<void>(Input({1}, {.batch_size = 1}).item<float>()), state_error);
  CHECK_THROWS_AS(static_cast<void>(x.clone()), state_error);
}

TEST_CASE("a graph of 20,000 ops is freed without overflowing the stack") {
  Tensor y = Input({1});
  for (int i = 0; i < 20000; ++i) y = ops::relu(y);
  CHECK(y.shape() == Shape{None, 1});
  y = Tensor();
}
