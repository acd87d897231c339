// RandomRotation: while training, each image is turned around its middle.   images -> the same
//   model.add(RandomRotation(0.1));   model.add(RandomRotation({-0.2, 0.3}, {.fill_mode = "constant"}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomRotationOptions {
  KERATIN_OPTIONS;
  std::string fill_mode = "reflect";  ///< Outside of the image: its mirror image, or "wrap", "nearest", "constant".
  std::string interpolation = "bilinear";     ///< or "nearest".
  std::optional<Int> seed = {};               ///< The same seed, the same angles in turn.
  Real fill_value = 0;                        ///< With fill_mode "constant".
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(data_format, fill_mode, fill_value, interpolation, seed)
};

/// factor: how far, as a part of a whole turn: 0.1 is from -36 to 36 degrees, {-0.2, 0.3} from -72 to 108
/// (keras.layers.RandomRotation). Integers become floats. Throws unless factors are from -1 to 1.
struct RandomRotation : Layer {
  explicit RandomRotation(const Numbers& factor, const RandomRotationOptions& options = {});
  static RandomRotation from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <cmath>

#include "random_affine.hpp"

namespace keratin::layers {

class RandomRotationImpl final : public RandomAffineImpl<RandomRotationOptions> {
 public:
  RandomRotationImpl(const Numbers& factor, const RandomRotationOptions& options)
      : RandomAffineImpl("RandomRotation", options), range_(factor_range(factor, -1, 1, where(), "factor")) {}
  void fields(Fields& f) const override {
    Numbers factor = {range_.low, range_.high};
    f("factor", factor);
    RandomRotationOptions(options_).fields(f);
  }

 protected:
  void draw(Draws& draws, float height, float width, float* map) const override {
    const float angle = draws({360 * range_.low, 360 * range_.high}) * static_cast<float>(3.14159265358979323846 / 180);
    const float x = 0.5f * (width - 1), y = 0.5f * (height - 1), cos = std::cos(angle), sin = std::sin(angle);
    map[0] = cos;
    map[1] = -sin;
    map[2] = x - x * cos + y * sin;
    map[3] = sin;
    map[4] = cos;
    map[5] = y - x * sin - y * cos;
  }

 private:
  Range range_;
};

KERATIN_INLINE RandomRotation::RandomRotation(const Numbers& factor, const RandomRotationOptions& options)
    : Layer(Ref<LayerImpl>(new RandomRotationImpl(factor, options))) {}
KERATIN_INLINE RandomRotation RandomRotation::from(Fields& f) {
  return layer_from<RandomRotation, RandomRotationOptions>(f, "factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
