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

class RandomBrightnessImpl final : public ImageLayerImpl {
 public:
  RandomBrightnessImpl(const Numbers& factor, const RandomBrightnessOptions& options)
      : ImageLayerImpl("RandomBrightness", options),
        options_(options),
        range_(factor_range(factor, -1, 1, where(), "factor")),
        seeds_(options.seed) {
    std::vector<double> values = options.value_range.values();
    require(values.size() == 2, where(), ": expected a value_range of two numbers; got ", values.size(), ".");
    std::sort(values.begin(), values.end());
    options_.value_range = values;
  }
  void fields(Fields& f) const override {
    Numbers factor = {range_.low, range_.high};
    f("factor", factor);
    RandomBrightnessOptions(options_).fields(f);
  }

 protected:
  Tensor transform(const Tensor& images, const CallContext& context) const override {
    const Tensor x = images.cast(float_type(images.dtype()));
    if (!context.training) return x;
    const double low = options_.value_range.values()[0], high = options_.value_range.values()[1];
    const Range added = {range_.low * (high - low), range_.high * (high - low)};
    return ops::clip(ops::add(x, for_images(x, Draws(seeds_.next(context)), added)), low, high);
  }

 private:
  RandomBrightnessOptions options_;
  Range range_;
  SeedSequence seeds_;
};

KERATIN_INLINE RandomBrightness::RandomBrightness(const Numbers& factor, const RandomBrightnessOptions& options)
    : Layer(Ref<LayerImpl>(new RandomBrightnessImpl(factor, options))) {}
KERATIN_INLINE RandomBrightness RandomBrightness::from(Fields& f) {
  return layer_from<RandomBrightness, RandomBrightnessOptions>(f, "factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
