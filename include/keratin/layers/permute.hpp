// Permute: each sample's axes in another order.   (batch, a, b) -> (batch, b, a) for {2, 1}
//   model.add(Permute({2, 1}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// Axis i + 1 of the output is axis dims[i] of the input; the batch is axis 0 and stays (keras.layers.Permute). Throws
/// unless dims has each of 1 … n once.
struct Permute : Layer {
  explicit Permute(const Shape& dims, const BasicOptions& options = {});
  static Permute from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>

#include "../ops/transpose.hpp"

namespace keratin::layers {

class PermuteImpl final : public LayerImpl {
 public:
  PermuteImpl(const Shape& dims, const BasicOptions& options) : LayerImpl("Permute", options), dims_(dims) {
    for (index_t i = 1; i <= static_cast<index_t>(dims.rank()); ++i)
      require(std::count(dims.begin(), dims.end(), i) == 1, name(), " (Permute): expected each of 1 to ", dims.rank(),
              " once; got ", dims, ".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.shape().rank() == dims_.rank() + 1, "expected an input of rank ", dims_.rank() + 1, "; got ",
                  x.shape(), ".");
    return ops::transpose(x, dims_.inserted(0, 0));
  }
  void fields(Fields& f) const override {
    Shape dims = dims_;
    f("dims", dims);
  }

 private:
  Shape dims_;
};

KERATIN_INLINE Permute::Permute(const Shape& dims, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new PermuteImpl(dims, options))) {}
KERATIN_INLINE Permute Permute::from(Fields& f) { return layer_from<Permute, BasicOptions>(f, "dims", Shape{}); }

}  // namespace keratin::layers
#endif
