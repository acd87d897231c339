// Optimizer: changes weights so that the loss gets smaller. A kind of optimizer is its options and one step functor;
// all weights are updated in one pass.
//   optimizers::Adam optimizer(1e-3);
//   auto grads = tape.gradient(loss, model.trainable_variables());
//   optimizer.apply(grads, model.trainable_variables());
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "optimizer_impl.hpp"

namespace keratin::optimizers {

struct ExcludeOptions {
  KERATIN_OPTIONS;
  std::vector<Variable> var_list = {};      ///< These weights don't decay.
  std::vector<std::string> var_names = {};  ///< Nor do those with one of these in their name: {"bias"}.
};

/// An optimizer: a name such as "adam", or an object. A handle: copies are the same optimizer.
class Optimizer {
 public:
  template <Text S>
  Optimizer(const S& name);

  /// Makes what it keeps for these weights, as the first step else does. Throws state_error if it was built for others.
  void build(const std::vector<Variable>& weights) const { impl_->build(weights); }
  /// One step: gradients and weights in the same order; a weight whose gradient is undefined stays as it is. The
  /// weights are all or some of those of the first step, else it throws state_error.
  void apply(std::vector<Tensor> gradients, const std::vector<Variable>& weights) const;
  /// The same for all weights it was built for. Throws state_error unless built.
  void apply(std::vector<Tensor> gradients) const;

  const std::string& name() const { return impl_->name(); }
  /// That of the next step.
  double learning_rate() const { return impl_->learning_rate(); }
  /// Throws state_error if it was made with a schedule and `rate` is a number.
  void set_learning_rate(const LearningRate& rate) const { impl_->set_learning_rate(rate); }
  /// The steps done; with gradient_accumulation_steps those that changed the weights.
  index_t iterations() const { return impl_->iterations(); }
  /// All that it keeps, in Keras's order and with its names.
  std::vector<OptimizerVariable> variables() const { return impl_->variables(); }
  /// The loss whose gradients apply() takes: times loss_scale_factor, if that is set.
  Tensor scale_loss(const Tensor& loss) const { return impl_->scale_loss(loss); }
  /// Weights that weight_decay leaves alone. Throws state_error once the optimizer is built.
  void exclude_from_weight_decay(const ExcludeOptions& options) const {
    impl_->exclude_from_weight_decay(options.var_list, options.var_names);
  }
  /// Puts the running averages in the weights' place, if it keeps them (use_ema); fit does so at its end.
  void finalize_variable_values(const std::vector<Variable>& weights) const { impl_->finalize(weights); }
  /// The optimizers inside a MultiOptimizer; none of any other.
  std::vector<Optimizer> optimizers() const;
  OptimizerImpl& impl() const { return *impl_; }

 protected:
  explicit Optimizer(Ref<OptimizerImpl> impl) : impl_(std::move(impl)) {}

 private:
  Ref<OptimizerImpl> impl_;
};

/// The optimizer of that name, with its defaults (keras.optimizers.get). Throws name_error for an unknown one.
KERATIN_GET(Optimizer);

template <Text S>
KERATIN_ALWAYS_INLINE Optimizer::Optimizer(const S& name) : Optimizer(get(name)) {}

}  // namespace keratin::optimizers

namespace keratin {
using optimizers::Optimizer;
}

#if KERATIN_DEFINE(optimizers)
#include "optimizer_step.hpp"
#include "optimizer_variables.hpp"

namespace keratin::optimizers {

KERATIN_INLINE void Optimizer::apply(std::vector<Tensor> gradients, const std::vector<Variable>& weights) const {
  impl_->apply(gradients, weights);
}
KERATIN_INLINE void Optimizer::apply(std::vector<Tensor> gradients) const {
  require<state_error>(impl_->built(), name(), ".apply: expected weights, or a built optimizer; got neither.");
  impl_->apply(gradients, impl_->weights());
}
KERATIN_INLINE std::vector<Optimizer> Optimizer::optimizers() const {
  std::vector<Optimizer> all;
  for (Ref<OptimizerImpl>& one : impl_->optimizers()) all.push_back(Optimizer(std::move(one)));
  return all;
}

}  // namespace keratin::optimizers
#endif
