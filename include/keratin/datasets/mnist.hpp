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
#include <filesystem>

#include "../io/npz.hpp"
#include "../utils/get_file.hpp"
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
  std::vector<std::string> folders = data_folders();
  folders.push_back(cached_datasets());
  std::vector<Place> places;
  for (const std::string& folder : folders) {
    const std::string path = (std::filesystem::path(folder) / "mnist.npz").string();
    places.push_back({path, [path] { return detail::read(path); }});
  }
  const std::string url = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz";
  places.push_back(
      {url, [url] {
         return detail::read(utils::get_file(
             "mnist.npz", url, {.file_hash = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"}));
       }});
  return load_first("mnist", places);
}

}  // namespace keratin::datasets::mnist
#endif
