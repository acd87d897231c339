// AdditiveAttention: softmax(Σ scale tanh(query + key)) value.
//   {(batch, queries, n), (batch, keys, m), (batch, keys, n)} -> (batch, queries, m)
//   auto y = AdditiveAttention()({query, value});
// D. Bahdanau et al., "Neural machine translation by jointly learning to align and translate", 2014.
#pragma once
#include "attention.hpp"

namespace keratin::layers {

struct AdditiveAttentionOptions {
  KERATIN_OPTIONS;
  Flag use_scale = true;  ///< Whether there is a weight "scale", (n).
  Real dropout = 0.0;     ///< The share of scores that are dropped while training.
  std::optional<Int> seed = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(use_scale, dropout, seed)
};

/// Additive attention (keras.layers.AdditiveAttention); masks as with Attention.
struct AdditiveAttention : AttentionLayer {
  explicit AdditiveAttention(const AdditiveAttentionOptions& options = {});
  static AdditiveAttention from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

class AdditiveAttentionImpl final : public AttentionBase {
 public:
  explicit AdditiveAttentionImpl(const AdditiveAttentionOptions& options)
      : AttentionBase("AdditiveAttention", options), options_(options) {}
  void build_all(const std::vector<Shape>& inputs) override {
    if (!options_.use_scale) return;
    require_shape(inputs[0].rank() >= 2 && inputs[0].back() > 0,
                  "expected a query of shape (batch, queries, n) with a known n; got ", inputs[0], ".");
    scale_ = add_weight("scale", {inputs[0].back()}, "glorot_uniform");
  }
  void fields(Fields& f) const override { AdditiveAttentionOptions(options_).fields(f); }

 private:
  Tensor scores(const Tensor& query, const Tensor& key) const override {
    const Tensor t = ops::tanh(pairs(query, key));
    return ops::sum(scale_.defined() ? ops::multiply(t, scale_) : t, -1);
  }

  AdditiveAttentionOptions options_;
  Variable scale_;
};

KERATIN_INLINE AdditiveAttention::AdditiveAttention(const AdditiveAttentionOptions& options)
    : AttentionLayer(Ref<LayerImpl>(new AdditiveAttentionImpl(options))) {}
KERATIN_INLINE AdditiveAttention AdditiveAttention::from(Fields& f) {
  AdditiveAttentionOptions options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return AdditiveAttention(options);
}

}  // namespace keratin::layers
#endif
