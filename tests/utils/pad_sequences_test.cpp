// pad_sequences: kinds of arguments and errors. preprocessing/golden_table_test.cpp has Keras's results.
#include <keratin/utils/normalize.hpp>
#include <keratin/utils/pad_sequences.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/tensors.hpp"

namespace pad_sequences_test {

using namespace keratin;
using testing::values;
using utils::pad_sequences;

TEST_CASE("pad_sequences takes braces, vectors of any number, tensors") {
  const std::vector<double> expected = {0, 0, 1, 0, 2, 3, 4, 5, 6};
  CHECK(values(pad_sequences({{1}, {2, 3}, {4, 5, 6}})) == expected);
  CHECK(values(pad_sequences({{1.f}, {2.f, 3.f}, {4.f, 5.f, 6.f}})) == expected);
  CHECK(values(pad_sequences(std::vector<std::vector<int>>{{1}, {2, 3}, {4, 5, 6}})) == expected);
  CHECK(values(pad_sequences(std::vector<std::vector<index_t>>{{1}, {2, 3}, {4, 5, 6}})) == expected);
  CHECK(values(pad_sequences(std::vector<Tensor>{Tensor({1}), Tensor({2.0, 3.0}), Tensor({4.f, 5.f, 6.f})})) ==
        expected);
  CHECK(pad_sequences({{1}}).dtype() == int32);
  CHECK(pad_sequences({{1.5}}, {.dtype = float64}).at<double>(0, 0) == 1.5);
  CHECK(pad_sequences({{index_t{1} << 40}}, {.dtype = int64}).at<std::int64_t>(0, 0) == index_t{1} << 40);
}

TEST_CASE("pad_sequences refuses what does not fit") {
  CHECK_THROWS_AS(pad_sequences({{1}}, {.padding = "left"}), name_error);
  CHECK_THROWS_AS(pad_sequences({{1}}, {.truncating = ""}), name_error);
  CHECK_THROWS_AS(pad_sequences({{1}}, {.maxlen = 0}), value_error);
  CHECK_THROWS_WITH(pad_sequences(std::vector<std::vector<int>>{}),
                    Catch::Contains("at least one sequence, or maxlen"));
  CHECK_THROWS_WITH(pad_sequences({{index_t{1} << 40}}), Catch::Contains("numbers of int32; got 1099511627776"));
  CHECK_THROWS_AS(pad_sequences({{-1}}, {.dtype = uint8}), value_error);
  CHECK_THROWS_AS(pad_sequences({{1}}, {.dtype = uint8, .value = 256}), value_error);
  CHECK_THROWS_AS(pad_sequences({{std::nan("")}}), value_error);
  CHECK_THROWS_AS(pad_sequences({{0x1p63}}, {.dtype = int64}), value_error);
  CHECK_THROWS_AS(pad_sequences({{1.0}}, {.value = std::numeric_limits<double>::infinity()}), value_error);
  CHECK_THROWS_AS(pad_sequences(std::vector<Tensor>{zeros({2, 3}), zeros({2, 2})}), shape_error);
  CHECK_THROWS_AS(pad_sequences(std::vector<Tensor>{zeros({})}), shape_error);
}

TEST_CASE("normalize keeps float64 and says what it cannot do") {
  const Tensor x({{3.0, 4.0}, {0.0, 0.0}});
  CHECK(values(utils::normalize(x)) == std::vector<double>{0.6, 0.8, 0, 0});
  CHECK(utils::normalize(x).dtype() == float64);
  CHECK(utils::normalize(Tensor({3, 4})).dtype() == float32);
  CHECK(utils::normalize(zeros({0, 3})).size() == 0);
  CHECK_THROWS_AS(utils::normalize(x, 2), shape_error);
  CHECK_THROWS_AS(utils::normalize(x, -1, 0), value_error);
}

}  // namespace pad_sequences_test
