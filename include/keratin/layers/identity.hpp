// Identity: its input.   any shape -> the same
//   model.add(Identity());
#pragma once
#include "layer.hpp"

namespace keratin::layers {

/// (keras.layers.Identity)
struct Identity : Layer {
  explicit Identity(const BasicOptions& options = {});
  static Identity from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

class IdentityImpl final : public LayerImpl {
 public:
  explicit IdentityImpl(const BasicOptions& options) : LayerImpl("Identity", options) { supports_masking_ = true; }
  Tensor call(const Tensor& x, const CallContext&) const override { return x; }
};

KERATIN_INLINE Identity::Identity(const BasicOptions& options) : Layer(Ref<LayerImpl>(new IdentityImpl(options))) {}
KERATIN_INLINE Identity Identity::from(Fields& f) { return layer_from<Identity, BasicOptions>(f, ""); }

}  // namespace keratin::layers
#endif
