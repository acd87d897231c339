// MultiOptimizer: several optimizers for one model, each for its own weights.
//   optimizers::OptimizerMap map(optimizers::SGD(0.1));
//   map["sequential/encoder/.*"] = optimizers::Adam(0.01);
//   model.compile({.optimizer = optimizers::MultiOptimizer(map), .loss = "mse"});
#pragma once
#include <functional>
#include <type_traits>

#include "optimizer_map.hpp"

namespace keratin::optimizers {

struct MultiOptimizerOptions {
  KERATIN_OPTIONS;
  std::optional<Real> loss_scale_factor =
      {};  ///< Takes the place of those of the inner optimizers, also if it is none.
  std::string name = {};
};

template <class F>
concept ChoosesOptimizer =
    std::is_invocable_r_v<Optimizer, const F&, const Variable&> && !std::same_as<F, OptimizerMap>;

/// (keras.optimizers.MultiOptimizer) An OptimizerMap, or a function of the weight, says which optimizer takes which
/// weight when the first step is made. `optimizers()` are those inside; where two have one name, the second is called
/// "sgd_1". It has a count of steps of its own but no learning rate: learning_rate() throws state_error, and callbacks
/// set those of the inner optimizers. What a function chooses cannot be saved with the model. Throws value_error for an
/// optimizer inside that is around others.
struct MultiOptimizer : Optimizer {
  explicit MultiOptimizer(const OptimizerMap& map, const MultiOptimizerOptions& options = {});
  template <ChoosesOptimizer F>
  explicit MultiOptimizer(const F& choose, const MultiOptimizerOptions& options = {})
      : MultiOptimizer(std::function<Optimizer(const Variable&)>(choose), options, 0) {}
  static MultiOptimizer from(Fields& f);

 private:
  MultiOptimizer(std::function<Optimizer(const Variable&)> choose, const MultiOptimizerOptions& options, int);
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <algorithm>
#include <map>
#include <memory>

#include "../autograd/tape.hpp"

namespace keratin::optimizers {

class MultiOptimizerImpl final : public OptimizerImpl {
 public:
  MultiOptimizerImpl(std::optional<OptimizerMap> map, std::function<Optimizer(const Variable&)> choose,
                     const MultiOptimizerOptions& o)
      : OptimizerImpl(CommonOptions("MultiOptimizer",
                                    detail::WrapperOptions{.loss_scale_factor = o.loss_scale_factor, .name = o.name}),
                      {}),
        map_(std::move(map)),
        choose_(std::move(choose)) {
    if (!map_) return;
    for (const auto& entry : map_->entries()) static_cast<void>(part_of(entry.second));
    static_cast<void>(part_of(map_->default_optimizer()));
  }

  void build(std::span<const Variable> weights) override {
    if (built()) return OptimizerImpl::build(weights);
    std::vector<std::size_t> chosen;
    for (const Variable& w : weights) chosen.push_back(part_of(map_ ? (*map_)(w) : choose_(w)));
    OptimizerImpl::build(weights);
    chosen_ = std::move(chosen);
    each_part(weights, [](OptimizerImpl& inner, std::span<const Variable> own) { inner.build(own); });
  }

  /// An optimizer none of whose weights has a gradient makes no step.
  void apply(std::span<Tensor> gradients, std::span<const Variable> weights) override {
    const NoGradient scope;
    require(gradients.size() == weights.size(), name(), ": expected one gradient for each weight; got ",
            gradients.size(), " and ", weights.size(), ".");
    if (weights.empty()) return;
    if (!built()) build(weights);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      Part& part = parts_[chosen_[find(weights[i], i)]];
      if (!gradients[i].defined()) continue;
      part.weights.push_back(weights[i]);
      part.gradients.push_back(gradients[i]);
    }
    const auto clear = [this](void*) {
      for (Part& part : parts_) part.weights.clear(), part.gradients.clear();  // their room stays
    };
    const std::unique_ptr<void, decltype(clear)> at_end(this, clear);
    require(std::any_of(parts_.begin(), parts_.end(), [](const Part& p) { return !p.weights.empty(); }), name(),
            ": expected a gradient for at least one weight; got none. Hint: does the loss depend on the weights?");
    for (Part& part : parts_)
      if (!part.weights.empty()) part.optimizer.impl().apply(part.gradients, part.weights);
    ++steps_;
  }

  void finalize(std::span<const Variable> weights) const override {
    if (built()) each_part(weights, [](OptimizerImpl& inner, std::span<const Variable> own) { inner.finalize(own); });
  }
  void swap_averages(std::span<const Variable> weights) override {
    each_with_averages(weights, [](OptimizerImpl& inner, std::span<const Variable> own) { inner.swap_averages(own); });
  }
  void set_averages(std::span<const Variable> weights) override {
    each_with_averages(weights, [](OptimizerImpl& inner, std::span<const Variable> own) { inner.set_averages(own); });
  }

  index_t iterations() const override { return steps_; }
  double learning_rate() const override {
    fail<state_error>(name(), ".learning_rate: expected an optimizer with one; got those inside, each with its own. ",
                      "Hint: ask each of optimizers().");
  }
  void set_learning_rate(const LearningRate&) override {
    fail<state_error>(name(), ".set_learning_rate: expected an optimizer with one; got those inside, each with its ",
                      "own. Hint: set that of each of optimizers().");
  }
  void exclude_from_weight_decay(std::vector<Variable>, std::vector<std::string>) override {
    fail<state_error>(name(), ".exclude_from_weight_decay: expected an optimizer with weights of its own; got one ",
                      "around others. Hint: call it of each of optimizers().");
  }

  /// Those inside that have no weights have a state too, as in Keras.
  std::vector<OptimizerVariable> variables() const override {
    std::vector<OptimizerVariable> all = {{"iteration", Tensor::scalar(static_cast<double>(steps_), int64)},
                                          {"learning_rate", Tensor::scalar(0, dtype())}};
    for (const Part& part : parts_)
      for (OptimizerVariable& v : part.optimizer.variables()) all.push_back(std::move(v));
    return all;
  }
  void set_variables(std::span<const Tensor> values) override {
    check_variables(values);
    steps_ = values[0].item<index_t>();
    std::size_t at = 2;  // after its own
    for (const Part& part : parts_) {
      const std::size_t n = part.optimizer.variables().size();
      if (part.optimizer.impl().built()) part.optimizer.impl().set_variables(values.subspan(at, n));
      at += n;
    }
  }

  std::vector<InnerOptimizer> inner() const override {
    std::map<std::string, int> counts;
    std::vector<InnerOptimizer> all;
    for (const Part& part : parts_) {
      const std::string kind = snake_case(part.optimizer.impl().class_name());
      const int n = counts[kind]++;
      all.push_back(
          {"optimizers/" + kind + (n == 0 ? "" : "_" + std::to_string(n)), Ref<OptimizerImpl>(&part.optimizer.impl())});
    }
    return all;
  }
  std::vector<Ref<OptimizerImpl>> optimizers() const override {
    std::vector<Ref<OptimizerImpl>> all;
    for (const Part& part : parts_) all.emplace_back(&part.optimizer.impl());
    return all;
  }

  void fields(Fields& f) const override {
    require(map_.has_value(), name(), ": expected an OptimizerMap, as a file can tell it; got a function. Hint: give ",
            "it an OptimizerMap; or save_weights alone.");
    std::optional<OptimizerMap> map = map_;
    std::optional<Real> factor = common().loss_scale_factor;
    std::string own_name = name();
    f("optimizer_map, loss_scale_factor, name", map, factor, own_name);
  }

 private:
  /// One optimizer; in a step, what it is to do.
  struct Part {
    Optimizer optimizer;
    std::vector<Tensor> gradients = {};
    std::vector<Variable> weights = {};
  };

  void update(std::span<const WeightUpdate>, double, index_t) override {}  // the inner ones'

  /// The number of an optimizer among those inside, which it joins.
  std::size_t part_of(const Optimizer& optimizer) {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (&parts_[i].optimizer.impl() == &optimizer.impl()) return i;
    detail::check_inner(optimizer);
    optimizer.impl().set_loss_scale_factor(common().loss_scale_factor);
    const std::string given = optimizer.name();
    const auto taken = [&optimizer](const Part& part) { return part.optimizer.name() == optimizer.name(); };
    for (int n = 1; std::any_of(parts_.begin(), parts_.end(), taken); ++n)
      optimizer.impl().rename(given + "_" + std::to_string(n));
    parts_.push_back({optimizer});
    return parts_.size() - 1;
  }

  /// `use(optimizer, its weights)` for each that has some among these.
  template <class Use>
  void each_part(std::span<const Variable> weights, const Use& use) const {
    std::vector<std::vector<Variable>> own(parts_.size());
    for (std::size_t i = 0; i < weights.size(); ++i) own[chosen_[find(weights[i], i)]].push_back(weights[i]);
    for (std::size_t i = 0; i < own.size(); ++i)
      if (!own[i].empty()) use(parts_[i].optimizer.impl(), own[i]);
  }
  template <class Use>
  void each_with_averages(std::span<const Variable> weights, const Use& use) const {
    const auto keeps = [](const Part& part) { return part.optimizer.impl().keeps_averages(); };
    require<state_error>(built() && std::any_of(parts_.begin(), parts_.end(), keeps), name(),
                         ": expected running averages of weights; got none. Hint: use_ema = true of at least one of ",
                         "optimizers() keeps them from the first step on.");
    each_part(weights, [&](OptimizerImpl& inner, std::span<const Variable> own) {
      if (inner.keeps_averages()) use(inner, own);
    });
  }

  std::optional<OptimizerMap> map_;
  std::function<Optimizer(const Variable&)> choose_;
  std::vector<Part> parts_;
  std::vector<std::size_t> chosen_;  // for each weight
  index_t steps_ = 0;
};

KERATIN_INLINE MultiOptimizer::MultiOptimizer(const OptimizerMap& map, const MultiOptimizerOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new MultiOptimizerImpl(map, {}, options))) {}
KERATIN_INLINE MultiOptimizer::MultiOptimizer(std::function<Optimizer(const Variable&)> choose,
                                              const MultiOptimizerOptions& options, int)
    : Optimizer(Ref<OptimizerImpl>(new MultiOptimizerImpl(std::nullopt, std::move(choose), options))) {}

KERATIN_INLINE MultiOptimizer MultiOptimizer::from(Fields& f) {
  std::optional<OptimizerMap> map;
  MultiOptimizerOptions o;
  f("optimizer_map, loss_scale_factor, name", map, o.loss_scale_factor, o.name);
  require(map.has_value(), "MultiOptimizer: expected an optimizer_map; got none.");
  return MultiOptimizer(*map, o);
}

}  // namespace keratin::optimizers
#endif
