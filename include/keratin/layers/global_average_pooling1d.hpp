// GlobalAveragePooling1D: the mean of each channel.   (batch, steps, channels) -> (batch, channels)
//   model.add(GlobalAveragePooling1D());
#pragma once
#include "pooling.hpp"

namespace keratin::layers {

using GlobalAveragePooling1DOptions = GlobalPoolingOptions;

/// Steps that a mask of shape (batch, steps) hides do not count (keras.layers.GlobalAveragePooling1D). With keepdims
/// the steps' axis stays, with size 1.
struct GlobalAveragePooling1D : Layer {
  explicit GlobalAveragePooling1D(const GlobalAveragePooling1DOptions& options = {});
  static GlobalAveragePooling1D from(Fields& f);
};
using GlobalAvgPool1D = GlobalAveragePooling1D;

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/divide.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "../ops/where.hpp"

namespace keratin::layers {

class GlobalAveragePooling1DImpl final : public GlobalPoolingImpl {
 public:
  explicit GlobalAveragePooling1DImpl(const GlobalPoolingOptions& options)
      : GlobalPoolingImpl("GlobalAveragePooling1D", 1, ops::mean, options) {
    supports_masking_ = takes_mask_ = true;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.mask) return GlobalPoolingImpl::call(x, context);
    const Axes steps = axes(x);
    const Tensor shown = ops::expand_dims(context.mask->cast(bool_), channels_first() ? 1 : 2);
    const Tensor kept = ops::where(shown, x, zeros({}, x.dtype()));
    const ops::ReduceOptions options{.keepdims = keepdims()};
    return ops::divide(ops::sum(kept, steps, options), ops::sum(shown.cast(x.dtype()), steps, options));
  }
  Tensors compute_mask(std::span<const Tensor>, std::span<const Tensor>) const override { return {Tensor()}; }
};

KERATIN_INLINE GlobalAveragePooling1D::GlobalAveragePooling1D(const GlobalAveragePooling1DOptions& options)
    : Layer(Ref<LayerImpl>(new GlobalAveragePooling1DImpl(options))) {}
KERATIN_INLINE GlobalAveragePooling1D GlobalAveragePooling1D::from(Fields& f) {
  return layer_from<GlobalAveragePooling1D, GlobalAveragePooling1DOptions>(f, "");
}

}  // namespace keratin::layers
#endif
