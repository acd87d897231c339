// Concatenate: inputs one after another along an axis.   (batch, …, a), (batch, …, b) -> (batch, …, a + b)
//   auto y = Concatenate()({a, b});   auto z = Concatenate(1)({a, b});   auto u = layers::concatenate({a, b}, 1);
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// (keras.layers.Concatenate) Throws shape_error unless the inputs' other axes are equal.
struct Concatenate : Layer {
  explicit Concatenate(Int axis = -1, const BasicOptions& options = {});
  explicit Concatenate(const BasicOptions& options) : Concatenate(-1, options) {}
  static Concatenate from(Fields& f);
};
/// Concatenate(axis)(inputs).
[[nodiscard]] Tensor concatenate(const Inputs& inputs, Int axis = -1, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/concatenate.hpp"
#include "../ops/logical.hpp"
#include "../ops/reductions.hpp"

namespace keratin::layers {

class ConcatenateImpl final : public LayerImpl {
 public:
  ConcatenateImpl(index_t axis, const BasicOptions& options) : LayerImpl("Concatenate", options), axis_(axis) {
    supports_masking_ = true;
  }

  Tensors call_all(std::span<const Tensor> xs, const CallContext&) const override {
    const Shape& first = xs[0].shape();
    const std::size_t a = first.axis(axis_, name());
    for (const Tensor& x : xs)
      require_shape(x.shape().rank() == first.rank() && x.shape().with(a, 1) == first.with(a, 1),
                    "expected inputs with shapes equal but on axis ", axis_, "; got ", first, " and ", x.shape(), ".");
    return {ops::concatenate(Tensors(xs.begin(), xs.end()), axis_)};
  }

  /// An input without a mask counts as a whole.
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const override {
    bool any = false;
    for (const Tensor& m : masks) any = any || m.defined();
    if (!any) return {Tensor()};
    Tensors wide;
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const Tensor& x = xs[i];
      if (masks[i].defined() && masks[i].rank() == x.rank()) {
        wide.push_back(masks[i]);
        continue;
      }
      // Made from x, so that it follows the size of a symbolic batch.
      const Tensor yes = ops::logical_or(x, Tensor::scalar(1, x.dtype()));
      wide.push_back(masks[i].defined() ? ops::logical_and(yes, ops::expand_dims(masks[i], -1)) : yes);
    }
    return {ops::any(ops::concatenate(wide, axis_), -1)};
  }

  void fields(Fields& f) const override {
    Int axis = axis_;
    f("axis", axis);
  }

 private:
  index_t axis_;
};

KERATIN_INLINE Concatenate::Concatenate(Int axis, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ConcatenateImpl(axis, options))) {}
KERATIN_INLINE Concatenate Concatenate::from(Fields& f) {
  return layer_from<Concatenate, BasicOptions>(f, "axis", Int(-1));
}
KERATIN_INLINE Tensor concatenate(const Inputs& inputs, Int axis, const BasicOptions& options) {
  return Concatenate(axis, options)(inputs);
}

}  // namespace keratin::layers
#endif
