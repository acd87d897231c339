// Flatten: all axes but the batch as one.   (batch, a, b, …) -> (batch, a b …)
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct FlattenOptions {
  KERATIN_OPTIONS;
  std::string data_format = "channels_last";  ///< "channels_first": axis 1 is brought to the end before.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(data_format)
};

/// (keras.layers.Flatten) Throws for another data_format.
struct Flatten : Layer {
  explicit Flatten(const FlattenOptions& options = {});
  static Flatten from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/reshape.hpp"
#include "../ops/transpose.hpp"

namespace keratin::layers {

class FlattenImpl final : public LayerImpl {
 public:
  explicit FlattenImpl(const FlattenOptions& options) : LayerImpl("Flatten", options), options_(options) {
    require<name_error>(options.data_format == "channels_last" || options.data_format == "channels_first", name(),
                        " (Flatten): expected data_format channels_last or channels_first; got \"", options.data_format,
                        "\".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.rank() >= 1, "expected an input with a batch axis; got a scalar.");
    const bool first = options_.data_format == "channels_first" && x.rank() > 2;
    const Tensor in = first ? channels_last(x) : x;
    return ops::reshape(in, {x.shape()[0], x.shape().product(1, x.shape().rank())});
  }
  void fields(Fields& f) const override { FlattenOptions(options_).fields(f); }

 private:
  static Tensor channels_last(const Tensor& x) {
    Shape order{0};
    for (index_t a = 2; a < x.rank(); ++a) order.push_back(a);
    order.push_back(1);
    return ops::transpose(x, order);
  }
  FlattenOptions options_;
};

KERATIN_INLINE Flatten::Flatten(const FlattenOptions& options) : Layer(Ref<LayerImpl>(new FlattenImpl(options))) {}
KERATIN_INLINE Flatten Flatten::from(Fields& f) { return layer_from<Flatten, FlattenOptions>(f, ""); }

}  // namespace keratin::layers
#endif
