// Confusion matrices, checked by hand and, for sizes, against what sklearn gives.
#include <keratin/utils/confusion_matrix.hpp>
#include <keratin/utils/numpy_utils.hpp>

#include <catch2/catch.hpp>

namespace confusion_matrix_test {

using namespace keratin;
using utils::confusion_matrix;

std::vector<std::int64_t> entries(const Tensor& counts) {
  const auto all = counts.span<std::int64_t>();
  return {all.begin(), all.end()};
}

TEST_CASE("confusion_matrix counts true classes by row and predicted ones by column") {
  const Tensor truth({2, 0, 2, 2, 0, 1}), guess({0, 0, 2, 2, 0, 2});
  const Tensor counts = confusion_matrix(truth, guess);
  CHECK(counts.shape() == Shape{3, 3});
  CHECK(entries(counts) == std::vector<std::int64_t>{2, 0, 0, 0, 0, 1, 1, 0, 2});
  CHECK(confusion_matrix(truth, guess, 5).shape() == Shape{5, 5});
}

TEST_CASE("confusion_matrix takes one-hot rows, scores and sigmoid outputs") {
  const Tensor truth({0, 1, 2}), scores({{0.8f, 0.1f, 0.1f}, {0.4f, 0.3f, 0.3f}, {0.f, 0.f, 1.f}});
  const std::vector<std::int64_t> expected = {1, 0, 0, 1, 0, 0, 0, 0, 1};
  CHECK(entries(confusion_matrix(truth, scores)) == expected);
  CHECK(entries(confusion_matrix(utils::to_categorical(truth), scores)) == expected);
  const Tensor yes({{1.f}, {0.f}, {1.f}}), p({{0.9f}, {0.2f}, {0.4f}});
  CHECK(entries(confusion_matrix(yes, p)) == std::vector<std::int64_t>{1, 0, 1, 1});
}

TEST_CASE("confusion_matrix names what does not fit") {
  CHECK_THROWS_AS(confusion_matrix(Tensor({0, 1}), Tensor({0})), shape_error);
  CHECK_THROWS_WITH(confusion_matrix(Tensor({0, 3}), Tensor({0, 1}), 2), Catch::Contains("from 0 to 1; got 3"));
  CHECK_THROWS_WITH(confusion_matrix(Tensor({0, -1}), Tensor({0, 1})), Catch::Contains("from 0 on in y_true; got -1"));
  CHECK_THROWS_AS(confusion_matrix(Tensor({1.5, 2.0}), Tensor({0, 1})), value_error);
  CHECK_THROWS_AS(confusion_matrix(zeros({2, 2, 2}), Tensor({0, 1})), shape_error);
  CHECK(confusion_matrix(zeros({0}), zeros({0}), 2).size() == 4);
}

}  // namespace confusion_matrix_test
