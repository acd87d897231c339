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

struct Entry {
  const char* name;
  Tensor (*function)(const Tensor&);
  const ops::FusedActivation* (*fused)();
};
// sigmoid and softmax stay ops of their own, where a cross-entropy finds them and goes straight past them.
inline constexpr Entry table[] = {
    {"linear", nullptr, nullptr},  {"relu", relu, ops::fused_relu}, {"sigmoid", sigmoid, nullptr},
    {"softmax", softmax, nullptr}, {"tanh", tanh, ops::fused_tanh},
};

}  // namespace detail

KERATIN_INLINE Activation Activation::get(std::string_view name) {
  const auto matches = [&](const detail::Entry& e) { return name == e.name; };
  const auto shown = [](const detail::Entry& e) { return e.name; };
  const detail::Entry& entry = named_entry("activation", name, detail::table, matches, shown);
  Activation a;
  if (entry.function != nullptr) a.function_ = entry.function;
  if (entry.fused != nullptr) a.fused_ = entry.fused();
  a.name_ = entry.name;
  return a;
}

}  // namespace keratin::activations
#endif
