// to_categorical: class numbers as one-hot rows.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// Class numbers (n) or (n, 1), of any numeric dtype, as float32 rows of zeros with a 1: (n, num_classes). Without
/// num_classes it is the greatest number + 1. Throws value_error for a number below 0 or not below num_classes
/// (keras.utils.to_categorical).
[[nodiscard]] Tensor to_categorical(const Tensor& y, std::optional<Int> num_classes = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include "../backend/cpu/copy.hpp"

namespace keratin::utils {

KERATIN_INLINE Tensor to_categorical(const Tensor& y, std::optional<Int> num_classes) {
  Shape shape = y.shape();
  if (shape.rank() > 1 && shape.back() == 1) shape = shape.slice(0, shape.rank() - 1);
  std::vector<std::int64_t> classes(static_cast<std::size_t>(y.size()));
  cpu_backend::cast(y.size(), classes.data(), int64, y.data<void>(), y.dtype());
  std::int64_t greatest = -1;
  for (std::int64_t c : classes) greatest = c > greatest ? c : greatest;
  const index_t count = num_classes ? num_classes->value : greatest + 1;
  shape.push_back(count);
  const Tensor rows = zeros(shape);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    require(classes[i] >= 0 && classes[i] < count, "to_categorical: expected class numbers from 0 to ", count - 1,
            "; got ", classes[i], ".");
    rows.data<float>()[static_cast<index_t>(i) * count + classes[i]] = 1.0f;
  }
  return rows;
}

}  // namespace keratin::utils
#endif
