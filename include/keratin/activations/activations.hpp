// The activation functions (keras.activations), and the list of their names.
#pragma once
#include "activation.hpp"

namespace keratin::activations {

[[nodiscard]] Tensor linear(const Tensor& x);   ///< x.
[[nodiscard]] Tensor relu(const Tensor& x);     ///< max(x, 0).
[[nodiscard]] Tensor sigmoid(const Tensor& x);  ///< 1 / (1 + e^-x).
[[nodiscard]] Tensor softmax(const Tensor& x);  ///< e^x / Σ e^x along the last axis.
[[nodiscard]] Tensor tanh(const Tensor& x);     ///< The hyperbolic tangent.

}  // namespace keratin::activations

#if KERATIN_DEFINE(activations)
#include "../core/named_entry.hpp"
#include "../ops/relu.hpp"
#include "../ops/sigmoid.hpp"
#include "../ops/softmax.hpp"
#include "../ops/tanh.hpp"

namespace keratin::activations {

KERATIN_INLINE Tensor linear(const Tensor& x) { return x; }
KERATIN_INLINE Tensor relu(const Tensor& x) { return ops::relu(x); }
KERATIN_INLINE Tensor sigmoid(const Tensor& x) { return ops::sigmoid(x); }
KERATIN_INLINE Tensor softmax(const Tensor& x) { return ops::softmax(x); }
KERATIN_INLINE Tensor tanh(const Tensor& x) { return ops::tanh(x); }

namespace detail {

// sigmoid and softmax stay ops of their own, where a cross-entropy finds them and goes straight past them.
inline constexpr NamedEntry<Activation> list[] = {
    {{"linear"}, [](Fields*) { return Activation(); }},
    {{"relu"}, [](Fields*) { return Activation("relu", relu, ops::fused_relu()); }},
    {{"sigmoid"}, [](Fields*) { return Activation("sigmoid", sigmoid); }},
    {{"softmax"}, [](Fields*) { return Activation("softmax", softmax); }},
    {{"tanh"}, [](Fields*) { return Activation("tanh", tanh, ops::fused_tanh()); }},
};

}  // namespace detail

KERATIN_GET(Activation) { return find_named<detail::list>("activation", name)(nullptr); }

}  // namespace keratin::activations
#endif
