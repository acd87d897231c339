// What Conv1DTranspose, Conv2DTranspose and Conv3DTranspose are: activation(conv_transpose(x, kernel) + bias).
#pragma once
#include "base_conv.hpp"

namespace keratin::layers {

struct BaseConvTransposeOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";  ///< "valid" or "same".
  PerAxis output_padding = {};    ///< How much longer the output is; none: just long enough for all of the input.
  std::string data_format = "channels_last";
  PerAxis dilation_rate = 1;
  activations::Activation activation = {};
  Flag use_bias = true;
  Initializer kernel_initializer = "glorot_uniform";
  Initializer bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint bias_constraint = {};
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) {
    Axes longer(output_padding.shape());  // none is null
    f("strides, padding, output_padding, data_format, dilation_rate", strides.list(), padding, longer, data_format,
      dilation_rate.list());
    output_padding = longer.list().rank() == 1 ? PerAxis(longer.list()[0]) : PerAxis(longer.list());
    f("activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer", activation,
      use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer);
    f("activity_regularizer, kernel_constraint, bias_constraint", activity_regularizer, kernel_constraint,
      bias_constraint);
  }
};

namespace detail {
Layer make_conv_transpose(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                          const BaseConvTransposeOptions& options);
}

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

class BaseConvTransposeImpl final : public LayerImpl {
 public:
  BaseConvTransposeImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
                        const BaseConvTransposeOptions& options)
      : LayerImpl(kind, options), rank_(rank), filters_(filters), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    kernel_size_ = kernel_size.resolved(rank, where, "kernel_size");
    options_.padding = detail::checked_padding(options.padding, where);
    detail::check_data_format(options.data_format, where);
    detail::check_steps(options_, rank, where, false);
    if (options.output_padding.given()) {
      options_.output_padding = options.output_padding.resolved(rank, where, "output_padding", 0);
      for (std::size_t i = 0; i < rank; ++i)
        require(options_.output_padding[i] < options_.strides[i], where,
                ": expected output_padding below the strides; got ", options_.output_padding.shape(), " and ",
                options_.strides.shape(), ".");
    }
    require(filters > 0, where, ": expected filters above 0; got ", filters, ".");
    activity_regularizer_ = options.activity_regularizer;
    op_ = {.strides = options_.strides,
           .padding = options_.padding,
           .output_padding = options_.output_padding,
           .data_format = options_.data_format,
           .dilation_rate = options_.dilation_rate};
  }

  void build(const Shape& input) override {
    check_rank(input);
    const index_t channels = detail::conv_channels(input, options_.data_format);
    require_shape(channels > 0, "expected a known number of channels; got shape ", input, ".");
    Shape shape = kernel_size_.shape();
    shape.push_back(filters_);
    shape.push_back(channels);
    kernel_ = add_weight("kernel", shape, options_.kernel_initializer,
                         {.regularizer = options_.kernel_regularizer, .constraint = options_.kernel_constraint});
    if (options_.use_bias)
      bias_ = add_weight("bias", {filters_}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_rank(x.shape());
    require_shape(detail::conv_channels(x.shape(), options_.data_format) == kernel_.shape().back(), "expected ",
                  kernel_.shape().back(), " channels; got shape ", x.shape(), ".");
    const Tensor in = x.cast(kernel_.dtype());
    return detail::with_activation(options_.activation, [&](const ops::FusedActivation* activation) {
      return ops::transposed_convolution(name(), in, kernel_, bias_, activation, op_);
    });
  }

  void fields(Fields& f) const override {
    Int filters = filters_;
    PerAxis kernel_size = kernel_size_;
    f("filters, kernel_size", filters, kernel_size.list());
    BaseConvTransposeOptions(options_).fields(f);
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
  BaseConvTransposeOptions options_;
  ops::ConvTransposeOptions op_;  // the same as the op takes them
  Variable kernel_, bias_;
};

KERATIN_INLINE Layer detail::make_conv_transpose(const char* kind, std::size_t rank, Int filters,
                                                 const PerAxis& kernel_size, const BaseConvTransposeOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseConvTransposeImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
