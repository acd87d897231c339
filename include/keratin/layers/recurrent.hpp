// What the recurrent layers share: how they are called, with first states too, and the run over the steps.
#pragma once
#include <array>

#include "layer.hpp"

namespace keratin::layers {

/// How a recurrent layer is called: `LSTM(64)(x, {.initial_state = {h, c}})`.
struct RecurrentCall {
  KERATIN_OPTIONS;
  Inputs initial_state = {};        ///< The first states; none: zeros, or what a stateful layer keeps.
  std::optional<Tensor> mask = {};  ///< Which steps count, instead of the mask beside the input.
  Flag training = false;            ///< As in CallContext.
  RunState* run = nullptr;
};

/// What all recurrent layers are, beside being layers. The first states may also follow the sequences in a list, as in
/// `gru({x, h})`. With first states the mask beside the input is not looked at, as in Keras.
class RecurrentBase : public Layer {
 public:
  explicit RecurrentBase(Ref<LayerImpl> impl) : Layer(std::move(impl)) {}

  [[nodiscard]] Tensor operator()(const Inputs& inputs, const RecurrentCall& call = {}) const {
    return call_all(inputs, call)[0];
  }
  template <std::same_as<CallContext> C>
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const C& context) const {
    return Layer::operator()(inputs, context);
  }
  [[nodiscard]] Tensors call_all(const Inputs& inputs, const RecurrentCall& call = {}) const;
  template <std::same_as<CallContext> C>
  [[nodiscard]] Tensors call_all(const Inputs& inputs, const C& context) const {
    return Layer::call_all(inputs, context);
  }
  /// The output and the last states. Throws state_error without return_state.
  [[nodiscard]] Tensors call_with_states(const Inputs& inputs, const RecurrentCall& call = {}) const;
  /// Forgets the states that a stateful layer keeps: the next batch begins with zeros.
  void reset_states() const;
};

/// One with a known number of states: `auto [y, h, c] = lstm.call_with_states(x);`.
template <std::size_t States>
class RecurrentLayer : public RecurrentBase {
 public:
  using RecurrentBase::RecurrentBase;
  [[nodiscard]] std::array<Tensor, States + 1> call_with_states(const Inputs& inputs,
                                                                const RecurrentCall& call = {}) const {
    const Tensors all = RecurrentBase::call_with_states(inputs, call);
    std::array<Tensor, States + 1> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = all[i];
    return out;
  }
};

/// Forgets the states of all stateful layers in a layer or a model.
void reset_states(const Layer& layer);

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "recurrent_impl.hpp"

namespace keratin::layers {

KERATIN_INLINE Tensors RecurrentBase::call_all(const Inputs& inputs, const RecurrentCall& call) const {
  Inputs all = inputs;
  for (const Tensor& state : call.initial_state.list()) all.push_back(state);
  CallContext context{.training = call.training, .run = call.run};
  if (call.mask && all[0].symbolic()) {
    Inputs masked = with_mask(all[0], *call.mask);
    for (std::size_t i = 1; i < all.size(); ++i) masked.push_back(all[i]);
    return Layer::call_all(masked, context);
  }
  context.mask = call.mask;
  return Layer::call_all(all, context);
}

KERATIN_INLINE Tensors RecurrentBase::call_with_states(const Inputs& inputs, const RecurrentCall& call) const {
  Tensors all = call_all(inputs, call);
  require<state_error>(all.size() > 1, name(), ".call_with_states: expected a layer that returns its states; got one ",
                       "that does not. Hint: .return_state = true.");
  return all;
}

KERATIN_INLINE void RecurrentBase::reset_states() const { layers::reset_states(*this); }

KERATIN_INLINE void reset_states(const Layer& layer) {
  if (const auto* own = dynamic_cast<const RecurrentImpl*>(&layer.impl())) own->reset_states();
  for (const Layer& inside : layer.impl().sublayers()) reset_states(inside);
}

}  // namespace keratin::layers
#endif
