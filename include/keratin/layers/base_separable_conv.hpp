// What SeparableConv1D and SeparableConv2D are: activation(conv(depthwise_conv(x, depthwise_kernel), pointwise_kernel)
// + bias): first along the spatial axes, each channel by itself, then across the channels, each pixel by itself.
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

struct BaseSeparableConvOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";  ///< "valid" or "same".
  std::string data_format = "channels_last";
  PerAxis dilation_rate = 1;
  Int depth_multiplier = 1;  ///< Filters of each channel in the first step.
  activations::Activation activation = {};
  Flag use_bias = true;
  Initializer depthwise_initializer = "glorot_uniform";
  Initializer pointwise_initializer = "glorot_uniform";
  Initializer bias_initializer = "zeros";
  Regularizer depthwise_regularizer = {};
  Regularizer pointwise_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint depthwise_constraint = {};
  constraints::Constraint pointwise_constraint = {};
  constraints::Constraint bias_constraint = {};
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) {
    f("strides, padding, data_format, dilation_rate, depth_multiplier", strides.list(), padding, data_format,
      dilation_rate.list(), depth_multiplier);
    f("activation, use_bias, depthwise_initializer, pointwise_initializer, bias_initializer", activation, use_bias,
      depthwise_initializer, pointwise_initializer, bias_initializer);
    f("depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer", depthwise_regularizer,
      pointwise_regularizer, bias_regularizer, activity_regularizer);
    f("depthwise_constraint, pointwise_constraint, bias_constraint", depthwise_constraint, pointwise_constraint,
      bias_constraint);
  }
};

namespace detail {
Layer make_separable_conv(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                          const BaseSeparableConvOptions& options);
}

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "conv_layer.hpp"

namespace keratin::layers {

class BaseSeparableConvImpl final : public ConvLayerImpl<BaseSeparableConvOptions> {
 public:
  BaseSeparableConvImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
                        const BaseSeparableConvOptions& options)
      : ConvLayerImpl(kind, rank, filters, kernel_size, options, true), op_(conv_options()) {
    require(filters > 0 && options.depth_multiplier > 0, where(),
            ": expected filters and depth_multiplier above 0; got ", filters, " and ", options.depth_multiplier.value,
            ".");
  }

  void build(const Shape& input) override {
    const index_t channels = channels_of(input), multiplier = options_.depth_multiplier;
    Shape pointwise;
    for (std::size_t i = 0; i < rank(); ++i) pointwise.push_back(1);
    pointwise.push_back(channels * multiplier);
    pointwise.push_back(filters());
    depthwise_kernel_ =
        add_weight("depthwise_kernel", kernel_shape(channels, multiplier), options_.depthwise_initializer,
                   {.regularizer = options_.depthwise_regularizer, .constraint = options_.depthwise_constraint});
    pointwise_kernel_ =
        add_weight("pointwise_kernel", pointwise, options_.pointwise_initializer,
                   {.regularizer = options_.pointwise_regularizer, .constraint = options_.pointwise_constraint});
    add_bias(filters());
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_input(x.shape(), depthwise_kernel_.shape()[rank()]);
    const Tensor middle =
        ops::depthwise_convolution(name(), x.cast(depthwise_kernel_.dtype()), depthwise_kernel_, {}, nullptr, op_);
    return activated([&](const ops::FusedActivation* activation) {
      return ops::convolution(name(), middle, pointwise_kernel_, bias(), activation,
                              {.data_format = options_.data_format});
    });
  }

 private:
  ops::ConvOptions op_;
  Variable depthwise_kernel_, pointwise_kernel_;
};

KERATIN_INLINE Layer detail::make_separable_conv(const char* kind, std::size_t rank, Int filters,
                                                 const PerAxis& kernel_size, const BaseSeparableConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseSeparableConvImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
