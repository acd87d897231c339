// The layers that merge several inputs: symbolic as eager, gradients, masks, errors.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_layer.hpp"
#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::random_tensor;
using testing::same_bits;

namespace {

/// In float64, as an op of its inputs: gradients, symbolic application, float32.
void check_merge(const std::string& name, const std::function<Layer()>& make, const std::vector<Shape>& shapes) {
  Tensors in;
  for (const Shape& s : shapes) in.push_back(random_tensor(s, -2, 2, in.size() + 1));
  const std::function<Tensor(const Tensors&)> op = [&](const Tensors& xs) { return make()(xs); };
  testing::parts::check_gradients(op, in, {});
  testing::parts::check_levels(op, in, {});
  testing::parts::check_symbolic(op, in, op(in), false);
  testing::parity("layers", name, testing::Checked::gradient);
  clear_session();
  CHECK(make().class_name() == name);
  CHECK(make().name() == snake_case(name) + "_1");
}

Tensor masked(const Tensor& x, std::initializer_list<std::initializer_list<bool>> mask) {
  return with_mask(x, Tensor(mask));
}

}  // namespace

TEST_CASE("layers that merge element by element") {
  const std::vector<std::pair<std::string, std::function<Layer()>>> kinds = {{"Add", [] { return Add(); }},
                                                                             {"Multiply", [] { return Multiply(); }},
                                                                             {"Average", [] { return Average(); }},
                                                                             {"Maximum", [] { return Maximum(); }},
                                                                             {"Minimum", [] { return Minimum(); }}};
  for (const auto& [name, make] : kinds) {
    check_merge(name, make, {{2, 3, 4}, {2, 3, 4}, {2, 3, 4}});
    check_merge(name, make, {{2, 3, 4}, {2, 4}, {2, 1, 1}});
    check_merge(name, make, {{3, 4}});
  }
  check_merge("Subtract", [] { return Subtract(); }, {{2, 3}, {2, 3}});
  check_merge("Subtract", [] { return Subtract(); }, {{2, 3}, {2, 4, 3}});
}

TEST_CASE("Concatenate") {
  check_merge("Concatenate", [] { return Concatenate(); }, {{2, 3}, {2, 1}, {2, 4}});
  check_merge("Concatenate", [] { return Concatenate(1); }, {{2, 3, 2}, {2, 1, 2}});
}

TEST_CASE("Dot") {
  for (const bool normalize : {false, true}) {
    check_merge("Dot", [=] { return Dot(1, {.normalize = normalize}); }, {{3, 4}, {3, 4}});
    check_merge("Dot", [=] { return Dot({2, 1}, {.normalize = normalize}); }, {{2, 3, 4}, {2, 4, 5}});
    check_merge("Dot", [=] { return Dot(-1, {.normalize = normalize}); }, {{2, 3, 4}, {2, 5, 4}});
  }
  check_merge("Dot", [] { return Dot({2, 3}); }, {{2, 2, 3, 4}, {2, 5, 2, 3}});
  check_merge("Dot", [] { return Dot({1, 1}); }, {{2, 4}, {2, 4, 3}});
}

TEST_CASE("merges have functions of their names") {
  const Tensor a = random_tensor({2, 3}), b = random_tensor({2, 3}, -2, 2, 2);
  CHECK(same_bits(layers::add({a, b}), Add()({a, b})));
  CHECK(same_bits(layers::subtract({a, b}), Subtract()({a, b})));
  CHECK(same_bits(layers::multiply({a, b}), Multiply()({a, b})));
  CHECK(same_bits(layers::average({a, b}), Average()({a, b})));
  CHECK(same_bits(layers::maximum({a, b}), Maximum()({a, b})));
  CHECK(same_bits(layers::minimum({a, b}), Minimum()({a, b})));
  CHECK(same_bits(layers::concatenate({a, b}, 0), Concatenate(0)({a, b})));
  CHECK(same_bits(layers::dot({a, b}, 1, {.normalize = true}), Dot(1, {.normalize = true})({a, b})));
  const Tensor x = Input({3}), y = Input({3});
  CHECK(layers::add({x, y}, {.name = "sum"}).symbolic());
  CHECK(graph_node(layers::add({x, y}, {.name = "sum"})).name == "sum");
}

TEST_CASE("merges hand masks on") {
  const Tensor a = masked(random_tensor({1, 3, 2}), {{true, true, false}}),
               b = masked(random_tensor({1, 3, 2}, -2, 2, 2), {{true, false, false}}),
               c = random_tensor({1, 3, 2}, -2, 2, 3);
  CHECK(same_bits(mask_of(Add()({a, b})), Tensor({{true, true, false}})));
  CHECK_FALSE(mask_of(Add()({a, c})).defined());
  CHECK_FALSE(mask_of(Dot(2)({a, b})).defined());
  CHECK(same_bits(mask_of(Concatenate(1)({a, c})), Tensor({{true, true, false, true, true, true}})));
  CHECK(same_bits(mask_of(Concatenate()({a, b})), Tensor({{true, true, false}})));
  CHECK_FALSE(mask_of(Concatenate()({c, c})).defined());
  // Masked steps of a product are 1, or 0 where all are masked.
  const Tensor y = Multiply()({a, b});
  CHECK(all_close(y.slice(0, 1, 1), ops::multiply(a, b).slice(0, 1, 1), 1e-12));
  CHECK(all_close(y.slice(1, 2, 1), a.slice(1, 2, 1), 1e-12));
  CHECK(same_bits(y.slice(2, 3, 1), zeros({1, 1, 2}, float64)));
  CHECK(same_bits(mask_of(y), Tensor({{true, true, false}})));
  // Of an extreme they don't count.
  const Tensor top = Maximum()({a, b});
  CHECK(all_close(top.slice(0, 1, 1), ops::maximum(a, b).slice(0, 1, 1), 1e-12));
  CHECK(all_close(top.slice(1, 2, 1), a.slice(1, 2, 1), 1e-12));
  CHECK(same_bits(mask_of(top), Tensor({{true, true, false}})));
}

TEST_CASE("merges refuse what does not fit") {
  const Tensor a = zeros({2, 3}), b = zeros({2, 4});
  CHECK_THROWS_WITH(static_cast<void>(Add({.name = "sum"})({a, b})),
                    Catch::Contains("sum (Add): expected inputs that broadcast"));
  CHECK_THROWS_AS(static_cast<void>(Subtract()({a, a, a})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Concatenate(0)({a, b})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Concatenate()({a, zeros({2, 3, 1})})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Dot(1)({a, b})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Dot(0)({a, a})), shape_error);
  CHECK_THROWS_AS(static_cast<void>(Dot(1)({a, a, a})), shape_error);
  CHECK_THROWS_AS(Dot(Axes{1, 2, 3}), value_error);
  CHECK_THROWS_AS(static_cast<void>(Add()({Input({3}), Input({4})})), shape_error);
}
