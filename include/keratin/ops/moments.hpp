// moments(x, axes): the mean and the variance along axes.
#pragma once
#include "reductions.hpp"

namespace keratin::ops {

struct Moments {
  Tensor mean, variance;
};
/// The mean and the mean squared distance from it (keras.ops.moments).
[[nodiscard]] Moments moments(const Tensor& x, const Axes& axes, const ReduceOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Moments moments(const Tensor& x, const Axes& axes, const ReduceOptions& options) {
  if (x.symbolic()) {
    const Tensors both = symbolic_ops({"keras.src.ops.nn", "Moments"}, {x},
                                      [=](const Tensors& in) {
                                        const Moments m = moments(in[0], axes, options);
                                        return Tensors{m.mean, m.variance};
                                      },
                                      {{"axes", axes.list()}, {"keepdims", options.keepdims}});
    return {both[0], both[1]};
  }
  return {mean(x, axes, options), var(x, axes, options)};
}

}  // namespace keratin::ops
#endif
