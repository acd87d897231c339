// EinsumDense: y = activation(einsum(equation, x, kernel) + bias).
//   auto y = EinsumDense("abc,cd->abd", {None, 64}, {.bias_axes = "d"})(x);   // Dense(64) on (batch, steps, c)
//   auto q = EinsumDense("abc,cde->abde", {None, 8, 16})(x);                  // 8 heads of 16
//   auto z = EinsumDense("...x,xy->...y", 64, {.bias_axes = "y"})(x);
#pragma once
#include "../activations/activation.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct EinsumDenseOptions {
  KERATIN_OPTIONS;
  activations::Activation activation = {};
  std::optional<std::string> bias_axes = {};  ///< The output's labels that the bias has; none: no bias.
  Initializer kernel_initializer = "glorot_uniform";
  Initializer bias_initializer = "zeros";
  Regularizer kernel_regularizer = {};
  Regularizer bias_regularizer = {};
  Regularizer activity_regularizer = {};
  constraints::Constraint kernel_constraint = {};
  constraints::Constraint bias_constraint = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(activation, bias_axes, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
                 activity_regularizer, kernel_constraint, bias_constraint)
};

/// The equation is "ab,bc->ac", with "..." before or after the labels of input and output for axes that stay as they
/// are. `output_shape` is that of one sample without those, None where the input tells it (keras.layers.EinsumDense).
/// Weights: kernel and bias. Throws for an equation of another form, and for shapes that don't fit it.
struct EinsumDense : Layer {
  explicit EinsumDense(const std::string& equation, const Shape& output_shape, const EinsumDenseOptions& options = {});
  explicit EinsumDense(const std::string& equation, Int output_size, const EinsumDenseOptions& options = {})
      : EinsumDense(equation, Shape{output_size}, options) {}
  static EinsumDense from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../activations/activations.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/add.hpp"
#include "../ops/contract.hpp"

namespace keratin::layers {

namespace detail {

/// An equation of two inputs, and where its dots are.
struct Einsum {
  std::string input, kernel, output;
  bool left = false, right = false;
};

/// The labels of one part, without the dots.
inline std::string take_labels(std::string part, bool& left, bool& right) {
  left = part.starts_with("...");
  if (left) part.erase(0, 3);
  right = part.ends_with("...");
  if (right) part.erase(part.size() - 3);
  return part;
}

inline Einsum parse_einsum(const std::string& equation, const std::string& where) {
  const std::size_t comma = equation.find(','), arrow = equation.find("->");
  const auto bad = [&](bool is) {
    require(!is, where,
            ": expected an equation such as \"ab,bc->ac\", \"...ab,bc->...ac\" or \"ab...,bc->ac...\"; got \"",
            equation, "\".");
  };
  bad(comma == equation.npos || arrow == equation.npos || arrow < comma);
  Einsum e;
  bool first = false, last = false, before = false, behind = false;
  e.input = take_labels(equation.substr(0, comma), e.left, e.right);
  e.output = take_labels(equation.substr(arrow + 2), first, last);
  e.kernel = take_labels(equation.substr(comma + 1, arrow - comma - 1), before, behind);
  bad(before || behind || first != e.left || last != e.right || (e.left && e.right) || (e.right && e.input.size() < 2));
  for (const std::string* part : {&e.input, &e.kernel, &e.output}) {
    bad(part->empty());
    for (const char c : *part)
      bad(!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) || std::count(part->begin(), part->end(), c) > 1);
  }
  return e;
}

}  // namespace detail

class EinsumDenseImpl final : public LayerImpl {
 public:
  EinsumDenseImpl(const std::string& equation, const Shape& output_shape, const EinsumDenseOptions& options)
      : LayerImpl("EinsumDense", options),
        equation_(equation),
        asked_(output_shape),
        options_(options),
        parsed_(detail::parse_einsum(equation, name() + " (EinsumDense)")) {
    activity_regularizer_ = options.activity_regularizer;
    for (const char c : options.bias_axes.value_or(""))
      require(parsed_.output.find(c) != std::string::npos, name(), " (EinsumDense): expected bias_axes among \"",
              parsed_.output, "\"; got \"", *options.bias_axes, "\".");
  }

  void build(const Shape& input) override {
    const std::size_t own = parsed_.input.size(), rank = input.rank();
    const bool dots = parsed_.left || parsed_.right;
    require_shape(dots ? rank >= own : rank == own, "expected an input of rank ", own, dots ? " or more" : "",
                  " for \"", equation_, "\"; got ", input, ".");
    std::string free;  // labels for the axes that the dots stand for
    for (char c = 'A'; free.size() < rank - own; ++c)
      if ((parsed_.input + parsed_.kernel + parsed_.output).find(c) == std::string::npos) free += c;
    x_labels_ = parsed_.left ? free + parsed_.input : parsed_.input + free;
    y_labels_ = parsed_.left ? free + parsed_.output : parsed_.output + free;
    const Shape output = output_of(input);
    Shape kernel;
    Shape in_axes, out_axes;
    for (std::size_t i = 0; i < parsed_.kernel.size(); ++i) {
      const char c = parsed_.kernel[i];
      const bool shared = y_labels_.find(c) != std::string::npos;
      require_shape(shared || x_labels_.find(c) != std::string::npos, "expected '", c,
                    "' of the kernel in the input or the output of \"", equation_, "\".");
      kernel.push_back(shared ? size_at(output, y_labels_, c) : size_at(input, x_labels_, c));
      (shared ? out_axes : in_axes).push_back(static_cast<index_t>(i));
    }
    require_shape(kernel.known(), "expected known sizes for the kernel's labels \"", parsed_.kernel, "\"; got ", input,
                  " and output_shape ", asked_, ".");
    const auto& o = options_;
    const auto start = [&](const Shape& shape, DType t) {
      return o.kernel_initializer.impl().make_for(shape, t, Axes(in_axes), Axes(out_axes));
    };
    kernel_ =
        add_weight("kernel", kernel, start, {.regularizer = o.kernel_regularizer, .constraint = o.kernel_constraint});
    if (o.bias_axes)
      bias_ = add_weight("bias", bias_shape(output), o.bias_initializer,
                         {.regularizer = o.bias_regularizer, .constraint = o.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    bool fits = x.shape().rank() == x_labels_.size();
    for (std::size_t i = 0; fits && i < x_labels_.size(); ++i)
      if (const std::size_t at = parsed_.kernel.find(x_labels_[i]); at != std::string::npos)
        fits = x.shape()[static_cast<index_t>(i)] == kernel_.shape()[static_cast<index_t>(at)];
    require_shape(fits, "expected an input \"", x_labels_, "\" for a kernel \"", parsed_.kernel, "\" of shape ",
                  kernel_.shape(), "; got ", x.shape(), ".");
    Tensor y = ops::contract(x.cast(kernel_.dtype()), x_labels_, kernel_, parsed_.kernel, y_labels_);
    if (bias_.defined()) y = ops::add(y, bias_);
    return options_.activation(y);
  }

  void fields(Fields& f) const override {
    std::string equation = equation_;
    Shape output_shape = asked_;
    f("output_shape, equation", output_shape, equation);
    EinsumDenseOptions(options_).fields(f);
  }

 private:
  static index_t size_at(const Shape& shape, const std::string& labels, char c) {
    return shape[static_cast<index_t>(labels.find(c))];
  }
  /// The output's whole shape: the batch, what the dots stand for, what was asked for; open where none tells.
  Shape output_of(const Shape& input) const {
    const std::size_t dots = x_labels_.size() - parsed_.input.size();
    require_shape(asked_.rank() + 1 == parsed_.output.size() + (parsed_.left && dots > 0 ? 1 : 0), "expected ",
                  parsed_.output.size() - (parsed_.left && dots > 0 ? 0 : 1), " sizes in output_shape for \"",
                  equation_, "\"; got ", asked_, ".");
    Shape whole;
    if (parsed_.left && dots > 0)
      whole = input.slice(0, dots);
    else
      whole.push_back(input[0]);
    for (const index_t d : asked_) whole.push_back(d);
    if (parsed_.right)
      for (const index_t d : input.from(parsed_.input.size())) whole.push_back(d);
    for (std::size_t i = 0; i < parsed_.input.size(); ++i) {
      const char c = parsed_.input[i];
      const std::size_t at = y_labels_.find(c);
      if (at == std::string::npos) continue;
      const index_t asked = whole[static_cast<index_t>(at)], given = size_at(input, x_labels_, c);
      require_shape(asked < 0 || asked == given, "expected ", given, " for '", c, "' in output_shape; got ", asked,
                    ".");
    }
    return whole;
  }
  /// From the first of the bias's axes on; the others have size 1.
  Shape bias_shape(const Shape& output) const {
    const std::string& axes = *options_.bias_axes;
    const auto in_bias = [&](char c) { return axes.find(c) != std::string::npos; };
    const auto first = std::find_if(y_labels_.begin(), y_labels_.end(), in_bias);
    Shape shape;
    for (auto c = first; c != y_labels_.end(); ++c) shape.push_back(in_bias(*c) ? size_at(output, y_labels_, *c) : 1);
    require_shape(shape.known(), "expected known sizes for bias_axes \"", axes, "\"; got output_shape ", asked_, ".");
    return shape;
  }

  std::string equation_;
  Shape asked_;
  EinsumDenseOptions options_;
  detail::Einsum parsed_;
  std::string x_labels_, y_labels_;
  Variable kernel_, bias_;
};

KERATIN_INLINE EinsumDense::EinsumDense(const std::string& equation, const Shape& output_shape,
                                        const EinsumDenseOptions& options)
    : Layer(Ref<LayerImpl>(new EinsumDenseImpl(equation, output_shape, options))) {}
KERATIN_INLINE EinsumDense EinsumDense::from(Fields& f) {
  return layer_from<EinsumDense, EinsumDenseOptions>(f, "equation, output_shape", std::string(), Shape{});
}

}  // namespace keratin::layers
#endif
