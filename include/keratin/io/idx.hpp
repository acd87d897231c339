// IDX: the format of MNIST's original files, packed with gzip or not.
#pragma once
#include <string>
#include <string_view>

#include "../tensor/tensor.hpp"

namespace keratin::io {

/// The uint8 array of an IDX file. Throws file_error if it is missing, damaged, or holds something else.
[[nodiscard]] Tensor load_idx(const std::string& path);
[[nodiscard]] Tensor parse_idx(std::string_view bytes, std::string_view where);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <cstring>

#include "file.hpp"
#include "gzip.hpp"

namespace keratin::io {

KERATIN_INLINE Tensor parse_idx(std::string_view bytes, std::string_view where) {
  const auto byte = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
  const std::size_t size = bytes.size();
  if (size < 4 || byte(0) != 0 || byte(1) != 0 || byte(2) != 8 || byte(3) == 0 || byte(3) > Shape::max_rank)
    fail<file_error>(where, ": expected an IDX file of unsigned bytes; got one that does not begin so.");
  const std::size_t rank = byte(3), begin = 4 + 4 * rank;
  require<file_error>(size >= begin, where, ": expected ", rank, " dimensions; got a file of ", size, " bytes.");
  Shape shape;
  std::size_t count = 1;
  bool overflow = false;
  for (std::size_t i = 4; i < begin; i += 4) {
    const std::size_t d = byte(i) << 24 | byte(i + 1) << 16 | byte(i + 2) << 8 | byte(i + 3);
    shape.push_back(static_cast<index_t>(d));
    overflow = __builtin_mul_overflow(count, d, &count) || overflow;
  }
  require<file_error>(!overflow && count == size - begin, where, ": expected the bytes of shape ", shape, "; got ",
                      size - begin, " bytes. Hint: the file may be truncated.");
  Tensor tensor = Tensor::empty(shape, uint8);
  if (count > 0) std::memcpy(tensor.data<void>(), bytes.data() + begin, count);
  return tensor;
}

KERATIN_INLINE Tensor load_idx(const std::string& path) {
  const std::string where = concat("load_idx(\"", path, "\")"), bytes = read_file(path);
  return bytes.starts_with("\x1f\x8b") ? parse_idx(gunzip(bytes, where), where) : parse_idx(bytes, where);
}

}  // namespace keratin::io
#endif
