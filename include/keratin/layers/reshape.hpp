// Reshape: each sample in another shape.   (batch, …) -> (batch, target_shape…)
//   model.add(Reshape({28, 28}));   model.add(Reshape({-1, 4}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// One dimension may be -1: what is left (keras.layers.Reshape).
struct Reshape : Layer {
  explicit Reshape(const Shape& target_shape, const BasicOptions& options = {});
  static Reshape from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reshape.hpp"

namespace keratin::layers {

class ReshapeImpl final : public LayerImpl {
 public:
  ReshapeImpl(const Shape& target, const BasicOptions& options) : LayerImpl("Reshape", options), target_(target) {
    for (const index_t d : target) {
      require_shape(d > 0 || (d == -1 && !open_), "expected dimensions above 0, or one -1; got ", target, ".");
      if (d > 0) known_ *= d;
      open_ = open_ || d == -1;
    }
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() >= 1, "expected an input with a batch axis; got a scalar.");
    const Shape& s = x.shape();
    const index_t size = s.product(1, s.rank());
    require_shape(open_ ? size % known_ == 0 : size == known_, "expected samples of ", open_ ? "a multiple of " : "",
                  known_, " elements, for ", target_, "; got shape ", s.from(1), ".");
    const Shape sample = ops::resolve_shape(target_, size, s.from(1));
    return ops::reshape(x, sample.inserted(0, s[0]));
  }
  void fields(Fields& f) const override {
    std::vector<index_t> target_shape(target_.begin(), target_.end());  // -1 stays a number
    f("target_shape", target_shape);
  }

 private:
  Shape target_;
  index_t known_ = 1;  // elements, without the open dimension
  bool open_ = false;
};

KERATIN_INLINE Reshape::Reshape(const Shape& target_shape, const BasicOptions& options)
    : Layer(Ref<LayerImpl>(new ReshapeImpl(target_shape, options))) {}
KERATIN_INLINE Reshape Reshape::from(Fields& f) {
  return layer_from<Reshape, BasicOptions>(f, "target_shape", Shape{});
}

}  // namespace keratin::layers
#endif
