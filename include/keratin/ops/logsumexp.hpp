// logsumexp(x) = log Σ e^x along axes, without overflow.   dx = e^(x - y) dy.
#pragma once
#include "reductions.hpp"

namespace keratin::ops {

/// The logarithm of the sum of e^x, over one axis, several, or all (keras.ops.logsumexp).
[[nodiscard]] Tensor logsumexp(const Tensor& x, const Axes& axes = {}, const ReduceOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

namespace detail {

struct FiniteOrZero {
  template <class V>
  V operator()(const V& x) const {
    return select(x - x == V(0), x, V(0));
  }
};
struct LogsumexpGradient {
  template <class V>
  V operator()(const V& x, const V& y, const V& dy) const {
    return select(x == y, dy, dy * math::exp(x - y));  // of one infinity too
  }
};

}  // namespace detail

KERATIN_INLINE Tensor logsumexp(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.math", "Logsumexp", {x},
                       [=](const Tensors& in) { return logsumexp(in[0], axes, options); },
                       {{"axis", axes}, {"keepdims", options.keepdims}});
  const Tensor in = detail::as_float(x);
  const auto flags = axes.flags(x.shape().rank(), "logsumexp");
  const Tensor top = map(detail::FiniteOrZero{}, reduce<cpu_backend::MaxReducer>(in, flags, true));
  const Tensor sum =
      reduce<cpu_backend::SumReducer>(map(functors::Exp{}, map(functors::Subtract{}, in, top)), flags, true);
  const Tensor kept = map(functors::Add{}, map(functors::Log{}, sum), top);
  Tensor y = kept.view(reduced_shape(in.shape(), flags, options.keepdims));
  record(y, {&in}, [in, kept](const Tensor& dy, InputGradients& dx) {
    dx.add(0, map(detail::LogsumexpGradient{}, in, kept, dy.view(kept.shape())));
  });
  return y;
}

}  // namespace keratin::ops
#endif
