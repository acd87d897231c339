// What the examples with convolutions share: the start of their filters, and pictures of what their layers see.
#pragma once
#include <cmath>

#include "support.hpp"

/// glorot_uniform as it was for convolutions up to Keras 1.0.3, which took the filters for their fan_out; since then it
/// is filters times the size of the kernel, and weights begin smaller.
inline keratin::Initializer old_glorot_uniform(int fan_in, int filters) {
  const double limit = std::sqrt(6.0 / (fan_in + filters));
  return keratin::initializers::RandomUniform({.minval = -limit, .maxval = limit});
}

/// Writes layer_N.png for each of the layers: what it makes of the images, a row for each filter and a column for each
/// image, every tile through the whole colour map.
inline void draw_feature_maps(const keratin::Model<>& model, const std::vector<int>& layers,
                              const keratin::Tensor& images, const std::string& cmap, const Example& example) {
  using namespace keratin;
  Tensors outputs;
  for (int layer : layers) outputs.push_back(model.get_layer(layer).output());
  const Model seen(model.inputs(), outputs);  // K.function([model.layers[0].input], outputs) in Keras 1
  const Tensors maps = seen.predict_all(images, {.verbose = 0});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Shape shape = maps[i].shape();  // (images, height, width, filters)
    utils::save_image_grid(maps[i].transpose({3, 0, 1, 2}).reshape({-1, shape[1], shape[2]}),
                           example.path("layer_" + std::to_string(layers[i]) + ".png"),
                           {.columns = shape[0], .cmap = cmap, .scale = "each"});
  }
}

/// Writes filters_N.png: a row of tiles for each filter of a convolution, one for each channel it looks at; filters
/// that look at one channel, or at colours, are a tile each.
inline void draw_filters(const keratin::Model<>& model, int layer, const Example& example) {
  using namespace keratin;
  const Tensor filters = model.get_layer(layer).get_weights()[0].transpose({3, 0, 1, 2});
  utils::save_image_grid(filters, example.path("filters_" + std::to_string(layer) + ".png"), {.scale = "each"});
}
