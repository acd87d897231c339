// RandomFlip: while training, half of the images upside down, mirrored, or both.   images -> the same
//   model.add(RandomFlip("horizontal"));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct RandomFlipOptions {
  KERATIN_OPTIONS;
  std::string mode = "horizontal_and_vertical";  ///< or "horizontal", "vertical".
  std::optional<Int> seed = {};                  ///< The same seed, the same flips in turn.
  std::string data_format = "channels_last";     ///< "channels_first": axis 1 holds the channels.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(seed, mode, data_format)
};

/// With both, an image is turned around both ways or not at all, as in Keras (keras.layers.RandomFlip). Integers become
/// floats. Throws for another mode.
struct RandomFlip : Layer {
  explicit RandomFlip(const RandomFlipOptions& options = {});
  explicit RandomFlip(const std::string& mode, RandomFlipOptions options = {});
  static RandomFlip from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/flip.hpp"
#include "../ops/where.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

class RandomFlipImpl final : public RandomImageLayerImpl<RandomFlipOptions> {
 public:
  explicit RandomFlipImpl(const RandomFlipOptions& options) : RandomImageLayerImpl("RandomFlip", options) {
    const std::string& mode = options.mode;
    require<name_error>(mode == "horizontal" || mode == "vertical" || mode == "horizontal_and_vertical", where(),
                        ": expected mode horizontal, vertical or horizontal_and_vertical; got \"", mode, "\".");
  }
  void fields(Fields& f) const override { RandomFlipOptions(options_).fields(f); }

 protected:
  Tensor changed(const Tensor& x, RandomKey key) const override {
    Draws draws(key);
    Tensor chosen = Tensor::empty({x.shape()[0], 1, 1, 1}, bool_);
    for (bool& flip : chosen.span<bool>()) flip = draws({-1, 1}) < 0;
    Shape axes;
    if (options_.mode != "horizontal") axes.push_back(height_axis());
    if (options_.mode != "vertical") axes.push_back(width_axis());
    return ops::where(chosen, ops::flip(x, Axes(axes)), x);
  }
};

KERATIN_INLINE RandomFlip::RandomFlip(const RandomFlipOptions& options)
    : Layer(Ref<LayerImpl>(new RandomFlipImpl(options))) {}
KERATIN_INLINE RandomFlip::RandomFlip(const std::string& mode, RandomFlipOptions options)
    : RandomFlip((options.mode = mode, options)) {}
KERATIN_INLINE RandomFlip RandomFlip::from(Fields& f) { return layer_from<RandomFlip, RandomFlipOptions>(f, ""); }

}  // namespace keratin::layers
#endif
