// fashion_mnist: 60,000 + 10,000 pictures of clothes (Zalando, MIT licence), as keras.datasets.fashion_mnist.
//   auto [train, test] = datasets::fashion_mnist::load_data();
#pragma once
#include "split.hpp"

namespace keratin::datasets::fashion_mnist {

/// x: uint8 (n, 28, 28); y: uint8 (n): 0 T-shirt/top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt,
/// 7 sneaker, 8 bag, 9 ankle boot. n is 60000 and 10000. A folder `fashion-mnist` with the four IDX files
/// ({train,t10k}-{images-idx3,labels-idx1}-ubyte.gz) is looked for in the folders of KERATIN_DATA (or is one of them),
/// in Keras's cache, and where Debian's package dataset-fashion-mnist puts it; otherwise it is downloaded to the cache.
/// Throws file_error, which lists what was tried.
Split load_data();

}  // namespace keratin::datasets::fashion_mnist

#if KERATIN_DEFINE(datasets)
#include <filesystem>

#include "../io/idx.hpp"
#include "../utils/get_file.hpp"
#include "locate.hpp"

namespace keratin::datasets::fashion_mnist {

namespace detail {

struct File {
  const char* name;
  const char* sha256;  // of the file as its authors publish it
};

inline constexpr File files[] = {
    {"train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
    {"train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
    {"t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
    {"t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}};

KERATIN_INLINE Split read(const std::string& folder) {
  Tensor arrays[4];
  for (int i = 0; i < 4; ++i) arrays[i] = io::load_idx((std::filesystem::path(folder) / files[i].name).string());
  Split split{{arrays[0], arrays[1]}, {arrays[2], arrays[3]}};
  check_digits(split);
  return split;
}

KERATIN_INLINE Split download(const std::string& url) {
  const std::string subdir = "datasets/fashion-mnist";
  std::string path;
  for (const File& file : files)
    path = utils::get_file(file.name, url + file.name, {.file_hash = file.sha256, .cache_subdir = subdir});
  return read(std::filesystem::path(path).parent_path().string());
}

}  // namespace detail

KERATIN_INLINE Split load_data() {
  namespace fs = std::filesystem;
  std::vector<std::string> folders;
  // Other sets have files of the same names, so that only the folder's name tells which one it is.
  for (const std::string& folder : data_folders())
    folders.push_back(fs::path(folder).filename() == "fashion-mnist" ? folder
                                                                     : (fs::path(folder) / "fashion-mnist").string());
  folders.push_back((fs::path(cached_datasets()) / "fashion-mnist").string());
  folders.push_back("/usr/share/datasets/fashion-mnist");
  std::vector<Place> places;
  for (const std::string& folder : folders) places.push_back({folder, [folder] { return detail::read(folder); }});
  const std::string url = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
  places.push_back({url, [url] { return detail::download(url); }});
  return load_first("fashion_mnist", places);
}

}  // namespace keratin::datasets::fashion_mnist
#endif
