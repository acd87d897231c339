// ReLU: max(x, 0), or with a greatest value, a slope below and a threshold.   any shape -> the same
//   model.add(ReLU());   model.add(ReLU(6));   model.add(ReLU({.negative_slope = 0.1}));
#pragma once
#include <optional>

#include "layer.hpp"

namespace keratin::layers {

struct ReLUOptions {
  KERATIN_OPTIONS;
  std::optional<Real> max_value = {};  ///< The greatest output; none: no limit.
  Real negative_slope = 0;             ///< Of the line below the threshold.
  Real threshold = 0;                  ///< Where the line x begins.
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(max_value, negative_slope, threshold)
};

/// min(x, max_value) above the threshold, negative_slope (x - threshold) below it (keras.layers.ReLU). Throws
/// value_error where one of the three is below 0.
struct ReLU : Layer {
  explicit ReLU(const ReLUOptions& options = {});
  explicit ReLU(Real max_value, const ReLUOptions& options = {});
  static ReLU from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../activations/relu.hpp"

namespace keratin::layers {

class ReLUImpl final : public LayerImpl {
 public:
  explicit ReLUImpl(const ReLUOptions& options) : LayerImpl("ReLU", options), options_(options) {
    supports_masking_ = true;
    const double most = options.max_value ? options.max_value->value : 0;
    for (const auto& [what, value] :
         {std::pair{"max_value", most}, std::pair{"negative_slope", options.negative_slope.value},
          std::pair{"threshold", options.threshold.value}})
      require(value >= 0, name(), " (ReLU): expected a ", what, " of at least 0; got ", value, ".");
  }
  Tensor call(const Tensor& x, const CallContext&) const override {
    return activations::relu(
        x,
        {.negative_slope = options_.negative_slope, .max_value = options_.max_value, .threshold = options_.threshold});
  }
  void fields(Fields& f) const override { ReLUOptions(options_).fields(f); }

 private:
  ReLUOptions options_;
};

KERATIN_INLINE ReLU::ReLU(const ReLUOptions& options) : Layer(Ref<LayerImpl>(new ReLUImpl(options))) {}
KERATIN_INLINE ReLU::ReLU(Real max_value, const ReLUOptions& options)
    : ReLU([&] {
        ReLUOptions all = options;
        all.max_value = max_value;
        return all;
      }()) {}
KERATIN_INLINE ReLU ReLU::from(Fields& f) { return layer_from<ReLU, ReLUOptions>(f, ""); }

}  // namespace keratin::layers
#endif
