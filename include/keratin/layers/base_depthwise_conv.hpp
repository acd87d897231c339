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
#include "conv_layer.hpp"

namespace keratin::layers {

class BaseDepthwiseConvImpl final : public ConvLayerImpl<BaseDepthwiseConvOptions> {
 public:
  BaseDepthwiseConvImpl(const char* kind, std::size_t rank, const PerAxis& kernel_size,
                        const BaseDepthwiseConvOptions& options)
      : ConvLayerImpl(kind, rank, 0, kernel_size, options, true), op_(conv_options()) {
    require(options.depth_multiplier > 0, where(), ": expected depth_multiplier above 0; got ",
            options.depth_multiplier.value, ".");
  }

  void build(const Shape& input) override {
    const index_t channels = channels_of(input), multiplier = options_.depth_multiplier;
    kernel_ = add_weight("kernel", kernel_shape(channels, multiplier), options_.depthwise_initializer,
                         {.regularizer = options_.depthwise_regularizer, .constraint = options_.depthwise_constraint});
    add_bias(channels * multiplier);
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_input(x.shape(), kernel_.shape()[rank()]);
    const Tensor in = x.cast(kernel_.dtype());
    return activated([&](const ops::FusedActivation* activation) {
      return ops::depthwise_convolution(name(), in, kernel_, bias(), activation, op_);
    });
  }

 private:
  ops::ConvOptions op_;
  Variable kernel_;
};

KERATIN_INLINE Layer detail::make_depthwise_conv(const char* kind, std::size_t rank, const PerAxis& kernel_size,
                                                 const BaseDepthwiseConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseDepthwiseConvImpl(kind, rank, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
