// LossScaleOptimizer: around another optimizer, scales the loss so that small gradients don't vanish.
//   the loss times scale, the gradients over scale. A gradient that is not finite: scale / 2, and no step;
//   after dynamic_growth_steps finite ones: 2 scale.
//   optimizers::LossScaleOptimizer optimizer(optimizers::Adam(1e-3));
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct LossScaleOptimizerOptions {
  KERATIN_OPTIONS;
  Real initial_scale = 32768;       ///< 2^15: one that is too high falls faster than one that is too low rises.
  Int dynamic_growth_steps = 2000;  ///< After so many finite steps the scale doubles.
  std::string name = {};
};

/// (keras.optimizers.LossScaleOptimizer) Learning rate, steps and averages are those of the inner optimizer, whose own
/// loss_scale_factor must not be set. Throws value_error for such a one, a scale of 0 or less, or growth steps below 1.
struct LossScaleOptimizer : Optimizer {
  explicit LossScaleOptimizer(const Optimizer& inner_optimizer, const LossScaleOptimizerOptions& options = {});
  static LossScaleOptimizer from(Fields& f);
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include "../autograd/tape.hpp"
#include "../ops/isfinite.hpp"
#include "../ops/multiply.hpp"
#include "../ops/reductions.hpp"
#include "update.hpp"

namespace keratin::optimizers {

namespace detail {

inline bool all_finite(std::span<const Tensor> gradients) {
  for (const Tensor& g : gradients)
    if (g.defined() && !ops::all(ops::isfinite(g)).item<bool>()) return false;
  return true;
}

}  // namespace detail

class LossScaleOptimizerImpl final : public OptimizerImpl {
 public:
  LossScaleOptimizerImpl(const Optimizer& inner, const LossScaleOptimizerOptions& o)
      : OptimizerImpl(CommonOptions("LossScaleOptimizer", detail::WrapperOptions{.name = o.name}), {}),
        inner_(inner),
        options_(o),
        scale_(o.initial_scale) {
    require(o.initial_scale > 0, name(), ": expected an initial_scale above 0; got ", o.initial_scale, ".");
    require(o.dynamic_growth_steps > 0, name(), ": expected dynamic_growth_steps above 0; got ", o.dynamic_growth_steps,
            ".");
    require(!inner.impl().scales_loss(), name(), ": expected an inner optimizer without loss_scale_factor; got ",
            inner.name(), " with one.");
  }

  void build(std::span<const Variable> weights) override {
    OptimizerImpl::build(weights);
    inner_.impl().build(weights);
  }
  void apply(std::span<Tensor> gradients, std::span<const Variable> weights) override {
    const NoGradient scope;
    if (!built()) build(weights);
    if (!detail::all_finite(gradients)) {
      scale_ /= 2;
      finite_steps_ = 0;
      return;
    }
    for (Tensor& g : gradients)
      if (g.defined()) scale(g, 1 / scale_);
    inner_.impl().apply(gradients, weights);
    if (++finite_steps_ < options_.dynamic_growth_steps) return;
    scale_ *= 2;
    finite_steps_ = 0;
  }
  void finalize(std::span<const Variable> weights) const override { inner_.impl().finalize(weights); }
  void swap_averages(std::span<const Variable> weights) override { inner_.impl().swap_averages(weights); }
  void set_averages(std::span<const Variable> weights) override { inner_.impl().set_averages(weights); }
  index_t iterations() const override { return inner_.iterations(); }
  double learning_rate() const override { return inner_.learning_rate(); }
  void set_learning_rate(const LearningRate& rate) override { inner_.set_learning_rate(rate); }
  void exclude_from_weight_decay(std::vector<Variable> weights, std::vector<std::string> names) override {
    inner_.impl().exclude_from_weight_decay(std::move(weights), std::move(names));
  }
  Tensor scale_loss(const Tensor& loss) const override {
    return ops::multiply(loss, Tensor::scalar(scale_, loss.dtype()));
  }
  bool scales_loss() const override { return true; }
  std::vector<InnerOptimizer> inner() const override {
    return {{"inner_optimizer", Ref<OptimizerImpl>(&inner_.impl())}};
  }
  std::vector<Ref<OptimizerImpl>> optimizers() const override { return inner_.impl().optimizers(); }

  std::vector<OptimizerVariable> variables() const override {
    std::vector<OptimizerVariable> all = {{"iteration", Tensor::scalar(0, int64)},
                                          {"learning_rate", Tensor::scalar(0, float32)},
                                          {"step_counter", Tensor::scalar(static_cast<double>(finite_steps_), int64)},
                                          {"dynamic_scale", Tensor::scalar(scale_, float32)}};
    for (OptimizerVariable& v : inner_.variables()) all.push_back(std::move(v));
    return all;
  }
  void set_variables(std::span<const Tensor> values) override {
    require<shape_error>(values.size() > own, name(), ": expected more than ", own, " variables; got ", values.size(),
                         ".");
    inner_.impl().set_variables(values.subspan(own));
    finite_steps_ = values[2].item<index_t>();
    scale_ = values[3].item<double>();
  }
  void fields(Fields& f) const override {
    std::string own_name = name();
    std::optional<Optimizer> inner = inner_;
    LossScaleOptimizerOptions now = options_;
    f("name, inner_optimizer, initial_scale, dynamic_growth_steps", own_name, inner, now.initial_scale,
      now.dynamic_growth_steps);
  }

 private:
  void update(std::span<const WeightUpdate>, double, index_t) override {}  // the inner one's

  static constexpr std::size_t own = 4;  // of its variables
  Optimizer inner_;
  LossScaleOptimizerOptions options_;
  double scale_;
  index_t finite_steps_ = 0;
};

KERATIN_INLINE LossScaleOptimizer::LossScaleOptimizer(const Optimizer& inner_optimizer,
                                                      const LossScaleOptimizerOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new LossScaleOptimizerImpl(inner_optimizer, options))) {}
KERATIN_INLINE LossScaleOptimizer LossScaleOptimizer::from(Fields& f) {
  std::optional<Optimizer> inner;
  LossScaleOptimizerOptions o;
  f("name, inner_optimizer, initial_scale, dynamic_growth_steps", o.name, inner, o.initial_scale,
    o.dynamic_growth_steps);
  require(inner.has_value(), "LossScaleOptimizer: expected an inner_optimizer; got none.");
  return LossScaleOptimizer(*inner, o);
}

}  // namespace keratin::optimizers
#endif
