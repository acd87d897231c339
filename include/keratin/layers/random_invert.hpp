// RandomInvert: while training, the negatives of some images: value_range[1] - x, each with a probability of its own.
//   images -> the same
//   model.add(RandomInvert(0.5));   model.add(RandomInvert({0.2, 0.2}, {.value_range = {0, 1}}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomInvertOptions {
  KERATIN_OPTIONS;
  Numbers value_range = {0, 255};             ///< The least and the greatest value of pixels.
  std::optional<Int> seed = {};               ///< The same seed, the same images inverted in turn.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(value_range, seed, data_format)
};

/// factor {a, b}: for each image, the probability is drawn from a to b; one number b is {0, b}
/// (keras.layers.RandomInvert). Integers become floats. Throws unless factors are from 0 to 1.
struct RandomInvert : Layer {
  explicit RandomInvert(const Numbers& factor = 1, const RandomInvertOptions& options = {});
  static RandomInvert from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/operators.hpp"
#include "../ops/where.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class RandomInvertImpl final : public ImageLayerImpl {
 public:
  RandomInvertImpl(const Numbers& factor, const RandomInvertOptions& options)
      : ImageLayerImpl("RandomInvert", options),
        options_(options),
        probability_(factor_range(factor, 0, 1, where(), "factor")),
        seeds_(options.seed) {
    require(options.value_range.values().size() == 2, where(), ": expected a value_range of two numbers; got ",
            options.value_range.values().size(), ".");
  }
  void fields(Fields& f) const override {
    Numbers factor = {probability_.low, probability_.high};
    f("factor", factor);
    RandomInvertOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext& context) const override {
    const Tensor x = images.cast(float_type(images.dtype()));
    if (!context.training) return x;
    Draws draws(seeds_.next(context));
    Tensor inverted = Tensor::empty({x.shape()[0], 1, 1, 1}, bool_);
    for (bool& i : inverted.span<bool>()) {
      const float probability = draws(probability_);
      i = draws({0, 1}) < probability;
    }
    return ops::where(inverted, options_.value_range.values()[1] - x, x);
  }

 private:
  RandomInvertOptions options_;
  Range probability_;
  SeedSequence seeds_;
};

KERATIN_INLINE RandomInvert::RandomInvert(const Numbers& factor, const RandomInvertOptions& options)
    : Layer(Ref<LayerImpl>(new RandomInvertImpl(factor, options))) {}
KERATIN_INLINE RandomInvert RandomInvert::from(Fields& f) {
  return layer_from<RandomInvert, RandomInvertOptions>(f, "factor", Numbers(1));
}

}  // namespace keratin::layers
#endif
