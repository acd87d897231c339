// relu with a slope, a greatest value and a threshold t (keras.activations.relu):
//   min(x, max_value) where x > t, negative_slope (x - t) elsewhere.   d/dx = 1, 0 beyond max_value, negative_slope.
#pragma once
#include <optional>

#include "../tensor/tensor.hpp"

namespace keratin::activations {

struct ReluOptions {
  KERATIN_OPTIONS;
  Real negative_slope = 0;
  std::optional<Real> max_value = {};
  Real threshold = 0;
};

[[nodiscard]] Tensor relu(const Tensor& x);  ///< max(x, 0).
/// x above the threshold, but at most max_value; negative_slope (x - threshold) below it.
[[nodiscard]] Tensor relu(const Tensor& x, const ReluOptions& options);

}  // namespace keratin::activations

#if KERATIN_DEFINE(activations)
#include <limits>

#include "../ops/op.hpp"
#include "../ops/relu.hpp"

namespace keratin::activations {

namespace detail {

inline constexpr ops::OpName relu_name = {"keras.src.activations.activations", "ReLU"};

struct PlainRelu {
  template <class V>
  V operator()(const V& x) const {
    return math::max(x, V(0));
  }
  template <class V>
  static V gradient(const V& x, const V&, const V& dy) {
    return select(x > V(0), dy, V(0));
  }
};

struct BentRelu {
  double slope, top, threshold;
  bool open;  // whether the gradient ends before the top: that of relu6 does

  template <class V>
  V operator()(const V& x) const {
    const V above = math::min(select(x > V(threshold), x, V(0)), V(top));
    return above - V(slope) * math::max(V(threshold) - x, V(0));
  }
  template <class V>
  V gradient(const V& x, const V&, const V& dy) const {
    const auto inside = open ? x < V(top) : x <= V(top);
    return select(x > V(threshold), select(inside, dy, V(0)), select(x < V(threshold), dy * V(slope), V(0)));
  }
};

}  // namespace detail

KERATIN_INLINE Tensor relu(const Tensor& x) {
  return x.symbolic() ? ops::unary_number(detail::relu_name, detail::PlainRelu{}, x) : ops::relu(x);
}

KERATIN_INLINE Tensor relu(const Tensor& x, const ReluOptions& o) {
  if (o.negative_slope == 0 && !o.max_value && o.threshold == 0) return relu(x);
  const double top = o.max_value ? o.max_value->value : std::numeric_limits<double>::infinity();
  const detail::BentRelu f{o.negative_slope, top, o.threshold, top == 6 && o.threshold == 0};
  const OpArgument max_value =
      o.max_value ? OpArgument("max_value", top) : OpArgument("max_value", std::optional<Int>());
  return with_arguments(ops::unary(detail::relu_name, f, x),
                        {{"negative_slope", o.negative_slope}, max_value, {"threshold", o.threshold}});
}

}  // namespace keratin::activations
#endif
