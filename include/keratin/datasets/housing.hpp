// What the two sets of house prices share: one table, put in a random order and parted. Included by them.
#pragma once
#include "split.hpp"

#if KERATIN_DEFINE(datasets)
#include <algorithm>

#include "../io/npz.hpp"
#include "../ops/take.hpp"
#include "locate.hpp"
#include "numpy_order.hpp"

namespace keratin::datasets::detail {

/// x and y of an npz file, with equally many rows.
inline Arrays read_table(const std::string& path) {
  const Named<Tensor> arrays = load_npz(path);
  const Arrays table{arrays["x"], arrays["y"]};
  require<file_error>(table.x.rank() == 2 && table.y.rank() == 1 && table.x.shape()[0] == table.y.shape()[0],
                      "expected x (n, features) and y (n); got ", table.x.shape(), " and ", table.y.shape(), ".");
  return table;
}

/// The rows in Keras's order for the seed, parted.
inline Split part_table(const Arrays& table, double test_split, Int seed) {
  const index_t n = table.y.size(), train = static_cast<index_t>(static_cast<double>(n) * (1 - test_split));
  const Tensor order = NumpyOrder(seed).next(n);
  const Tensor x = ops::take(table.x, order), y = ops::take(table.y, order);
  return {{x.slice(0, train), y.slice(0, train)}, {x.slice(train, n), y.slice(train, n)}};
}

inline void check_test_split(const char* where, double test_split) {
  require(test_split >= 0 && test_split < 1, where, ": expected a test_split from 0 to below 1; got ", test_split, ".");
}

}  // namespace keratin::datasets::detail
#endif
