// What RandomRotation, RandomTranslation and RandomZoom share.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/affine_transform.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

/// `Options` have fill_mode, interpolation, seed, fill_value and data_format.
template <class Options>
class RandomAffineImpl : public RandomImageLayerImpl<Options> {
 public:
  RandomAffineImpl(const char* kind, const Options& options) : RandomImageLayerImpl<Options>(kind, options) {
    const std::string& fill = options.fill_mode;
    require<name_error>(fill == "reflect" || fill == "wrap" || fill == "constant" || fill == "nearest", this->where(),
                        ": expected fill_mode reflect, wrap, constant or nearest; got \"", fill, "\".");
    require<name_error>(options.interpolation == "nearest" || options.interpolation == "bilinear", this->where(),
                        ": expected interpolation nearest or bilinear; got \"", options.interpolation, "\".");
  }

 protected:
  /// The map of one image: where its pixels are read.
  virtual void draw(Draws& draws, float height, float width, float* map) const = 0;

  Tensor changed(const Tensor& x, RandomKey key) const final {
    const Tensor maps = maps_for(x, key, [&](Draws& draws, float* map) {
      draw(draws, static_cast<float>(this->height(x)), static_cast<float>(this->width(x)), map);
    });
    const Options& o = this->options_;
    return ops::image::affine_transform(x, maps,
                                        {.interpolation = o.interpolation,
                                         .fill_mode = o.fill_mode,
                                         .fill_value = o.fill_value,
                                         .data_format = o.data_format});
  }
};

}  // namespace keratin::layers
#endif
