// What callbacks see of a model.
#pragma once
#include "../callbacks/callback.hpp"
#include "model_impl.hpp"

#if KERATIN_DEFINE(models)
namespace keratin::models::detail {

class WatchedModel final : public TrainedModel {
 public:
  explicit WatchedModel(ModelImpl& model) : model_(model) {}
  const std::string& name() const override { return model_.name(); }
  std::vector<Variable> weights() const override { return Layer(Ref<LayerImpl>(&model_)).weights(); }
  std::vector<Tensor> get_weights() const override { return Layer(Ref<LayerImpl>(&model_)).get_weights(); }
  void set_weights(const std::vector<Tensor>& weights) override { Layer(Ref<LayerImpl>(&model_)).set_weights(weights); }
  double learning_rate() const override { return optimizer().learning_rate(); }
  void set_learning_rate(double rate) override { optimizer().set_learning_rate(rate); }
  index_t iterations() const override { return optimizer().iterations(); }
  void swap_averages() override { optimizer().swap_averages(trained()); }
  void set_averages() override { optimizer().set_averages(trained()); }
  std::optional<bool> higher_is_better(const std::string& metric) const override {
    return model_.objective().higher_is_better(metric);
  }
  LayerImpl& impl() override { return model_; }

 private:
  optimizers::OptimizerImpl& optimizer() const {
    require<state_error>(model_.compiled(), model_.name(),
                         ": expected a compiled model, for a callback needs its optimizer. Hint: call compile first.");
    return model_.optimizer().impl();
  }
  std::vector<Variable> trained() const { return Layer(Ref<LayerImpl>(&model_)).trainable_variables(); }

  ModelImpl& model_;
};

}  // namespace keratin::models::detail
#endif
