// RandomBrightness: while training, each image brighter or darker: x + b, with b drawn for each image.
//   images -> the same
//   model.add(RandomBrightness(0.2));   model.add(RandomBrightness({0, 0.1}, {.value_range = {0, 1}}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomBrightnessOptions {
  KERATIN_OPTIONS;
  Numbers value_range = {0, 255};  ///< The least and the greatest value of pixels: results stay between them.
  std::optional<Int> seed = {};    ///< The same seed, the same brightness in turn.
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(value_range, seed, data_format)
};

/// factor: how much is added, as a part of the value_range: 0.2 is from -0.2 to 0.2, two numbers are the ends
/// (keras.layers.RandomBrightness). Integers become floats. Throws unless factors are from -1 to 1.
struct RandomBrightness : Layer {
  explicit RandomBrightness(const Numbers& factor, const RandomBrightnessOptions& options = {});
  static RandomBrightness from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/add.hpp"
#include "../ops/clip.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class RandomBrightnessImpl final : public RandomValuesLayerImpl<RandomBrightnessOptions> {
 public:
  RandomBrightnessImpl(const Numbers& factor, const RandomBrightnessOptions& options)
      : RandomValuesLayerImpl("RandomBrightness", factor, -1, options) {
    std::vector<double> ends = {low(), high()};
    std::sort(ends.begin(), ends.end());
    options_.value_range = ends;
  }

 protected:
  Tensor changed(const Tensor& x, RandomKey key) const override {
    const Range added = {range().low * (high() - low()), range().high * (high() - low())};
    return ops::clip(ops::add(x, for_images(x, Draws(key), added)), low(), high());
  }
};

KERATIN_INLINE RandomBrightness::RandomBrightness(const Numbers& factor, const RandomBrightnessOptions& options)
    : Layer(Ref<LayerImpl>(new RandomBrightnessImpl(factor, options))) {}
KERATIN_INLINE RandomBrightness RandomBrightness::from(Fields& f) {
  return layer_from<RandomBrightness, RandomBrightnessOptions>(f, "factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
