// ELU: x above 0, alpha (e^x - 1) below.   any shape -> the same
//   model.add(ELU());   model.add(ELU(0.5));
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct ELUOptions {
  KERATIN_OPTIONS;
  Real alpha = 1;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(alpha)
};

/// x where it is positive, alpha (e^x - 1) elsewhere (keras.layers.ELU; Clevert et al. 2016).
struct ELU : Layer {
  explicit ELU(const ELUOptions& options = {});
  explicit ELU(Real alpha, const ELUOptions& options = {});
  static ELU from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../ops/elu.hpp"

namespace keratin::layers {

class ELUImpl final : public LayerImpl {
 public:
  explicit ELUImpl(const ELUOptions& options) : LayerImpl("ELU", options), options_(options) {
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override { return ops::elu(x, options_.alpha); }
  void fields(Fields& f) const override { ELUOptions(options_).fields(f); }

 private:
  ELUOptions options_;
};

KERATIN_INLINE ELU::ELU(const ELUOptions& options) : Layer(Ref<LayerImpl>(new ELUImpl(options))) {}
KERATIN_INLINE ELU::ELU(Real alpha, const ELUOptions& options)
    : ELU([&] {
        ELUOptions all = options;
        all.alpha = alpha;
        return all;
      }()) {}
KERATIN_INLINE ELU ELU::from(Fields& f) { return layer_from<ELU, ELUOptions>(f, ""); }

}  // namespace keratin::layers
#endif
