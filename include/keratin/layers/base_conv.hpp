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
#include "../activations/activations.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/convolution.hpp"

namespace keratin::layers {

namespace detail {

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
/// Strides and dilation as one number for each axis, of which only one may be above 1.
template <class Options>
void check_steps(Options& options, std::size_t rank, const std::string& where, bool both) {
  options.strides = options.strides.resolved(rank, where, "strides");
  options.dilation_rate = options.dilation_rate.resolved(rank, where, "dilation_rate");
  bool strided = false, dilated = false;
  for (std::size_t i = 0; i < rank; ++i) {
    strided = strided || options.strides[i] > 1;
    dilated = dilated || options.dilation_rate[i] > 1;
  }
  require(both || !strided || !dilated, where, ": expected strides or dilation_rate of 1; got strides ",
          options.strides.shape(), " and dilation_rate ", options.dilation_rate.shape(), ".");
}
inline index_t conv_channels(const Shape& input, const std::string& data_format) {
  return data_format == "channels_first" ? input[1] : input.back();
}
/// activation(convolve(…, activation or none)): in the same pass where it can be.
template <class F>
Tensor with_activation(const activations::Activation& activation, const F& convolve) {
  if (activation.fused() != nullptr) return convolve(activation.fused());
  return activation(convolve(static_cast<const ops::FusedActivation*>(nullptr)));
}

}  // namespace detail

class BaseConvImpl final : public LayerImpl {
 public:
  BaseConvImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size,
               const BaseConvOptions& options)
      : LayerImpl(kind, options), rank_(rank), filters_(filters), options_(options) {
    const std::string where = name() + " (" + kind + ")";
    kernel_size_ = kernel_size.resolved(rank, where, "kernel_size");
    options_.padding = detail::checked_padding(options.padding, where, rank == 1);
    detail::check_data_format(options.data_format, where);
    detail::check_steps(options_, rank, where, false);
    require(filters > 0, where, ": expected filters above 0; got ", filters, ".");
    require(options.groups > 0 && filters % options.groups == 0, where,
            ": expected groups that divide the filters; got groups ", options.groups.value, " and filters ", filters,
            ".");
    activity_regularizer_ = options.activity_regularizer;
    op_ = {.strides = options_.strides,
           .padding = options_.padding,
           .data_format = options_.data_format,
           .dilation_rate = options_.dilation_rate};
  }

  void build(const Shape& input) override {
    check_rank(input);
    const index_t channels = detail::conv_channels(input, options_.data_format);
    require_shape(channels > 0 && channels % options_.groups == 0, "expected a known number of channels that ",
                  options_.groups.value, " groups divide; got shape ", input, ".");
    Shape shape = kernel_size_.shape();
    shape.push_back(channels / options_.groups);
    shape.push_back(filters_);
    kernel_ = add_weight("kernel", shape, options_.kernel_initializer,
                         {.regularizer = options_.kernel_regularizer, .constraint = options_.kernel_constraint});
    if (options_.use_bias)
      bias_ = add_weight("bias", {filters_}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    check_rank(x.shape());
    const index_t channels = kernel_.shape()[rank_] * options_.groups;
    require_shape(detail::conv_channels(x.shape(), options_.data_format) == channels, "expected ", channels,
                  " channels; got shape ", x.shape(), ".");
    const Tensor in = x.cast(kernel_.dtype());
    return detail::with_activation(options_.activation, [&](const ops::FusedActivation* activation) {
      return ops::convolution(name(), in, kernel_, bias_, activation, op_);
    });
  }

  void fields(Fields& f) const override {
    Int filters = filters_;
    PerAxis kernel_size = kernel_size_;
    f("filters, kernel_size", filters, kernel_size.list());
    BaseConvOptions(options_).fields(f);
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
  BaseConvOptions options_;
  ops::ConvOptions op_;  // the same as the op takes them
  Variable kernel_, bias_;
};

KERATIN_INLINE Layer detail::make_conv(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                                       const BaseConvOptions& options) {
  return Layer(Ref<LayerImpl>(new BaseConvImpl(kind, rank, filters, kernel_size, options)));
}

}  // namespace keratin::layers
#endif
