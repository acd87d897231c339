// What Conv1D, Conv2D and Conv3D are: activation(conv(x, kernel) + bias).
#pragma once
#include "../activations/activation.hpp"
#include "../tensor/per_axis.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct BaseConvOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";              ///< "valid", "same", or (Conv1D) "causal".
  std::string data_format = "channels_last";  ///< Or "channels_first": (batch, channels, …).
  PerAxis dilation_rate = 1;
  Int groups = 1;
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
    f("strides, padding, data_format, dilation_rate", strides.list(), padding, data_format, dilation_rate.list());
    f("groups, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer",
      groups, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer);
    f("activity_regularizer, kernel_constraint, bias_constraint", activity_regularizer, kernel_constraint,
      bias_constraint);
  }
};

namespace detail {
Layer make_conv(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                const BaseConvOptions& options);
}

/// A layer of class L with filters and kernel_size, as its configuration says.
template <class L, class Options>
L conv_layer_from(Fields& f) {
  Int filters = 1;
  PerAxis kernel_size;
  Options options;
  f("filters, kernel_size", filters, kernel_size.list());
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return L(filters, kernel_size, options);
}

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "conv_layer.hpp"

namespace keratin::layers {

class BaseConvImpl final : public ConvLayerImpl<BaseConvOptions> {
 public:
  BaseConvImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
               const BaseConvOptions& options)
      : ConvLayerImpl(kind, rank, filters, kernel_size, options, false, rank == 1), op_(conv_options()) {
    require(filters > 0, where(), ": expected filters above 0; got ", filters, ".");
    require(options.groups > 0 && filters % options.groups == 0, where(),
            ": expected groups that divide the filters; got groups ", options.groups.value, " and filters ", filters,
            ".");
  }

  void build(const Shape& input) override {
    const index_t channels = channels_of(input);
    require_shape(channels % options_.groups == 0, "expected channels that ", options_.groups.value,
                  " groups divide; got shape ", input, ".");
    kernel_ = add_weight("kernel", kernel_shape(channels / options_.groups, filters()), options_.kernel_initializer,
                         {.regularizer = options_.kernel_regularizer, .constraint = options_.kernel_constraint});
    add_bias(filters());
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_input(x.shape(), kernel_.shape()[rank()] * options_.groups);
    const Tensor in = x.cast(kernel_.dtype());
    return activated([&](const ops::FusedActivation* activation) {
      return ops::convolution(name(), in, kernel_, bias(), activation, op_);
    });
  }

 private:
  ops::ConvOptions op_;
  Variable kernel_;
};

KERATIN_INLINE Layer detail::make_conv(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                                       const BaseConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseConvImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
