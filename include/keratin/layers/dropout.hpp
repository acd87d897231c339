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
  KERATIN_FIELDS(seed, noise_shape)
};

/// Drops with probability `rate` (keras.layers.Dropout). Throws unless 0 <= rate <= 1.
struct Dropout : Layer {
  explicit Dropout(Real rate, const DropoutOptions& options = {});
  static Dropout from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/dropout.hpp"
#include "../ops/multiply.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

class DropoutImpl final : public LayerImpl {
 public:
  DropoutImpl(double rate, const DropoutOptions& options)
      : LayerImpl("Dropout", options), rate_(rate), options_(options), seeds_(options.seed) {
    require(rate >= 0 && rate <= 1, name(), " (Dropout): expected a rate from 0 to 1; got ", rate, ".");
    supports_masking_ = true;
  }

  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.training || rate_ == 0) return x;
    const Tensor in = x.cast(float_type(x.dtype()));
    if (options_.noise_shape.empty()) return ops::dropout(in, rate_, seeds_.next(context));
    const Shape shape = noise_shape(options_.noise_shape, x.shape(), name());
    return ops::multiply(in, ops::dropout(full(shape, 1, in.dtype()), rate_, seeds_.next(context)));
  }

  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }
  void fields(Fields& f) const override { dropout_fields(f, rate_, options_.seed, options_.noise_shape); }

 private:
  double rate_;
  DropoutOptions options_;
  SeedSequence seeds_;
};

KERATIN_INLINE Dropout::Dropout(Real rate, const DropoutOptions& options)
    : Layer(Ref<LayerImpl>(new DropoutImpl(rate, options))) {}
KERATIN_INLINE Dropout Dropout::from(Fields& f) { return layer_from<Dropout, DropoutOptions>(f, "rate", Real(0)); }

}  // namespace keratin::layers
#endif
