// tensor/tensor.hpp and tensor/storage.hpp: making tensors, reading them, sharing elements, variables.
#include <keratin/ops/ops.hpp>

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("braces hold values, of the dtype that the C++ type says") {
  CHECK(Tensor({2, 3}).shape() == Shape{2});
  CHECK(Tensor({2, 3}).dtype() == int32);
  CHECK(Tensor({1.f}).dtype() == float32);
  CHECK(Tensor({1.0}).dtype() == float64);
  CHECK(Tensor({std::int64_t{1}}).dtype() == int64);
  CHECK(Tensor({std::uint8_t{1}}).dtype() == uint8);
  CHECK(Tensor({true, false}).dtype() == bool_);
  CHECK(values(Tensor({true, false})) == std::vector<double>{1, 0});
  CHECK(Tensor({{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}}).shape() == Shape{3, 2});
  CHECK(Tensor({{{1, 2}}, {{3, 4}}}).shape() == Shape{2, 1, 2});
  CHECK(Tensor({{{{1}, {2}}}}).shape() == Shape{1, 1, 2, 1});
  CHECK_THROWS_WITH(Tensor({{1, 2}, {3}}), "Tensor: expected rows of one length; got 2 and 1.");
}

TEST_CASE("from copies a range, with one dimension open") {
  std::vector<float> v = {1, 2, 3, 4, 5, 6};
  const Tensor x = Tensor::from(v, {2, -1});
  v[0] = 9;
  CHECK(x.shape() == Shape{2, 3});
  CHECK(x.at<float>(0, 0) == 1);
  CHECK(Tensor::from(std::array<std::int64_t, 2>{3, 4}, {2}).dtype() == int64);
  CHECK(Tensor::from({1.5, 2.5}, {2, 1}).shape() == Shape{2, 1});
  CHECK(Tensor::from(std::vector<float>{}, {0, 3}).shape() == Shape{0, 3});
  CHECK_THROWS_WITH(Tensor::from(v, {4, 2}), "Tensor::from: expected 6 elements; got shape (4, 2).");
  CHECK_THROWS_AS(Tensor::from(v, {-1, -1}), shape_error);
  CHECK_THROWS_AS(Tensor::from(v, {-1, 4}), shape_error);
  CHECK_THROWS_AS(Tensor::from(v, {0, -1}), shape_error);
}

TEST_CASE("full, zeros, ones, scalar, arange") {
  CHECK(values(full({2, 2}, 1.5)) == std::vector<double>(4, 1.5));
  CHECK(values(full({3}, 7, int64)) == std::vector<double>(3, 7));
  CHECK(values(ones({2}, bool_)) == std::vector<double>{1, 1});
  CHECK(zeros({}).size() == 1);
  CHECK(Tensor::scalar(2.5).item<float>() == 2.5f);
  CHECK(std::signbit(full({1}, -0.0).item<float>()));
  CHECK(values(arange(3)) == std::vector<double>{0, 1, 2});
  CHECK(arange(3).dtype() == int32);
  CHECK(values(arange(2, 9, 3)) == std::vector<double>{2, 5, 8});
  CHECK(values(arange(2, 8, 3)) == std::vector<double>{2, 5});
  CHECK(values(arange(3, 0, -1)) == std::vector<double>{3, 2, 1});
  CHECK(arange(0, 1, 0.25).dtype() == float32);
  CHECK(arange(2.5).size() == 3);
  CHECK(all_close(arange(0, 1, 0.25, float64), Tensor({0.0, 0.25, 0.5, 0.75}), 0));
  CHECK(arange(0).shape() == Shape{0});
  CHECK(arange(5, 1).shape() == Shape{0});
  CHECK_THROWS_AS(arange(0, 1, 0), value_error);
  CHECK_THROWS_AS(arange(0, 1e300), value_error);
  CHECK_THROWS_AS(arange(std::nan("")), value_error);
}

TEST_CASE("shapes that no memory can hold are errors, not crashes") {
  CHECK_THROWS_AS(zeros({-1, 2}), shape_error);
  CHECK_THROWS_AS(Tensor::empty({-1}), shape_error);
  CHECK_THROWS_AS(Tensor::empty({index_t{1} << 40, index_t{1} << 40}), shape_error);
  CHECK_THROWS_AS(Tensor::empty({index_t{1} << 62}), shape_error);
}

TEST_CASE("at and span read and write elements, checked") {
  Tensor x = zeros({2, 3});
  x.at<float>(1, 2) = 5;
  x.at<float>(-2, -3) = 4;
  CHECK(x.span<float>()[5] == 5);
  CHECK(x.span<float>()[0] == 4);
  const Tensor& same = x;
  CHECK(same.at<float>(1, 2) == 5);
  CHECK(same.span<float>().size() == 6);
  CHECK_THROWS_WITH(x.at<double>(0, 0), "Tensor: expected its own dtype float32; got float64. Hint: x.cast(float64).");
  CHECK_THROWS_WITH(x.at<float>(0), "Tensor::at: expected 2 indices for shape (2, 3); got 1.");
  CHECK_THROWS_WITH(x.at<float>(0, 3), "Tensor::at: expected an index below 3 on axis 1; got 3.");
  CHECK_THROWS_AS(x.at<float>(-3, 0), shape_error);
  CHECK_THROWS_AS(x.span<int>(), dtype_error);
}

TEST_CASE("item converts the only element") {
  CHECK(Tensor({2.75}).item<int>() == 2);
  CHECK(Tensor({{3}}).item<double>() == 3);
  CHECK(Tensor({true}).item<bool>());
  CHECK_THROWS_WITH(Tensor({1, 2}).item<int>(), "Tensor::item: expected one element; got shape (2,).");
}

TEST_CASE("a default tensor is undefined, and every use of it an error") {
  const Tensor none;
  CHECK_FALSE(none.defined());
  CHECK_FALSE(none.symbolic());
  CHECK_THROWS_WITH(none.shape(), "Tensor: expected a tensor with a value; got one that was never set.");
  CHECK_THROWS_AS(none + 1, state_error);
  CHECK_THROWS_AS(ops::matmul(zeros({2, 2}), none), state_error);
  CHECK_THROWS_AS(ops::concatenate({zeros({2}), none}), state_error);
  CHECK_THROWS_AS(none.clone(), state_error);
}

TEST_CASE("copies of a handle share elements, clone does not") {
  const Tensor x = zeros({3}), same = x, own = x.clone();
  x.assign(ones({3}));
  CHECK(values(same) == std::vector<double>(3, 1.0));
  CHECK(values(own) == std::vector<double>(3, 0.0));
  CHECK(same.impl() == x.impl());
  CHECK(zeros({0, 2}).clone().shape() == Shape{0, 2});
}

TEST_CASE("a view keeps the memory alive after its tensor is gone") {
  Tensor row;
  {
    const Tensor x = arange(6, float32).reshape({2, 3});
    row = x[1];
  }
  CHECK(values(row) == std::vector<double>{3, 4, 5});
}

TEST_CASE("to a device that is not there is an error, to the own one the tensor itself") {
  const Tensor x = ones({2});
  CHECK(x.to(cpu{}).impl() == x.impl());
  CHECK_THROWS_AS(x.to(cuda{99}), device_error);
}

TEST_CASE("a variable takes a tensor's elements, and is changed by assign alone") {
  const Tensor start({1.f, 2.f});
  const Variable w(start, "kernel");
  CHECK(w.name() == "kernel");
  CHECK(w.trainable());
  CHECK_FALSE(Variable(start, "x", false).trainable());
  w.assign(Tensor({3.f, 4.f}));
  CHECK(values(start) == std::vector<double>{3, 4});
  const Tensor handle = w;
  CHECK(handle.impl() == w.impl());
  static_assert(!std::is_assignable_v<Variable&, Tensor>);
  static_assert(!std::is_assignable_v<Tensor, Tensor>, "a[0] = b must not compile");
}
