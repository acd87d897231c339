// What most metrics are made of: the mean of a function of (y_true, y_pred) that may take options.
#pragma once
#include "mean.hpp"

namespace keratin::metrics::detail {

/// The metric of Keras's class `class_name` that is the mean of function(y_true, y_pred) or function(y_true, y_pred,
/// options).
template <auto function, class Options>
class FunctionMean final : public MeanImpl {
 public:
  FunctionMean(const char* class_name, const Options& options)
      : MeanImpl(options.name), class_name_(class_name), options_(options) {}
  std::string class_name() const override { return class_name_; }
  void fields(Fields& f) const override {
    Options options = options_;
    options.name = name();
    if constexpr (requires { options.written_fields(f); })
      options.written_fields(f);
    else
      options.fields(f);
  }
  bool takes_mask() const override { return true; }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    if constexpr (std::is_invocable_v<decltype(function), const Tensor&, const Tensor&, const Options&>)
      add(function(y_true, y_pred, options_), sample_weight);
    else
      add(function(y_true, y_pred), sample_weight);
  }

 private:
  const char* class_name_;
  Options options_;
};

template <auto function, class Options>
Ref<MetricImpl> function_mean(const char* class_name, const Options& options) {
  return Ref<MetricImpl>(new FunctionMean<function, Options>(class_name, options));
}

}  // namespace keratin::metrics::detail
