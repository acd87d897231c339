// RandomTranslation: while training, each image is shifted.   images -> the same
//   model.add(RandomTranslation(0.1, 0.2));   model.add(RandomTranslation({-0.1, 0.3}, 0, {.fill_mode = "wrap"}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomTranslationOptions {
  KERATIN_OPTIONS;
  std::string fill_mode = "reflect";  ///< Outside of the image: its mirror image, or "wrap", "nearest", "constant".
  std::string interpolation = "bilinear";     ///< or "nearest".
  std::optional<Int> seed = {};               ///< The same seed, the same shifts in turn.
  Real fill_value = 0;                        ///< With fill_mode "constant".
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(fill_mode, interpolation, seed, fill_value, data_format)
};

/// Factors: how far down and right, as parts of height and width; 0.1 is from -0.1 to 0.1, two numbers are the ends
/// (keras.layers.RandomTranslation). Integers become floats. Throws unless factors are from -1 to 1.
struct RandomTranslation : Layer {
  explicit RandomTranslation(const Numbers& height_factor, const Numbers& width_factor,
                             const RandomTranslationOptions& options = {});
  static RandomTranslation from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "random_affine.hpp"

namespace keratin::layers {

class RandomTranslationImpl final : public RandomAffineImpl<RandomTranslationOptions> {
 public:
  RandomTranslationImpl(const Numbers& height_factor, const Numbers& width_factor,
                        const RandomTranslationOptions& options)
      : RandomAffineImpl("RandomTranslation", options),
        height_factor_(height_factor),
        width_factor_(width_factor),
        down_(factor_range(height_factor, -1, 1, where(), "height_factor")),
        right_(factor_range(width_factor, -1, 1, where(), "width_factor")) {}
  void fields(Fields& f) const override {
    Numbers height_factor = height_factor_, width_factor = width_factor_;
    f("height_factor, width_factor", height_factor, width_factor);
    RandomTranslationOptions(options_).fields(f);
  }

 protected:
  void draw(Draws& draws, float height, float width, float* map) const override {
    map[0] = map[4] = 1;
    map[5] = -draws(down_) * height;
    map[2] = -draws(right_) * width;
  }

 private:
  Numbers height_factor_, width_factor_;
  Range down_, right_;
};

KERATIN_INLINE RandomTranslation::RandomTranslation(const Numbers& height_factor, const Numbers& width_factor,
                                                    const RandomTranslationOptions& options)
    : Layer(Ref<LayerImpl>(new RandomTranslationImpl(height_factor, width_factor, options))) {}
KERATIN_INLINE RandomTranslation RandomTranslation::from(Fields& f) {
  return layer_from<RandomTranslation, RandomTranslationOptions>(f, "height_factor, width_factor", Numbers(0),
                                                                 Numbers(0));
}

}  // namespace keratin::layers
#endif
