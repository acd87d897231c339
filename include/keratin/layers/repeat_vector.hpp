// RepeatVector: each sample n times.   (batch, features) -> (batch, n, features)
//   model.add(RepeatVector(3));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// (keras.layers.RepeatVector) Throws unless n is above 0.
struct RepeatVector : Layer {
  explicit RepeatVector(Int n, const BasicOptions& options = {});
  static RepeatVector from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/repeat.hpp"
#include "../ops/reshape.hpp"

namespace keratin::layers {

class RepeatVectorImpl final : public LayerImpl {
 public:
  RepeatVectorImpl(index_t n, const BasicOptions& options) : LayerImpl("RepeatVector", options), n_(n) {
    require(n > 0, name(), " (RepeatVector): expected n above 0; got ", n, ".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == 2, "expected an input of shape (batch, features); got ", x.shape(), ".");
    return ops::repeat(ops::expand_dims(x, 1), n_, 1);
  }
  void fields(Fields& f) const override {
    Int n = n_;
    f("n", n);
  }

 private:
  index_t n_;
};

KERATIN_INLINE RepeatVector::RepeatVector(Int n, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new RepeatVectorImpl(n, options))) {}
KERATIN_INLINE RepeatVector RepeatVector::from(Fields& f) {
  return layer_from<RepeatVector, BasicOptions>(f, "n", Int(1));
}

}  // namespace keratin::layers
#endif
