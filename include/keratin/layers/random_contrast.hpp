// RandomContrast: while training, each image with more or less contrast: (x - mean) * c + mean, with c drawn for each
// image and the mean of each channel.   images -> the same
//   model.add(RandomContrast(0.2));   model.add(RandomContrast({0.3, 0.1}, {.value_range = {0, 1}}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomContrastOptions {
  KERATIN_OPTIONS;
  Numbers value_range = {0, 255};  ///< The least and the greatest value of pixels: results stay between them.
  std::optional<Int> seed = {};    ///< The same seed, the same contrasts in turn.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(value_range, seed, data_format)
};

/// factor {a, b}, with a <= b: c is from 1 - a to 1 + b; one number b is {0, b}, as in Keras
/// (keras.layers.RandomContrast). Integers become floats. Throws unless factors are from 0 to 1.
struct RandomContrast : Layer {
  explicit RandomContrast(const Numbers& factor, const RandomContrastOptions& options = {});
  static RandomContrast from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "../ops/clip.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "../ops/subtract.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class RandomContrastImpl final : public ImageLayerImpl {
 public:
  RandomContrastImpl(const Numbers& factor, const RandomContrastOptions& options)
      : ImageLayerImpl("RandomContrast", options),
        options_(options),
        range_(factor_range(factor, 0, 1, where(), "factor")),
        seeds_(options.seed) {
    require(options.value_range.values().size() == 2, where(), ": expected a value_range of two numbers; got ",
            options.value_range.values().size(), ".");
  }
  void fields(Fields& f) const override {
    Numbers factor = {range_.low, range_.high};
    f("factor", factor);
    RandomContrastOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext& context) const override {
    const Tensor x = images.cast(float_type(images.dtype()));
    if (!context.training) return x;
    const Tensor mean = ops::mean(x, {height_axis(), width_axis()}, {.keepdims = true});
    const Tensor contrast = for_images(x, Draws(seeds_.next(context)), {1 - range_.low, 1 + range_.high});
    const Tensor y = ops::add(ops::multiply(ops::subtract(x, mean), contrast), mean);
    return ops::clip(y, options_.value_range.values()[0], options_.value_range.values()[1]);
  }

 private:
  RandomContrastOptions options_;
  Range range_;
  SeedSequence seeds_;
};

KERATIN_INLINE RandomContrast::RandomContrast(const Numbers& factor, const RandomContrastOptions& options)
    : Layer(Ref<LayerImpl>(new RandomContrastImpl(factor, options))) {}
KERATIN_INLINE RandomContrast RandomContrast::from(Fields& f) {
  return layer_from<RandomContrast, RandomContrastOptions>(f, "factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
