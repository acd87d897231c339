// Run: one model being trained or evaluated, a batch at a time. Included by trainer.hpp.
#pragma once
#include "model_impl.hpp"

#if KERATIN_DEFINE(models)
#include "../autograd/gradient_tape.hpp"
#include "../ops/operators.hpp"
#include "../ops/reductions.hpp"
#include "fit_data.hpp"
#include "step_graphs.hpp"

namespace keratin::models::detail {

/// One model being trained or evaluated.
class Run {
 public:
  Run(ModelImpl& model, const char* where) : model_(model), where_(where) {
    require<state_error>(model.compiled(), model.name(), ".", where,
                         ": expected a compiled model. Hint: call compile first.");
  }
  ModelImpl& model() { return model_; }
  Objective& objective() { return model_.objective(); }
  const char* where() const { return where_; }
  RandomGenerator& random() { return state_.random; }

  /// Checks a batch from outside; its inputs fit the model then.
  Batch adapt(Batch batch) {
    batch.x = model_.adapt(batch.x, where_);
    model_.prepare_objective();
    check_targets(model_, batch, objective().needs_targets(), where_);
    if (weights_.empty()) model_.collect(weights_, true);
    gradients_.resize(weights_.size());
    return batch;
  }

  void train(const Batch& given) {
    const Batch batch = placed(given, model_.device());
    if (StepGraphs* const graphs = model_.step_graphs())
      graphs->run(batch, [&](const Batch& own) { step(own); });
    else
      step(batch);
    trained_ = true;
  }

  void test(const Batch& given) {
    const Batch batch = placed(given, model_.device());
    const NoGradient scope;
    const List<Tensor> outputs = model_.run(batch.x.list(), {.training = false, .run = &state_});
    const Tensor loss = with_penalties(objective().loss(batch.y.list(), outputs, batch.sample_weight));
    objective().update(batch.y.list(), outputs, batch.sample_weight, loss, batch.x[0].shape()[0]);
  }

  void finish() {
    if (trained_) model_.optimizer().impl().finalize(weights_);
  }

 private:
  void step(const Batch& batch) {
    List<Tensor> outputs;
    Tensor loss, scaled;
    {
      const GradientTape tape;
      outputs = model_.run(batch.x.list(), {.training = true, .run = &state_});
      loss = with_penalties(objective().loss(batch.y.list(), outputs, batch.sample_weight));
      scaled = model_.optimizer().scale_loss(loss);
    }
    backward(scaled, weights_, gradients_);
    model_.optimizer().impl().apply(gradients_, weights_);
    for (Tensor& g : gradients_) g = Tensor();
    objective().update(batch.y.list(), outputs, batch.sample_weight, loss, batch.x[0].shape()[0]);
  }

  /// The loss with what layers and weights add to it.
  Tensor with_penalties(Tensor loss) {
    const auto add = [&](const Tensor& extra) { loss = loss.defined() ? loss + extra : extra; };
    for (const Tensor& extra : state_.losses) add(extra.rank() == 0 ? extra : ops::sum(extra));
    state_.losses.clear();
    for (const Variable& w : weights_)
      if (w.info().regularizer) add(w.info().regularizer(w));
    require<state_error>(loss.defined(), model_.name(), ".", where_,
                         ": expected a loss. Hint: compile({.loss = \"mse\"}).");
    return loss;
  }

  ModelImpl& model_;
  const char* where_;
  RunState state_;
  std::vector<Variable> weights_;  // those that are trained: others cost nothing, as in Keras
  bool trained_ = false;
  List<Tensor> gradients_;
};

}  // namespace keratin::models::detail
#endif
