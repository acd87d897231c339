// What load_data() of a data set returns: `auto [train, test] = datasets::mnist::load_data();`
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::datasets {

/// Samples and their labels, one a row.
struct Arrays {
  Tensor x, y;
};

struct Split {
  Arrays train, test;
};

}  // namespace keratin::datasets
