// The checks of options that all layers with convolutions share.
#pragma once
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
namespace keratin::layers::detail {

/// The name in small letters, if it is one of those that are allowed.
inline std::string checked_padding(std::string padding, const std::string& where, bool causal = false) {
  for (char& c : padding) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  require<name_error>(padding == "valid" || padding == "same" || (causal && padding == "causal"), where,
                      ": expected padding \"valid\"", causal ? ", \"same\" or \"causal\"" : " or \"same\"", "; got \"",
                      padding, "\".");
  return padding;
}
inline void check_data_format(const std::string& data_format, const std::string& where) {
  require<name_error>(data_format == "channels_last" || data_format == "channels_first", where,
                      ": expected data_format \"channels_last\" or \"channels_first\"; got \"", data_format, "\".");
}
/// Strides and dilation as one number for each axis; unless `both`, only one of the two may be above 1.
template <class Options>
void check_steps(Options& options, std::size_t rank, const std::string& where, bool both) {
  PerAxis &strides = options.strides, &dilation = options.dilation_rate;
  strides = strides.resolved(rank, where, "strides");
  dilation = dilation.resolved(rank, where, "dilation_rate");
  bool strided = false, dilated = false;
  for (std::size_t i = 0; i < rank; ++i) {
    strided = strided || strides[i] > 1;
    dilated = dilated || dilation[i] > 1;
  }
  require(both || !strided || !dilated, where, ": expected strides or dilation_rate of 1; got strides ",
          strides.shape(), " and dilation_rate ", dilation.shape(), ".");
}
inline index_t conv_channels(const Shape& input, const std::string& data_format) {
  return data_format == "channels_first" ? input[1] : input.back();
}

}  // namespace keratin::layers::detail
#endif
