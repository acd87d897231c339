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

class RandomContrastImpl final : public RandomValuesLayerImpl<RandomContrastOptions> {
 public:
  RandomContrastImpl(const Numbers& factor, const RandomContrastOptions& options)
      : RandomValuesLayerImpl("RandomContrast", factor, 0, options) {}

 protected:
  Tensor changed(const Tensor& x, RandomKey key) const override {
    const Tensor mean = ops::mean(x, {height_axis(), width_axis()}, {.keepdims = true});
    const Tensor contrast = for_images(x, Draws(key), {1 - range().low, 1 + range().high});
    return ops::clip(ops::add(ops::multiply(ops::subtract(x, mean), contrast), mean), low(), high());
  }
};

KERATIN_INLINE RandomContrast::RandomContrast(const Numbers& factor, const RandomContrastOptions& options)
    : Layer(Ref<LayerImpl>(new RandomContrastImpl(factor, options))) {}
KERATIN_INLINE RandomContrast RandomContrast::from(Fields& f) {
  return layer_from<RandomContrast, RandomContrastOptions>(f, "factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
