// Dense: y = activation(x kernel + bias) over the last axis.   (batch, …, in) -> (batch, …, units)
//   auto y = Dense(64, {.activation = "relu"})(x);
#pragma once
#include "../activations/activation.hpp"
#include "../constraints/constraint.hpp"
#include "../regularizers/regularizer.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct DenseOptions {
  KERATIN_OPTIONS;
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
  KERATIN_FIELDS(activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
                 activity_regularizer, kernel_constraint, bias_constraint)
};

/// A fully connected layer (keras.layers.Dense). Throws if units is not above 0.
struct Dense : Layer {
  explicit Dense(Int units, const DenseOptions& options = {});
  static Dense from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../activations/activations.hpp"
#include "../initializers/initializers.hpp"
#include "../ops/linear.hpp"

namespace keratin::layers {

class DenseImpl final : public LayerImpl {
 public:
  DenseImpl(index_t units, const DenseOptions& options)
      : LayerImpl("Dense", options), units_(units), options_(options) {
    require(units > 0, name(), " (Dense): expected units above 0; got ", units, ".");
    activity_regularizer_ = options.activity_regularizer;
    supports_masking_ = true;
  }

  void build(const Shape& input) override {
    require_shape(input.rank() >= 2 && input.back() > 0,
                  "expected an input of shape (batch, …, features) with a known last axis; got ", input, ".");
    kernel_ = add_weight("kernel", {input.back(), units_}, options_.kernel_initializer,
                         {.regularizer = options_.kernel_regularizer, .constraint = options_.kernel_constraint});
    if (options_.use_bias)
      bias_ = add_weight("bias", {units_}, options_.bias_initializer,
                         {.regularizer = options_.bias_regularizer, .constraint = options_.bias_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() >= 2 && x.shape().back() == kernel_.shape()[0], "expected last axis ", kernel_.shape()[0],
                  "; got ", x.shape(), x.rank() > 2 ? ". Hint: add Flatten() before Dense." : ".");
    const Tensor in = x.cast(kernel_.dtype());
    if (options_.activation.fused() != nullptr) return ops::linear(in, kernel_, bias_, options_.activation.fused());
    return options_.activation(ops::linear(in, kernel_, bias_));
  }

  void fields(Fields& f) const override {
    Int units = units_;
    f("units", units);
    DenseOptions(options_).fields(f);
  }

 private:
  index_t units_;
  DenseOptions options_;
  Variable kernel_, bias_;
};

KERATIN_INLINE Dense::Dense(Int units, const DenseOptions& options)
    : Layer(Ref<LayerImpl>(new DenseImpl(units, options))) {}
KERATIN_INLINE Dense Dense::from(Fields& f) { return layer_from<Dense, DenseOptions>(f, "units", Int(1)); }

}  // namespace keratin::layers
#endif
