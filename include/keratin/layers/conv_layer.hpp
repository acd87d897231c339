// What all layers of convolutions share: their window, their checks, and how the bias and activation come to it.
#pragma once
#include "../activations/activation.hpp"
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../activations/activations.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/convolution.hpp"
#include "conv_options.hpp"

namespace keratin::layers {

/// `Options` have strides, padding, data_format, dilation_rate, activation, use_bias and the bias's own.
template <class Options>
class ConvLayerImpl : public LayerImpl {
 public:
  /// In a configuration the filters, if there are any, then the window, then the options.
  void fields(Fields& f) const final {
    Int filters = filters_;
    PerAxis kernel_size = kernel_size_;
    if (filters_ > 0)
      f("filters, kernel_size", filters, kernel_size.list());
    else
      f("kernel_size", kernel_size.list());
    Options(options_).fields(f);
  }

 protected:
  /// `filters` is 0 for a layer without; `both`: strides and dilation may both be above 1.
  ConvLayerImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size, const Options& options,
                bool both, bool causal = false)
      : LayerImpl(kind, options),
        options_(options),
        where_(name() + " (" + kind + ")"),
        rank_(rank),
        filters_(filters),
        kernel_size_(kernel_size.resolved(rank, where_, "kernel_size")) {
    options_.padding = detail::checked_padding(options.padding, where_, causal);
    detail::check_data_format(options.data_format, where_);
    detail::check_steps(options_, rank, where_, both);
    activity_regularizer_ = options.activity_regularizer;
  }

  /// The channels of an input to build for.
  index_t channels_of(const Shape& input) const {
    check_rank(input);
    const index_t channels = detail::conv_channels(input, options_.data_format);
    require_shape(channels > 0, "expected a known number of channels; got shape ", input, ".");
    return channels;
  }
  /// Throws unless the input has the rank and the channels that the layer was built for.
  void check_input(const Shape& input, index_t channels) const {
    check_rank(input);
    require_shape(detail::conv_channels(input, options_.data_format) == channels, "expected ", channels,
                  " channels; got shape ", input, ".");
  }
  /// The window's size with more axes behind.
  Shape kernel_shape(index_t first, index_t second) const {
    Shape shape = kernel_size_.shape();
    shape.push_back(first);
    shape.push_back(second);
    return shape;
  }
  void add_bias(index_t n) {
    if (options_.use_bias)
      bias_ = add_weight("bias", {n}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }
  /// activation(convolve(activation or none)): in the same pass where it can be.
  template <class F>
  Tensor activated(const F& convolve) const {
    if (options_.activation.fused() != nullptr) return convolve(options_.activation.fused());
    return options_.activation(convolve(static_cast<const ops::FusedActivation*>(nullptr)));
  }
  /// The options as the ops take them.
  ops::ConvOptions conv_options() const {
    return {.strides = options_.strides,
            .padding = options_.padding,
            .data_format = options_.data_format,
            .dilation_rate = options_.dilation_rate};
  }

  const std::string& where() const { return where_; }
  std::size_t rank() const { return rank_; }
  index_t filters() const { return filters_; }
  const Tensor& bias() const { return bias_; }

  Options options_;

 private:
  void check_rank(const Shape& input) const {
    require_shape(input.rank() == rank_ + 2, "expected an input of shape ",
                  options_.data_format == "channels_first" ? "(batch, channels, …)" : "(batch, …, channels)", " with ",
                  rank_, " spatial axes; got ", input, ".");
  }

  std::string where_;
  std::size_t rank_;
  index_t filters_;
  PerAxis kernel_size_;
  Variable bias_;
};

}  // namespace keratin::layers
#endif
