// The activation functions (keras.activations), and the list of their names.
#pragma once
#include "../core/fields.hpp"
#include "activation.hpp"
#include "relu.hpp"

namespace keratin::activations {

[[nodiscard]] Tensor linear(const Tensor& x);  ///< x.
// relu(x, options): see relu.hpp.
[[nodiscard]] Tensor celu(const Tensor& x);                         ///< x above 0, e^x - 1 below.
[[nodiscard]] Tensor celu(const Tensor& x, Real alpha);             ///< x above 0, alpha (e^(x / alpha) - 1) below.
[[nodiscard]] Tensor elu(const Tensor& x);                          ///< x above 0, e^x - 1 below.
[[nodiscard]] Tensor elu(const Tensor& x, Real alpha);              ///< x above 0, alpha (e^x - 1) below.
[[nodiscard]] Tensor exponential(const Tensor& x);                  ///< e^x.
[[nodiscard]] Tensor gelu(const Tensor& x);                         ///< x times the chance of a normal number below x.
[[nodiscard]] Tensor gelu(const Tensor& x, Flag approximate);       ///< The same, by tanh if approximate.
[[nodiscard]] Tensor glu(const Tensor& x);                          ///< Half of the last axis, gated by the other half.
[[nodiscard]] Tensor glu(const Tensor& x, Int axis);                ///< The same along another axis.
[[nodiscard]] Tensor hard_shrink(const Tensor& x);                  ///< x where |x| > 0.5, else 0.
[[nodiscard]] Tensor hard_shrink(const Tensor& x, Real threshold);  ///< x where |x| > threshold, else 0.
[[nodiscard]] Tensor hard_sigmoid(const Tensor& x);                 ///< x / 6 + 1/2 between 0 and 1.
[[nodiscard]] Tensor hard_silu(const Tensor& x);                    ///< x hard_sigmoid(x).
[[nodiscard]] Tensor hard_swish(const Tensor& x);                   ///< hard_silu.
[[nodiscard]] Tensor hard_tanh(const Tensor& x);                    ///< x between -1 and 1.
[[nodiscard]] Tensor leaky_relu(const Tensor& x);                   ///< x above 0, 0.2 x below.
[[nodiscard]] Tensor leaky_relu(const Tensor& x, Real negative_slope);  ///< x above 0, negative_slope x below.
[[nodiscard]] Tensor log_sigmoid(const Tensor& x);                      ///< The logarithm of the sigmoid.
[[nodiscard]] Tensor log_softmax(const Tensor& x);                      ///< That of the softmax.
[[nodiscard]] Tensor log_softmax(const Tensor& x, Int axis);            ///< Along another axis.
[[nodiscard]] Tensor mish(const Tensor& x);                             ///< x tanh(log(1 + e^x)).
[[nodiscard]] Tensor relu6(const Tensor& x);                            ///< x between 0 and 6.
[[nodiscard]] Tensor selu(const Tensor& x);                             ///< 1.0507 elu(x, 1.6733).
[[nodiscard]] Tensor sigmoid(const Tensor& x);                          ///< 1 / (1 + e^-x).
[[nodiscard]] Tensor silu(const Tensor& x);                             ///< x sigmoid(x).
[[nodiscard]] Tensor soft_shrink(const Tensor& x);                      ///< x moved towards 0 by 0.5.
[[nodiscard]] Tensor soft_shrink(const Tensor& x, Real threshold);      ///< x moved towards 0 by threshold.
[[nodiscard]] Tensor softmax(const Tensor& x);                          ///< e^x / Σ e^x, last axis.
[[nodiscard]] Tensor softmax(const Tensor& x, Int axis);                ///< Along another axis.
[[nodiscard]] Tensor softplus(const Tensor& x);                         ///< log(1 + e^x).
[[nodiscard]] Tensor softsign(const Tensor& x);                         ///< x / (1 + |x|).
[[nodiscard]] Tensor sparse_plus(const Tensor& x);                      ///< See ops/sparse_plus.hpp.
[[nodiscard]] Tensor sparse_sigmoid(const Tensor& x);                   ///< (x + 1) / 2 between 0 and 1.
[[nodiscard]] Tensor sparsemax(const Tensor& x);                        ///< See ops/sparsemax.hpp.
[[nodiscard]] Tensor sparsemax(const Tensor& x, Int axis);              ///< Along another axis.
[[nodiscard]] Tensor squareplus(const Tensor& x);                       ///< (x + sqrt(x^2 + 4)) / 2.
[[nodiscard]] Tensor squareplus(const Tensor& x, Real b);               ///< (x + sqrt(x^2 + b)) / 2.
[[nodiscard]] Tensor swish(const Tensor& x);                            ///< silu.
[[nodiscard]] Tensor tanh(const Tensor& x);                             ///< The hyperbolic tangent.
[[nodiscard]] Tensor tanh_shrink(const Tensor& x);                      ///< x - tanh(x).
[[nodiscard]] Tensor threshold(const Tensor& x, Real threshold, Real default_value);  ///< x above the threshold.

/// Keras's name of an activation, for configurations: that of a function of this room too, "function" of any other.
[[nodiscard]] std::string serialize(const Activation& activation);

/// The activation of that class, as its configuration says (keras.activations.deserialize). Throws name_error for an
/// unknown class.
[[nodiscard]] Activation deserialize(std::string_view class_name, Fields& config);
}  // namespace keratin::activations

#if KERATIN_DEFINE(activations)
#include "../core/named_entry.hpp"
#include "../ops/celu.hpp"
#include "../ops/elu.hpp"
#include "../ops/exp.hpp"
#include "../ops/gelu.hpp"
#include "../ops/glu.hpp"
#include "../ops/hard_shrink.hpp"
#include "../ops/hard_sigmoid.hpp"
#include "../ops/hard_silu.hpp"
#include "../ops/hard_tanh.hpp"
#include "../ops/leaky_relu.hpp"
#include "../ops/log_sigmoid.hpp"
#include "../ops/mish.hpp"
#include "../ops/relu.hpp"
#include "../ops/relu6.hpp"
#include "../ops/selu.hpp"
#include "../ops/sigmoid.hpp"
#include "../ops/silu.hpp"
#include "../ops/soft_shrink.hpp"
#include "../ops/softmax.hpp"
#include "../ops/softplus.hpp"
#include "../ops/softsign.hpp"
#include "../ops/sparse_plus.hpp"
#include "../ops/sparse_sigmoid.hpp"
#include "../ops/sparsemax.hpp"
#include "../ops/squareplus.hpp"
#include "../ops/tanh.hpp"
#include "../ops/tanh_shrink.hpp"
#include "../ops/threshold.hpp"

namespace keratin::activations {

KERATIN_INLINE Tensor linear(const Tensor& x) { return x; }
KERATIN_INLINE Tensor exponential(const Tensor& x) { return ops::exp(x); }
KERATIN_INLINE Tensor hard_sigmoid(const Tensor& x) { return ops::hard_sigmoid(x); }
KERATIN_INLINE Tensor hard_silu(const Tensor& x) { return ops::hard_silu(x); }
KERATIN_INLINE Tensor hard_tanh(const Tensor& x) { return ops::hard_tanh(x); }
KERATIN_INLINE Tensor log_sigmoid(const Tensor& x) { return ops::log_sigmoid(x); }
KERATIN_INLINE Tensor mish(const Tensor& x) { return ops::mish(x); }
KERATIN_INLINE Tensor relu6(const Tensor& x) { return ops::relu6(x); }
KERATIN_INLINE Tensor selu(const Tensor& x) { return ops::selu(x); }
KERATIN_INLINE Tensor sigmoid(const Tensor& x) { return ops::sigmoid(x); }
KERATIN_INLINE Tensor silu(const Tensor& x) { return ops::silu(x); }
KERATIN_INLINE Tensor softplus(const Tensor& x) { return ops::softplus(x); }
KERATIN_INLINE Tensor softsign(const Tensor& x) { return ops::softsign(x); }
KERATIN_INLINE Tensor sparse_plus(const Tensor& x) { return ops::sparse_plus(x); }
KERATIN_INLINE Tensor sparse_sigmoid(const Tensor& x) { return ops::sparse_sigmoid(x); }
KERATIN_INLINE Tensor tanh(const Tensor& x) { return ops::tanh(x); }
KERATIN_INLINE Tensor tanh_shrink(const Tensor& x) { return ops::tanh_shrink(x); }
KERATIN_INLINE Tensor hard_swish(const Tensor& x) { return ops::hard_silu(x); }
KERATIN_INLINE Tensor swish(const Tensor& x) { return ops::silu(x); }

KERATIN_INLINE Tensor celu(const Tensor& x, Real alpha) { return ops::celu(x, alpha); }
KERATIN_INLINE Tensor celu(const Tensor& x) { return ops::celu(x, 1); }
KERATIN_INLINE Tensor elu(const Tensor& x, Real alpha) { return ops::elu(x, alpha); }
KERATIN_INLINE Tensor elu(const Tensor& x) { return ops::elu(x, 1); }
KERATIN_INLINE Tensor gelu(const Tensor& x, Flag approximate) { return ops::gelu(x, approximate); }
KERATIN_INLINE Tensor gelu(const Tensor& x) { return ops::gelu(x, false); }
KERATIN_INLINE Tensor glu(const Tensor& x, Int axis) { return ops::glu(x, axis); }
KERATIN_INLINE Tensor glu(const Tensor& x) { return ops::glu(x, -1); }
KERATIN_INLINE Tensor hard_shrink(const Tensor& x, Real threshold) { return ops::hard_shrink(x, threshold); }
KERATIN_INLINE Tensor hard_shrink(const Tensor& x) { return ops::hard_shrink(x, 0.5); }
KERATIN_INLINE Tensor leaky_relu(const Tensor& x, Real negative_slope) { return ops::leaky_relu(x, negative_slope); }
KERATIN_INLINE Tensor leaky_relu(const Tensor& x) { return ops::leaky_relu(x, 0.2); }
KERATIN_INLINE Tensor log_softmax(const Tensor& x, Int axis) { return ops::log_softmax(x, axis); }
KERATIN_INLINE Tensor log_softmax(const Tensor& x) { return ops::log_softmax(x, -1); }
KERATIN_INLINE Tensor soft_shrink(const Tensor& x, Real threshold) { return ops::soft_shrink(x, threshold); }
KERATIN_INLINE Tensor soft_shrink(const Tensor& x) { return ops::soft_shrink(x, 0.5); }
KERATIN_INLINE Tensor softmax(const Tensor& x, Int axis) { return ops::softmax(x, axis); }
KERATIN_INLINE Tensor softmax(const Tensor& x) { return ops::softmax(x, -1); }
KERATIN_INLINE Tensor sparsemax(const Tensor& x, Int axis) { return ops::sparsemax(x, axis); }
KERATIN_INLINE Tensor sparsemax(const Tensor& x) { return ops::sparsemax(x, -1); }
KERATIN_INLINE Tensor squareplus(const Tensor& x, Real b) { return ops::squareplus(x, b); }
KERATIN_INLINE Tensor squareplus(const Tensor& x) { return ops::squareplus(x, 4); }
KERATIN_INLINE Tensor threshold(const Tensor& x, Real limit, Real default_value) {
  return ops::threshold(x, limit, default_value);
}

namespace detail {

using Function = Tensor (*)(const Tensor&);

// sigmoid and softmax stay ops of their own, where a cross-entropy finds them and goes straight past them. threshold
// has no defaults, so it has no name.
inline constexpr NamedEntry<Activation> list[] = {
    {{"linear"}, [](Fields*) { return Activation(); }},
    {{"relu"}, [](Fields*) { return Activation("relu", Function(relu), ops::fused_relu()); }},
    {{"celu"}, [](Fields*) { return Activation("celu", Function(celu)); }},
    {{"elu"}, [](Fields*) { return Activation("elu", Function(elu)); }},
    {{"exponential"}, [](Fields*) { return Activation("exponential", Function(exponential)); }},
    {{"gelu"}, [](Fields*) { return Activation("gelu", Function(gelu)); }},
    {{"glu"}, [](Fields*) { return Activation("glu", Function(glu)); }},
    {{"hard_shrink"}, [](Fields*) { return Activation("hard_shrink", Function(hard_shrink)); }},
    {{"hard_sigmoid"}, [](Fields*) { return Activation("hard_sigmoid", Function(hard_sigmoid)); }},
    {{"hard_silu", "hard_swish"}, [](Fields*) { return Activation("hard_silu", Function(hard_silu)); }},
    {{"hard_tanh"}, [](Fields*) { return Activation("hard_tanh", Function(hard_tanh)); }},
    {{"leaky_relu"}, [](Fields*) { return Activation("leaky_relu", Function(leaky_relu)); }},
    {{"log_sigmoid"}, [](Fields*) { return Activation("log_sigmoid", Function(log_sigmoid)); }},
    {{"log_softmax"}, [](Fields*) { return Activation("log_softmax", Function(log_softmax)); }},
    {{"mish"}, [](Fields*) { return Activation("mish", Function(mish)); }},
    {{"relu6"}, [](Fields*) { return Activation("relu6", Function(relu6)); }},
    {{"selu"}, [](Fields*) { return Activation("selu", Function(selu)); }},
    {{"sigmoid"}, [](Fields*) { return Activation("sigmoid", Function(sigmoid)); }},
    {{"silu", "swish"}, [](Fields*) { return Activation("silu", Function(silu)); }},
    {{"soft_shrink"}, [](Fields*) { return Activation("soft_shrink", Function(soft_shrink)); }},
    {{"softmax"}, [](Fields*) { return Activation("softmax", Function(softmax)); }},
    {{"softplus"}, [](Fields*) { return Activation("softplus", Function(softplus)); }},
    {{"softsign"}, [](Fields*) { return Activation("softsign", Function(softsign)); }},
    {{"sparse_plus"}, [](Fields*) { return Activation("sparse_plus", Function(sparse_plus)); }},
    {{"sparse_sigmoid"}, [](Fields*) { return Activation("sparse_sigmoid", Function(sparse_sigmoid)); }},
    {{"sparsemax"}, [](Fields*) { return Activation("sparsemax", Function(sparsemax)); }},
    {{"squareplus"}, [](Fields*) { return Activation("squareplus", Function(squareplus)); }},
    {{"tanh"}, [](Fields*) { return Activation("tanh", Function(tanh), ops::fused_tanh()); }},
    {{"tanh_shrink"}, [](Fields*) { return Activation("tanh_shrink", Function(tanh_shrink)); }},
};

}  // namespace detail

KERATIN_INLINE Activation deserialize(std::string_view class_name, Fields& config) {
  return find_named<detail::list>("activation", class_name)(&config);
}
KERATIN_INLINE std::string serialize(const Activation& activation) {
  const detail::Function own = activation.function();
  if (own == detail::Function(swish)) return "silu";
  if (own == detail::Function(hard_swish)) return "hard_silu";
  if (own != nullptr)
    for (const auto& entry : detail::list)
      if (const Activation known = entry.make(nullptr); known.function() == own) return known.name();
  return activation.name();
}
KERATIN_INLINE std::optional<Activation> registered_activation(std::string_view name) {
  auto f = registered_function<Tensor(const Tensor&)>(name);
  return f ? std::optional<Activation>(Activation(std::string(name).c_str(), std::move(f))) : std::nullopt;
}
KERATIN_INLINE std::string Activation::function_name() const {
  if (registered_function<Tensor(const Tensor&)>(name_)) return name_;
  return registered_name_of(function_);
}
KERATIN_GET(Activation) {
  if (const auto own = registered_activation(name)) return *own;
  return find_named<detail::list>("activation", name)(nullptr);
}

}  // namespace keratin::activations
#endif
