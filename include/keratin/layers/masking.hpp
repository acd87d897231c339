// Masking: steps whose every value is mask_value do not count for the layers behind.   (batch, steps, …) -> the same
//   model.add(Masking({.mask_value = -1, .input_shape = {10, 4}}));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct MaskingOptions {
  KERATIN_OPTIONS;
  Real mask_value = 0.0;  ///< What the values of a step to skip are.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(mask_value)
};

/// Sets such steps to 0 and puts a mask beside the output (keras.layers.Masking): false where all values along the last
/// axis are mask_value. Layers that use masks skip those steps, and the loss does not count them.
struct Masking : Layer {
  explicit Masking(const MaskingOptions& options = {});
  explicit Masking(Real mask_value, MaskingOptions options = {});
  static Masking from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "../ops/where.hpp"

namespace keratin::layers {

class MaskingImpl final : public LayerImpl {
 public:
  explicit MaskingImpl(const MaskingOptions& options) : LayerImpl("Masking", options), options_(options) {
    supports_masking_ = makes_mask_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    check(x);
    return ops::where(ops::any(differs(x), -1, {.keepdims = true}), x, Tensor::scalar(0, x.dtype()));
  }
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor>) const override {
    return {ops::any(differs(xs[0]), -1)};
  }
  void fields(Fields& f) const override { MaskingOptions(options_).fields(f); }

 private:
  Tensor differs(const Tensor& x) const { return ops::not_equal(x, Tensor::scalar(options_.mask_value, x.dtype())); }
  void check(const Tensor& x) const {
    require_shape(x.rank() >= 2, "expected an input of shape (batch, steps, …); got ", x.shape(), ".");
  }
  MaskingOptions options_;
};

KERATIN_INLINE Masking::Masking(const MaskingOptions& options) : Layer(Ref<LayerImpl>(new MaskingImpl(options))) {}
KERATIN_INLINE Masking::Masking(Real mask_value, MaskingOptions options)
    : Masking((options.mask_value = mask_value, options)) {}
KERATIN_INLINE Masking Masking::from(Fields& f) {
  MaskingOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return Masking(options);
}

}  // namespace keratin::layers
#endif
