// GroupNormalization: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, with a mean and a variance for each
// sample and group of channels.   (batch, …, channels) -> the same
//   x = GroupNormalization(32)(x);   x = GroupNormalization(-1)(x);   // a group for each channel
// Y. Wu and K. He, "Group normalization", 2018.
#pragma once
#include "layer.hpp"

namespace keratin::layers {

struct GroupNormalizationOptions {
  KERATIN_OPTIONS;
  Int axis = -1;  ///< That of the channels.
  Real epsilon = 1e-3;
  Flag center = true;  ///< Whether there is a beta.
  Flag scale = true;   ///< Whether there is a gamma.
  Initializer beta_initializer = "zeros";
  Initializer gamma_initializer = "ones";
  Regularizer beta_regularizer = {};
  Regularizer gamma_regularizer = {};
  constraints::Constraint beta_constraint = {};
  constraints::Constraint gamma_constraint = {};
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS(axis, epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer,
                 beta_constraint, gamma_constraint)
};

/// Weights: gamma and beta, (channels) each (keras.layers.GroupNormalization). Throws unless groups is above 0 or -1
/// and the channels can be shared among them.
struct GroupNormalization : Layer {
  explicit GroupNormalization(Int groups = 32, const GroupNormalizationOptions& options = {});
  explicit GroupNormalization(const GroupNormalizationOptions& options) : GroupNormalization(32, options) {}
  static GroupNormalization from(Fields& f);
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include "../initializers/initializers.hpp"
#include "../ops/group_normalization.hpp"

namespace keratin::layers {

class GroupNormalizationImpl final : public LayerImpl {
 public:
  GroupNormalizationImpl(index_t groups, const GroupNormalizationOptions& options)
      : LayerImpl("GroupNormalization", options), groups_(groups), options_(options) {
    require(groups > 0 || groups == -1, name(), " (GroupNormalization): expected groups above 0, or -1; got ", groups,
            ".");
    supports_masking_ = true;
  }

  void build(const Shape& input) override {
    const auto& o = options_;
    const auto axis = static_cast<index_t>(input.axis(o.axis, name() + " (GroupNormalization)"));
    channels_ = input[axis];
    rank_ = input.rank();
    require_shape(axis > 0 && channels_ > 0, "expected a known size on an axis after the batch; got axis ", o.axis,
                  " of ", input, ".");
    if (groups_ == -1) groups_ = channels_;
    require_shape(channels_ % groups_ == 0, "expected channels that ", groups_, " groups can share; got ", channels_,
                  ".");
    if (o.scale)
      gamma_ = add_weight("gamma", {channels_}, o.gamma_initializer,
                          {.regularizer = o.gamma_regularizer, .constraint = o.gamma_constraint});
    if (o.center)
      beta_ = add_weight("beta", {channels_}, o.beta_initializer,
                         {.regularizer = o.beta_regularizer, .constraint = o.beta_constraint});
  }

  Tensor call(const Tensor& x, const CallContext&) const override {
    require_shape(x.shape().rank() == rank_ &&
                      x.shape()[static_cast<index_t>(x.shape().axis(options_.axis, name()))] == channels_,
                  "expected an input of rank ", rank_, " with ", channels_, " channels on axis ", options_.axis,
                  "; got ", x.shape(), ".");
    return ops::group_normalization(
        x.cast(dtype()), groups_, {.gamma = gamma_, .beta = beta_, .axis = options_.axis, .epsilon = options_.epsilon});
  }

  void fields(Fields& f) const override {
    Int groups = groups_;
    f("groups", groups);
    GroupNormalizationOptions(options_).fields(f);
  }

 private:
  index_t groups_, channels_ = 0;
  std::size_t rank_ = 0;
  GroupNormalizationOptions options_;
  Variable gamma_, beta_;
};

KERATIN_INLINE GroupNormalization::GroupNormalization(Int groups, const GroupNormalizationOptions& options)
    : Layer(Ref<LayerImpl>(new GroupNormalizationImpl(groups, options))) {}
KERATIN_INLINE GroupNormalization GroupNormalization::from(Fields& f) {
  return layer_from<GroupNormalization, GroupNormalizationOptions>(f, "groups", Int(32));
}

}  // namespace keratin::layers
#endif
