// Rescaling: y = x * scale + offset.   any shape -> the same
//   model.add(Rescaling(1.0 / 255));   model.add(Rescaling({0.5, 0.25, 2}, {.offset = {1, 2, 3}}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RescalingOptions {
  KERATIN_OPTIONS;
  Numbers offset = 0;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(offset)
};

/// Scale and offset are one number or one for each element of the last axis (keras.layers.Rescaling). Integers, such as
/// images, become floats.
struct Rescaling : Layer {
  explicit Rescaling(const Numbers& scale, const RescalingOptions& options = {});
  static Rescaling from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "../ops/multiply.hpp"
#include "../tensor/pointwise.hpp"

namespace keratin::layers {

namespace detail {

/// A number as a scalar, a list as a vector.
inline Tensor as_tensor(const Numbers& numbers, DType dtype) {
  const auto n = static_cast<index_t>(numbers.values().size());
  return Tensor::from(numbers.values(), numbers.single() ? Shape{} : Shape{n}).cast(dtype);
}

}  // namespace detail

class RescalingImpl final : public LayerImpl {
 public:
  RescalingImpl(const Numbers& scale, const RescalingOptions& options)
      : LayerImpl("Rescaling", options), scale_(scale), options_(options) {
    require(scale.given() && options.offset.given(), name(), " (Rescaling): expected a scale and an offset; got none.");
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    const Tensor scale = detail::as_tensor(scale_, dtype()), offset = detail::as_tensor(options_.offset, dtype());
    for (const Tensor& v : {scale, offset})
      require_shape(v.size() == 1 || (x.rank() > 0 && v.size() == x.shape().back()), "expected a last axis of size ",
                    v.size(), "; got ", x.shape(), ".");
    const Tensor y = ops::multiply(x.cast(dtype()), scale);
    const bool shifted = !options_.offset.single() || options_.offset.values()[0] != 0;
    return shifted ? ops::add(y, offset) : y;
  }
  void fields(Fields& f) const override {
    Numbers scale = scale_;
    f("scale", scale);
    RescalingOptions(options_).fields(f);
  }

 private:
  Numbers scale_;
  RescalingOptions options_;
};

KERATIN_INLINE Rescaling::Rescaling(const Numbers& scale, const RescalingOptions& options)
    : Layer(Ref<LayerImpl>(new RescalingImpl(scale, options))) {}
KERATIN_INLINE Rescaling Rescaling::from(Fields& f) {
  return layer_from<Rescaling, RescalingOptions>(f, "scale", Numbers(1));
}

}  // namespace keratin::layers
#endif
