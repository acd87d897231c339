// Int, Real and Flag take their own kind alone.
#include <keratin/core/args.hpp>

#include <catch2/catch.hpp>
#include <vector>

using namespace keratin;

TEST_CASE("Int takes every integer type and nothing else") {
  const std::vector<int> v(7);
  const Int from_size = v.size(), from_char = 'a', from_negative = -3L;
  CHECK(from_size == 7);
  CHECK(from_char == 97);
  CHECK(from_negative == -3);
  STATIC_REQUIRE_FALSE(std::convertible_to<bool, Int>);
  STATIC_REQUIRE_FALSE(std::convertible_to<double, Int>);
  STATIC_REQUIRE_FALSE(std::convertible_to<float, Int>);
  STATIC_REQUIRE_FALSE(std::convertible_to<const char*, Int>);
}

TEST_CASE("Real takes every number but no bool and no text") {
  const Real from_int = 3, from_float = 0.5f, from_size = std::size_t{9};
  CHECK(from_int == 3.0);
  CHECK(from_float == 0.5);
  CHECK(from_size == 9.0);
  STATIC_REQUIRE_FALSE(std::convertible_to<bool, Real>);
  STATIC_REQUIRE_FALSE(std::convertible_to<const char*, Real>);
  STATIC_REQUIRE_FALSE(std::convertible_to<int*, Real>);
}

TEST_CASE("Flag takes a bool alone") {
  const Flag yes = true, from_expression = 1 < 0;
  CHECK(yes);
  CHECK_FALSE(from_expression);
  STATIC_REQUIRE_FALSE(std::convertible_to<int, Flag>);
  STATIC_REQUIRE_FALSE(std::convertible_to<const char*, Flag>);
  STATIC_REQUIRE_FALSE(std::convertible_to<void*, Flag>);
}

TEST_CASE("KeywordOnly cannot be made from braces, so options are named") {
  struct Options {
    KERATIN_OPTIONS;
    Int units = 1;
  };
  const Options o{.units = 4};
  CHECK(o.units == 4);
  STATIC_REQUIRE_FALSE(std::convertible_to<int, KeywordOnly>);
  STATIC_REQUIRE(None == -1);
}
