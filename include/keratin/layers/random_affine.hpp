// What RandomRotation, RandomTranslation and RandomZoom share.
#pragma once
#include "layer.hpp"

#if KERATIN_DEFINE(layers)
#include "../ops/affine_transform.hpp"
#include "image_layer.hpp"

namespace keratin::layers {

/// `Options` have fill_mode, interpolation, seed, fill_value and data_format.
template <class Options>
class RandomAffineImpl : public ImageLayerImpl {
 public:
  RandomAffineImpl(const char* kind, const Options& options)
      : ImageLayerImpl(kind, options), options_(options), seeds_(options.seed) {
    const std::string& fill = options.fill_mode;
    require<name_error>(fill == "reflect" || fill == "wrap" || fill == "constant" || fill == "nearest", where(),
                        ": expected fill_mode reflect, wrap, constant or nearest; got \"", fill, "\".");
    require<name_error>(options.interpolation == "nearest" || options.interpolation == "bilinear", where(),
                        ": expected interpolation nearest or bilinear; got \"", options.interpolation, "\".");
  }

 protected:
  /// The map of one image: where its pixels are read.
  virtual void draw(Draws& draws, float height, float width, float* map) const = 0;

  Tensor transform(const Tensor& images, const CallContext& context) const override {
    const Tensor x = images.cast(float_type(images.dtype()));
    if (!context.training) return x;
    const Tensor maps = maps_for(x, seeds_.next(context), [&](Draws& draws, float* map) {
      draw(draws, static_cast<float>(height(x)), static_cast<float>(width(x)), map);
    });
    return ops::image::affine_transform(x, maps,
                                        {.interpolation = options_.interpolation,
                                         .fill_mode = options_.fill_mode,
                                         .fill_value = options_.fill_value,
                                         .data_format = data_format()});
  }
  const Options& options() const { return options_; }

 private:
  Options options_;
  SeedSequence seeds_;
};

}  // namespace keratin::layers
#endif
