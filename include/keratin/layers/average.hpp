// Average: the mean of several inputs, broadcast.   (batch, …) each -> (batch, …)
//   auto y = Average()({a, b});   auto z = layers::average({a, b});
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// The mean of its inputs, element by element (keras.layers.Average). Throws shape_error unless the inputs broadcast.
struct Average : Layer {
  explicit Average(const BasicOptions& options = {});
  static Average from(Fields& f);
};
/// Average()(inputs).
[[nodiscard]] Tensor average(const Inputs& inputs, const BasicOptions& options = {});

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "../ops/operators.hpp"
#include "merge.hpp"

namespace keratin::layers {

class AverageImpl final : public MergeImpl {
 public:
  explicit AverageImpl(const BasicOptions& options) : MergeImpl("Average", ops::add, options) {}

 protected:
  Tensor merge(const Tensors& xs) const override { return MergeImpl::merge(xs) / static_cast<double>(xs.size()); }
};

KERATIN_INLINE Average::Average(const BasicOptions& options) : Layer(Ref<LayerImpl>(new AverageImpl(options))) {}
KERATIN_INLINE Average Average::from(Fields& f) { return layer_from<Average, BasicOptions>(f, ""); }
KERATIN_INLINE Tensor average(const Inputs& inputs, const BasicOptions& options) { return Average(options)(inputs); }

}  // namespace keratin::layers
#endif
