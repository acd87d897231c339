// tensor/reduce.hpp and tensor/axes.hpp.
#include <keratin/tensor/reduce.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("axes: one, several, all, from the end") {
  using Flags = std::array<bool, Shape::max_rank>;
  CHECK(Axes().flags(2, "t") == Flags{true, true});
  CHECK(Axes(-1).flags(3, "t") == Flags{false, false, true});
  CHECK(Axes({0, 2}).flags(3, "t") == Flags{true, false, true});
  CHECK(Axes(std::size_t{1}).flags(2, "t") == Flags{false, true});
  CHECK_THROWS_WITH(Axes({0, 3}).flags(3, "sum"), "sum: expected an axis from -3 to 2; got 3.");
  static_assert(!std::is_convertible_v<bool, Axes>);
}

TEST_CASE("shapes after a reduction") {
  CHECK(reduced_shape({2, 3, 4}, {true, false, true}, false) == Shape{3});
  CHECK(reduced_shape({2, 3, 4}, {true, false, true}, true) == Shape{1, 3, 1});
  CHECK(reduced_shape({}, {}, false) == Shape{});
}

TEST_CASE("sums over every set of axes are those of plain loops") {
  const Shape shape = {3, 4, 5, 6};
  const Tensor x = random_tensor(shape);
  for (unsigned set = 0; set < 16; ++set) {
    std::array<bool, Shape::max_rank> flags{};
    for (unsigned a = 0; a < 4; ++a) flags[a] = (set >> a & 1u) != 0;
    const Shape kept = reduced_shape(shape, flags, true);
    std::vector<double> want(static_cast<std::size_t>(kept.size()), 0.0);
    for (index_t i = 0; i < x.size(); ++i) {
      index_t rest = i, at = 0, step = 1;
      for (std::size_t a = 4; a-- > 0;) {
        if (!flags[a]) at += rest % shape[a] * step, step *= shape[a];
        rest /= shape[a];
      }
      want[static_cast<std::size_t>(at)] += x.data<double>()[i];
    }
    each_level(
        [&] { CHECK(all_close(reduce<cpu_backend::SumReducer>(x, flags, true), Tensor::from(want, kept), 1e-12)); });
  }
}

TEST_CASE("sum_to undoes broadcasting") {
  const Tensor x = ones({2, 3, 4});
  CHECK(values(sum_to(x, {})) == std::vector<double>{24});
  CHECK(values(sum_to(x, {4})) == std::vector<double>(4, 6));
  CHECK(values(sum_to(x, {3, 1})) == std::vector<double>(3, 8));
  CHECK(sum_to(x, {2, 3, 4}).impl() == x.impl());
  CHECK(sum_to(ones({1, 3}), {3}).shape() == Shape{3});
  CHECK(values(sum_to(zeros({0, 3}), {1, 3})) == std::vector<double>(3, 0));
}
