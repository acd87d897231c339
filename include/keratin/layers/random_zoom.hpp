// RandomZoom: while training, each image is seen from nearer or farther.   images -> the same
//   model.add(RandomZoom(0.2));   model.add(RandomZoom({-0.3, 0}, {.width_factor = 0.1}));
#pragma once
#include "../core/numbers.hpp"
#include "layer.hpp"

namespace keratin::layers {

struct RandomZoomOptions {
  KERATIN_OPTIONS;
  Numbers width_factor = {};          ///< Without one, width and height stay in their ratio.
  std::string fill_mode = "reflect";  ///< Outside of the image: its mirror image, or "wrap", "nearest", "constant".
  std::string interpolation = "bilinear";     ///< or "nearest".
  std::optional<Int> seed = {};               ///< The same seed, the same zooms in turn.
  Real fill_value = 0;                        ///< With fill_mode "constant".
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(width_factor, fill_mode, interpolation, seed, fill_value, data_format)
};

/// Factors: how much more of the image is seen: 0.2 is from 20% less to 20% more, two numbers are the ends
/// (keras.layers.RandomZoom). Integers become floats. Throws unless factors are above -1 and up to 1.
struct RandomZoom : Layer {
  explicit RandomZoom(const Numbers& height_factor, const RandomZoomOptions& options = {});
  static RandomZoom from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "random_affine.hpp"

namespace keratin::layers {

class RandomZoomImpl final : public RandomAffineImpl<RandomZoomOptions> {
 public:
  RandomZoomImpl(const Numbers& height_factor, const RandomZoomOptions& options)
      : RandomAffineImpl("RandomZoom", options),
        height_factor_(height_factor),
        vertical_(range_of(height_factor, "height_factor")),
        horizontal_(options.width_factor.given() ? range_of(options.width_factor, "width_factor") : vertical_) {}
  void fields(Fields& f) const override {
    Numbers height_factor = height_factor_;
    f("height_factor", height_factor);
    RandomZoomOptions(options_).fields(f);
  }

 protected:
  void draw(Draws& draws, float height, float width, float* map) const override {
    const float y = draws(vertical_), x = options_.width_factor.given() ? draws(horizontal_) : y;
    map[0] = x;
    map[2] = (width - 1) / 2 * (1 - x);
    map[4] = y;
    map[5] = (height - 1) / 2 * (1 - y);
  }

 private:
  Range range_of(const Numbers& factor, const char* name) const {
    const Range r = factor_range(factor, -1, 1, where(), name);
    for (const double f : factor.values())
      require(f > -1 && f <= 1, where(), ": expected as ", name, " numbers above -1 and up to 1; got ", f, ".");
    return {1 + r.low, 1 + r.high};
  }

  Numbers height_factor_;
  Range vertical_, horizontal_;
};

KERATIN_INLINE RandomZoom::RandomZoom(const Numbers& height_factor, const RandomZoomOptions& options)
    : Layer(Ref<LayerImpl>(new RandomZoomImpl(height_factor, options))) {}
KERATIN_INLINE RandomZoom RandomZoom::from(Fields& f) {
  return layer_from<RandomZoom, RandomZoomOptions>(f, "height_factor", Numbers(0));
}

}  // namespace keratin::layers
#endif
