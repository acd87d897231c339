// AlphaDropout: while training, a share of the elements is set to selu's least value; then all are scaled and shifted
// so that mean and variance stay what they were.   any shape -> the same
//   model.add(Dense(64, {.activation = "selu", .kernel_initializer = "lecun_normal"}));   model.add(AlphaDropout(0.1));
// G. Klambauer et al., "Self-normalizing neural networks", 2017.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct AlphaDropoutOptions {
  KERATIN_OPTIONS;
  Shape noise_shape = {};  ///< The shape of the random mask, broadcast to the input; None keeps a dimension's size.
  std::optional<Int> seed = {};  ///< The same seed, the same masks in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed, noise_shape)
};

/// (keras.layers.AlphaDropout) Throws unless 0 <= rate < 1: Keras divides by 0 where the rate is 1.
struct AlphaDropout : Layer {
  explicit AlphaDropout(Real rate, const AlphaDropoutOptions& options = {});
  static AlphaDropout from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <cmath>

#include "../ops/add.hpp"
#include "../ops/multiply.hpp"
#include "../tensor/pointwise.hpp"
#include "../tensor/random.hpp"
#include "seed_sequence.hpp"

namespace keratin::layers {

namespace detail {

/// What x is multiplied by and what is added, from a uniform number: (kept, b) or (0, dropped).
struct AlphaFactor {
  double rate, kept;
  template <class V>
  V operator()(const V& u) const {
    return select(u < V(rate), V(0), V(kept));
  }
};
struct AlphaTerm {
  double rate, kept, dropped;
  template <class V>
  V operator()(const V& u) const {
    return select(u < V(rate), V(dropped), V(kept));
  }
};

}  // namespace detail

class AlphaDropoutImpl final : public LayerImpl {
 public:
  AlphaDropoutImpl(double rate, const AlphaDropoutOptions& options)
      : LayerImpl("AlphaDropout", options), rate_(rate), options_(options), seeds_(options.seed) {
    require(rate >= 0 && rate < 1, name(), " (AlphaDropout): expected a rate from 0 to below 1; got ", rate, ".");
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.training || rate_ == 0) return x;
    const Tensor in = x.cast(float_type(x.dtype()));
    const Tensor u = Tensor::empty(noise_shape(options_.noise_shape, x.shape(), name()), in.dtype(), in.device());
    if (!on_meta(u)) fill_uniform(u, seeds_.next(context), 0, 1);
    constexpr double least = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;
    const double a = 1 / std::sqrt((1 - rate_) * (1 + rate_ * least * least)), b = -a * least * rate_;
    const Tensor factor = map(detail::AlphaFactor{rate_, a}, u),
                 term = map(detail::AlphaTerm{rate_, b, a * least + b}, u);
    return ops::add(ops::multiply(in, factor), term);
  }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }
  void fields(Fields& f) const override { dropout_fields(f, rate_, options_.seed, options_.noise_shape); }

 private:
  double rate_;
  AlphaDropoutOptions options_;
  SeedSequence seeds_;
};

KERATIN_INLINE AlphaDropout::AlphaDropout(Real rate, const AlphaDropoutOptions& options)
    : Layer(Ref<LayerImpl>(new AlphaDropoutImpl(rate, options))) {}
KERATIN_INLINE AlphaDropout AlphaDropout::from(Fields& f) {
  return layer_from<AlphaDropout, AlphaDropoutOptions>(f, "rate", Real(0));
}

}  // namespace keratin::layers
#endif
