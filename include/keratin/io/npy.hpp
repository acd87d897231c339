// npy: numpy's file format for one array (numpy.lib.format, versions 1 to 3).
//   Tensor a = load_npy("x.npy");   save_npy("y.npy", a);
#pragma once
#include <string>
#include <string_view>

#include "../tensor/tensor.hpp"

namespace keratin {

/// The array of an npy file. float32, float64, int32, int64, uint8 and bool stay what they are; int8, int16 and uint16
/// become int32, uint32 becomes int64. Either byte order, C or Fortran order (copied to row-major).
/// Throws file_error if the file is missing, damaged or shorter than its header says, dtype_error for other dtypes.
[[nodiscard]] Tensor load_npy(const std::string& path);

/// Writes a tensor as numpy.save does (version 1.0, row-major), the whole file or, on file_error, none of it.
void save_npy(const std::string& path, const Tensor& tensor);

namespace io {

/// load_npy of bytes in memory; `where` names their source in errors.
[[nodiscard]] Tensor parse_npy(std::string_view bytes, std::string_view where);
/// The header that save_npy writes before the elements.
std::string npy_header(const Tensor& tensor);
/// The tensor's elements as bytes; of one on a CUDA device, those of the copy that the tensor keeps then. Throws if it
/// is symbolic.
std::string_view bytes_of(const Tensor& tensor);

}  // namespace io
}  // namespace keratin

#if KERATIN_DEFINE(io)
#include <array>
#include <bit>
#include <cstring>

#include "../tensor/device_data.hpp"
#include "file.hpp"
#include "npy_header.hpp"

namespace keratin {
namespace io {
namespace detail {

/// Calls f with a zero of the file's type and one of the tensor's; both are named by the descr without its byte order.
template <class F>
void visit_npy(std::string_view type, std::string_view where, F&& f) {
  if (type == "f4") return f(float{}, float{});
  if (type == "f8") return f(double{}, double{});
  if (type == "i4") return f(std::int32_t{}, std::int32_t{});
  if (type == "i8") return f(std::int64_t{}, std::int64_t{});
  if (type == "u1") return f(std::uint8_t{}, std::uint8_t{});
  if (type == "b1") return f(std::uint8_t{}, bool{});
  if (type == "i1") return f(std::int8_t{}, std::int32_t{});
  if (type == "i2") return f(std::int16_t{}, std::int32_t{});
  if (type == "u2") return f(std::uint16_t{}, std::int32_t{});
  if (type == "u4") return f(std::uint32_t{}, std::int64_t{});
  if (!type.empty() && type[0] == 'O')
    fail<dtype_error>(where, ": expected numbers; got pickled Python objects (dtype object).");
  fail<dtype_error>(where, ": expected float32, float64, int8 to int64, uint8 to uint32 or bool; got numpy's dtype ",
                    type, ". Hint: astype('float32') before saving.");
}

/// One element of the file, in the host's byte order.
template <class From>
From load_element(const char* at, bool swap) {
  char bytes[sizeof(From)];
  for (std::size_t i = 0; i < sizeof(From); ++i) bytes[i] = at[swap ? sizeof(From) - 1 - i : i];
  From value;
  std::memcpy(&value, bytes, sizeof(From));
  return value;
}

/// The file's elements in row-major order. In Fortran order the first axis changes fastest.
template <class From, class To>
void copy_elements(const char* from, To* to, const NpyHeader& header, bool swap) {
  if (std::is_same_v<From, To> && !swap && (!header.fortran || header.shape.rank() < 2)) {
    std::memcpy(to, from, header.count * sizeof(To));
    return;
  }
  const std::size_t rank = header.shape.rank();
  std::array<std::size_t, Shape::max_rank> index = {}, stride = {};
  std::size_t step = 1;
  for (std::size_t k = 0; k < rank; ++k) {
    const std::size_t axis = header.fortran ? k : rank - 1 - k;
    stride[axis] = step;
    step *= static_cast<std::size_t>(header.shape[axis]);
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < header.count; ++i) {
    to[i] = static_cast<To>(load_element<From>(from + at * sizeof(From), swap));
    for (std::size_t axis = rank; axis-- > 0;) {
      at += stride[axis];
      if (++index[axis] < static_cast<std::size_t>(header.shape[axis])) break;
      at -= stride[axis] * index[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace detail

namespace detail {

/// The elements that a header describes.
inline Tensor read_elements(const NpyHeader& header, std::string_view bytes, std::string_view where) {
  const char order = header.descr.empty() ? '?' : header.descr[0];
  const bool has_order = order == '<' || order == '>' || order == '=' || order == '|';
  const bool swap = order == (std::endian::native == std::endian::little ? '>' : '<');
  Tensor tensor;
  visit_npy(std::string_view(header.descr).substr(has_order ? 1 : 0), where, [&](auto from, auto to) {
    using From = decltype(from);
    using To = decltype(to);
    if (header.count > bytes.size() / sizeof(From))
      fail<file_error>(where, ": expected ", header.count, " elements of ", sizeof(From), " bytes for shape ",
                       header.shape, "; got a file with ", bytes.size(), " bytes of them. Hint: it may be truncated.");
    tensor = Tensor::empty(header.shape, dtype_of<To>());
    if (header.count > 0) copy_elements<From, To>(bytes.data(), tensor.data<To>(), header, swap);
  });
  return tensor;
}

}  // namespace detail

KERATIN_INLINE Tensor parse_npy(std::string_view bytes, std::string_view where) {
  const detail::NpyHeader header = detail::take_npy_header(bytes, where);
  return detail::read_elements(header, bytes, where);
}

KERATIN_INLINE std::string_view bytes_of(const Tensor& tensor) {
  if (on_cuda(tensor))
    return {tensor.data<const char>(), static_cast<std::size_t>(tensor.size()) * size_of(tensor.dtype())};
  return visit_dtype(tensor.dtype(), [&](auto zero) -> std::string_view {
    const auto elements = std::as_bytes(tensor.span<decltype(zero)>());
    return {reinterpret_cast<const char*>(elements.data()), elements.size()};
  });
}

KERATIN_INLINE std::string npy_header(const Tensor& tensor) {
  const std::string_view kind = is_float(tensor.dtype())  ? "f"
                                : tensor.dtype() == bool_ ? "b"
                                : tensor.dtype() == uint8 ? "u"
                                                          : "i";
  const std::size_t width = size_of(tensor.dtype());
  const std::string_view order = width == 1 ? "|" : std::endian::native == std::endian::little ? "<" : ">";
  std::string text =
      concat("{'descr': '", order, kind, width, "', 'fortran_order': False, 'shape': ", tensor.shape(), ", }");
  // The elements begin at a multiple of 64, as numpy aligns them.
  text.append(63 - (10 + text.size()) % 64, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 255);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

}  // namespace io

KERATIN_INLINE Tensor load_npy(const std::string& path) {
  return io::parse_npy(io::read_file(path), concat("load_npy(\"", path, "\")"));
}

KERATIN_INLINE void save_npy(const std::string& path, const Tensor& tensor) {
  const std::string_view bytes = io::bytes_of(tensor);
  io::write_file(path, {io::npy_header(tensor), bytes});
}

}  // namespace keratin
#endif
