// Objective: what compile made of losses and metrics: for each output a loss with its weight, and the metrics.
#pragma once
#include <string>
#include <vector>

#include "../callbacks/callback.hpp"
#include "../data/batch.hpp"
#include "../metrics/mean.hpp"
#include "options.hpp"

namespace keratin::models {

class Objective {
 public:
  Objective() = default;
  /// `outputs`: the names of the model's outputs. Throws value_error where lists do not fit them.
  Objective(const CompileOptions& options, const std::vector<std::string>& outputs);

  bool needs_targets() const { return !terms_.empty() || !figures_.empty(); }
  std::size_t outputs() const { return names_.size(); }
  /// The weighted sum of the outputs' losses, a scalar; undefined if there are none. Keeps each output's own for the
  /// logs. What an output's mask leaves out does not count.
  Tensor loss(std::span<const Tensor> y_true, std::span<const Tensor> y_pred, const SampleWeight& sample_weight);
  /// Adds a batch to the figures; `loss` is the whole loss, with what layers added.
  void update(std::span<const Tensor> y_true, std::span<const Tensor> y_pred, const SampleWeight& sample_weight,
              const Tensor& loss, index_t batch);
  void reset();
  /// The figures so far, in the order of Keras's evaluate: the loss; of several outputs each one's loss, then the
  /// metrics by name; of one output the metrics as compile has them.
  std::vector<std::pair<std::string, double>> results() const;
  Logs logs(const std::string& prefix = "") const;
  /// Whether more of the metric of that name is better; nothing if there is none, or it has no direction.
  std::optional<bool> higher_is_better(const std::string& metric) const;

 private:
  struct Term {  // the loss of one output
    Loss loss;
    double weight;
    std::size_t output;
    Ref<metrics::MeanImpl> mean;  // kept apart where there are several outputs
    Tensor last = {};
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
  Tensor loss_of(const Term& term, const Tensor& y_true, const Tensor& y_pred, const SampleWeight& sample_weight) const;
  std::string known_outputs() const;

  std::vector<std::string> names_;
  std::vector<Term> terms_;
  std::vector<Figure> figures_;
  Ref<metrics::MeanImpl> total_ = make_ref<metrics::MeanImpl>("loss");
};

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include <algorithm>

#include "../core/names.hpp"
#include "../losses/losses.hpp"
#include "../metrics/direction.hpp"
#include "../metrics/metrics.hpp"
#include "../ops/operators.hpp"

namespace keratin::models {

KERATIN_INLINE Objective::Objective(const CompileOptions& options, const std::vector<std::string>& outputs)
    : names_(outputs) {
  add_losses(options);
  add_metrics(options.metrics, false);
  add_metrics(options.weighted_metrics, true);
}

KERATIN_INLINE std::string Objective::known_outputs() const {
  std::string known;
  for (const auto& n : names_) known += (known.empty() ? "" : ", ") + n;
  return known;
}

KERATIN_INLINE std::size_t Objective::output_named(const std::string& name, const char* what) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  const std::string known = known_outputs();
  require<name_error>(found != names_.end(), "compile: expected ", what, " of the outputs ", known, "; got \"", name,
                      "\".", suggestion(name, known));
  return static_cast<std::size_t>(found - names_.begin());
}

KERATIN_INLINE void Objective::add_losses(const CompileOptions& options) {
  const auto& list = options.loss.list();
  const auto add = [&](std::size_t output, const Loss& loss) {
    if (loss.given()) terms_.push_back({loss, 1.0, output, make_ref<metrics::MeanImpl>(names_[output] + "_loss")});
  };
  require(list.size() <= 1 || list.size() == names_.size(), "compile: expected one loss or one for each of ",
          names_.size(), " outputs; got ", list.size(), ". Outputs: ", known_outputs(), ".");
  const auto& by_name = options.loss.by_name();
  for (const auto& entry : by_name) static_cast<void>(output_named(entry.first, "losses"));
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!list.empty()) add(i, list[list.size() == 1 ? 0 : i]);
    if (by_name.empty()) continue;
    const auto found = by_name.find(names_[i]);
    require(found != by_name.end(), "compile: expected a loss for each of the outputs ", known_outputs(),
            "; got none for ", names_[i], ". Hint: {\"", names_[i], "\", std::nullopt} if it has none.");
    add(i, found->second);
  }
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
    require(list.size() == names_.size(), "compile: expected metrics for each of ", names_.size(), " outputs (",
            known_outputs(), "); got ", list.size(),
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

KERATIN_INLINE Tensor Objective::loss_of(const Term& term, const Tensor& y_true, const Tensor& y_pred,
                                         const SampleWeight& sample_weight) const {
  if (names_.size() == 1) return term.loss(y_true, y_pred, losses::row_weights(sample_weight.of(term.output), y_pred));
  try {
    return term.loss(y_true, y_pred, losses::row_weights(sample_weight.of(term.output), y_pred));
  } catch (const shape_error& e) {
    fail<shape_error>("output ", names_[term.output], ": ", e.what());
  } catch (const dtype_error& e) {
    fail<dtype_error>("output ", names_[term.output], ": ", e.what());
  } catch (const value_error& e) {
    fail<value_error>("output ", names_[term.output], ": ", e.what());
  }
}

KERATIN_INLINE Tensor Objective::loss(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
                                      const SampleWeight& sample_weight) {
  Tensor sum;
  for (Term& term : terms_) {
    const Tensor own = loss_of(term, y_true[term.output], y_pred[term.output], sample_weight);
    if (terms_.size() > 1) term.last = own.view(own.shape());
    const Tensor part = term.weight == 1 ? own : own * term.weight;
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

KERATIN_INLINE void Objective::update(std::span<const Tensor> y_true, std::span<const Tensor> y_pred,
                                      const SampleWeight& sample_weight, const Tensor& loss, index_t batch) {
  const auto samples = static_cast<double>(batch);
  total_->add_one(loss, samples);
  if (terms_.size() > 1)
    for (Term& term : terms_)
      term.mean->add_one(term.last, 1);  // each batch counts alike, the short last one too, as in Keras
  static const std::optional<Tensor> none;
  for (const Figure& f : figures_)
    f.metric.update_state(y_true[f.output], y_pred[f.output], f.weighted ? sample_weight.of(f.output) : none);
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
  const std::size_t first = all.size();
  for (const Figure& f : figures_) all.emplace_back(f.name, f.metric.result());
  if (names_.size() > 1) std::sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
  return all;
}

KERATIN_INLINE std::optional<bool> Objective::higher_is_better(const std::string& metric) const {
  for (const Figure& f : figures_) {
    if (f.metric.name() != metric && f.name != metric) continue;
    const std::string kind = f.metric.class_name();
    return metrics::higher_is_better(kind == "function" || kind == "MeanMetricWrapper" ? f.metric.name() : kind);
  }
  return std::nullopt;
}

KERATIN_INLINE Logs Objective::logs(const std::string& prefix) const {
  Logs logs;
  for (const auto& [name, value] : results()) logs.insert_or_assign(prefix + name, value);
  return logs;
}

}  // namespace keratin::models
#endif
