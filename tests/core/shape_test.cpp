// Shape: sizes, axes as Python counts them, texts, and its limits.
#include <keratin/core/shape.hpp>

#include <catch2/catch.hpp>
#include <sstream>
#include <vector>

using namespace keratin;

TEST_CASE("a shape knows its rank, size and ends") {
  const Shape s = {32, 28, 27};
  CHECK(s.rank() == 3);
  CHECK(s.size() == 32 * 28 * 27);
  CHECK(s.front() == 32);
  CHECK(s.back() == 27);
  CHECK(s[1] == 28);
  CHECK(Shape{}.size() == 1);
  CHECK(Shape{3, 0}.size() == 0);
  CHECK(Shape(std::vector<std::size_t>{4, 5}) == Shape{4, 5});
}

TEST_CASE("a shape with an open dimension is not known") {
  CHECK(Shape{2, 3}.known());
  CHECK_FALSE(Shape{None, 3}.known());
}

TEST_CASE("parts and changed copies of a shape") {
  const Shape s = {2, 3, 4};
  CHECK(s.slice(1, 2) == Shape{3});
  CHECK(s.from(1) == Shape{3, 4});
  CHECK(s.from(3) == Shape{});
  CHECK(s.with(0, 9) == Shape{9, 3, 4});
  CHECK(s.inserted(1, 7) == Shape{2, 7, 3, 4});
  CHECK(s.inserted(3, 7) == Shape{2, 3, 4, 7});
  CHECK(s == Shape{2, 3, 4});
}

TEST_CASE("shapes compare by rank and dimensions") {
  CHECK(Shape{2, 3} != Shape{2, 3, 1});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{} == Shape{});
}

TEST_CASE("axes count from either end and are checked") {
  const Shape s = {2, 3, 4};
  CHECK(s.axis(0, "sum") == 0);
  CHECK(s.axis(-1, "sum") == 2);
  CHECK_THROWS_AS(s.axis(3, "sum"), shape_error);
  CHECK_THROWS_WITH(s.axis(-4, "sum"), "sum: expected an axis from -3 to 2; got -4.");
}

TEST_CASE("a shape prints as Python's tuple") {
  CHECK(to_text(Shape{None, 28, 28}) == "(None, 28, 28)");
  CHECK(to_text(Shape{3}) == "(3,)");
  CHECK(to_text(Shape{}) == "()");
  std::ostringstream os;
  os << Shape{1, 2};
  CHECK(os.str() == "(1, 2)");
}

TEST_CASE("more than 8 dimensions are refused") {
  CHECK_NOTHROW(Shape{1, 1, 1, 1, 1, 1, 1, 1});
  CHECK_THROWS_AS((Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}), shape_error);
}
