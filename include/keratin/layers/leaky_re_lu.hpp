// LeakyReLU: x above 0, a small multiple of x below.   any shape -> the same
//   model.add(LeakyReLU());   model.add(LeakyReLU(0.1));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct LeakyReLUOptions {
  KERATIN_OPTIONS;
  Real negative_slope = 0.3;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(negative_slope)
};

/// x where it is positive, negative_slope x elsewhere (keras.layers.LeakyReLU). Throws value_error for a slope below 0.
struct LeakyReLU : Layer {
  explicit LeakyReLU(const LeakyReLUOptions& options = {});
  explicit LeakyReLU(Real negative_slope, const LeakyReLUOptions& options = {});
  static LeakyReLU from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/leaky_relu.hpp"

namespace keratin::layers {

class LeakyReLUImpl final : public LayerImpl {
 public:
  explicit LeakyReLUImpl(const LeakyReLUOptions& options) : LayerImpl("LeakyReLU", options), options_(options) {
    supports_masking_ = true;
    require(options.negative_slope >= 0, name(), " (LeakyReLU): expected a negative_slope of at least 0; got ",
            options.negative_slope.value, ".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    return ops::leaky_relu(x, options_.negative_slope);
  }
  void fields(Fields& f) const override { LeakyReLUOptions(options_).fields(f); }

 private:
  LeakyReLUOptions options_;
};

KERATIN_INLINE LeakyReLU::LeakyReLU(const LeakyReLUOptions& options)
    : Layer(Ref<LayerImpl>(new LeakyReLUImpl(options))) {}
KERATIN_INLINE LeakyReLU::LeakyReLU(Real negative_slope, const LeakyReLUOptions& options)
    : LeakyReLU([&] {
        LeakyReLUOptions all = options;
        all.negative_slope = negative_slope;
        return all;
      }()) {}
KERATIN_INLINE LeakyReLU LeakyReLU::from(Fields& f) { return layer_from<LeakyReLU, LeakyReLUOptions>(f, ""); }

}  // namespace keratin::layers
#endif
