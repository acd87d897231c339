// npz: several arrays by name, as numpy.savez writes them: a zip archive of npy files.
//   auto arrays = load_npz("mnist.npz");   Tensor x = arrays["x_train"];
#pragma once
#include <string>

#include "../core/named.hpp"
#include "../tensor/tensor.hpp"

namespace keratin {

struct SaveNpzOptions {
  KERATIN_OPTIONS;
  Flag compressed = false;  ///< As numpy.savez_compressed.
};

/// All arrays of an npz file. Throws file_error if the file is missing, damaged or cut off, and dtype_error for an
/// array that is none of numbers, such as one of Python objects.
[[nodiscard]] Named<Tensor> load_npz(const std::string& path);

/// Writes tensors by name: `save_npz("xy.npz", {{"x", x}, {"y", y}})`. Throws file_error if the file cannot be written.
void save_npz(const std::string& path, const Named<Tensor>& tensors, SaveNpzOptions options = {});

}  // namespace keratin

#if KERATIN_DEFINE(io)
#include "npy.hpp"
#include "zip.hpp"

namespace keratin {

KERATIN_INLINE Named<Tensor> load_npz(const std::string& path) {
  Named<Tensor> tensors;
  const auto archive = io::open_zip(path);
  for (const std::string& member : archive->names()) {
    const std::string where = concat("load_npz(\"", path, "\"), member \"", member, "\"");
    const std::string name = member.ends_with(".npy") ? member.substr(0, member.size() - 4) : member;
    tensors.insert_or_assign(name, io::parse_npy(archive->read(member), where));
  }
  return tensors;
}

KERATIN_INLINE void save_npz(const std::string& path, const Named<Tensor>& tensors, SaveNpzOptions options) {
  const auto archive = io::create_zip(path);
  for (const auto& [name, tensor] : tensors) {
    std::string bytes = io::npy_header(tensor);
    bytes += io::bytes_of(tensor);
    archive->add(name + ".npy", std::move(bytes), options.compressed);
  }
  archive->close();
}

}  // namespace keratin
#endif
