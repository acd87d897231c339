// ops/slice.hpp: slices, single rows, slice_update, assign.
#include <keratin/ops/slice.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("slice: values, gradients, shapes") {
  const std::vector<std::vector<Shape>> shapes = {{Shape{5, 4, 3}}, {Shape{7, 2, 9}}};
  check_op("slice of axis 0", [](const Tensor& x) { return x.slice(1, 4); }, shapes, {.open_batch = false});
  check_op(
      "slice of axis 1", [](const Tensor& x) { return x.slice(0, 1, 1); }, shapes);
  check_op(
      "slice of the last axis", [](const Tensor& x) { return x.slice(-2, Slice::to_end, -1); }, shapes);
  check_op("slice of all axes",
           [](const Tensor& x) {
             return x.slice({{1, 3}, {0, 2}, {-2, -1}});
           },
           shapes, {.open_batch = false});
  check_op(
      "slice of everything",
      [](const Tensor& x) {
        return x.slice({{}, {}});
      },
      shapes);
  check_op("slice of nothing", [](const Tensor& x) { return x.slice(2, 2); }, shapes, {.open_batch = false});
  check_op(
      "slice of one row", [](const Tensor& x) { return x[-2]; }, shapes);
  check_op("slice, large",
           [](const Tensor& x) {
             return x.slice({{3, 200}, {5, 250}});
           },
           {{Shape{257, 260}}}, {.open_batch = false});
}

TEST_CASE("slice is Keras's x[:, 1:3, -2:]") {
  check_golden("slice", [](const Tensor& x) { return ops::slice(x, {{}, {1, 3}, {-2}}); });
}

TEST_CASE("slices are clamped as in Python") {
  const Tensor x = arange(5);
  CHECK(values(x.slice(3, 99)) == std::vector<double>{3, 4});
  CHECK(values(x.slice(-2, 99)) == std::vector<double>{3, 4});
  CHECK(values(x.slice(-99, 2)) == std::vector<double>{0, 1});
  CHECK(x.slice(4, 2).shape() == Shape{0});
  CHECK(x.slice(0, -5).shape() == Shape{0});
}

TEST_CASE("a slice of axis 0 and a row share the elements, others are copies") {
  const Tensor x = zeros({3, 4});
  x.slice(1, 3).assign(ones({2, 4}));
  x[0].assign(full({4}, 7));
  CHECK(values(x) == std::vector<double>{7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1});
  x.slice(0, 2, 1).assign(zeros({3, 2}));
  CHECK(x.at<float>(0, 0) == 7);
  CHECK(x[1][2].data<float>() == &x.data<float>()[6]);
}

TEST_CASE("indices and slices that are not there are errors") {
  CHECK_THROWS_WITH(zeros({3})[3], "Tensor[]: expected an index below 3; got 3.");
  CHECK_THROWS_AS(zeros({3})[-4], shape_error);
  CHECK_THROWS_AS(zeros({})[0], shape_error);
  CHECK_THROWS_WITH(zeros({3}).slice({{0, 1}, {0, 1}}), "slice: expected at most 1 slices for shape (3,); got 2.");
  CHECK_THROWS_AS(zeros({3}).slice(0, 1, 1), shape_error);
}

TEST_CASE("slice_update: values, gradients, errors") {
  const auto update = [](const Tensor& x, const Tensor& u) { return ops::slice_update(x, {1, 0}, u); };
  check_golden("slice_update", update);
  CHECK(values(ops::slice_update(zeros({3}, int32), {1}, Tensor({2.5f}))) == std::vector<double>{0, 2, 0});
  CHECK_THROWS_WITH(update(zeros({2, 2}), zeros({2, 2})),
                    "slice_update: expected updates inside (2, 2); got (2, 2) at (1, 0).");
  CHECK_THROWS_AS(ops::slice_update(zeros({2}), {-1}, zeros({1})), shape_error);
  CHECK_THROWS_AS(ops::slice_update(zeros({2}), {0, 0}, zeros({1})), shape_error);
}

TEST_CASE("assign broadcasts and casts into parts") {
  const Tensor m = zeros({3, 4});
  m.assign({{1, 3}, {1, 3}}, Tensor({{1, 2}, {3, 4}}));
  CHECK(values(m) == std::vector<double>{0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0});
  m.assign({{0, 2}, {-1}}, Tensor({9.0}));
  CHECK(values(m) == std::vector<double>{0, 0, 0, 9, 0, 1, 2, 9, 0, 3, 4, 0});
  m.assign({{}, {0, 2}}, Tensor({{5}, {6}, {7}}));
  CHECK(values(m) == std::vector<double>{5, 5, 0, 9, 6, 6, 2, 9, 7, 7, 4, 0});
  m.assign(Tensor::scalar(1));
  CHECK(values(m) == std::vector<double>(12, 1.0));
  m.assign({{2, 2}}, zeros({0, 4}));
  m[0].assign(Tensor({{1, 2, 3, 4}}));  // numpy drops leading axes of size 1
  CHECK(values(m[0]) == std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("assign from the tensor's own elements") {
  const Tensor x = arange(6, float32);
  x.slice(1, 6).assign(x.slice(0, 5));
  CHECK(values(x) == std::vector<double>{0, 0, 1, 2, 3, 4});
  const Tensor m = arange(4, float32).reshape({2, 2});
  m.assign({{0, 2}, {0, 2}}, m.transpose());
  CHECK(values(m) == std::vector<double>{0, 2, 1, 3});
  m.assign(m[1]);
  CHECK(values(m) == std::vector<double>{1, 3, 1, 3});
}

TEST_CASE("what cannot be assigned is an error and changes nothing") {
  const Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH(x.assign(ones({2})), Catch::Contains("broadcast"));
  CHECK_THROWS_WITH(x[0].assign(ones({2, 3})), "Tensor::assign: expected values that broadcast to (3,); got (2, 3).");
  CHECK_THROWS_AS(x.assign(Input({3}, {.batch_size = 2})), state_error);
  CHECK_THROWS_AS(Input({3}).assign(x), state_error);
  CHECK_THROWS_AS(x.assign(Tensor()), state_error);
  CHECK(values(x) == std::vector<double>(6, 0.0));
}
