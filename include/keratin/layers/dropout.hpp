// Dropout: while training, a share of the elements is 0 and the others are scaled up.   any shape -> the same
//   model.add(Dropout(0.2));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct DropoutOptions {
  KERATIN_OPTIONS;
  Shape noise_shape = {};  ///< The shape of the random mask, broadcast to the input; None keeps a dimension's size.
  std::optional<Int> seed = {};  ///< The same seed, the same masks in turn.
  KERATIN_LAYER_OPTIONS;
};

/// Drops with probability `rate` (keras.layers.Dropout). Throws unless 0 <= rate <= 1.
struct Dropout : Layer {
  explicit Dropout(Real rate, const DropoutOptions& options = {});
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <atomic>

#include "../ops/dropout.hpp"
#include "../ops/multiply.hpp"

namespace keratin::layers {

class DropoutImpl final : public LayerImpl {
 public:
  DropoutImpl(double rate, const DropoutOptions& options)
      : LayerImpl("Dropout", options), rate_(rate), options_(options) {
    require(rate >= 0 && rate <= 1, name(), " (Dropout): expected a rate from 0 to 1; got ", rate, ".");
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.training || rate_ == 0) return x;
    const Tensor in = x.cast(float_type(x.dtype()));
    if (options_.noise_shape.empty()) return ops::dropout(in, rate_, key(context));
    return ops::multiply(in, ops::dropout(full(mask_shape(x.shape()), 1, in.dtype()), rate_, key(context)));
  }

 private:
  /// A layer with a seed has a sequence of its own; others draw from the run's.
  RandomKey key(const CallContext& context) const {
    if (options_.seed) return {static_cast<std::uint64_t>(options_.seed->value), ++draws_};
    return context.run != nullptr ? context.run->random.next() : next_random_key();
  }
  Shape mask_shape(const Shape& input) const {
    Shape shape = options_.noise_shape;
    require_shape(shape.rank() == input.rank(), "expected an input of rank ", shape.rank(), ", as noise_shape ", shape,
                  " has; got ", input, ".");
    for (std::size_t i = 0; i < shape.rank(); ++i)
      if (shape[i] < 0) shape[i] = input[i];
    return shape;
  }

  double rate_;
  DropoutOptions options_;
  mutable std::atomic<std::uint64_t> draws_{0};
};

KERATIN_INLINE Dropout::Dropout(Real rate, const DropoutOptions& options)
    : Layer(Ref<LayerImpl>(new DropoutImpl(rate, options))) {}

}  // namespace keratin::layers
#endif
