// TimeDistributed: a layer that is applied to each step of a sequence.   (batch, steps, …) -> (batch, steps, …)
//   model.add(TimeDistributed(Dense(64)));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// `layer` on every step, with the same weights (keras.layers.TimeDistributed); a model is a layer too. A mask
/// (batch, steps, …) goes on beside the output, and each step's part of it to a layer that takes one. Throws for inputs
/// of less than three axes.
[[nodiscard]] Layer TimeDistributed(const Layer& layer, const BasicOptions& options = {});
/// The same as its configuration says. Throws state_error where that has no layer.
[[nodiscard]] Layer time_distributed_from(Fields& f);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/concatenate.hpp"
#include "../ops/reshape.hpp"
#include "../ops/split.hpp"
#include "custom_layer.hpp"

namespace keratin::layers {

namespace detail {

/// Whether a layer may give something else for steps of a sequence in one batch than for one step after another: it
/// changes a state while it trains, as BatchNormalization does, or is a function that anybody wrote.
inline bool minds_the_batch(const Layer& layer, bool training) {
  const LayerImpl& impl = layer.impl();
  if (is_custom(impl) || impl.class_name() == "Lambda") return true;
  for (const Variable& w : impl.own_weights())
    if (training && !w.trainable()) return true;
  for (const Layer& inside : impl.sublayers())
    if (minds_the_batch(inside, training)) return true;
  return false;
}

/// (batch, steps, …) as (batch * steps, …).
inline Tensor steps_as_batch(const Tensor& x) {
  Shape shape = x.shape().from(1);
  shape[0] *= x.shape()[0];
  return ops::reshape(x, shape);
}

}  // namespace detail

class TimeDistributedImpl final : public LayerImpl {
 public:
  TimeDistributedImpl(const Layer& layer, const BasicOptions& options)
      : LayerImpl("TimeDistributed", options), layer_(layer) {
    supports_masking_ = takes_mask_ = true;
  }

  void build(const Shape& input) override {
    check(input);
    Shape step = input.from(1);
    step[0] = input[0];
    build_inside(layer_, {step});
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    check(x.shape());
    const Tensor mask = context.mask.value_or(Tensor());
    if (mask.defined())
      require_shape(mask.rank() >= 2 && mask.shape().slice(0, 2) == x.shape().slice(0, 2), "expected a mask of shape ",
                    x.shape().slice(0, 2), "; got ", mask.shape(), ".");
    const bool apart = !on_meta(x) && detail::minds_the_batch(layer_, context.training);
    return apart ? one_by_one(x, mask, context) : at_once(x, mask, context);
  }

  std::vector<Layer> sublayers() const override { return {layer_}; }
  void fields(Fields& f) const override {
    std::optional<Layer> layer = layer_;
    f("layer", layer);
  }

 private:
  void check(const Shape& input) const {
    require_shape(input.rank() >= 3, "expected an input of shape (batch, steps, …, features); got ", input, ".");
  }
  Tensor inner(const Tensor& x, const Tensor& mask, const CallContext& context) const {
    CallContext own = context;
    own.mask.reset();
    own.masked_input = nullptr;
    if (mask.defined()) own.mask = mask;
    return layer_.impl().call(x, own);
  }
  Tensor at_once(const Tensor& x, const Tensor& mask, const CallContext& context) const {
    const Tensor y =
        inner(detail::steps_as_batch(x), mask.defined() ? detail::steps_as_batch(mask) : Tensor(), context);
    return ops::reshape(y, y.shape().with(0, x.shape()[1]).inserted(0, x.shape()[0]));
  }
  Tensor one_by_one(const Tensor& x, const Tensor& mask, const CallContext& context) const {
    const Tensors steps = ops::unstack(x, 1), masks = mask.defined() ? ops::unstack(mask, 1) : Tensors();
    Tensors ys;
    for (std::size_t t = 0; t < steps.size(); ++t)
      ys.push_back(inner(steps[t], mask.defined() ? masks[t] : Tensor(), context));
    return ops::stack(ys, 1);
  }

  Layer layer_;
};

KERATIN_INLINE Layer TimeDistributed(const Layer& layer, const BasicOptions& options) {
  return Layer(Ref<LayerImpl>(new TimeDistributedImpl(layer, options)));
}
KERATIN_INLINE Layer time_distributed_from(Fields& f) {
  std::optional<Layer> layer;
  f("layer", layer);
  require<state_error>(layer.has_value(), "TimeDistributed: expected a layer to wrap; got none.");
  BasicOptions options;
  f("name, trainable", options.name, options.trainable);
  return TimeDistributed(*layer, options);
}

}  // namespace keratin::layers
#endif
