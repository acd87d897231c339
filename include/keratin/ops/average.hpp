// average(x, axis, weights) = Σ x w / Σ w.   Without weights it is the mean.
#pragma once
#include <optional>

#include "reductions.hpp"

namespace keratin::ops {

struct AverageOptions {
  KERATIN_OPTIONS;
  std::optional<Int> axis = {};
  Tensor weights = {};  ///< Of x's shape, or of one axis: that of `axis`.
};
/// The weighted mean along an axis, or of all (keras.ops.average).
[[nodiscard]] Tensor average(const Tensor& x, const AverageOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "divide.hpp"
#include "multiply.hpp"
#include "op.hpp"
#include "reshape.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor average(const Tensor& x, const AverageOptions& o) {
  const Axes axes = o.axis ? Axes(o.axis->value) : Axes();
  Tensors inputs{x};
  if (o.weights.defined()) inputs.push_back(o.weights);
  if (x.symbolic() || (o.weights.defined() && o.weights.symbolic()))
    return symbolic_op("keras.src.ops.numpy", "Average", inputs,
                       [axis = o.axis](const Tensors& in) {
                         return average(in[0], {.axis = axis, .weights = in.size() > 1 ? in[1] : Tensor()});
                       },
                       {{"axis", o.axis}, tensors_by_name(o.weights.defined() ? "weights" : "")});
  if (!o.weights.defined()) return mean(x, axes);
  const DType dtype = float_type(result_type(x.dtype(), o.weights.dtype()));
  Tensor w = o.weights.cast(dtype);
  if (w.shape() != x.shape()) {
    require<shape_error>(o.axis && w.rank() == 1, "average: expected weights of shape ", x.shape(),
                         ", or an axis and weights of one; got ", w.shape(), ".");
    const std::size_t a = x.shape().axis(*o.axis, "average");
    require<shape_error>(w.size() == x.shape()[a], "average: expected ", x.shape()[a], " weights for axis ", a,
                         "; got ", w.size(), ".");
    Shape shape;
    for (std::size_t i = 0; i < x.shape().rank(); ++i) shape.push_back(i == a ? w.size() : 1);
    w = reshape(w, shape);
  }
  return divide(sum(multiply(x.cast(dtype), w), axes), sum(w, axes));
}

}  // namespace keratin::ops
#endif
