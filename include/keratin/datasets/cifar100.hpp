// cifar100: 50,000 + 10,000 colour pictures of 100 kinds in 20 groups (A. Krizhevsky, 2009), as
// keras.datasets.cifar100.
//   auto [train, test] = datasets::cifar100::load_data();   // or load_data("coarse"): the groups
#pragma once
#include <string>

#include "split.hpp"

namespace keratin::datasets::cifar100 {

/// x: uint8 (n, 32, 32, 3), red, green, blue; y: int64 (n, 1), the kinds from 0 to 99 ("fine") or the groups from 0 to
/// 19
/// ("coarse"). n is 50000 and 10000. In the folders of KERATIN_DATA and in Keras's cache these are looked for:
/// cifar100.npz with x_train, y_train, x_test and y_test (fine); the folder cifar-100-python of the version for Python,
/// where Keras unpacks it too; cifar-100-binary of the binary version. Throws name_error for another label_mode,
/// file_error, which lists what was tried.
[[nodiscard]] Split load_data(const std::string& label_mode = "fine");

}  // namespace keratin::datasets::cifar100

#if KERATIN_DEFINE(datasets)
#include "cifar.hpp"

namespace keratin::datasets::cifar100 {

KERATIN_INLINE Split load_data(const std::string& label_mode) {
  require<name_error>(label_mode == "fine" || label_mode == "coarse",
                      "cifar100::load_data: expected the label_mode fine or coarse; got \"", label_mode, "\".");
  const bool fine = label_mode == "fine";
  const auto both = [](const std::string& folder, const char* ending, const auto& read) {
    const auto path = [&](const char* name) { return (std::filesystem::path(folder) / name).string() + ending; };
    return Split{read(path("train")), read(path("test"))};
  };
  std::vector<Place> places;
  const auto add = [&](const std::string& name, const auto& read) {
    for (const std::string& path : paths_of(name))
      places.push_back({path, [=] {
                          Split split = cifar::checked(read(path), fine ? 100 : 20);
                          for (Arrays* part : {&split.train, &split.test}) part->y = part->y.cast(int64);
                          return split;
                        }});
  };
  if (fine) add("cifar100.npz", cifar::read_npz);
  const auto python = [=](const std::string& folder) {
    return both(folder, "", [&](const std::string& path) { return cifar::read_pickle(path, label_mode + "_labels"); });
  };
  add("cifar-100-python", python);
  add("cifar-100-python-target/cifar-100-python", python);
  add("cifar-100-binary", [=](const std::string& folder) {
    return both(folder, ".bin", [&](const std::string& path) { return cifar::read_binary(path, 2, fine ? 1 : 0); });
  });
  return load_first("cifar100", places);
}

}  // namespace keratin::datasets::cifar100
#endif
