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
#include "conv_layer.hpp"

namespace keratin::layers {

class BaseConvTransposeImpl final : public ConvLayerImpl<BaseConvTransposeOptions> {
 public:
  BaseConvTransposeImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
                        const BaseConvTransposeOptions& options)
      : ConvLayerImpl(kind, rank, filters, kernel_size, options, false) {
    PerAxis& longer = options_.output_padding;
    if (longer.given()) longer = longer.resolved(rank, where(), "output_padding", 0);
    for (std::size_t i = 0; i < rank && longer.given(); ++i)
      require(longer[i] < options_.strides[i], where(), ": expected output_padding below the strides; got ",
              longer.shape(), " and ", options_.strides.shape(), ".");
    require(filters > 0, where(), ": expected filters above 0; got ", filters, ".");
    op_ = {.strides = options_.strides,
           .padding = options_.padding,
           .output_padding = longer,
           .data_format = options_.data_format,
           .dilation_rate = options_.dilation_rate};
  }

  void build(const Shape& input) override {
    kernel_ = add_weight("kernel", kernel_shape(filters(), channels_of(input)), options_.kernel_initializer,
                         {.regularizer = options_.kernel_regularizer, .constraint = options_.kernel_constraint});
    add_bias(filters());
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_input(x.shape(), kernel_.shape().back());
    const Tensor in = x.cast(kernel_.dtype());
    return activated([&](const ops::FusedActivation* activation) {
      return ops::transposed_convolution(name(), in, kernel_, bias(), activation, op_);
    });
  }

 private:
  ops::ConvTransposeOptions op_;
  Variable kernel_;
};

KERATIN_INLINE Layer detail::make_conv_transpose(const char* kind, std::size_t rank, Int filters,
                                                 const PerAxis& kernel_size, const BaseConvTransposeOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseConvTransposeImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
