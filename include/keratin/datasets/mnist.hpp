// mnist: 60,000 + 10,000 handwritten digits (Y. LeCun, C. Cortes, C. Burges), as keras.datasets.mnist.
//   auto [train, test] = datasets::mnist::load_data();
#pragma once
#include "split.hpp"

namespace keratin::datasets::mnist {

/// x: uint8 (n, 28, 28), from 0 (paper) to 255 (ink); y: uint8 (n), the digits 0 to 9. n is 60000 and 10000.
/// mnist.npz is looked for in the folders of KERATIN_DATA and in Keras's cache, where it is downloaded to otherwise.
/// Throws file_error, which lists what was tried.
Split load_data();

}  // namespace keratin::datasets::mnist

#if KERATIN_DEFINE(datasets)
#include "../io/npz.hpp"
#include "locate.hpp"

namespace keratin::datasets::mnist {

namespace detail {

KERATIN_INLINE Split read(const std::string& path) {
  const Named<Tensor> arrays = load_npz(path);
  Split split{{arrays["x_train"], arrays["y_train"]}, {arrays["x_test"], arrays["y_test"]}};
  check_digits(split);
  return split;
}

}  // namespace detail

KERATIN_INLINE Split load_data() {
  return load_file<Split>("mnist", "mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
                          detail::read);
}

}  // namespace keratin::datasets::mnist
#endif
