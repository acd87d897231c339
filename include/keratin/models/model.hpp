// Sequential and Model: what a program holds. They fix the scalar and the device; everything else is ModelBase.
#pragma once
#include <concepts>
#include <string>
#include <string_view>

#include "../callbacks/history.hpp"
#include "../layers/layer.hpp"
#include "options.hpp"

namespace keratin {

namespace models {
class ModelImpl;
}

template <class T>
concept Scalar = std::same_as<T, float> || std::same_as<T, double> || std::same_as<T, bfloat16>;

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

  Logs train_on_batch(const Inputs& x, const Inputs& y, const std::optional<Tensor>& sample_weight = {});
  Logs test_on_batch(const Inputs& x, const Inputs& y, const std::optional<Tensor>& sample_weight = {});
  [[nodiscard]] Tensor predict_on_batch(const Inputs& x) const;
  /// The output, to go on computing with: recorded by a GradientTape, or symbolic.
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const CallContext& context = {}) const;

  void summary(const SummaryOptions& options = {}) const;
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
  std::vector<Tensor> get_weights() const;  ///< Copies, as in Keras.
  void set_weights(const std::vector<Tensor>& weights);
  index_t count_params() const;
  const Optimizer& optimizer() const;
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

/// A graph of layers from inputs to outputs, computing in T on Device (keras.Model).
template <Scalar T = float, DeviceTag D = cpu>
class Model : public ModelBase {
  static_assert(!std::same_as<T, bfloat16> || std::same_as<D, cuda>, "bfloat16 needs cuda");

 public:
  explicit Model(const Inputs& inputs, const Inputs& outputs, const ModelOptions& options = {})
      : ModelBase(make_functional(inputs, outputs, options, dtype_of<T>(), D{})) {}

 protected:
  explicit Model(Ref<LayerImpl> impl) : ModelBase(std::move(impl)) {}
};
Model(const Inputs&, const Inputs&)->Model<>;
Model(const Inputs&, const Inputs&, const ModelOptions&)->Model<>;

/// What a Sequential is made of: a layer, a model, or what Input() made. No other place takes a Tensor for a layer.
class SequentialItem {
 public:
  SequentialItem(const Layer& layer) : layer_(layer) {}
  SequentialItem(const ModelBase& model) : layer_(static_cast<Layer>(model)) {}
  SequentialItem(const Tensor& input) : input_(input) {}
  const std::optional<Layer>& layer() const { return layer_; }
  const Tensor& input() const { return input_; }

 private:
  std::optional<Layer> layer_;
  Tensor input_;
};

/// Layers one after another (keras.Sequential).
template <Scalar T = float, DeviceTag D = cpu>
class Sequential : public Model<T, D> {
 public:
  Sequential() : Sequential(ModelOptions{}) {}
  explicit Sequential(const ModelOptions& options)
      : Model<T, D>(ModelBase::make_sequential(options, dtype_of<T>(), D{})) {}
  explicit Sequential(std::initializer_list<SequentialItem> items, const ModelOptions& options = {})
      : Sequential(options) {
    for (const SequentialItem& item : items) add(item);
  }
  template <class T2, class D2>  // `({inner})`: g++ would nest it, clang copy it; write add(inner)
  explicit Sequential(std::initializer_list<Sequential<T2, D2>>, const ModelOptions& = {}) = delete;

  /// Puts a layer last. The first one may tell the shape of a sample (input_shape, or Input); else the first data does.
  void add(const SequentialItem& item) {
    if (item.layer())
      this->add_layer(*item.layer());
    else
      this->add_input(item.input());
  }
  /// Takes the last layer away.
  void pop() { this->pop_layer(); }
};
Sequential()->Sequential<>;
Sequential(const ModelOptions&)->Sequential<>;
Sequential(std::initializer_list<SequentialItem>)->Sequential<>;
Sequential(std::initializer_list<SequentialItem>, const ModelOptions&)->Sequential<>;

}  // namespace keratin

#if KERATIN_DEFINE(models)
#include "../core/names.hpp"
#include "../ops/comparisons.hpp"
#include "../ops/reductions.hpp"
#include "../ops/reshape.hpp"
#include "model_impl.hpp"
#include "summary.hpp"
#include "trainer.hpp"

namespace keratin {

namespace models::detail {
inline void check_device(Device device) {
  require<device_error>(device == Device(cpu{}), "Model: expected a device of this build; got ", device,
                        ". Hint: this build has the CPU alone.");
}
}  // namespace models::detail

KERATIN_INLINE models::ModelImpl& ModelBase::impl() const { return static_cast<models::ModelImpl&>(*impl_); }
KERATIN_INLINE ModelBase::operator Layer() const { return Layer(impl_); }
KERATIN_INLINE const std::string& ModelBase::name() const { return impl_->name(); }

KERATIN_INLINE Ref<LayerImpl> ModelBase::make_sequential(const ModelOptions& options, DType dtype, Device device) {
  models::detail::check_device(device);
  return Ref<LayerImpl>(new models::ModelImpl(options.name, dtype));
}
KERATIN_INLINE Ref<LayerImpl> ModelBase::make_functional(const Inputs& inputs, const Inputs& outputs,
                                                         const ModelOptions& options, DType dtype, Device device) {
  models::detail::check_device(device);
  require(!inputs.empty() && !outputs.empty(), "Model: expected inputs and outputs; got ", inputs.size(), " and ",
          outputs.size(), ".");
  const auto vector = [](const Inputs& xs) { return Tensors(xs.list().begin(), xs.list().end()); };
  return Ref<LayerImpl>(new models::ModelImpl(vector(inputs), vector(outputs), options.name, dtype));
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
KERATIN_INLINE Logs ModelBase::train_on_batch(const Inputs& x, const Inputs& y,
                                              const std::optional<Tensor>& sample_weight) {
  return models::train_on_batch(impl(), {x, y, sample_weight});
}
KERATIN_INLINE Logs ModelBase::test_on_batch(const Inputs& x, const Inputs& y,
                                             const std::optional<Tensor>& sample_weight) {
  return models::test_on_batch(impl(), {x, y, sample_weight});
}
KERATIN_INLINE Tensor ModelBase::predict_on_batch(const Inputs& x) const {
  const NoGradient scope;
  RunState run = models::detail::new_run();
  const Inputs in = impl().adapt(x, "predict_on_batch");
  return impl().call_all(in.list(), {.training = false, .run = &run})[0];
}
KERATIN_INLINE Tensor ModelBase::operator()(const Inputs& inputs, const CallContext& context) const {
  return static_cast<Layer>(*this)(inputs, context);
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
