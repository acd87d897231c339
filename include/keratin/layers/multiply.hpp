// Multiply: the product of several inputs, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Multiply()({a, b});   auto z = layers::multiply({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The product of its inputs (keras.layers.Multiply). A masked step counts as 1; as 0 in the result if it is masked in
/// all of them. Throws shape_error unless the inputs broadcast.
struct Multiply : Layer {
  explicit Multiply(const BasicOptions& options = {});
  static Multiply from(Fields& f);
};
/// Multiply()(inputs).
[[nodiscard]] Tensor multiply(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/multiply.hpp"
#include "merge.hpp"

namespace keratin::layers {

class MultiplyImpl final : public MergeImpl {
 public:
  explicit MultiplyImpl(const BasicOptions& options) : MergeImpl("Multiply", ops::multiply, options) {}

 protected:
  Tensor merge(const Tensors& xs) const override {
    Tensor y, counts;
    bool all = true;
    for (const Tensor& given : xs) {
      const Tensor mask = wide_mask(given);
      const Tensor x = mask.defined() ? ops::where(mask, given, Tensor::scalar(1, given.dtype())) : given;
      all = all && mask.defined();
      if (all) counts = counts.defined() ? ops::logical_or(counts, mask) : mask;
      y = y.defined() ? op_(y, x) : x;
    }
    if (!all) return y;
    return with_mask(ops::where(counts, y, Tensor::scalar(0, y.dtype())), ops::any(counts, -1));
  }
};

KERATIN_INLINE Multiply::Multiply(const BasicOptions& options) : Layer(Ref<LayerImpl>(new MultiplyImpl(options))) {}
KERATIN_INLINE Multiply Multiply::from(Fields& f) { return layer_from<Multiply, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor multiply(const Inputs& inputs, const BasicOptions& options) { return Multiply(options)(inputs); }

}  // namespace keratin::layers
#endif
