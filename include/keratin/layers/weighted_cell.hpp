// The cells with weights: SimpleRNNCell, LSTMCell and GRUCell. Included by recurrent_impl.hpp.
#pragma once
#include "rnn_cell.hpp"

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../activations/activations.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/concatenate.hpp"
#include "../ops/dropout.hpp"
#include "../ops/linear.hpp"
#include "../ops/matmul.hpp"
#include "../ops/operators.hpp"
#include "../ops/recurrent.hpp"
#include "../ops/reshape.hpp"
#include "../tensor/pointwise.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

namespace detail {

/// The form of an activation that runs inside the op over all steps.
inline std::optional<ops::GateActivation> gate_activation(const activations::Activation& activation) {
  using Function = Tensor (*)(const Tensor&);
  using ops::GateActivation;
  const Function f = activation.function();
  if (activation.is_linear() || f == Function(activations::linear)) return GateActivation::linear;
  if (f == Function(activations::tanh)) return GateActivation::tanh;
  if (f == Function(activations::sigmoid)) return GateActivation::sigmoid;
  if (f == Function(activations::hard_sigmoid)) return GateActivation::hard_sigmoid;
  if (f == Function(activations::relu)) return GateActivation::relu;
  return std::nullopt;
}

/// The bias of an LSTM's gates, in which that of the forget gate starts as 1.
inline Initializer forget_bias(const Initializer& others, index_t units) {
  return [others, units](const Shape&, DType t) {
    return ops::concatenate({others({units}, t), ones({units}, t), others({2 * units}, t)});
  };
}

/// What the options of the cells with weights have in common.
struct CellSettings {
  ops::RecurrentKind kind;
  index_t units;
  activations::Activation activation, recurrent_activation;
  bool use_bias, unit_forget_bias;
  Initializer kernel_initializer, recurrent_initializer, bias_initializer;
  Regularizer kernel_regularizer, recurrent_regularizer, bias_regularizer;
  constraints::Constraint kernel_constraint, recurrent_constraint, bias_constraint;
  double dropout, recurrent_dropout;
  std::optional<Int> seed;
};
template <class Options>
CellSettings cell_settings(ops::RecurrentKind kind, index_t units, const Options& o) {
  CellSettings s{kind,
                 units,
                 o.activation,
                 {},
                 o.use_bias,
                 false,
                 o.kernel_initializer,
                 o.recurrent_initializer,
                 o.bias_initializer,
                 o.kernel_regularizer,
                 o.recurrent_regularizer,
                 o.bias_regularizer,
                 o.kernel_constraint,
                 o.recurrent_constraint,
                 o.bias_constraint,
                 std::clamp(o.dropout.value, 0.0, 1.0),
                 std::clamp(o.recurrent_dropout.value, 0.0, 1.0),
                 o.seed};
  if constexpr (requires { o.recurrent_activation; }) s.recurrent_activation = o.recurrent_activation;
  if constexpr (requires { o.unit_forget_bias; }) s.unit_forget_bias = o.unit_forget_bias;
  return s;
}

/// The options of the cell inside a layer with these; `name`: the cell's.
template <class CellOptions, class Options>
CellOptions cell_options(const char* name, const Options& o) {
  CellOptions cell{.activation = o.activation,
                   .use_bias = o.use_bias,
                   .kernel_initializer = o.kernel_initializer,
                   .recurrent_initializer = o.recurrent_initializer,
                   .bias_initializer = o.bias_initializer,
                   .kernel_regularizer = o.kernel_regularizer,
                   .recurrent_regularizer = o.recurrent_regularizer,
                   .bias_regularizer = o.bias_regularizer,
                   .kernel_constraint = o.kernel_constraint,
                   .recurrent_constraint = o.recurrent_constraint,
                   .bias_constraint = o.bias_constraint,
                   .dropout = o.dropout,
                   .recurrent_dropout = o.recurrent_dropout,
                   .seed = o.seed,
                   .name = name,
                   .trainable = o.trainable};
  if constexpr (requires { cell.recurrent_activation; }) cell.recurrent_activation = o.recurrent_activation;
  if constexpr (requires { cell.unit_forget_bias; }) cell.unit_forget_bias = o.unit_forget_bias;
  if constexpr (requires { cell.reset_after; }) cell.reset_after = o.reset_after;
  return cell;
}

}  // namespace detail

/// SimpleRNNCell, LSTMCell and GRUCell.
class WeightedCellImpl : public RNNCellImpl {
 public:
  template <class Options>
  WeightedCellImpl(const char* class_name, const detail::CellSettings& settings, const Options& options)
      : RNNCellImpl(class_name, options), s_(settings), seeds_(settings.seed) {
    require(s_.units > 0, name(), " (", class_name, "): expected units above 0; got ", s_.units, ".");
  }

  Shape state_size() const override { return lstm() ? Shape{s_.units, s_.units} : Shape{s_.units}; }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }

  void build(const Shape& input) override {
    require_shape(input.rank() == 2 && input.back() > 0,
                  "expected the input of a step, (batch, features), with a known last axis; got ", input, ".");
    const index_t columns = gates() * s_.units;
    kernel_ = add_weight("kernel", {input.back(), columns}, s_.kernel_initializer,
                         {.regularizer = s_.kernel_regularizer, .constraint = s_.kernel_constraint});
    recurrent_ = add_weight("recurrent_kernel", {s_.units, columns}, s_.recurrent_initializer,
                            {.regularizer = s_.recurrent_regularizer, .constraint = s_.recurrent_constraint});
    if (!s_.use_bias) return;
    const WeightOptions options{.regularizer = s_.bias_regularizer, .constraint = s_.bias_constraint};
    const Shape shape = two_biases() ? Shape{2, columns} : Shape{columns};
    bias_ = add_weight("bias", shape,
                       s_.unit_forget_bias ? detail::forget_bias(s_.bias_initializer, s_.units) : s_.bias_initializer,
                       options);
  }

  CellMasks draw(const Shape& step, const CallContext& context) const override {
    CellMasks masks;
    if (!context.training) return masks;
    const bool each_gate = s_.recurrent_dropout != 0 && gates() > 1;  // as in Keras's implementation 1
    const auto add = [&](double rate, const Shape& shape, Tensors& to) {
      if (rate == 0 || (rate == 1 && gates() > 1)) return;
      const Tensor one = full(shape, 1, kernel_.dtype());
      for (index_t g = 0; g < (each_gate ? gates() : 1); ++g)
        to.push_back(ops::dropout(one, rate, seeds_.next(context)));
    };
    add(s_.dropout, step, masks.input);
    add(s_.recurrent_dropout, {step[0], s_.units}, masks.recurrent);
    return masks;
  }

  Tensors step(const Tensor& x, std::span<const Tensor> states, const CellMasks& masks,
               const CallContext&) const override {
    require_shape(x.rank() == 2 && x.shape().back() == kernel_.shape()[0], "expected an input of shape (batch, ",
                  kernel_.shape()[0], "); got ", x.shape(), ".");
    const Tensor in = x.cast(kernel_.dtype()), h = states[0].cast(kernel_.dtype());
    const auto& f = s_.activation;
    const auto& r = s_.recurrent_activation;
    Tensor sums = times(in, masks.input, kernel_, 0, gates());
    if (bias_.defined()) sums = sums + (two_biases() ? bias_[0] : Tensor(bias_));
    if (gates() == 3) return gru_step(sums, h, masks.recurrent);
    sums = sums + times(h, masks.recurrent, recurrent_, 0, gates());
    if (!lstm()) {
      const Tensor y = f(sums);
      return {y, y};
    }
    const Tensor c = r(gate(sums, 1)) * states[1].cast(kernel_.dtype()) + r(gate(sums, 0)) * f(gate(sums, 2));
    const Tensor y = r(gate(sums, 3)) * f(c);
    return {y, y, c};
  }

  std::optional<Tensors> all_steps(const CellSequence& run, const CellMasks& masks) const override {
    const auto f = detail::gate_activation(s_.activation), r = detail::gate_activation(s_.recurrent_activation);
    if (!f || !r || !masks.recurrent.empty() || masks.input.size() > 1) return std::nullopt;
    require_shape(run.x.rank() == 3 && run.x.shape().back() == kernel_.shape()[0],
                  "expected an input of shape (batch, steps, ", kernel_.shape()[0], "); got ", run.x.shape(), ".");
    const Tensor in = run.x.cast(kernel_.dtype());
    return ops::recurrent(masks.input.empty() ? in : in * ops::expand_dims(masks.input[0], 1), run.mask, run.states,
                          kernel_, recurrent_, bias_,
                          {.kind = s_.kind,
                           .activation = *f,
                           .recurrent_activation = *r,
                           .return_sequences = run.return_sequences,
                           .go_backwards = run.go_backwards,
                           .zero_output_for_mask = run.zero_output_for_mask});
  }

 private:
  bool lstm() const { return s_.kind == ops::RecurrentKind::lstm; }
  bool two_biases() const { return s_.kind == ops::RecurrentKind::gru; }
  index_t gates() const { return s_.kind == ops::RecurrentKind::simple ? 1 : lstm() ? 4 : 3; }
  Tensor gate(const Tensor& sums, index_t g) const { return sums.slice(g * s_.units, (g + 1) * s_.units, -1); }

  /// x times the columns of some gates, each with its mask.
  Tensor times(const Tensor& x, const Tensors& masks, const Tensor& kernel, index_t first, index_t last) const {
    const auto columns = [&](index_t from, index_t to) -> Tensor {
      return from == 0 && to == gates() ? kernel : kernel.slice(from * s_.units, to * s_.units, 1);
    };
    if (masks.empty()) return ops::matmul(x, columns(first, last));
    if (masks.size() == 1) return ops::matmul(x * masks[0], columns(first, last));
    Tensors parts;
    for (index_t g = first; g < last; ++g)
      parts.push_back(ops::matmul(x * masks[static_cast<std::size_t>(g)], columns(g, g + 1)));
    return ops::concatenate(parts, -1);
  }

  Tensors gru_step(const Tensor& sums, const Tensor& h, const Tensors& masks) const {
    const auto& r = s_.recurrent_activation;
    Tensor before = times(h, masks, recurrent_, 0, two_biases() ? 3 : 2);
    if (two_biases() && bias_.defined()) before = before + bias_[1];
    const Tensor z = r(gate(sums, 0) + gate(before, 0)), reset = r(gate(sums, 1) + gate(before, 1));
    const Tensor part = two_biases() ? reset * gate(before, 2) : times(reset * h, masks, recurrent_, 2, 3);
    const Tensor y = z * h + (1 - z) * s_.activation(gate(sums, 2) + part);
    return {y, y};
  }

  detail::CellSettings s_;
  SeedSequence seeds_;
  Variable kernel_, recurrent_, bias_;
};

/// One of them, with its own options.
template <class Options>
class CellOfImpl final : public WeightedCellImpl {
 public:
  CellOfImpl(const char* class_name, ops::RecurrentKind kind, index_t units, const Options& options)
      : WeightedCellImpl(class_name, detail::cell_settings(kind, units, options), options),
        class_(class_name),
        kind_(kind),
        units_(units),
        options_(options) {}

  std::optional<Layer> copy() const override {
    Options options = options_;
    options.name = name();
    return Layer(Ref<LayerImpl>(new CellOfImpl(class_, kind_, units_, options)));
  }
  void fields(Fields& f) const override {
    Int units = units_;
    f("units", units);
    Options(options_).fields(f);
  }

 private:
  const char* class_;
  ops::RecurrentKind kind_;
  index_t units_;
  Options options_;
};

}  // namespace keratin::layers
#endif
