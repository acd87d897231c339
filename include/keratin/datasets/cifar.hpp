// The formats that cifar10 and cifar100 come in. Included by them.
#pragma once
#include "split.hpp"

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <cstring>
#include <filesystem>

#include "../io/file.hpp"
#include "../io/npz.hpp"
#include "../io/pickle.hpp"
#include "../ops/concatenate.hpp"
#include "locate.hpp"

namespace keratin::datasets::cifar {

inline constexpr index_t bytes_each = 3 * 32 * 32;

/// Throws file_error unless both parts are pictures with a label below `classes` each.
inline const Split& checked(const Split& split, index_t classes) {
  for (const Arrays* part : {&split.train, &split.test}) {
    const Shape &x = part->x.shape(), &y = part->y.shape();
    require<file_error>(part->x.dtype() == uint8 && x.rank() == 4 && x.from(1) == Shape{32, 32, 3} && x[0] > 0 &&
                            is_integer(part->y.dtype()) && y == Shape{x[0], 1},
                        "expected uint8 pictures of shape (n, 32, 32, 3) and labels (n, 1); got ", part->x.dtype(), " ",
                        x, " and ", part->y.dtype(), " ", y, ".");
    const Tensor labels = part->y.cast(int64);
    const auto [least, most] = std::minmax_element(labels.data<std::int64_t>(), labels.data<std::int64_t>() + x[0]);
    require<file_error>(*least >= 0 && *most < classes, "expected labels from 0 to ", classes - 1, "; got ",
                        *least < 0 ? *least : *most, ".");
  }
  return split;
}

inline Split read_npz(const std::string& path) {
  const Named<Tensor> arrays = load_npz(path);
  return {{arrays["x_train"], arrays["y_train"]}, {arrays["x_test"], arrays["y_test"]}};
}

/// Rows of all red, then all green, then all blue bytes as pictures, where these stand together.
inline Tensor pictures(const Tensor& rows) {
  return rows.reshape({rows.shape()[0], 3, 32, 32}).transpose({0, 2, 3, 1});
}

/// A batch of the version for Python: a dictionary of `data` and lists of labels.
inline Arrays read_pickle(const std::string& path, const std::string& label_key) {
  const Named<Tensor> batch = io::parse_pickled_dict(io::read_file(path), path);
  const Tensor data = batch["data"], labels = batch[label_key];
  const bool fits = data.dtype() == uint8 && data.rank() == 2 && data.shape()[1] == bytes_each && labels.rank() == 1 &&
                    labels.size() == data.shape()[0];
  require<file_error>(fits, path, ": expected uint8 data (n, 3072) and n labels; got ", data.dtype(), " ", data.shape(),
                      " and ", labels.shape(), ".");
  return {pictures(data), labels.reshape({labels.size(), 1})};
}

/// A batch of the binary version: for each picture `labels` bytes, of which one is wanted, and its 3072.
inline Arrays read_binary(const std::string& path, index_t labels, index_t wanted) {
  const std::string bytes = io::read_file(path);
  const index_t each = labels + bytes_each, n = static_cast<index_t>(bytes.size()) / each;
  require<file_error>(n > 0 && n * each == static_cast<index_t>(bytes.size()), path, ": expected ", each,
                      " bytes for each picture; got a file of ", bytes.size(), ".");
  const Tensor x = Tensor::empty({n, bytes_each}, uint8), y = Tensor::empty({n, 1}, uint8);
  for (index_t i = 0; i < n; ++i) {
    const char* const at = bytes.data() + i * each;
    y.data<std::uint8_t>()[i] = static_cast<std::uint8_t>(at[wanted]);
    std::memcpy(x.data<std::uint8_t>() + i * bytes_each, at + labels, static_cast<std::size_t>(bytes_each));
  }
  return {pictures(x), y};
}

/// Several batches as one.
inline Arrays join(const std::vector<Arrays>& batches) {
  Tensors x, y;
  for (const Arrays& batch : batches) {
    x.push_back(batch.x);
    y.push_back(batch.y);
  }
  return {ops::concatenate(x, 0), ops::concatenate(y, 0)};
}

}  // namespace keratin::datasets::cifar
#endif
