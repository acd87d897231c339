// Subtract: a - b, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Subtract()({a, b});   auto z = layers::subtract({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The first input less the second (keras.layers.Subtract). Throws shape_error unless there are two, which broadcast.
struct Subtract : Layer {
  explicit Subtract(const BasicOptions& options = {});
  static Subtract from(Fields& f);
};
/// Subtract()(inputs).
[[nodiscard]] Tensor subtract(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/subtract.hpp"
#include "merge.hpp"

namespace keratin::layers {

class SubtractImpl final : public MergeImpl {
 public:
  explicit SubtractImpl(const BasicOptions& options) : MergeImpl("Subtract", ops::subtract, options) {}

 protected:
  Tensor merge(const Tensors& xs) const override {
    require_shape(xs.size() == 2, "expected two inputs; got ", xs.size(), ".");
    return op_(xs[0], xs[1]);
  }
};

KERATIN_INLINE Subtract::Subtract(const BasicOptions& options) : Layer(Ref<LayerImpl>(new SubtractImpl(options))) {}
KERATIN_INLINE Subtract Subtract::from(Fields& f) { return layer_from<Subtract, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor subtract(const Inputs& inputs, const BasicOptions& options) { return Subtract(options)(inputs); }

}  // namespace keratin::layers
#endif
