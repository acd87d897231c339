// What an optimizer keeps: made for the weights it is built for, and listed in the order in which Keras saves it.
// Included by optimizer.hpp.
#pragma once
#include "optimizer_impl.hpp"

#if KERATIN_DEFINE(optimizers)
namespace keratin::optimizers {

namespace detail {

/// "sequential/dense/kernel", "momentum" -> "sequential_dense_kernel_momentum".
inline std::string variable_name(const Variable& weight, const char* slot) {
  std::string name = weight.path();
  std::replace(name.begin(), name.end(), '/', '_');
  return name + "_" + slot;
}

}  // namespace detail

KERATIN_INLINE void OptimizerImpl::build(std::span<const Variable> weights) {
  if (built()) {
    require<state_error>(weights.size() == weights_.size(), name(), ": expected the ", weights_.size(),
                         " weights it was built for; got ", weights.size(),
                         ". Hint: another model needs an optimizer of its own.");
    for (std::size_t i = 0; i < weights.size(); ++i) static_cast<void>(find(weights[i], i));
    return;
  }
  for (const Variable& w : weights) {
    const DType type = w.dtype();
    require<dtype_error>(type == float32 || type == float64, name(), ": expected weights of float32 or float64; got ",
                         type, " for ", w.path(), ".");
    require<dtype_error>(type == weights[0].dtype(), name(), ": expected weights of one dtype; got ", type, " for ",
                         w.path(), " beside ", weights[0].dtype(), ".");
  }
  for (const Variable& w : weights) build_for(w);
  if (built()) make_scalars(scalars_);
}

KERATIN_INLINE void OptimizerImpl::build_for(const Variable& weight) {
  weights_.push_back(weight);
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) slots_.push_back(make_slot(kind, weight));
  idle_rows_.push_back({});
  if (common_.use_ema) averages_.push_back(zeros(weight.shape(), weight.dtype(), weight.device()));
  if (common_.gradient_accumulation_steps > 0)
    accumulators_.push_back(zeros(weight.shape(), weight.dtype(), weight.device()));
  decays_.push_back(excluded(weight) ? 0 : weight_decay_of(weight));
}

KERATIN_INLINE std::size_t OptimizerImpl::find(const Variable& weight, std::size_t guess) const {
  const auto is = [&](std::size_t i) { return weights_[i].impl() == weight.impl(); };
  if (guess < weights_.size() && is(guess)) return guess;
  for (std::size_t i = 0; i < weights_.size(); ++i)
    if (is(i)) return i;
  fail<state_error>(name(), ": expected a weight it was built for; got ", weight.path(),
                    ". Hint: other weights, also those no longer frozen, need a new optimizer: compile again.");
}

KERATIN_INLINE bool OptimizerImpl::excluded(const Variable& weight) const {
  for (const Variable& w : excluded_)
    if (w.impl() == weight.impl()) return true;
  for (const std::string& part : excluded_names_)
    if (weight.name().find(part) != std::string::npos) return true;
  return false;
}

KERATIN_INLINE void OptimizerImpl::exclude_from_weight_decay(std::vector<Variable> weights,
                                                             std::vector<std::string> names) {
  require<state_error>(!built(), name(),
                       ".exclude_from_weight_decay: expected an optimizer that is not yet built; got ",
                       "one that is. Hint: call it before the first step.");
  excluded_ = std::move(weights);
  excluded_names_ = std::move(names);
}

KERATIN_INLINE void OptimizerImpl::list_slots(std::vector<OptimizerVariable>& all) const {
  for (std::size_t begin = 0, end = 0; begin < kinds_.size(); begin = end) {
    end = begin + 1;
    while (end < kinds_.size() && !kinds_[end].apart) ++end;
    for (std::size_t i = 0; i < weights_.size(); ++i)
      for (std::size_t kind = begin; kind < end; ++kind) {
        const Tensor& slot = slots_[i * kinds_.size() + kind];
        const char* const own = kinds_[kind].name;
        if (!slot.defined()) continue;
        all.push_back({*own == '\0' ? weights_[i].name() : detail::variable_name(weights_[i], own), slot});
      }
  }
}

KERATIN_INLINE std::vector<OptimizerVariable> OptimizerImpl::variables() const {
  for (std::size_t i = 0; i < weights_.size(); ++i)
    idle_rows_[i].catch_up({slots_.data() + i * kinds_.size(), kinds_.size()});
  std::vector<OptimizerVariable> all;
  all.push_back({"iteration", Tensor::scalar(static_cast<double>(iterations_), int64)});
  if (common_.learning_rate.is_number()) all.push_back({"learning_rate", Tensor::scalar(learning_rate(), dtype())});
  for (std::size_t i = 0; i < averages_.size(); ++i)
    all.push_back({detail::variable_name(weights_[i], "average"), averages_[i]});
  for (std::size_t i = 0; i < accumulators_.size(); ++i)
    all.push_back({detail::variable_name(weights_[i], "gradient_accumulator"), accumulators_[i]});
  list_slots(all);
  all.insert(all.end(), scalars_.begin(), scalars_.end());
  return all;
}

KERATIN_INLINE void OptimizerImpl::check_variables(std::span<const Tensor> values) const {
  require<state_error>(built(), name(), ": expected a built optimizer; got one without variables. Hint: call ",
                       "build(model.trainable_variables()) first.");
  const std::vector<OptimizerVariable> all = variables();
  require<shape_error>(values.size() == all.size(), name(), ": expected ", all.size(), " variables; got ",
                       values.size(), ".");
  for (std::size_t i = 0; i < all.size(); ++i)
    require<shape_error>(values[i].shape() == all[i].value.shape(), name(), ": expected ", all[i].name, " of shape ",
                         all[i].value.shape(), "; got ", values[i].shape(), ".");
  const auto iteration = values[0].item<index_t>();
  require(iteration >= 0, name(), ": expected an iteration of at least 0; got ", iteration, ".");
}

KERATIN_INLINE void OptimizerImpl::set_variables(std::span<const Tensor> values) {
  check_variables(values);
  const std::vector<OptimizerVariable> all = variables();
  for (std::size_t i = 0; i < all.size(); ++i) all[i].value.assign(values[i]);
  iterations_ = values[0].item<index_t>();
  if (common_.learning_rate.is_number()) common_.learning_rate = LearningRate(values[1].item<double>());
}

KERATIN_INLINE index_t OptimizerImpl::count_params() const {
  index_t n = 0;
  if (built())
    for (const OptimizerVariable& v : variables()) n += v.value.size();
  return n;
}

}  // namespace keratin::optimizers
#endif
