// cifar10: 50,000 + 10,000 colour pictures of 10 kinds (A. Krizhevsky, 2009), as keras.datasets.cifar10.
//   auto [train, test] = datasets::cifar10::load_data();
#pragma once
#include "split.hpp"

namespace keratin::datasets::cifar10 {

/// x: uint8 (n, 32, 32, 3), red, green, blue; y: uint8 (n, 1): 0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog,
/// 6 frog, 7 horse, 8 ship, 9 truck. n is 50000 and 10000. In the folders of KERATIN_DATA and in Keras's cache these
/// are looked for: cifar10.npz with x_train, y_train, x_test and y_test; the folder cifar-10-batches-py of the version
/// for Python, where Keras unpacks it too; cifar-10-batches-bin of the binary version; a folder cifar10 with labels.npz
/// (y_train, y_test) and the pictures below each other in train_00.png, train_01.png … and test_00.png … Throws
/// file_error, which lists what was tried.
[[nodiscard]] Split load_data();

}  // namespace keratin::datasets::cifar10

#if KERATIN_DEFINE(datasets)
#include "../io/png.hpp"
#include "cifar.hpp"

namespace keratin::datasets::cifar10 {

namespace detail {

inline constexpr const char* names[] = {"data_batch_1", "data_batch_2", "data_batch_3",
                                        "data_batch_4", "data_batch_5", "test_batch"};

/// Five batches and the test batch, each read by `read(path)`.
template <class F>
Split read_batches(const std::string& folder, const std::string& ending, const F& read) {
  std::vector<Arrays> train;
  for (int i = 0; i < 5; ++i) train.push_back(read((std::filesystem::path(folder) / (names[i] + ending)).string()));
  return {cifar::join(train), read((std::filesystem::path(folder) / (names[5] + ending)).string())};
}

inline Split read_python(const std::string& folder) {
  return read_batches(folder, "", [](const std::string& path) {
    Arrays batch = cifar::read_pickle(path, "labels");
    return Arrays{batch.x, batch.y.cast(uint8)};
  });
}
inline Split read_binary(const std::string& folder) {
  return read_batches(folder, ".bin", [](const std::string& path) { return cifar::read_binary(path, 1, 0); });
}

/// The pictures of train_00.png, train_01.png and so on, one below the other.
inline Tensor read_pictures(const std::string& folder, const std::string& part, index_t n) {
  const Tensor x = Tensor::empty({n, 32, 32, 3}, uint8);
  index_t found = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string name = part + (i < 10 ? "_0" : "_") + std::to_string(i) + ".png";
    const std::string path = (std::filesystem::path(folder) / name).string();
    if (!std::filesystem::exists(path)) break;
    const io::Bitmap sheet = io::decode_png(io::read_file(path), path);
    const index_t pictures = sheet.height / 32;
    require<file_error>(sheet.width == 32 && sheet.channels == 3 && sheet.height % 32 == 0 && found + pictures <= n,
                        path, ": expected pictures of 32 x 32, red, green and blue, below each other, and ", n,
                        " in all; got ", sheet.height, " x ", sheet.width, " pixels of ", sheet.channels,
                        " bytes after ", found, " pictures.");
    std::memcpy(x.data<std::uint8_t>() + found * cifar::bytes_each, sheet.bytes.data(), sheet.bytes.size());
    found += pictures;
  }
  require<file_error>(found == n, folder, ": expected ", n, " pictures in ", part, "_00.png and so on; got ", found,
                      ".");
  return x;
}
inline Split read_sheets(const std::string& folder) {
  const Named<Tensor> labels = load_npz((std::filesystem::path(folder) / "labels.npz").string());
  const auto part = [&](const std::string& name) {
    const Tensor y = labels["y_" + name];
    return Arrays{read_pictures(folder, name, y.rank() > 0 ? y.shape()[0] : 0), y};
  };
  return {part("train"), part("test")};
}

}  // namespace detail

KERATIN_INLINE Split load_data() {
  std::vector<Place> places;
  const auto add = [&](const std::string& name, Split (*read)(const std::string&)) {
    for (const std::string& path : paths_of(name))
      places.push_back({path, [path, read] { return cifar::checked(read(path), 10); }});
  };
  add("cifar10.npz", cifar::read_npz);
  add("cifar-10-batches-py", detail::read_python);
  add("cifar-10-batches-py-target/cifar-10-batches-py", detail::read_python);
  add("cifar-10-batches-bin", detail::read_binary);
  add("cifar10", detail::read_sheets);
  return load_first("cifar10", places);
}

}  // namespace keratin::datasets::cifar10
#endif
