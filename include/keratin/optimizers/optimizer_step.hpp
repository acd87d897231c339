// One step of an optimizer: all that comes before and after its rule, in Keras's order. Included by optimizer.hpp.
#pragma once
#include "optimizer_impl.hpp"

#if KERATIN_DEFINE(optimizers)
#include "../autograd/tape.hpp"
#include "../ops/multiply.hpp"
#include "update.hpp"

namespace keratin::optimizers {

KERATIN_INLINE void OptimizerImpl::apply(std::span<Tensor> gradients, std::span<const Variable> weights) {
  const NoGradient scope;
  require(gradients.size() == weights.size(), name(), ": expected one gradient for each weight; got ", gradients.size(),
          " and ", weights.size(), ".");
  if (weights.empty()) return;
  if (!built()) build(weights);
  const List<WeightUpdate> updates = match(gradients, weights);
  require(!updates.empty(), name(), ": expected a gradient for at least one weight; got none. Hint: does the loss ",
          "depend on the weights?");
  if (common_.loss_scale_factor)
    for (const WeightUpdate& u : updates) scale(u.gradient, 1 / *common_.loss_scale_factor);
  if (gather(updates)) step(updates);
  if (common_.use_ema) average();
  for (const WeightUpdate& u : updates)
    if (u.weight.info().constraint) u.weight.assign(u.weight.info().constraint(u.weight));
  ++iterations_;
}

/// The weights that have a gradient, which must fit.
KERATIN_INLINE List<WeightUpdate> OptimizerImpl::match(std::span<Tensor> gradients, std::span<const Variable> weights) {
  List<WeightUpdate> updates;
  updates.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::size_t at = find(weights[i], i);
    Tensor& gradient = gradients[i];
    if (!gradient.defined()) continue;
    const Variable& weight = weights_[at];
    require<shape_error>(gradient.shape() == weight.shape(), name(), ": expected a gradient of shape ", weight.shape(),
                         " for ", weight.path(), "; got ", gradient.shape(), ".");
    require<dtype_error>(gradient.dtype() == weight.dtype(), name(), ": expected a gradient of dtype ", weight.dtype(),
                         " for ", weight.path(), "; got ", gradient.dtype(), ".");
    updates.push_back({weight, {slots_.data() + at * kinds_.size(), kinds_.size()}, gradient, at, idle_rows_[at]});
  }
  return updates;
}

/// Over gradient_accumulation_steps: whether the weights change now; the gradients are then the mean of all gathered.
KERATIN_INLINE bool OptimizerImpl::gather(std::span<const WeightUpdate> updates) {
  const index_t steps = common_.gradient_accumulation_steps;
  if (steps == 0) return true;
  const bool last = (iterations_ + 1) % steps == 0;
  for (const WeightUpdate& u : updates) {
    const Tensor& gathered = accumulators_[u.index];
    if (last)
      u.gradient = map(detail::ScaledSum{1.0 / static_cast<double>(steps)}, u.gradient, gathered);
    else
      map_into(detail::ScaledSum{1}, gathered, u.gradient, gathered);
  }
  if (last)
    for (const Tensor& gathered : accumulators_) map_into(detail::Nothing{}, gathered, gathered);
  return last;
}

KERATIN_INLINE void OptimizerImpl::step(std::span<const WeightUpdate> updates) {
  const double rate = kept(learning_rate());
  clip(updates);
  for (const WeightUpdate& u : updates)
    if (decays_[u.index] != 0) scale_in_place(u.weight, 1 - decays_[u.index] * rate);
  update(updates, rate, iterations() + 1);
}

KERATIN_INLINE void OptimizerImpl::clip(std::span<const WeightUpdate> updates) const {
  const auto above_0 = [](const std::optional<Real>& limit) { return limit && *limit > 0; };  // as Keras
  if (above_0(common_.clipvalue))
    for (const WeightUpdate& u : updates) clip_by_value(u.gradient, *common_.clipvalue);
  if (above_0(common_.clipnorm))
    for (const WeightUpdate& u : updates) clip_by_norm(u.gradient, sum_of_squares(u.gradient), *common_.clipnorm);
  if (!above_0(common_.global_clipnorm)) return;
  Tensor squares;
  for (const WeightUpdate& u : updates) {
    const Tensor own = sum_of_squares(u.gradient);
    squares = squares.defined() ? map(detail::ScaledSum{1}, squares, own) : own;
  }
  squares = map(detail::FiniteOrNaN{}, squares);  // as Keras: steps that mean nothing are not made small
  for (const WeightUpdate& u : updates) clip_by_norm(u.gradient, squares, *common_.global_clipnorm);
}

KERATIN_INLINE void OptimizerImpl::average() {
  const double share = iterations() == 0 ? 1 : 1 - common_.ema_momentum;
  for (std::size_t i = 0; i < weights_.size(); ++i) move_towards(averages_[i], weights_[i], share);
  const index_t frequency = common_.ema_overwrite_frequency;
  if (frequency > 0 && (iterations() + 1) % frequency == 0) finalize(weights_);
}

KERATIN_INLINE const Tensor& OptimizerImpl::average_of(const Variable& weight, std::size_t guess) const {
  require<state_error>(!averages_.empty(), name(), ": expected running averages of the weights; got none. Hint: ",
                       "use_ema = true keeps them from the first step on.");
  return averages_[find(weight, guess)];
}

KERATIN_INLINE void OptimizerImpl::finalize(std::span<const Variable> weights) const {
  if (!common_.use_ema || !built()) return;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].assign(average_of(weights[i], i));
}

KERATIN_INLINE void OptimizerImpl::swap_averages(std::span<const Variable> weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Tensor& average = average_of(weights[i], i);
    const Tensor weight = weights[i].clone();
    weights[i].assign(average);
    average.assign(weight);
  }
}

KERATIN_INLINE void OptimizerImpl::set_averages(std::span<const Variable> weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) average_of(weights[i], i).assign(weights[i]);
}

KERATIN_INLINE void OptimizerImpl::set_learning_rate(const LearningRate& rate) {
  require<state_error>(common_.learning_rate.is_number() || !rate.is_number(), name(),
                       ": expected a learning rate that can be set; got an optimizer with a schedule. Hint: make it ",
                       "with a number, or set a schedule.");
  common_.learning_rate = rate;
}

KERATIN_INLINE LearningRate OptimizerImpl::kept_learning_rate() const {
  return common_.learning_rate.is_number() ? LearningRate(kept(learning_rate())) : common_.learning_rate;
}

KERATIN_INLINE Tensor OptimizerImpl::scale_loss(const Tensor& loss) const {
  if (!common_.loss_scale_factor) return loss;
  return ops::multiply(loss, Tensor::scalar(*common_.loss_scale_factor, loss.dtype()));
}

}  // namespace keratin::optimizers
#endif
