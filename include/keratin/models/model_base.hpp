// ModelBase: what Sequential and Model have in common; all but what they compute in and where.
#pragma once
#include <string>
#include <string_view>

#include "../callbacks/history.hpp"
#include "../layers/layer.hpp"
#include "options.hpp"

namespace keratin {

namespace models {
class ModelImpl;
}

struct ModelOptions {
  KERATIN_OPTIONS;
  std::string name = {};
};

/// A model as a value: a copy is the same model.
class ModelBase {
 public:
  /// A model is a layer of another.
  operator Layer() const;
  const std::string& name() const;

  /// Sets optimizer, losses and metrics for fit and evaluate.
  void compile(const CompileOptions& options = {});

  /// Trains on arrays x and y, whose first axes count samples, and returns the figures of each epoch.
  History fit(const Inputs& x, const Inputs& y, const FitOptions& options = {});
  /// The same on what a generator gives: any callable that returns std::optional<Batch>.
  template <Generator G>
  History fit(G&& generator, const FitOptions& options = {}) {
    return fit_batches(std::ref(generator), options);
  }
  /// The loss and metrics over all samples.
  Scores evaluate(const Inputs& x, const Inputs& y, const EvaluateOptions& options = {});
  template <Generator G>
  Scores evaluate(G&& generator, const EvaluateOptions& options = {}) {
    return evaluate_batches(std::ref(generator), options);
  }
  /// The output for all samples; of a model with several, the first. May be called from several threads at once.
  [[nodiscard]] Tensor predict(const Inputs& x, const PredictOptions& options = {}) const;
  template <Generator G>
  [[nodiscard]] Tensor predict(G&& generator, const PredictOptions& options = {}) const {
    return predict_batches(std::ref(generator), options)[0];
  }
  /// All outputs.
  [[nodiscard]] std::vector<Tensor> predict_all(const Inputs& x, const PredictOptions& options = {}) const;
  /// The class of each sample, int32: the place of the greatest output, or whether the only one is above 0.5.
  [[nodiscard]] Tensor predict_classes(const Inputs& x, const PredictOptions& options = {}) const;

  /// One step of the optimizer on one batch, and its figures, as evaluate returns them.
  Scores train_on_batch(const Inputs& x, const Inputs& y, const SampleWeight& sample_weight = {});
  /// The figures of one batch.
  Scores test_on_batch(const Inputs& x, const Inputs& y, const SampleWeight& sample_weight = {});
  /// The output for one batch; of a model with several, the first.
  [[nodiscard]] Tensor predict_on_batch(const Inputs& x) const;
  /// All outputs for one batch.
  [[nodiscard]] std::vector<Tensor> predict_all_on_batch(const Inputs& x) const;
  /// The output, to go on computing with: recorded by a GradientTape, or symbolic. What layers add to the loss goes to
  /// `context.run->losses`: `RunState run;  model(x, {.training = true, .run = &run});`.
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const CallContext& context = {}) const;
  /// The same with all outputs.
  [[nodiscard]] std::vector<Tensor> call_all(const Inputs& inputs, const CallContext& context = {}) const;

  void summary(const SummaryOptions& options = {}) const;
  /// In Keras's order; a functional model's Inputs are among them, a Sequential's is not.
  std::vector<Layer> layers() const;
  /// By name; an unknown one throws name_error and lists the layers.
  template <Text S>
  Layer get_layer(const S& name) const {
    return layer_named(std::string_view(name));
  }
  /// By place.
  template <Integer I>
  Layer get_layer(I place) const {
    return layer_at(static_cast<index_t>(place));
  }
  std::vector<Tensor> inputs() const;   ///< Symbolic.
  std::vector<Tensor> outputs() const;  ///< Symbolic.
  std::vector<Variable> weights() const;
  std::vector<Variable> trainable_variables() const;
  std::vector<Variable> non_trainable_variables() const;
  /// What the regularizers of the trained weights add to the loss: for a training loop of your own.
  std::vector<Tensor> losses() const;
  std::vector<Tensor> get_weights() const;  ///< Copies, as in Keras.
  void set_weights(const std::vector<Tensor>& weights);
  index_t count_params() const;
  const Optimizer& optimizer() const;
  /// The names of evaluate's figures, in its order. Throws state_error for a model that is not compiled or not built.
  std::vector<std::string> metrics_names() const;
  std::vector<std::string> output_names() const;
  Shape input_shape() const;   ///< With None for the batch; of several inputs the first's.
  Shape output_shape() const;  ///< The same of the outputs.
  bool compiled() const;
  bool built() const;
  bool trainable() const;
  void set_trainable(Flag trainable);  ///< Compile again afterwards, as in Keras.

 protected:
  explicit ModelBase(Ref<LayerImpl> impl) : impl_(std::move(impl)) {}
  static Ref<LayerImpl> make_sequential(const ModelOptions& options, DType dtype, Device device);
  static Ref<LayerImpl> make_functional(const Inputs& inputs, const Inputs& outputs, const ModelOptions& options,
                                        DType dtype, Device device);
  void add_layer(const Layer& layer);
  void add_input(const Tensor& input);
  void pop_layer();
  models::ModelImpl& impl() const;

 private:
  History fit_batches(BatchGenerator generator, const FitOptions& options);
  Scores evaluate_batches(BatchGenerator generator, const EvaluateOptions& options);
  std::vector<Tensor> predict_batches(BatchGenerator generator, const PredictOptions& options) const;
  Layer layer_named(std::string_view name) const;
  Layer layer_at(index_t place) const;
  Ref<LayerImpl> impl_;
};

}  // namespace keratin

#if KERATIN_DEFINE(models)
#include "../backend/cuda/device.hpp"
#include "../core/names.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "model_impl.hpp"
#include "summary.hpp"
#include "trainer.hpp"

namespace keratin {

KERATIN_INLINE models::ModelImpl& ModelBase::impl() const { return static_cast<models::ModelImpl&>(*impl_); }
KERATIN_INLINE ModelBase::operator Layer() const { return Layer(impl_); }
KERATIN_INLINE const std::string& ModelBase::name() const { return impl_->name(); }

KERATIN_INLINE Ref<LayerImpl> ModelBase::make_sequential(const ModelOptions& options, DType dtype, Device device) {
  cuda_backend::require_device(device, "Model");
  return Ref<LayerImpl>(new models::ModelImpl(options.name, dtype, device));
}
KERATIN_INLINE Ref<LayerImpl> ModelBase::make_functional(const Inputs& inputs, const Inputs& outputs,
                                                         const ModelOptions& options, DType dtype, Device device) {
  cuda_backend::require_device(device, "Model");
  require(!inputs.empty() && !outputs.empty(), "Model: expected inputs and outputs; got ", inputs.size(), " and ",
          outputs.size(), ".");
  const auto vector = [](const Inputs& xs) { return Tensors(xs.list().begin(), xs.list().end()); };
  return Ref<LayerImpl>(new models::ModelImpl(vector(inputs), vector(outputs), options.name, dtype, device));
}
KERATIN_INLINE void ModelBase::add_layer(const Layer& layer) { impl().add(layer); }
KERATIN_INLINE void ModelBase::add_input(const Tensor& input) { impl().add(input); }
KERATIN_INLINE void ModelBase::pop_layer() { impl().pop(); }

KERATIN_INLINE void ModelBase::compile(const CompileOptions& options) { impl().compile(options); }
KERATIN_INLINE History ModelBase::fit(const Inputs& x, const Inputs& y, const FitOptions& options) {
  return models::fit(impl(), {x, y, {}}, {}, options);
}
KERATIN_INLINE History ModelBase::fit_batches(BatchGenerator generator, const FitOptions& options) {
  return models::fit(impl(), {}, std::move(generator), options);
}
KERATIN_INLINE Scores ModelBase::evaluate(const Inputs& x, const Inputs& y, const EvaluateOptions& options) {
  return models::evaluate(impl(), {x, y, {}}, {}, options);
}
KERATIN_INLINE Scores ModelBase::evaluate_batches(BatchGenerator generator, const EvaluateOptions& options) {
  return models::evaluate(impl(), {}, std::move(generator), options);
}
KERATIN_INLINE std::vector<Tensor> ModelBase::predict_all(const Inputs& x, const PredictOptions& options) const {
  return models::predict(impl(), x, {}, options);
}
KERATIN_INLINE std::vector<Tensor> ModelBase::predict_batches(BatchGenerator generator,
                                                              const PredictOptions& options) const {
  return models::predict(impl(), {}, std::move(generator), options);
}
KERATIN_INLINE Tensor ModelBase::predict(const Inputs& x, const PredictOptions& options) const {
  return predict_all(x, options)[0];
}
KERATIN_INLINE Tensor ModelBase::predict_classes(const Inputs& x, const PredictOptions& options) const {
  const Tensor p = predict(x, options);
  if (p.rank() > 0 && p.shape().back() > 1) return ops::argmax(p, -1);
  return ops::greater(p, Tensor::scalar(0.5, p.dtype())).cast(int32);
}
KERATIN_INLINE Scores ModelBase::train_on_batch(const Inputs& x, const Inputs& y, const SampleWeight& sample_weight) {
  return models::train_on_batch(impl(), {x, y, sample_weight});
}
KERATIN_INLINE Scores ModelBase::test_on_batch(const Inputs& x, const Inputs& y, const SampleWeight& sample_weight) {
  return models::test_on_batch(impl(), {x, y, sample_weight});
}
KERATIN_INLINE std::vector<Tensor> ModelBase::predict_all_on_batch(const Inputs& x) const {
  const NoGradient scope;
  RunState run;
  const Inputs in = impl().adapt(x, "predict_on_batch");
  Tensors outputs = impl().call_all(in.list(), {.training = false, .run = &run});
  for (Tensor& y : outputs) y = with_mask(y, {});
  return outputs;
}
KERATIN_INLINE Tensor ModelBase::predict_on_batch(const Inputs& x) const { return predict_all_on_batch(x)[0]; }
KERATIN_INLINE Tensor ModelBase::operator()(const Inputs& inputs, const CallContext& context) const {
  return static_cast<Layer>(*this)(inputs, context);
}
KERATIN_INLINE std::vector<Tensor> ModelBase::call_all(const Inputs& inputs, const CallContext& context) const {
  return static_cast<Layer>(*this).call_all(inputs, context);
}

KERATIN_INLINE void ModelBase::summary(const SummaryOptions& options) const { models::summary(impl(), options); }
KERATIN_INLINE std::vector<Layer> ModelBase::layers() const { return impl().layers(); }
KERATIN_INLINE Layer ModelBase::layer_named(std::string_view wanted) const {
  std::string known;
  for (const Layer& layer : layers()) {
    if (layer.name() == wanted) return layer;
    known += (known.empty() ? "" : ", ") + layer.name();
  }
  fail<name_error>(name(), ".get_layer: expected one of ", known, "; got \"", wanted, "\".", suggestion(wanted, known));
}
KERATIN_INLINE Layer ModelBase::layer_at(index_t place) const {
  const auto all = layers();
  const auto n = static_cast<index_t>(all.size());
  require(place >= -n && place < n, name(), ".get_layer: expected a place below ", n, "; got ", place, ".");
  return all[static_cast<std::size_t>(place < 0 ? place + n : place)];
}
KERATIN_INLINE std::vector<Tensor> ModelBase::inputs() const { return impl().inputs(); }
KERATIN_INLINE std::vector<Tensor> ModelBase::outputs() const { return impl().outputs(); }
KERATIN_INLINE std::vector<Variable> ModelBase::weights() const { return Layer(impl_).weights(); }
KERATIN_INLINE std::vector<Variable> ModelBase::trainable_variables() const {
  return Layer(impl_).trainable_variables();
}
KERATIN_INLINE std::vector<Variable> ModelBase::non_trainable_variables() const {
  return Layer(impl_).non_trainable_variables();
}
KERATIN_INLINE std::vector<Tensor> ModelBase::losses() const {
  std::vector<Tensor> all;
  for (const Variable& w : trainable_variables())
    if (w.info().regularizer) all.push_back(w.info().regularizer(w));
  return all;
}
KERATIN_INLINE std::vector<std::string> ModelBase::metrics_names() const {
  require<state_error>(impl().compiled() && impl().built(), name(),
                       ".metrics_names: expected a compiled model that is built. Hint: call compile first.");
  std::vector<std::string> names;
  for (const auto& figure : impl().objective().results()) names.push_back(figure.first);
  return names;
}
KERATIN_INLINE std::vector<std::string> ModelBase::output_names() const { return impl().output_names(); }
KERATIN_INLINE Shape ModelBase::input_shape() const { return static_cast<Layer>(*this).input().shape(); }
KERATIN_INLINE Shape ModelBase::output_shape() const { return static_cast<Layer>(*this).output().shape(); }
KERATIN_INLINE bool ModelBase::compiled() const { return impl().compiled(); }
KERATIN_INLINE bool ModelBase::built() const { return impl().built(); }
KERATIN_INLINE bool ModelBase::trainable() const { return impl().trainable(); }
KERATIN_INLINE std::vector<Tensor> ModelBase::get_weights() const { return Layer(impl_).get_weights(); }
KERATIN_INLINE void ModelBase::set_weights(const std::vector<Tensor>& weights) { Layer(impl_).set_weights(weights); }
KERATIN_INLINE index_t ModelBase::count_params() const { return Layer(impl_).count_params(); }
KERATIN_INLINE const Optimizer& ModelBase::optimizer() const {
  require<state_error>(impl().compiled(), name(), ".optimizer: expected a compiled model. Hint: call compile first.");
  return impl().optimizer();
}
KERATIN_INLINE void ModelBase::set_trainable(Flag trainable) { impl_->set_trainable(trainable); }

}  // namespace keratin
#endif
