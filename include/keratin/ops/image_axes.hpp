// Batches of sequences, images and volumes: (batch, up to three axes, channels), or with the channels first.
#pragma once
#include <string>

#include "../tensor/tensor.hpp"

namespace keratin::ops::detail {

/// Whether axis 1 holds the channels; throws name_error for another data_format than channels_last and channels_first.
bool channels_first(const std::string& data_format, std::string_view where);
/// Whether padding is "same", in capitals or not; throws name_error for what is neither that nor "valid".
bool is_same_padding(const std::string& padding, std::string_view where);

}  // namespace keratin::ops::detail

#if KERATIN_DEFINE(ops)
#include <cctype>

#include "op.hpp"
#include "transpose.hpp"

namespace keratin::ops::detail {

KERATIN_INLINE bool channels_first(const std::string& data_format, std::string_view where) {
  require<name_error>(data_format == "channels_last" || data_format == "channels_first", where,
                      ": expected data_format channels_last or channels_first; got \"", data_format, "\".");
  return data_format == "channels_first";
}

KERATIN_INLINE bool is_same_padding(const std::string& padding, std::string_view where) {
  std::string lower = padding;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  require<name_error>(lower == "same" || lower == "valid", where, ": expected padding \"valid\" or \"same\"; got \"",
                      padding, "\".");
  return lower == "same";
}

/// How many axes lie between batch and channels. Throws shape_error unless one to three do.
inline std::size_t spatial_axes(const Tensor& x, const char* where) {
  require<shape_error>(x.rank() >= 3 && x.rank() <= 5, where,
                       ": expected a batch of one to three axes and channels; got shape ", x.shape(), ".");
  return static_cast<std::size_t>(x.rank()) - 2;
}

/// op(x), which has its channels last, for x with its channels where data_format says.
template <class Op>
Tensor as_channels_last(const Tensor& x, const std::string& data_format, std::string_view where, const Op& op) {
  if (!channels_first(data_format, where)) return op(x);
  Shape last = {0}, first = {0, x.rank() - 1};
  for (index_t a = 2; a < x.rank(); ++a) {
    last.push_back(a);
    first.push_back(a - 1);
  }
  last.push_back(1);
  return transpose(op(transpose(x, last)), first);
}

}  // namespace keratin::ops::detail
#endif
