// The exceptions: their texts, and what catches them.
#include <keratin/core/dtype.hpp>
#include <keratin/core/error.hpp>

#include <catch2/catch.hpp>
#include <limits>

using namespace keratin;

TEST_CASE("to_text of a number is the shortest that reads back") {
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(0.1f) != "");
  CHECK(std::stod(to_text(1.0 / 3)) == 1.0 / 3);
  CHECK(std::stod(to_text(-1.2345678901234567e-300)) == -1.2345678901234567e-300);
  CHECK(to_text(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(to_text(std::numeric_limits<index_t>::min()) == "-9223372036854775808");
}

TEST_CASE("concat joins parts of every kind") {
  CHECK(concat("got ", 3, " of ", std::string("x"), ", ", 0.5, " ", float32, ".") == "got 3 of x, 0.5 float32.");
  CHECK(concat() == "");
}

TEST_CASE("require throws only when the condition is false, with the joined text") {
  CHECK_NOTHROW(require(true, "never"));
  CHECK_THROWS_AS(require<shape_error>(false, "Dense: expected ", 3), shape_error);
  CHECK_THROWS_WITH(require(false, "Dense: expected units > 0; got units=", -2, "."),
                    "Dense: expected units > 0; got units=-2.");
}

TEST_CASE("every exception is a keratin::error and a std class") {
  CHECK_THROWS_AS(fail("x"), value_error);
  CHECK_THROWS_AS(fail<shape_error>("x"), std::invalid_argument);
  CHECK_THROWS_AS(fail<dtype_error>("x"), value_error);
  CHECK_THROWS_AS(fail<name_error>("x"), keratin::error);
  CHECK_THROWS_AS(fail<file_error>("x"), std::runtime_error);
  CHECK_THROWS_AS(fail<state_error>("x"), keratin::runtime_error);
  CHECK_THROWS_AS(fail<device_error>("x"), keratin::error);
  try {
    fail<file_error>("model.npz: not there.");
  } catch (const keratin::error& e) {
    CHECK(std::string(e.what()) == "model.npz: not there.");
  }
}

TEST_CASE("dtypes: sizes, names, promotion") {
  CHECK(to_text(bool_) == "bool");
  CHECK(size_of(int64) == 8);
  CHECK(result_type(int64, float32) == float32);
  CHECK(result_type(uint8, bool_) == uint8);
  CHECK(float_type(uint8) == float32);
  CHECK(dtype_of<long long>() == int64);
  CHECK(dtype_of<double>() == float64);
  CHECK_THROWS_AS(visit_float(int32, "exp", [](auto) {}), dtype_error);
  CHECK_THROWS_WITH(visit_float(uint8, "exp", [](auto) {}), "exp: expected float32 or float64; got uint8.");
}
