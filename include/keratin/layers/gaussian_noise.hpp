// GaussianNoise: while training, y = x + numbers drawn from a normal distribution around 0.   any shape -> the same
//   model.add(GaussianNoise(0.1));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct GaussianNoiseOptions {
  KERATIN_OPTIONS;
  std::optional<Int> seed = {};  ///< The same seed, the same noise in turn.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed)
};

/// (keras.layers.GaussianNoise) Throws unless 0 <= stddev <= 1.
struct GaussianNoise : Layer {
  explicit GaussianNoise(Real stddev, const GaussianNoiseOptions& options = {});
  static GaussianNoise from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "normal_noise.hpp"

namespace keratin::layers {

class GaussianNoiseImpl final : public LayerImpl {
 public:
  GaussianNoiseImpl(double stddev, const GaussianNoiseOptions& options)
      : LayerImpl("GaussianNoise", options), stddev_(stddev), options_(options), seeds_(options.seed) {
    require(stddev >= 0 && stddev <= 1, name(), " (GaussianNoise): expected a stddev from 0 to 1; got ", stddev, ".");
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    if (!context.training || stddev_ == 0) return x;
    const Tensor in = x.cast(float_type(x.dtype()));
    return ops::add(in, normal_noise(in, 0, stddev_, seeds_.next(context)));
  }
  std::atomic<std::uint64_t>* draws() const override { return seeds_.draws(); }
  void fields(Fields& f) const override {
    Real stddev = stddev_;
    f("stddev", stddev);
    GaussianNoiseOptions(options_).fields(f);
  }

 private:
  double stddev_;
  GaussianNoiseOptions options_;
  SeedSequence seeds_;
};

KERATIN_INLINE GaussianNoise::GaussianNoise(Real stddev, const GaussianNoiseOptions& options)
    : Layer(Ref<LayerImpl>(new GaussianNoiseImpl(stddev, options))) {}
KERATIN_INLINE GaussianNoise GaussianNoise::from(Fields& f) {
  return layer_from<GaussianNoise, GaussianNoiseOptions>(f, "stddev", Real(0));
}

}  // namespace keratin::layers
#endif
