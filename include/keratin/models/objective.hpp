// Objective: what compile made of losses and metrics: for each output a loss with its weight, and the metrics.
#pragma once
#include <string>
#include <vector>

#include "../callbacks/callback.hpp"
#include "../metrics/mean.hpp"
#include "options.hpp"

namespace keratin::models {

class Objective {
 public:
  Objective() = default;
  /// `outputs`: the names of the model's outputs. Throws value_error where lists do not fit them.
  Objective(const CompileOptions& options, const std::vector<std::string>& outputs);

  bool has_loss() const { return !terms_.empty(); }
  std::size_t outputs() const { return names_.size(); }
  /// The weighted sum of the outputs' losses, a scalar. Keeps each output's own for the logs.
  Tensor loss(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
              const std::optional<Tensor>& sample_weight);
  /// Adds a batch to the figures; `loss` is the whole loss, with what layers added.
  void update(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
              const std::optional<Tensor>& sample_weight, double loss, index_t batch);
  void reset();
  /// The figures so far, in compile's order, the loss first.
  std::vector<std::pair<std::string, double>> results() const;
  Logs logs(const std::string& prefix = "") const;

 private:
  struct Term {  // the loss of one output
    Loss loss;
    double weight;
    std::size_t output;
    Ref<metrics::MeanImpl> mean;  // kept apart where there are several outputs
    double last = 0;
  };
  struct Figure {  // one metric of one output
    Metric metric;
    std::string name;
    std::size_t output;
    bool weighted;
  };
  void add_losses(const CompileOptions& options);
  void add_metrics(const metrics::Metrics& metrics, bool weighted);
  void add_metrics_of(std::size_t output, const std::vector<Metric>& metrics, bool weighted);
  std::size_t output_named(const std::string& name, const char* what) const;

  std::vector<std::string> names_;
  std::vector<Term> terms_;
  std::vector<Figure> figures_;
  Ref<metrics::MeanImpl> total_ = make_ref<metrics::MeanImpl>("loss");
};

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <algorithm>

#include "../losses/losses.hpp"
#include "../metrics/metrics.hpp"
#include "../ops/operators.hpp"

namespace keratin::models {

KERATIN_INLINE Objective::Objective(const CompileOptions& options, const std::vector<std::string>& outputs)
    : names_(outputs) {
  add_losses(options);
  add_metrics(options.metrics, false);
  add_metrics(options.weighted_metrics, true);
}

KERATIN_INLINE std::size_t Objective::output_named(const std::string& name, const char* what) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  std::string known;
  for (const auto& n : names_) known += (known.empty() ? "" : ", ") + n;
  require<name_error>(found != names_.end(), "compile: expected ", what, " of the outputs ", known, "; got \"", name,
                      "\".");
  return static_cast<std::size_t>(found - names_.begin());
}

KERATIN_INLINE void Objective::add_losses(const CompileOptions& options) {
  const auto& list = options.loss.list();
  const auto add = [&](std::size_t output, const Loss& loss) {
    terms_.push_back({loss, 1.0, output, make_ref<metrics::MeanImpl>(names_[output] + "_loss")});
  };
  require(list.size() <= 1 || list.size() == names_.size(), "compile: expected one loss or one for each of ",
          names_.size(), " outputs; got ", list.size(), ".");
  if (!list.empty())
    for (std::size_t i = 0; i < names_.size(); ++i) add(i, list[list.size() == 1 ? 0 : i]);
  for (const auto& [name, loss] : options.loss.by_name()) add(output_named(name, "losses"), loss);
  const auto& weights = options.loss_weights.list();
  require(weights.size() <= 1 || weights.size() == terms_.size(),
          "compile: expected one loss weight or one for each of ", terms_.size(), " losses; got ", weights.size(), ".");
  for (std::size_t i = 0; i < terms_.size() && !weights.empty(); ++i)
    terms_[i].weight = weights[weights.size() == 1 ? 0 : i];
  for (const auto& [name, weight] : options.loss_weights.by_name()) {
    const std::size_t output = output_named(name, "loss weights");
    for (Term& t : terms_)
      if (t.output == output) t.weight = weight;
  }
}

KERATIN_INLINE void Objective::add_metrics(const metrics::Metrics& metrics, bool weighted) {
  const auto& list = metrics.list();
  if (names_.size() == 1) {
    for (const Metric& m : list) add_metrics_of(0, m.flat(), weighted);
  } else if (!list.empty()) {
    require(list.size() == names_.size(), "compile: expected metrics for each of ", names_.size(), " outputs; got ",
            list.size(),
            ". Hint: {\"mae\", {\"accuracy\", \"auc\"}} gives one to the first output and two to the second.");
    for (std::size_t i = 0; i < list.size(); ++i) add_metrics_of(i, list[i].flat(), weighted);
  }
  for (const auto& [name, of_output] : metrics.by_name())
    for (const Metric& m : of_output.list()) add_metrics_of(output_named(name, "metrics"), m.flat(), weighted);
}

KERATIN_INLINE void Objective::add_metrics_of(std::size_t output, const std::vector<Metric>& metrics, bool weighted) {
  for (const Metric& m : metrics) {
    const std::string prefix = names_.size() > 1 ? names_[output] + "_" : "";
    std::string name = prefix + m.name();
    const auto taken = [&] {
      return std::any_of(figures_.begin(), figures_.end(), [&](const Figure& f) { return f.name == name; });
    };
    if (weighted && taken()) name = prefix + "weighted_" + m.name();
    const std::string base = name;
    for (int n = 1; taken(); ++n) name = base + "_" + std::to_string(n);
    figures_.push_back({m, name, output, weighted});
  }
}

KERATIN_INLINE Tensor Objective::loss(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
                                      const std::optional<Tensor>& sample_weight) {
  Tensor sum;
  for (Term& term : terms_) {
    const Tensor own = term.loss(y_true[term.output], y_pred[term.output], sample_weight);
    if (terms_.size() > 1) term.last = own.item<double>();
    const Tensor part = term.weight == 1 ? own : own * term.weight;
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

KERATIN_INLINE void Objective::update(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
                                      const std::optional<Tensor>& sample_weight, double loss, index_t batch) {
  const auto samples = static_cast<double>(batch);
  total_->add(loss, samples);
  if (terms_.size() > 1)
    for (Term& term : terms_)
      term.mean->add(term.last, 1);  // each batch counts alike, the short last one too, as in Keras
  static const std::optional<Tensor> none;
  for (const Figure& f : figures_)
    f.metric.update_state(y_true[f.output], y_pred[f.output], f.weighted ? sample_weight : none);
}

KERATIN_INLINE void Objective::reset() {
  total_->reset_state();
  for (Term& term : terms_) term.mean->reset_state();
  for (const Figure& f : figures_) f.metric.reset_state();
}

KERATIN_INLINE std::vector<std::pair<std::string, double>> Objective::results() const {
  std::vector<std::pair<std::string, double>> all = {{"loss", total_->result()}};
  if (terms_.size() > 1)
    for (const Term& term : terms_) all.emplace_back(term.mean->name(), term.mean->result());
  for (const Figure& f : figures_) all.emplace_back(f.name, f.metric.result());
  return all;
}

KERATIN_INLINE Logs Objective::logs(const std::string& prefix) const {
  Logs logs;
  for (const auto& [name, value] : results()) logs.insert_or_assign(prefix + name, value);
  return logs;
}

}  // namespace keratin::models
#endif
