// Softmax: e^x / Σ e^x along an axis, or several.   any shape -> the same
//   model.add(Softmax());   auto y = Softmax(1)(x, {.mask = mask});
#pragma once
#include "../tensor/axes.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct SoftmaxOptions {
  KERATIN_OPTIONS;
  Axes axis = -1;  ///< One, or several that are normalised together.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis)
};

/// Positive numbers that sum to 1 along the axes (keras.layers.Softmax). Where a mask, which must broadcast to the
/// input, is not above 0.5, the result is 0 and the others sum to 1.
struct Softmax : Layer {
  explicit Softmax(const SoftmaxOptions& options = {});
  explicit Softmax(Int axis, const SoftmaxOptions& options = {});
  static Softmax from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/comparisons.hpp"
#include "../ops/exp.hpp"
#include "../ops/logsumexp.hpp"
#include "../ops/softmax.hpp"
#include "../ops/subtract.hpp"
#include "../ops/where.hpp"

namespace keratin::layers {

class SoftmaxImpl final : public LayerImpl {
 public:
  explicit SoftmaxImpl(const SoftmaxOptions& options) : LayerImpl("Softmax", options), options_(options) {
    supports_masking_ = takes_mask_ = true;
    require(!options.axis.list().empty(), name(), " (Softmax): expected at least one axis; got none.");
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.mask || !context.mask->defined()) return softmax(x);
    const Tensor keep = as_bool(*context.mask, x.shape());
    const Tensor in = x.cast(float_type(x.dtype()));
    const Tensor y = softmax(ops::where(keep, in, Tensor::scalar(-1e9, in.dtype())));
    return ops::where(keep, y, Tensor::scalar(0, in.dtype()));  // where all are masked, softmax would share out 1
  }

  void fields(Fields& f) const override { SoftmaxOptions(options_).fields(f); }

 private:
  Tensor softmax(const Tensor& x) const {
    const Shape& axes = options_.axis.list();
    if (axes.rank() == 1) return ops::softmax(x, axes[0]);
    return ops::exp(ops::subtract(x, ops::logsumexp(x, options_.axis, {.keepdims = true})));
  }
  Tensor as_bool(const Tensor& mask, const Shape& input) const {
    const std::size_t missing = input.rank() - std::min(input.rank(), mask.shape().rank());
    bool fits = mask.shape().rank() <= input.rank();
    for (std::size_t a = 0; fits && a < mask.shape().rank(); ++a)
      fits = mask.shape()[a] == 1 || mask.shape()[a] == input[missing + a];
    require_shape(fits, "expected a mask that broadcasts to ", input, "; got ", mask.shape(), ".");
    return mask.dtype() == bool_ ? mask : ops::greater(mask, Tensor::scalar(0.5, float_type(mask.dtype())));
  }

  SoftmaxOptions options_;
};

KERATIN_INLINE Softmax::Softmax(const SoftmaxOptions& options) : Layer(Ref<LayerImpl>(new SoftmaxImpl(options))) {}
KERATIN_INLINE Softmax::Softmax(Int axis, const SoftmaxOptions& options)
    : Softmax([&] {
        SoftmaxOptions all = options;
        all.axis = axis.value;
        return all;
      }()) {}
KERATIN_INLINE Softmax Softmax::from(Fields& f) { return layer_from<Softmax, SoftmaxOptions>(f, ""); }

}  // namespace keratin::layers
#endif
