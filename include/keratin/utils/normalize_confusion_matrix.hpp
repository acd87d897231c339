// normalize_confusion_matrix: counts as shares of each true class.
//   Tensor shares = utils::normalize_confusion_matrix(utils::confusion_matrix(y_test, p));
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// (classes, classes), float64: each row of `counts` divided by its sum, so that the diagonal holds each class's recall
/// (sklearn's normalize="true"). A row of zeros stays so. Throws shape_error unless `counts` is square, value_error for
/// entries that are negative or not finite.
[[nodiscard]] Tensor normalize_confusion_matrix(const Tensor& counts);

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <cmath>
#include <numeric>

#include "class_numbers.hpp"

namespace keratin::utils {

namespace detail {

/// The entries of a confusion matrix, checked.
inline std::vector<double> read_counts(const Tensor& counts, const char* where) {
  require<shape_error>(counts.rank() == 2 && counts.shape()[0] == counts.shape()[1] && counts.size() > 0, where,
                       ": expected counts of shape (classes, classes); got ", counts.shape(), ".");
  const std::vector<double> values = numbers_of(counts, where, "matrix");
  for (double v : values) require(std::isfinite(v) && v >= 0, where, ": expected counts from 0 on; got ", v, ".");
  return values;
}

}  // namespace detail

KERATIN_INLINE Tensor normalize_confusion_matrix(const Tensor& counts) {
  std::vector<double> values = detail::read_counts(counts, "normalize_confusion_matrix");
  const index_t n = counts.shape()[0];
  for (auto row = values.begin(); row != values.end(); row += n) {
    const double sum = std::accumulate(row, row + n, 0.0);
    if (sum > 0) std::for_each(row, row + n, [sum](double& v) { v /= sum; });
  }
  return Tensor::from(values, counts.shape());
}

}  // namespace keratin::utils
#endif
