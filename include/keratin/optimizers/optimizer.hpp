// Optimizer: changes weights so that the loss gets smaller. A kind of optimizer is its options and one step functor;
// all weights are updated in one pass.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../core/fields.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::optimizers {

/// A learning rate: a number.
class LearningRate {
 public:
  template <Number N>
  LearningRate(N rate) : rate_(static_cast<double>(rate)) {}
  double at(index_t step) const { return static_cast<void>(step), rate_; }

 private:
  double rate_;
};

/// What every optimizer's options end with, in Keras's order.
#define KERATIN_OPTIMIZER_OPTIONS                                                                        \
  std::optional<::keratin::Real> weight_decay = {}, clipnorm = {}, clipvalue = {}, global_clipnorm = {}; \
  ::keratin::Flag use_ema = false;                                                                       \
  ::keratin::Real ema_momentum = 0.99;                                                                   \
  std::optional<::keratin::Int> ema_overwrite_frequency = {};                                            \
  std::string name = {}

/// In an optimizer's options: its own, in Keras's order; those above follow by themselves.
#define KERATIN_OPTIMIZER_FIELDS(...)                                                                             \
  void fields(::keratin::Fields& f) {                                                                             \
    f(#__VA_ARGS__ __VA_OPT__(, ) __VA_ARGS__);                                                                   \
    f("weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, name", \
      weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, name);  \
  }

/// Those options, for all optimizers alike.
struct CommonOptions {
  LearningRate learning_rate;
  std::optional<double> weight_decay, clipnorm, clipvalue, global_clipnorm;
  bool use_ema;
  double ema_momentum;
  std::optional<index_t> ema_overwrite_frequency;
  std::string name;

  template <class Options>
  static CommonOptions of(const Options& o, const char* name);
};

/// The arrays of one weight: its value, the optimizer's slots, its gradient.
struct WeightUpdate {
  const Tensor& weight;
  std::span<const Tensor> slots;
  const Tensor& gradient;
};

class OptimizerImpl : public RefCounted {
 public:
  OptimizerImpl(CommonOptions common, std::size_t slots) : common_(std::move(common)), slot_count_(slots) {}

  /// Makes the slots, which start at 0.
  void build(std::span<const Variable> weights);
  /// One step. An undefined gradient leaves its weight as it is.
  void apply(std::span<Tensor> gradients, std::span<const Variable> weights);

  virtual std::string class_name() const = 0;  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  const std::string& name() const { return common_.name; }
  index_t iterations() const { return iterations_; }
  double learning_rate() const { return rate_override_.value_or(common_.learning_rate.at(iterations_)); }
  void set_learning_rate(double rate) { rate_override_ = rate; }
  /// All numbers it keeps: for the summary.
  index_t count_params() const;
  /// Puts the running averages in the weights' place, if it keeps them (use_ema).
  void finalize(std::span<const Variable> weights);

 protected:
  /// The rule for all weights at once. `step` counts from 1.
  virtual void update(std::span<const WeightUpdate> weights, double learning_rate, index_t step) = 0;
  /// What a slot starts from.
  virtual double initial_slot(std::size_t slot) const { return static_cast<void>(slot), 0; }

 private:
  void check_gradient(const Tensor& gradient, const Variable& weight) const;
  void clip(std::span<Tensor> gradients) const;
  void decay(std::span<const WeightUpdate> updates, double learning_rate) const;
  void average(std::span<const Variable> weights);

  CommonOptions common_;
  std::size_t slot_count_;
  std::optional<double> rate_override_;
  index_t iterations_ = 0;
  std::vector<Tensor> slots_, averages_;  // slots of one weight lie together
  std::vector<const TensorImpl*> built_for_;
};

/// An optimizer: a name such as "adam", or an object.
class Optimizer {
 public:
  template <Text S>
  Optimizer(const S& name);
  /// One step: gradients and weights in the same order.
  void apply(std::vector<Tensor> gradients, const std::vector<Variable>& weights) const;
  const std::string& name() const { return impl_->name(); }
  double learning_rate() const { return impl_->learning_rate(); }
  void set_learning_rate(Real rate) const { impl_->set_learning_rate(rate); }
  index_t iterations() const { return impl_->iterations(); }
  OptimizerImpl& impl() const { return *impl_; }

 protected:
  explicit Optimizer(Ref<OptimizerImpl> impl) : impl_(std::move(impl)) {}

 private:
  Ref<OptimizerImpl> impl_;
};

/// The optimizer of that name, with its defaults (keras.optimizers.get). Throws name_error for an unknown one.
KERATIN_GET(Optimizer);

template <Text S>
Optimizer::Optimizer(const S& name) : Optimizer(get(name)) {}

template <class Options>
CommonOptions CommonOptions::of(const Options& o, const char* name) {
  const auto above_0 = [](const std::optional<Real>& limit) {
    return limit && *limit > 0 ? limit : std::nullopt;
  };  // as Keras
  CommonOptions c{o.learning_rate,
                  o.weight_decay,
                  above_0(o.clipnorm),
                  above_0(o.clipvalue),
                  above_0(o.global_clipnorm),
                  o.use_ema,
                  o.ema_momentum,
                  {},
                  o.name.empty() ? name : o.name};
  if (o.ema_overwrite_frequency) c.ema_overwrite_frequency = o.ema_overwrite_frequency->value;
  const int clips = c.clipnorm.has_value() + c.clipvalue.has_value() + c.global_clipnorm.has_value();
  require(clips <= 1, c.name, ": expected at most one of clipnorm, clipvalue and global_clipnorm; got ", clips, ".");
  require(c.ema_momentum >= 0 && c.ema_momentum <= 1, c.name, ": expected an ema_momentum from 0 to 1; got ",
          c.ema_momentum, ".");
  return c;
}

}  // namespace keratin::optimizers

namespace keratin {
using optimizers::Optimizer;
}

#if KERATIN_DEFINE(optimizers)
#include <algorithm>
#include <cmath>

#include "../autograd/tape.hpp"
#include "update.hpp"

namespace keratin::optimizers {

KERATIN_INLINE void OptimizerImpl::build(std::span<const Variable> weights) {
  built_for_.clear();
  slots_.clear();
  averages_.clear();
  for (const Variable& w : weights) {
    built_for_.push_back(&w.get());
    for (std::size_t s = 0; s < slot_count_; ++s) slots_.push_back(full(w.shape(), initial_slot(s), w.dtype()));
    if (common_.use_ema) averages_.push_back(w.clone());
  }
}

KERATIN_INLINE void OptimizerImpl::apply(std::span<Tensor> gradients, std::span<const Variable> weights) {
  const NoGradient scope;
  require(gradients.size() == weights.size(), common_.name, ": expected one gradient for each weight; got ",
          gradients.size(), " and ", weights.size(), ".");
  if (built_for_.empty()) build(weights);
  require<state_error>(built_for_.size() == weights.size(), common_.name, ": expected the ", built_for_.size(),
                       " weights it was built for; got ", weights.size(),
                       ". Hint: compile again after freezing layers.");
  const double rate = learning_rate();
  List<WeightUpdate> updates;
  updates.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    require<state_error>(built_for_[i] == &weights[i].get(), common_.name, ": expected weight ", i,
                         " to be the one it was built for; got ", weights[i].path(), ".");
    if (!gradients[i].defined()) continue;
    check_gradient(gradients[i], weights[i]);
    updates.push_back({weights[i], {slots_.data() + i * slot_count_, slot_count_}, gradients[i]});
  }
  clip(gradients);
  decay(updates, rate);
  update(updates, rate, ++iterations_);
  if (common_.use_ema) average(weights);
  for (const Variable& w : weights)
    if (w.info().constraint) w.assign(w.info().constraint(w));
}

KERATIN_INLINE void OptimizerImpl::check_gradient(const Tensor& gradient, const Variable& weight) const {
  require<shape_error>(gradient.shape() == weight.shape(), common_.name, ": expected a gradient of shape ",
                       weight.shape(), " for ", weight.path(), "; got ", gradient.shape(), ".");
  require<dtype_error>(gradient.dtype() == weight.dtype(), common_.name, ": expected a gradient of dtype ",
                       weight.dtype(), " for ", weight.path(), "; got ", gradient.dtype(), ".");
}

KERATIN_INLINE void OptimizerImpl::clip(std::span<Tensor> gradients) const {
  if (common_.clipvalue)
    for (Tensor& g : gradients) clip_by_value(g, *common_.clipvalue);
  if (common_.clipnorm)
    for (Tensor& g : gradients) scale(g, *common_.clipnorm / std::max(std::sqrt(sum_of_squares(g)), *common_.clipnorm));
  if (!common_.global_clipnorm) return;
  double total = 0;
  for (const Tensor& g : gradients) total += sum_of_squares(g);
  const double factor = *common_.global_clipnorm / std::max(std::sqrt(total), *common_.global_clipnorm);
  for (Tensor& g : gradients) scale(g, factor);
}

KERATIN_INLINE void OptimizerImpl::decay(std::span<const WeightUpdate> updates, double learning_rate) const {
  if (!common_.weight_decay) return;
  for (const WeightUpdate& u : updates) scale_in_place(u.weight, 1 - *common_.weight_decay * learning_rate);
}

KERATIN_INLINE void OptimizerImpl::average(std::span<const Variable> weights) {
  for (std::size_t i = 0; i < weights.size(); ++i)
    move_towards(averages_[i], weights[i], iterations_ == 1 ? 1.0 : 1 - common_.ema_momentum);
  const auto frequency = common_.ema_overwrite_frequency;
  if (frequency && *frequency > 0 && iterations_ % *frequency == 0)
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i].assign(averages_[i]);
}

KERATIN_INLINE void OptimizerImpl::finalize(std::span<const Variable> weights) {
  if (!common_.use_ema || averages_.size() != weights.size()) return;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].assign(averages_[i]);
}

KERATIN_INLINE index_t OptimizerImpl::count_params() const {
  if (built_for_.empty()) return 0;
  index_t n = 2;  // Keras counts the iteration and the learning rate
  for (const Tensor& s : slots_) n += s.size();
  for (const Tensor& a : averages_) n += a.size();
  return n;
}

KERATIN_INLINE void Optimizer::apply(std::vector<Tensor> gradients, const std::vector<Variable>& weights) const {
  impl_->apply(gradients, weights);
}

}  // namespace keratin::optimizers
#endif
