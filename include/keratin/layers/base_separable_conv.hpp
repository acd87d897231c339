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
namespace keratin::layers {

class BaseSeparableConvImpl final : public LayerImpl {
 public:
  BaseSeparableConvImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
                        const BaseSeparableConvOptions& options)
      : LayerImpl(kind, options), rank_(rank), filters_(filters), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    kernel_size_ = kernel_size.resolved(rank, where, "kernel_size");
    options_.padding = detail::checked_padding(options.padding, where);
    detail::check_data_format(options.data_format, where);
    detail::check_steps(options_, rank, where, true);
    require(filters > 0 && options.depth_multiplier > 0, where, ": expected filters and depth_multiplier above 0; got ",
            filters, " and ", options.depth_multiplier.value, ".");
    activity_regularizer_ = options.activity_regularizer;
    op_ = {.strides = options_.strides,
           .padding = options_.padding,
           .data_format = options_.data_format,
           .dilation_rate = options_.dilation_rate};
  }

  void build(const Shape& input) override {
    check_rank(input);
    const index_t channels = detail::conv_channels(input, options_.data_format),
                  middle = channels * options_.depth_multiplier;
    require_shape(channels > 0, "expected a known number of channels; got shape ", input, ".");
    Shape depthwise = kernel_size_.shape(), pointwise;
    depthwise.push_back(channels);
    depthwise.push_back(options_.depth_multiplier);
    for (std::size_t i = 0; i < rank_; ++i) pointwise.push_back(1);
    pointwise.push_back(middle);
    pointwise.push_back(filters_);
    depthwise_kernel_ =
        add_weight("depthwise_kernel", depthwise, options_.depthwise_initializer,
                   {.regularizer = options_.depthwise_regularizer, .constraint = options_.depthwise_constraint});
    pointwise_kernel_ =
        add_weight("pointwise_kernel", pointwise, options_.pointwise_initializer,
                   {.regularizer = options_.pointwise_regularizer, .constraint = options_.pointwise_constraint});
    if (options_.use_bias)
      bias_ = add_weight("bias", {filters_}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_rank(x.shape());
    const index_t channels = depthwise_kernel_.shape()[rank_];
    require_shape(detail::conv_channels(x.shape(), options_.data_format) == channels, "expected ", channels,
                  " channels; got shape ", x.shape(), ".");
    const Tensor middle =
        ops::depthwise_convolution(name(), x.cast(depthwise_kernel_.dtype()), depthwise_kernel_, {}, nullptr, op_);
    return detail::with_activation(options_.activation, [&](const ops::FusedActivation* activation) {
      return ops::convolution(name(), middle, pointwise_kernel_, bias_, activation,
                              {.data_format = options_.data_format});
    });
  }

  void fields(Fields& f) const override {
    Int filters = filters_;
    PerAxis kernel_size = kernel_size_;
    f("filters, kernel_size", filters, kernel_size.list());
    BaseSeparableConvOptions(options_).fields(f);
  }

 private:
  void check_rank(const Shape& input) const {
    require_shape(input.rank() == rank_ + 2, "expected an input of shape ",
                  options_.data_format == "channels_first" ? "(batch, channels, …)" : "(batch, …, channels)", " with ",
                  rank_, " spatial axes; got ", input, ".");
  }

  std::size_t rank_;
  index_t filters_;
  PerAxis kernel_size_;
  BaseSeparableConvOptions options_;
  ops::ConvOptions op_;  // the same as the op takes them
  Variable depthwise_kernel_, pointwise_kernel_, bias_;
};

KERATIN_INLINE Layer detail::make_separable_conv(const char* kind, std::size_t rank, Int filters,
                                                 const PerAxis& kernel_size, const BaseSeparableConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseSeparableConvImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
