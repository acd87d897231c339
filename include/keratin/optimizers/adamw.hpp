// AdamW: Adam whose weights decay by themselves, not through the gradient.
//   w <- w - lr weight_decay w, then Adam's step.   Loshchilov and Hutter, "Decoupled weight decay", 2017.
#pragma once
#include "adam.hpp"

namespace keratin::optimizers {

struct AdamWOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real weight_decay = 0.004;
  Real beta_1 = 0.9;
  Real beta_2 = 0.999;
  Real epsilon = 1e-7;
  Flag amsgrad = false;
  KERATIN_OPTIMIZER_OPTIONS_BUT_DECAY;
  KERATIN_OPTIMIZER_FIELDS(beta_1, beta_2, epsilon, amsgrad)
};

/// Adam with a weight decay of its own (keras.optimizers.AdamW).
struct AdamW : Optimizer {
  using Options = AdamWOptions;
  explicit AdamW(const AdamWOptions& options = {});
  explicit AdamW(const LearningRate& learning_rate) : AdamW(AdamWOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
namespace keratin::optimizers {

KERATIN_INLINE AdamW::AdamW(const AdamWOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new AdamImpl<AdamWOptions>("AdamW", options))) {}

}  // namespace keratin::optimizers
#endif
