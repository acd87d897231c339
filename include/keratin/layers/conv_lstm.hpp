// What ConvLSTM1D, ConvLSTM2D and ConvLSTM3D are: an LSTM whose products are convolutions.
// X. Shi et al., "Convolutional LSTM network: a machine learning approach for precipitation nowcasting", 2015.
#pragma once
#include "../activations/activation.hpp"
#include "../tensor/per_axis.hpp"
#include "recurrent.hpp"

namespace keratin::layers {

struct ConvLSTMOptions {
  KERATIN_OPTIONS;
  PerAxis strides = 1;
  std::string padding = "valid";              ///< Of the input's convolution, "valid" or "same"; the state's is "same".
  std::string data_format = "channels_last";  ///< Or "channels_first": (batch, steps, channels, …).
  PerAxis dilation_rate = 1;
  activations::Activation activation = "tanh";
  activations::Activation recurrent_activation = "sigmoid";  ///< That of the gates.
  Flag use_bias = true;
  Initializer kernel_initializer = "glorot_uniform";
  Initializer recurrent_initializer = "orthogonal";
  Initializer bias_initializer = "zeros";
  Flag unit_forget_bias = true;  ///< Whether the forget gate's bias starts as 1.
  Regularizer kernel_regularizer = {};
  Regularizer recurrent_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint recurrent_constraint = {};
  constraints::Constraint bias_constraint = {};
  Real dropout = 0.0;            ///< The share of the inputs that is dropped while training.
  Real recurrent_dropout = 0.0;  ///< The same of the state.
  std::optional<Int> seed = {};
  Flag return_sequences = false;      ///< Whether the output is that of all steps.
  Flag return_state = false;          ///< Whether the last states are outputs too.
  Flag go_backwards = false;          ///< Whether the last step comes first; the outputs are in that order.
  Flag stateful = false;              ///< Whether a batch begins with the states that the batch before left.
  Flag unroll = false;                ///< Kept for files; it changes nothing here.
  Flag zero_output_for_mask = false;  ///< Whether a masked step's output is 0, else that of the step before.
  KERATIN_LAYER_OPTIONS;
  void fields(Fields& f) {
    f("return_sequences, return_state, go_backwards, stateful, unroll, zero_output_for_mask", return_sequences,
      return_state, go_backwards, stateful, unroll, zero_output_for_mask);
    f("strides, padding, data_format, dilation_rate", strides.list(), padding, data_format, dilation_rate.list());
    f("activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer",
      activation, recurrent_activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer);
    f("unit_forget_bias, kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer",
      unit_forget_bias, kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer);
    f("kernel_constraint, recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed", kernel_constraint,
      recurrent_constraint, bias_constraint, dropout, recurrent_dropout, seed);
  }
};

namespace detail {
Ref<LayerImpl> make_conv_lstm(const char* kind, std::size_t rank, Int filters, const PerAxis& kernel_size,
                              const ConvLSTMOptions& options);
}

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/conv.hpp"
#include "conv_options.hpp"
#include "weighted_cell.hpp"

namespace keratin::layers {

/// One step: the gates are sums of a convolution of the input and one of the state.
class ConvLSTMCellImpl final : public RNNCellImpl {
 public:
  ConvLSTMCellImpl(std::size_t rank, index_t filters, const PerAxis& kernel_size, const ConvLSTMOptions& options)
      : RNNCellImpl("ConvLSTMCell", {}, "conv_lstm_cell", options.trainable),
        rank_(rank),
        filters_(filters),
        size_(kernel_size),
        options_(options),
        seeds_(options.seed) {
    input_conv_ = {.strides = options.strides,
                   .padding = options.padding,
                   .data_format = options.data_format,
                   .dilation_rate = options.dilation_rate};
    state_conv_ = {.padding = "same", .data_format = options.data_format};
  }

  Shape state_size() const override { return {filters_, filters_}; }
  std::vector<Shape> state_shapes(index_t batch) const override { return {2, state_.with(0, batch)}; }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }
  std::optional<Layer> copy() const override {
    return Layer(Ref<LayerImpl>(new ConvLSTMCellImpl(rank_, filters_, size_, options_)));
  }

  void build(const Shape& input) override {
    require_shape(input.rank() == rank_ + 2 && input.from(1).known(), "expected the input of a step of rank ",
                  rank_ + 2, " with known sizes; got ", input, ".");
    const auto& o = options_;
    Shape kernel, recurrent;
    for (std::size_t i = 0; i < rank_; ++i) {
      kernel.push_back(size_[i]);
      recurrent.push_back(size_[i]);
    }
    kernel.push_back(detail::conv_channels(input, o.data_format));
    recurrent.push_back(filters_);
    kernel.push_back(4 * filters_);
    recurrent.push_back(4 * filters_);
    kernel_ = add_weight("kernel", kernel, o.kernel_initializer,
                         {.regularizer = o.kernel_regularizer, .constraint = o.kernel_constraint});
    recurrent_ = add_weight("recurrent_kernel", recurrent, o.recurrent_initializer,
                            {.regularizer = o.recurrent_regularizer, .constraint = o.recurrent_constraint});
    if (o.use_bias)
      bias_ = add_weight("bias", {4 * filters_},
                         o.unit_forget_bias ? detail::forget_bias(o.bias_initializer, filters_) : o.bias_initializer,
                         {.regularizer = o.bias_regularizer, .constraint = o.bias_constraint});
    const NoGradient scope;
    const Tensor sums = convolve(Tensor::empty(input.with(0, 1), dtype(), Device::meta()), kernel_, {}, input_conv_);
    state_ = sums.shape().with(channel_axis(), filters_);
  }

  CellMasks draw(const Shape& step, const CallContext& context) const override {
    CellMasks masks;
    if (!context.training) return masks;
    const auto add = [&](double rate, const Shape& shape, Tensors& to) {
      if (rate <= 0 || rate >= 1) return;
      for (int g = 0; g < 4; ++g) to.push_back(ops::dropout(full(shape, 1, dtype()), rate, seeds_.next(context)));
    };
    add(options_.dropout, step, masks.input);
    add(options_.recurrent_dropout, state_.with(0, step[0]), masks.recurrent);
    return masks;
  }

  Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
               const CallContext&) const override {
    const Tensor in = x.cast(dtype()), h = states[0].cast(dtype());
    const auto& f = options_.activation;
    const auto& r = options_.recurrent_activation;
    const Tensor sums =
        sum_of(in, masks.input, kernel_, bias_, input_conv_) + sum_of(h, masks.recurrent, recurrent_, {}, state_conv_);
    const auto gate = [&](index_t g) {
      return sums.slice(g * filters_, (g + 1) * filters_, static_cast<index_t>(channel_axis()));
    };
    const Tensor c = r(gate(1)) * states[1].cast(dtype()) + r(gate(0)) * f(gate(2));
    const Tensor y = r(gate(3)) * f(c);
    return {y, y, c};
  }

 private:
  std::size_t channel_axis() const { return options_.data_format == "channels_first" ? 1 : rank_ + 1; }
  Tensor convolve(const Tensor& x, const Tensor& kernel, const Tensor& bias, const ops::ConvOptions& how) const {
    const Tensor y = ops::conv(x, kernel, how);
    if (!bias.defined()) return y;
    Shape along(std::vector<index_t>(channel_axis() == 1 ? rank_ + 1 : 1, 1));
    along[0] = bias.size();
    return y + ops::reshape(bias, along);
  }
  /// All gates at once, or each by itself where each has its mask.
  Tensor sum_of(const Tensor& x, const Tensors& masks, const Tensor& kernel, const Tensor& bias,
                const ops::ConvOptions& how) const {
    if (masks.empty()) return convolve(x, kernel, bias, how);
    Tensors parts;
    for (index_t g = 0; g < 4; ++g) {
      const index_t from = g * filters_, to = from + filters_;
      parts.push_back(convolve(x * masks[static_cast<std::size_t>(g)], kernel.slice(from, to, -1),
                               bias.defined() ? bias.slice(from, to) : Tensor(), how));
    }
    return ops::concatenate(parts, static_cast<index_t>(channel_axis()));
  }

  std::size_t rank_;
  index_t filters_;
  PerAxis size_;
  ConvLSTMOptions options_;
  ops::ConvOptions input_conv_, state_conv_;
  SeedSequence seeds_;
  Variable kernel_, recurrent_, bias_;
  Shape state_;
};

class ConvLSTMImpl final : public RecurrentImpl {
 public:
  ConvLSTMImpl(const char* kind, std::size_t rank, index_t filters, const PerAxis& kernel_size, const Layer& cell,
               const ConvLSTMOptions& options)
      : RecurrentImpl(kind, cell, options),
        kind_(kind),
        rank_(rank),
        filters_(filters),
        size_(kernel_size),
        options_(options) {}

  std::optional<Layer> copy(const std::string& name, bool go_backwards) const override {
    ConvLSTMOptions options = options_;
    options.name = name;
    options.trainable = trainable();
    options.go_backwards = go_backwards;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    return Layer(detail::make_conv_lstm(kind_, rank_, filters_, size_, options));
  }
  void fields(Fields& f) const override {
    Int filters = filters_;
    PerAxis size = size_;
    f("filters, kernel_size", filters, size.list());
    ConvLSTMOptions options = options_;
    options.zero_output_for_mask = settings().zero_output_for_mask;
    options.fields(f);
  }

 private:
  const char* kind_;
  std::size_t rank_;
  index_t filters_;
  PerAxis size_;
  ConvLSTMOptions options_;
};

namespace detail {

KERATIN_INLINE Ref<LayerImpl> make_conv_lstm(const char* kind, std::size_t rank, Int filters,
                                             const PerAxis& kernel_size, const ConvLSTMOptions& options) {
  require(filters > 0, kind, ": expected filters above 0; got ", filters, ".");
  ConvLSTMOptions own = options;
  const PerAxis size = kernel_size.resolved(rank, kind, "kernel_size");
  own.padding = checked_padding(own.padding, kind);
  check_data_format(own.data_format, kind);
  check_steps(own, rank, kind, false);
  const Layer cell(Ref<LayerImpl>(new ConvLSTMCellImpl(rank, filters, size, own)));
  return Ref<LayerImpl>(new ConvLSTMImpl(kind, rank, filters, size, cell, own));
}

}  // namespace detail

}  // namespace keratin::layers
#endif
