// confusion_matrix: how often each true class was taken for each.
//   Tensor counts = utils::confusion_matrix(y_test, model.predict(x_test));
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// (classes, classes), int64: entry [t][p] counts the samples of class t that were predicted as p, so right ones stand
/// on the diagonal (sklearn.metrics.confusion_matrix). y_true and y_pred: class numbers (n) or (n, 1), or rows (n,
/// classes), one-hot or of scores, whose greatest entry counts. A single column of fractions is taken as whether it is
/// above 0.5. Without num_classes there are as many as the rows have entries, or the greatest number + 1. Throws
/// shape_error where the two have different numbers of samples, value_error for a number below 0 or not below
/// num_classes.
[[nodiscard]] Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, std::optional<Int> num_classes = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "../backend/cpu/copy.hpp"

namespace keratin::utils {

namespace detail {

struct Classes {
  std::vector<index_t> of_sample;
  index_t count = 0;  // how many there can be: the length of a row, or the greatest number + 1
};

inline Classes read_classes(const Tensor& y, const char* name) {
  require<shape_error>(y.rank() == 1 || y.rank() == 2, "confusion_matrix: expected ", name,
                       " of shape (n) or (n, classes); got ", y.shape(), ".");
  std::vector<double> values(static_cast<std::size_t>(y.size()));
  require<state_error>(!y.symbolic(), "confusion_matrix: expected data; got a symbolic ", name, " of shape ", y.shape(),
                       ".");
  cpu_backend::cast(y.size(), values.data(), float64, y.data<void>(), y.dtype());
  const index_t columns = y.rank() == 2 ? y.shape()[1] : 1;
  Classes classes;
  if (columns > 1) {
    for (auto row = values.begin(); row != values.end(); row += columns)
      classes.of_sample.push_back(std::max_element(row, row + columns) - row);
    classes.count = columns;
    return classes;
  }
  const bool fractions = std::any_of(values.begin(), values.end(), [](double v) { return v > 0 && v < 1; });
  for (double v : values) {
    require(fractions || (v >= 0 && v < 1e9 && v == std::floor(v)),
            "confusion_matrix: expected class numbers from 0 on in ", name, "; got ", v, ".");
    classes.of_sample.push_back(fractions ? v > 0.5 : static_cast<index_t>(v));
    classes.count = std::max(classes.count, fractions ? 2 : classes.of_sample.back() + 1);
  }
  return classes;
}

}  // namespace detail

KERATIN_INLINE Tensor confusion_matrix(const Tensor& y_true, const Tensor& y_pred, std::optional<Int> num_classes) {
  const detail::Classes truth = detail::read_classes(y_true, "y_true"), guess = detail::read_classes(y_pred, "y_pred");
  require<shape_error>(truth.of_sample.size() == guess.of_sample.size(),
                       "confusion_matrix: expected equally many samples; got ", y_true.shape(), " and ", y_pred.shape(),
                       ".");
  const index_t n = num_classes ? num_classes->value : std::max(truth.count, guess.count);
  Tensor counts = zeros({n, n}, int64);
  for (std::size_t i = 0; i < truth.of_sample.size(); ++i) {
    const index_t worst = std::max(truth.of_sample[i], guess.of_sample[i]);
    require(worst < n, "confusion_matrix: expected class numbers from 0 to ", n - 1, "; got ", worst, ".");
    ++counts.data<std::int64_t>()[truth.of_sample[i] * n + guess.of_sample[i]];
  }
  return counts;
}

}  // namespace keratin::utils
#endif
