// UpSampling1D: each step several times.   (batch, steps, channels) -> (batch, steps * size, channels)
//   model.add(UpSampling1D(3));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct UpSampling1DOptions {
  KERATIN_OPTIONS;
  Int size = 2;  ///< How many times.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(size)
};

/// (keras.layers.UpSampling1D) Throws unless size is above 0.
struct UpSampling1D : Layer {
  explicit UpSampling1D(const UpSampling1DOptions& options = {});
  explicit UpSampling1D(Int size, UpSampling1DOptions options = {});
  static UpSampling1D from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/repeat_pixels.hpp"

namespace keratin::layers {

class UpSampling1DImpl final : public LayerImpl {
 public:
  explicit UpSampling1DImpl(const UpSampling1DOptions& options)
      : LayerImpl("UpSampling1D", options), size_(options.size) {
    require(size_ > 0, name(), " (UpSampling1D): expected a size above 0; got ", size_.value, ".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() == 3, "expected an input of shape (batch, steps, channels); got ", x.shape(), ".");
    return ops::detail::repeat_pixels(x, size_, "channels_last");
  }
  void fields(Fields& f) const override {
    Int size = size_;
    f("size", size);
  }

 private:
  Int size_;
};

KERATIN_INLINE UpSampling1D::UpSampling1D(const UpSampling1DOptions& options)
    : Layer(Ref<LayerImpl>(new UpSampling1DImpl(options))) {}
KERATIN_INLINE UpSampling1D::UpSampling1D(Int size, UpSampling1DOptions options)
    : UpSampling1D((options.size = size, options)) {}
KERATIN_INLINE UpSampling1D UpSampling1D::from(Fields& f) {
  return layer_from<UpSampling1D, UpSampling1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
