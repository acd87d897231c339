// How attention layers are called: what a call may be told beside its inputs, and the masks that come of it.
//   Tensor y = MultiHeadAttention(4, 64)({x, x}, {.use_causal_mask = true});
//   auto [y, scores] = Attention().call_with_scores({query, value});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// Keras's arguments of a call by their names. Masks of the inputs travel beside them (Embedding's mask_zero, Masking,
/// with_mask).
struct AttentionCall {
  KERATIN_OPTIONS;
  std::optional<Tensor> attention_mask = {};  ///< Which keys a query sees, (batch, queries, keys) or a part of it.
  Flag use_causal_mask = false;               ///< Whether a query sees only the keys up to its own place.
};

/// What a layer gives with return_attention_scores.
struct AttentionResult {
  Tensor output, scores;
};

/// A layer on {query, value} or {query, value, key}; without a key the value is the key. (In Python the arguments
/// query, value, key.)
struct AttentionLayer : Layer {
  using Layer::Layer;
  using Layer::operator();
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const AttentionCall& call) const {
    return (*this)(inputs, CallContext{}, call);
  }
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const CallContext& context, const AttentionCall& call) const;
  /// The output, and how much each query takes of each value: with return_attention_scores in Keras.
  [[nodiscard]] AttentionResult call_with_scores(const Inputs& inputs, const AttentionCall& call = {},
                                                 const CallContext& context = {}) const;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/comparisons.hpp"
#include "../ops/logical.hpp"
#include "../ops/reshape.hpp"

namespace keratin::layers {

namespace detail {

inline Tensors call_attention(const Layer& layer, const Inputs& inputs, const CallContext& context,
                              const AttentionCall& call, bool scores) {
  Inputs all = inputs;
  List<OpArgument> arguments;
  if (call.attention_mask) {
    if (all.size() == 2) all.push_back(all[1]);
    all.push_back(*call.attention_mask);
    arguments.emplace_back("tensors", "attention_mask");  // as ops::tensors_by_name: g++ 12 warns of a moved one
  }
  if (scores) arguments.emplace_back("return_attention_scores", Flag(true));
  if (call.use_causal_mask) arguments.emplace_back("use_causal_mask", Flag(true));
  return layer.call_with(all, context, {arguments.data(), arguments.size()});
}

/// What a layer's call_with was given.
struct AttentionInputs {
  Tensor query, value, key, attention_mask = {};
  Tensor query_mask = {}, value_mask = {}, key_mask = {};  // undefined where there is none
  bool causal = false, scores = false;
};

inline AttentionInputs attention_inputs(std::span<const Tensor> xs, const CallContext& context,
                                        std::span<const OpArgument> arguments, const std::string& where) {
  AttentionInputs in;
  std::size_t count = xs.size();
  for (const OpArgument& a : arguments) {
    const std::string_view name = a.name;
    if (name == "use_causal_mask") in.causal = true;
    if (name == "return_attention_scores") in.scores = true;
    if (name == "tensors") in.attention_mask = xs[--count];
  }
  require<shape_error>(count == 2 || count == 3, where, ": expected {query, value} or {query, value, key}; got ", count,
                       count == 1 ? " tensor." : " tensors.");
  const auto real = [](const Tensor& x) { return is_float(x.dtype()) ? x : x.cast(float_type(x.dtype())); };
  in.query = real(xs[0]);
  in.value = real(xs[1]);
  in.key = count == 3 ? real(xs[2]) : in.value;
  in.query_mask = context.mask ? *context.mask : mask_of(xs[0]);
  in.value_mask = mask_of(xs[1]);
  if (count == 3) in.key_mask = mask_of(xs[2]);
  return in;
}

inline void and_mask(Tensor& all, const Tensor& mask) {
  if (mask.defined()) all = all.defined() ? ops::logical_and(all, mask.cast(bool_)) : mask.cast(bool_);
}
/// (1, queries, keys): whether key k counts for query q.
template <class F>
Tensor mask_of_places(index_t queries, index_t keys, const F& counts) {
  Tensor mask = Tensor::empty({1, queries, keys}, bool_);
  bool* at = mask.data<bool>();
  for (index_t q = 0; q < queries; ++q)
    for (index_t k = 0; k < keys; ++k) *at++ = counts(q, k);
  return mask;
}
inline Tensor causal_mask(index_t queries, index_t keys) {
  return mask_of_places(queries, keys, [](index_t q, index_t k) { return k <= q; });
}

}  // namespace detail

KERATIN_INLINE Tensor AttentionLayer::operator()(const Inputs& inputs, const CallContext& context,
                                                 const AttentionCall& call) const {
  return detail::call_attention(*this, inputs, context, call, false)[0];
}
KERATIN_INLINE AttentionResult AttentionLayer::call_with_scores(const Inputs& inputs, const AttentionCall& call,
                                                                const CallContext& context) const {
  const Tensors ys = detail::call_attention(*this, inputs, context, call, true);
  return {ys[0], ys[1]};
}

}  // namespace keratin::layers
#endif
