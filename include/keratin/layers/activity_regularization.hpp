// ActivityRegularization: its input, of which l1 Σ |x| + l2 Σ x² is added to the loss, over the size of the batch.
//   model.add(ActivityRegularization({.l2 = 1e-3}));   any shape -> the same
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct ActivityRegularizationOptions {
  KERATIN_OPTIONS;
  Real l1 = 0.0;
  Real l2 = 0.0;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(l1, l2)
};

/// (keras.layers.ActivityRegularization)
struct ActivityRegularization : Layer {
  explicit ActivityRegularization(const ActivityRegularizationOptions& options = {});
  static ActivityRegularization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../regularizers/regularizers.hpp"

namespace keratin::layers {

class ActivityRegularizationImpl final : public LayerImpl {
 public:
  explicit ActivityRegularizationImpl(const ActivityRegularizationOptions& options)
      : LayerImpl("ActivityRegularization", options), options_(options) {
    activity_regularizer_ = regularizers::L1L2({.l1 = options.l1, .l2 = options.l2});
    supports_masking_ = true;
  }
  Tensor call(const Tensor& x, const CallContext&) const override { return x; }
  void fields(Fields& f) const override { ActivityRegularizationOptions(options_).fields(f); }

 private:
  ActivityRegularizationOptions options_;
};

KERATIN_INLINE ActivityRegularization::ActivityRegularization(const ActivityRegularizationOptions& options)
    : Layer(Ref<LayerImpl>(new ActivityRegularizationImpl(options))) {}
KERATIN_INLINE ActivityRegularization ActivityRegularization::from(Fields& f) {
  return layer_from<ActivityRegularization, ActivityRegularizationOptions>(f, "");
}

}  // namespace keratin::layers
#endif
