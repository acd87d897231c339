// The metric behind the names "accuracy" and "acc": binary, categorical or sparse, as the shapes of a batch say.
#pragma once
#include "mean.hpp"

namespace keratin::metrics {

/// BinaryAccuracy where y_pred has one column, SparseCategoricalAccuracy where y_true are class numbers, else
/// CategoricalAccuracy, as Keras's compile(metrics=["accuracy"]). From a configuration it is Accuracy itself.
Metric accuracy_by_shape(Fields* config = nullptr);

}  // namespace keratin::metrics

#if KERATIN_DEFINE(metrics)
#include "accuracy.hpp"
#include "binary_accuracy.hpp"
#include "categorical_accuracy.hpp"
#include "sparse_categorical_accuracy.hpp"

namespace keratin::metrics {

namespace detail {

class AccuracyByShape final : public MeanImpl {
 public:
  using MeanImpl::MeanImpl;
  /// That of the last batch, as Keras writes it.
  std::string class_name() const override { return class_name_; }
  void fields(Fields& f) const override { AccuracyOptions{.name = name()}.fields(f); }
  bool takes_mask() const override { return true; }
  void update_state(const Tensor& y_true, const Tensor& y_pred, const std::optional<Tensor>& sample_weight) override {
    const index_t classes = y_pred.rank() > 0 ? y_pred.shape().back() : 1;
    const bool column = y_true.rank() > 0 && y_true.shape().back() == 1;
    if (classes == 1) {
      class_name_ = "BinaryAccuracy";
      add(binary_accuracy(y_true, y_pred), sample_weight);
    } else if (y_true.rank() < y_pred.rank() || column) {
      class_name_ = "SparseCategoricalAccuracy";
      add(sparse_categorical_accuracy(y_true, y_pred), sample_weight);
    } else {
      class_name_ = "CategoricalAccuracy";
      add(categorical_accuracy(y_true, y_pred), sample_weight);
    }
  }

 private:
  const char* class_name_ = "Accuracy";
};

struct ByShape : Metric {
  ByShape() : Metric(make_ref<AccuracyByShape>("accuracy")) {}
};

}  // namespace detail

KERATIN_INLINE Metric accuracy_by_shape(Fields* config) {
  if (config == nullptr) return detail::ByShape();
  AccuracyOptions options;
  options.fields(*config);
  return Accuracy(options);
}

}  // namespace keratin::metrics
#endif
