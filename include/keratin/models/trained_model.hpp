// What callbacks see of a model.
#pragma once
#include "../callbacks/callback.hpp"
#include "model_impl.hpp"

#if KERATIN_DEFINE(models)
namespace keratin::models::detail {

class WatchedModel final : public TrainedModel {
 public:
  /// `random`: what the run's layers draw from.
  explicit WatchedModel(ModelImpl& model, RandomGenerator* random = nullptr) : model_(model), random_(random) {}
  const std::string& name() const override { return model_.name(); }
  std::vector<Variable> weights() const override { return Layer(Ref<LayerImpl>(&model_)).weights(); }
  std::vector<Tensor> get_weights() const override { return Layer(Ref<LayerImpl>(&model_)).get_weights(); }
  void set_weights(const std::vector<Tensor>& weights) override { Layer(Ref<LayerImpl>(&model_)).set_weights(weights); }
  double learning_rate() const override { return optimizer().learning_rate(); }
  void set_learning_rate(double rate) override { optimizer().set_learning_rate(rate); }
  std::vector<OptimizerRate> learning_rates() const override {
    std::vector<OptimizerRate> all;
    for (const auto& one : optimizer().optimizers()) all.push_back({one->name(), one->learning_rate()});
    if (all.empty()) all.push_back({"", learning_rate()});
    return all;
  }
  void set_learning_rate(std::size_t i, double rate) override {
    const auto several = optimizer().optimizers();
    (several.empty() ? optimizer() : *several.at(i)).set_learning_rate(rate);
  }
  index_t iterations() const override { return optimizer().iterations(); }
  void swap_averages() override { optimizer().swap_averages(trained()); }
  void set_averages() override { optimizer().set_averages(trained()); }
  std::optional<bool> higher_is_better(const std::string& metric) const override {
    return model_.objective().higher_is_better(metric);
  }
  LayerImpl& impl() override { return model_; }
  bool built() const override { return model_.built(); }

  /// Seed and number of the program's generator and of the run's, then the numbers of layers with seeds of their own.
  std::vector<std::uint64_t> random_state() const override {
    std::vector<std::uint64_t> state;
    for (const RandomGenerator& g : {random_generator(), random_ != nullptr ? *random_ : RandomGenerator(0)}) {
      state.push_back(g.seed());
      state.push_back(g.given());
    }
    each_seeded(model_, [&](std::atomic<std::uint64_t>& draws) { state.push_back(draws); });
    return state;
  }
  void set_random_state(const std::vector<std::uint64_t>& state) override {
    if (state.size() < 4) return;
    set_random_generator(RandomGenerator(state[0], state[1]));
    if (random_ != nullptr) *random_ = RandomGenerator(state[2], state[3]);
    std::size_t i = 4;
    each_seeded(model_, [&](std::atomic<std::uint64_t>& draws) {
      if (i < state.size()) draws = state[i++];
    });
  }

 private:
  optimizers::OptimizerImpl& optimizer() const {
    require<state_error>(model_.compiled(), model_.name(),
                         ": expected a compiled model, for a callback needs its optimizer. Hint: call compile first.");
    return model_.optimizer().impl();
  }
  std::vector<Variable> trained() const { return Layer(Ref<LayerImpl>(&model_)).trainable_variables(); }

  template <class Use>
  static void each_seeded(const LayerImpl& layer, const Use& use) {
    if (auto* const draws = layer.draws()) use(*draws);
    for (const Layer& inside : layer.sublayers()) each_seeded(inside.impl(), use);
  }

  ModelImpl& model_;
  RandomGenerator* random_;
};

}  // namespace keratin::models::detail
#endif
