// What DepthwiseConv1D and DepthwiseConv2D are: activation(depthwise_conv(x, kernel) + bias).
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

struct BaseDepthwiseConvOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";  ///< "valid" or "same".
  Int depth_multiplier = 1;       ///< Filters of each channel.
  std::string data_format = "channels_last";
  PerAxis dilation_rate = 1;
  activations::Activation activation = {};
  Flag use_bias = true;
  Initializer depthwise_initializer = "glorot_uniform";
  Initializer bias_initializer = "zeros";
  Regularizer depthwise_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint depthwise_constraint = {};
  constraints::Constraint bias_constraint = {};
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) {
    f("depth_multiplier, strides, padding, data_format, dilation_rate", depth_multiplier, strides.list(), padding,
      data_format, dilation_rate.list());
    f("activation, use_bias, depthwise_initializer, bias_initializer, depthwise_regularizer, bias_regularizer",
      activation, use_bias, depthwise_initializer, bias_initializer, depthwise_regularizer, bias_regularizer);
    f("activity_regularizer, depthwise_constraint, bias_constraint", activity_regularizer, depthwise_constraint,
      bias_constraint);
  }
};

namespace detail {
Layer make_depthwise_conv(const char* kind, std::size_t rank, const PerAxis& kernel_size,
                          const BaseDepthwiseConvOptions& options);
}

/// A layer of class L with a kernel_size, as its configuration says.
template <class L>
L depthwise_conv_layer_from(Fields& f) {
  PerAxis kernel_size;
  BaseDepthwiseConvOptions options;
  f("kernel_size", kernel_size.list());
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return L(kernel_size, options);
}

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

class BaseDepthwiseConvImpl final : public LayerImpl {
 public:
  BaseDepthwiseConvImpl(const char* kind, std::size_t rank, const PerAxis& kernel_size,
                        const BaseDepthwiseConvOptions& options)
      : LayerImpl(kind, options), rank_(rank), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    kernel_size_ = kernel_size.resolved(rank, where, "kernel_size");
    options_.padding = detail::checked_padding(options.padding, where);
    detail::check_data_format(options.data_format, where);
    detail::check_steps(options_, rank, where, true);
    require(options.depth_multiplier > 0, where, ": expected depth_multiplier above 0; got ",
            options.depth_multiplier.value, ".");
    activity_regularizer_ = options.activity_regularizer;
    op_ = {.strides = options_.strides,
           .padding = options_.padding,
           .data_format = options_.data_format,
           .dilation_rate = options_.dilation_rate};
  }

  void build(const Shape& input) override {
    check_rank(input);
    const index_t channels = detail::conv_channels(input, options_.data_format);
    require_shape(channels > 0, "expected a known number of channels; got shape ", input, ".");
    Shape shape = kernel_size_.shape();
    shape.push_back(channels);
    shape.push_back(options_.depth_multiplier);
    kernel_ = add_weight("kernel", shape, options_.depthwise_initializer,
                         {.regularizer = options_.depthwise_regularizer, .constraint = options_.depthwise_constraint});
    if (options_.use_bias)
      bias_ = add_weight("bias", {channels * options_.depth_multiplier}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_rank(x.shape());
    const index_t channels = kernel_.shape()[rank_];
    require_shape(detail::conv_channels(x.shape(), options_.data_format) == channels, "expected ", channels,
                  " channels; got shape ", x.shape(), ".");
    const Tensor in = x.cast(kernel_.dtype());
    return detail::with_activation(options_.activation, [&](const ops::FusedActivation* activation) {
      return ops::depthwise_convolution(name(), in, kernel_, bias_, activation, op_);
    });
  }

  void fields(Fields& f) const override {
    PerAxis kernel_size = kernel_size_;
    f("kernel_size", kernel_size.list());
    BaseDepthwiseConvOptions(options_).fields(f);
  }

 private:
  void check_rank(const Shape& input) const {
    require_shape(input.rank() == rank_ + 2, "expected an input of shape ",
                  options_.data_format == "channels_first" ? "(batch, channels, …)" : "(batch, …, channels)", " with ",
                  rank_, " spatial axes; got ", input, ".");
  }

  std::size_t rank_;
  PerAxis kernel_size_;
  BaseDepthwiseConvOptions options_;
  ops::ConvOptions op_;  // the same as the op takes them
  Variable kernel_, bias_;
};

KERATIN_INLINE Layer detail::make_depthwise_conv(const char* kind, std::size_t rank, const PerAxis& kernel_size,
                                                 const BaseDepthwiseConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseDepthwiseConvImpl(kind, rank, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
