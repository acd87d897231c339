// OptimizerImpl: what all optimizers do alike around their rule: gradients are scaled, gathered and clipped before it,
// weights decay; averages and constraints follow.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

#include "optimizer_options.hpp"
#include "weight_update.hpp"

namespace keratin::optimizers {

/// One number or array that an optimizer keeps.
struct OptimizerVariable {
  std::string name;  ///< Keras's: "iteration", "learning_rate", "sequential_dense_kernel_momentum".
  Tensor value;
};

class OptimizerImpl;

/// An optimizer inside another one.
struct InnerOptimizer {
  std::string group;  ///< Where files hold it, below the other: "inner_optimizer", "optimizers/adam".
  Ref<OptimizerImpl> optimizer;
};

class OptimizerImpl : public RefCounted {
 public:
  OptimizerImpl(CommonOptions common, std::vector<SlotKind> kinds)
      : common_(std::move(common)), kinds_(std::move(kinds)) {}

  /// Makes what is kept for these weights. Again with the same weights does nothing; throws state_error for others.
  virtual void build(std::span<const Variable> weights);
  bool built() const { return !weights_.empty(); }
  const std::vector<Variable>& weights() const { return weights_; }  ///< Those it was built for.
  /// One step. An undefined gradient leaves its weight as it is. The weights are all or some of those it was built for.
  virtual void apply(std::span<Tensor> gradients, std::span<const Variable> weights);
  /// Puts the running averages in the weights' place, if it keeps them (use_ema).
  virtual void finalize(std::span<const Variable> weights) const;
  /// Puts the running averages in the weights' place and the weights in theirs; set_averages sets them to the weights.
  /// Both throw state_error unless it keeps averages (use_ema) of these weights.
  virtual void swap_averages(std::span<const Variable> weights);
  virtual void set_averages(std::span<const Variable> weights);

  std::string class_name() const { return common_.class_name; }  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const = 0;
  const std::string& name() const { return common_.name; }
  /// The steps done: those that changed the weights, if gradients are gathered over several.
  virtual index_t iterations() const { return iterations_ / std::max<index_t>(common_.gradient_accumulation_steps, 1); }
  virtual double learning_rate() const { return common_.learning_rate.at(iterations_); }
  virtual void set_learning_rate(const LearningRate& rate);
  virtual void exclude_from_weight_decay(std::vector<Variable> weights, std::vector<std::string> names);
  /// The loss whose gradients apply() is to be given: times loss_scale_factor, if there is one.
  virtual Tensor scale_loss(const Tensor& loss) const;
  virtual bool scales_loss() const { return common_.loss_scale_factor.has_value(); }
  void set_loss_scale_factor(const std::optional<Real>& factor) { common_.loss_scale_factor = factor; }
  void rename(std::string name) { common_.name = std::move(name); }
  bool keeps_averages() const { return common_.use_ema; }
  /// The optimizers inside this one, in the order of their variables; most have none.
  virtual std::vector<InnerOptimizer> inner() const { return {}; }
  /// Those that share the weights, each with a learning rate of its own (MultiOptimizer); none where the rate is this
  /// one's.
  virtual std::vector<Ref<OptimizerImpl>> optimizers() const { return {}; }

  /// All that it keeps, in the order in which Keras saves it. Arrays are the optimizer's own; of an embedding's rows
  /// that batches don't use they are as of this call.
  virtual std::vector<OptimizerVariable> variables() const;
  /// Sets all of them, in that order. Throws state_error unless built, shape_error if they don't fit.
  virtual void set_variables(std::span<const Tensor> values);
  /// All numbers it keeps: for the summary.
  index_t count_params() const;

 protected:
  /// The rule for all weights at once. `step` counts from 1.
  virtual void update(std::span<const WeightUpdate> weights, double learning_rate, index_t step) = 0;
  /// What slot `kind` of a weight starts as; undefined if the weight has none.
  virtual Tensor make_slot(std::size_t kind, const Variable& weight) const {
    return full(weight.shape(), kinds_[kind].start, weight.dtype(), weight.device());
  }
  /// How much this weight decays.
  virtual double weight_decay_of(const Variable& weight) const {
    return static_cast<void>(weight), common_.weight_decay.value_or(0);
  }
  /// Called when built: numbers that the rule keeps beside the slots are made and listed here.
  virtual void make_scalars(std::vector<OptimizerVariable>& scalars) { static_cast<void>(scalars); }

  const CommonOptions& common() const { return common_; }
  DType dtype() const { return weights_.empty() ? float32 : weights_[0].dtype(); }
  /// The learning rate as Keras keeps it: a number of the weights' dtype.
  LearningRate kept_learning_rate() const;
  /// Where a weight stands among those it was built for; most likely at `guess`. Throws state_error for another.
  std::size_t find(const Variable& weight, std::size_t guess) const;
  /// What set_variables is to refuse.
  void check_variables(std::span<const Tensor> values) const;
  double kept(double rate) const { return dtype() == float64 ? rate : static_cast<double>(static_cast<float>(rate)); }

 private:
  List<WeightUpdate> match(std::span<Tensor> gradients, std::span<const Variable> weights);
  const Tensor& average_of(const Variable& weight, std::size_t guess) const;
  bool excluded(const Variable& weight) const;
  bool gather(std::span<const WeightUpdate> updates);
  void clip(std::span<const WeightUpdate> updates) const;
  void step(std::span<const WeightUpdate> updates);
  void average();
  void list_slots(std::vector<OptimizerVariable>& all) const;
  void build_for(const Variable& weight);

  CommonOptions common_;
  std::vector<SlotKind> kinds_;
  index_t iterations_ = 0;
  std::vector<Variable> weights_;
  std::vector<Tensor> slots_;                    // those of one weight lie together
  mutable std::vector<IdleRows> idle_rows_;      // of each weight; caught up where the slots are read
  std::vector<Tensor> averages_, accumulators_;  // one for each weight, or none
  std::vector<double> decays_;
  std::vector<OptimizerVariable> scalars_;
  std::vector<Variable> excluded_;
  std::vector<std::string> excluded_names_;
};

/// An optimizer with these options.
template <class Options>
class OptimizerOf : public OptimizerImpl {
 public:
  OptimizerOf(const char* class_name, const Options& o, std::vector<SlotKind> kinds)
      : OptimizerImpl(CommonOptions(class_name, o), std::move(kinds)), options_(o) {}
  void fields(Fields& f) const override {
    Options now = options_;
    now.name = name();
    now.learning_rate = kept_learning_rate();
    now.loss_scale_factor = common().loss_scale_factor;
    now.fields(f);
  }

 protected:
  const Options options_;
};

}  // namespace keratin::optimizers
