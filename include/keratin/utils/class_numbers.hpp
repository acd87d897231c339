// Class numbers out of what tells the classes of samples: numbers, one-hot rows, scores.
#pragma once
#include <vector>

#include "../tensor/tensor.hpp"

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "../backend/cpu/copy.hpp"

namespace keratin::utils::detail {

struct Classes {
  std::vector<index_t> of_sample;
  index_t count = 0;  // how many there can be: the length of a row, or the greatest number + 1
};

/// The elements as double, in row-major order.
inline std::vector<double> numbers_of(const Tensor& x, const char* where, const char* name) {
  require<state_error>(!x.symbolic(), where, ": expected data; got a symbolic ", name, " of shape ", x.shape(), ".");
  std::vector<double> values(static_cast<std::size_t>(x.size()));
  cpu_backend::cast(x.size(), values.data(), float64, x.data<void>(), x.dtype());
  return values;
}

/// Numbers (n) or (n, 1), or rows (n, classes), whose greatest entry counts. A single column of fractions is taken as
/// whether it is above 0.5.
inline Classes read_classes(const Tensor& y, const char* where, const char* name) {
  require<shape_error>(y.rank() == 1 || y.rank() == 2, where, ": expected ", name,
                       " of shape (n) or (n, classes); got ", y.shape(), ".");
  const std::vector<double> values = numbers_of(y, where, name);
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
    require(fractions || (v >= 0 && v < 1e9 && v == std::floor(v)), where, ": expected class numbers from 0 on in ",
            name, "; got ", v, ".");
    classes.of_sample.push_back(fractions ? v > 0.5 : static_cast<index_t>(v));
    classes.count = std::max(classes.count, fractions ? 2 : classes.of_sample.back() + 1);
  }
  return classes;
}

}  // namespace keratin::utils::detail
#endif
