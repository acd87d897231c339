// GaussianDropout: while training, y = x times numbers drawn from a normal distribution around 1, with the standard
// deviation sqrt(rate / (1 - rate)).   any shape -> the same
//   model.add(GaussianDropout(0.2));
// N. Srivastava et al., "Dropout", 2014.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct GaussianDropoutOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};  ///< The same seed, the same noise in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed)
};

/// (keras.layers.GaussianDropout) Throws unless 0 <= rate < 1: Keras divides by 0 where the rate is 1.
struct GaussianDropout : Layer {
  explicit GaussianDropout(Real rate, const GaussianDropoutOptions& options = {});
  static GaussianDropout from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <cmath>

#include "../ops/multiply.hpp"
#include "normal_noise.hpp"

namespace keratin::layers {

class GaussianDropoutImpl final : public LayerImpl {
 public:
  GaussianDropoutImpl(double rate, const GaussianDropoutOptions& options)
      : LayerImpl("GaussianDropout", options), rate_(rate), options_(options), seeds_(options.seed) {
    require(rate >= 0 && rate < 1, name(), " (GaussianDropout): expected a rate from 0 to below 1; got ", rate, ".");
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.training || rate_ == 0) return x;
    const Tensor in = x.cast(float_type(x.dtype()));
    return ops::multiply(in, normal_noise(in, 1, std::sqrt(rate_ / (1 - rate_)), seeds_.next(context)));
  }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }
  void fields(Fields& f) const override {
    Real rate = rate_;
    f("rate", rate);
    GaussianDropoutOptions(options_).fields(f);
  }

 private:
  double rate_;
  GaussianDropoutOptions options_;
  SeedSequence seeds_;
};

KERATIN_INLINE GaussianDropout::GaussianDropout(Real rate, const GaussianDropoutOptions& options)
    : Layer(Ref<LayerImpl>(new GaussianDropoutImpl(rate, options))) {}
KERATIN_INLINE GaussianDropout GaussianDropout::from(Fields& f) {
  return layer_from<GaussianDropout, GaussianDropoutOptions>(f, "rate", Real(0));
}

}  // namespace keratin::layers
#endif
