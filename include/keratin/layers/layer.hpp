// Layer: a handle on a layer, and LayerImpl, which a kind of layer derives from: it makes weights in build() and
// computes in call(); gradients, names, counting and saving follow by themselves.
#pragma once
#include <string>
#include <vector>

#include "../autograd/symbolic.hpp"
#include "../constraints/constraint.hpp"
#include "../core/fields.hpp"
#include "../initializers/initializer.hpp"
#include "../regularizers/regularizer.hpp"
#include "../tensor/inputs.hpp"

namespace keratin {

class Layer;
struct LayerCall;

/// What every layer's options end with: the shape of one sample, for the first layer of a Sequential; the name; whether
/// its weights are trained.
#define KERATIN_LAYER_OPTIONS        \
  ::keratin::Shape input_shape = {}; \
  std::string name = {};             \
  ::keratin::Flag trainable = true

struct WeightOptions {
  KERATIN_OPTIONS;
  Flag trainable = true;
  Regularizer regularizer = {};
  constraints::Constraint constraint = {};
};

class LayerImpl : public RefCounted {
 public:
  template <class Options>
  LayerImpl(const char* class_name, const Options& options)
      : LayerImpl(class_name, options.input_shape, options.name, options.trainable) {}
  LayerImpl(const char* class_name, const Shape& input_shape, const std::string& name, bool trainable);

  /// Makes the weights for inputs of this shape, whose first dimension is the batch (None).
  virtual void build(const Shape& input) { static_cast<void>(input); }
  virtual void build_all(const std::vector<Shape>& inputs) { build(inputs[0]); }
  /// The output for one input. A layer with several inputs or outputs overrides call_all instead.
  virtual Tensor call(const Tensor& x, const CallContext& context) const { return call_all({&x, 1}, context)[0]; }
  KERATIN_INLINE virtual Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const;
  /// The layers inside, whose weights count as this layer's.
  KERATIN_INLINE virtual std::vector<Layer> sublayers() const;
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  /// The dtype its weights will have, and those it has already.
  KERATIN_INLINE virtual void set_dtype(DType dtype);

  /// One call on data: builds first if need be. Checked where a single layer is called by hand.
  Tensors call_eagerly(std::span<const Tensor> xs, const CallContext& context);
  Tensors call_symbolically(std::span<const Tensor> xs);
  void ensure_built(const std::vector<Shape>& inputs);

  const std::string& name() const { return name_; }
  const std::string& class_name() const { return class_name_; }
  const Shape& input_shape() const { return input_shape_; }
  bool built() const { return built_; }
  DType dtype() const { return dtype_; }
  bool trainable() const { return trainable_; }
  void set_trainable(bool trainable) { trainable_ = trainable; }
  const std::vector<Variable>& own_weights() const { return weights_; }
  /// All weights: own ones, then those of the layers inside. `trained`: only those that an optimizer may change.
  void collect(std::vector<Variable>& weights, bool trained) const;
  /// Adds what the outputs cost to the run's losses, if this layer has an activity regularizer.
  void add_activity_loss(const Tensor& output, const CallContext& context) const;
  /// The symbolic calls made of it that are still alive.
  const std::vector<LayerCall*>& calls() const { return calls_; }

 protected:
  /// A new weight; to be called in build().
  Variable add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                      const WeightOptions& options = {});
  /// Throws shape_error, with the layer's name before the text.
  template <class... Parts>
  void require_shape(bool ok, const Parts&... parts) const {
    require<shape_error>(ok, name_, " (", class_name_, "): ", parts...);
  }
  bool built_ = false;
  Regularizer activity_regularizer_;  ///< Of the output; a model adds it to the loss.

 private:
  friend struct LayerCall;
  std::string class_name_, name_;
  Shape input_shape_;
  bool trainable_;
  DType dtype_ = float32;
  std::vector<Variable> weights_;
  std::vector<LayerCall*> calls_;
};

/// A handle: copying it shares the layer.
class Layer {
 public:
  explicit Layer(Ref<LayerImpl> impl) : impl_(std::move(impl)) {}

  /// The output for data, which builds the layer at the first call, or a node of the graph for symbolic tensors.
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const CallContext& context = {}) const;
  /// The same for a layer with several outputs.
  [[nodiscard]] Tensors call_all(const Inputs& inputs, const CallContext& context = {}) const;

  const std::string& name() const { return impl_->name(); }
  const std::string& class_name() const { return impl_->class_name(); }
  bool built() const { return impl_->built(); }
  bool trainable() const { return impl_->trainable(); }
  void set_trainable(Flag trainable) const {
    impl_->set_trainable(trainable);
  }                       ///< Compile again afterwards, as in Keras.
  Tensor input() const;   ///< The symbolic input of its only call.
  Tensor output() const;  ///< The symbolic output of its only call.
  std::vector<Variable> weights() const;
  std::vector<Variable> trainable_variables() const;
  std::vector<Tensor> get_weights() const;  ///< Copies, as in Keras.
  /// Sets all weights, in get_weights' order. Throws shape_error where number or shapes differ; then none is changed.
  void set_weights(const std::vector<Tensor>& weights) const;
  index_t count_params() const;

  LayerImpl& impl() const { return *impl_; }
  const Ref<LayerImpl>& ref() const { return impl_; }

 private:
  Ref<LayerImpl> impl_;
};

/// A layer of class L as its configuration says: `arguments` are those of its constructor before the options, with the
/// values that they have where the configuration has none.
template <class L, class Options, class... Arguments>
L layer_from(Fields& f, const char* names, Arguments... arguments) {
  f(names, arguments...);
  Options options;
  options.fields(f);
  f("name, trainable", options.name, options.trainable);
  return L(arguments..., options);
}

/// A layer's call in a graph.
struct LayerCall final : GraphNode {
  explicit LayerCall(LayerImpl& layer);
  KERATIN_INLINE ~LayerCall() override;
  LayerImpl& callee() const { return static_cast<LayerImpl&>(*layer); }
};

namespace layers {
using keratin::Input;
using keratin::Layer;

/// The options of a layer that has none of its own.
struct BasicOptions {
  KERATIN_OPTIONS;
  KERATIN_LAYER_OPTIONS;
};
}  // namespace layers

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <utility>

#include "../autograd/tape.hpp"
#include "../core/names.hpp"
#include "../ops/cast.hpp"
#include "../ops/divide.hpp"
#include "../ops/slice.hpp"

namespace keratin {

namespace detail {

/// Who hears of the layers called by hand in this thread: a CustomLayer, of those in its call().
struct CallWatcher {
  virtual void called(const Layer& layer) = 0;

 protected:
  ~CallWatcher() = default;
};
inline thread_local CallWatcher* call_watcher = nullptr;

/// Makes it another one, or nobody, for a while.
struct WatchScope {
  explicit WatchScope(CallWatcher* watcher) : before(std::exchange(call_watcher, watcher)) {}
  ~WatchScope() { call_watcher = before; }
  CallWatcher* before;
};

}  // namespace detail

KERATIN_INLINE LayerImpl::LayerImpl(const char* class_name, const Shape& input_shape, const std::string& name,
                                    bool trainable)
    : class_name_(class_name),
      name_(name.empty() ? unique_name(snake_case(class_name)) : name),
      input_shape_(input_shape),
      trainable_(trainable) {}

KERATIN_INLINE Tensors LayerImpl::call_all(std::span<const Tensor> xs, const CallContext& context) const {
  require_shape(xs.size() == 1, "expected one input; got ", xs.size(), ".");
  return {call(xs[0], context)};
}

KERATIN_INLINE std::vector<Layer> LayerImpl::sublayers() const { return {}; }

KERATIN_INLINE void LayerImpl::set_dtype(DType dtype) {
  dtype_ = dtype;
  for (Variable& w : weights_) {
    if (w.dtype() == dtype) continue;
    const Tensor converted = ops::cast(detach(w), dtype);
    w.info().storage = converted.get().storage;
    w.info().data = converted.get().data;
    w.info().dtype = dtype;
  }
}

KERATIN_INLINE void LayerImpl::ensure_built(const std::vector<Shape>& inputs) {
  if (built_) return;
  std::vector<Shape> open = inputs;
  for (Shape& s : open)
    if (s.rank() > 0) s[0] = -1;
  build_all(open);
  built_ = true;
}

KERATIN_INLINE Variable LayerImpl::add_weight(const std::string& name, const Shape& shape,
                                              const Initializer& initializer, const WeightOptions& options) {
  Variable w(initializer(shape, dtype_), name, options.trainable);
  w.info().path = name_ + "/" + name;
  if (options.regularizer) w.info().regularizer = [r = options.regularizer](const Tensor& x) { return r(x); };
  if (options.constraint) w.info().constraint = [c = options.constraint](const Tensor& x) { return c(x); };
  weights_.push_back(w);
  return w;
}

KERATIN_INLINE void LayerImpl::add_activity_loss(const Tensor& output, const CallContext& context) const {
  if (!activity_regularizer_ || context.run == nullptr) return;
  const double batch = static_cast<double>(std::max<index_t>(output.rank() > 0 ? output.shape()[0] : 1, 1));
  context.run->losses.push_back(ops::divide(activity_regularizer_(output), Tensor::scalar(batch, output.dtype())));
}

KERATIN_INLINE void LayerImpl::collect(std::vector<Variable>& weights, bool trained) const {
  if (trained && !trainable_) return;
  for (const Variable& w : weights_)
    if (!trained || w.trainable()) weights.push_back(w);
  for (const Layer& layer : sublayers()) layer.impl().collect(weights, trained);
}

KERATIN_INLINE LayerCall::LayerCall(LayerImpl& callee) {
  layer = Ref<RefCounted>(&callee);
  class_name = callee.class_name();
  module = "keras.layers";
  name = callee.name();
  callee.calls_.push_back(this);
}
KERATIN_INLINE LayerCall::~LayerCall() { std::erase(callee().calls_, this); }

KERATIN_INLINE Tensors LayerImpl::call_symbolically(std::span<const Tensor> xs) {
  std::vector<Shape> shapes;
  for (const Tensor& x : xs) shapes.push_back(x.shape());
  ensure_built(shapes);
  Ref<GraphNode> node(new LayerCall(*this));
  node->inputs.assign(xs.begin(), xs.end());
  node->run = [this](std::span<const Tensor> in, const CallContext& context) { return call_all(in, context); };
  return connect(node);
}

KERATIN_INLINE Tensors LayerImpl::call_eagerly(std::span<const Tensor> xs, const CallContext& context) {
  std::vector<Shape> shapes;
  for (const Tensor& x : xs) shapes.push_back(x.shape());
  ensure_built(shapes);
  Tensors ys = call_all(xs, context);
  for (const Tensor& y : ys) add_activity_loss(y, context);
  return ys;
}

KERATIN_INLINE Tensors Layer::call_all(const Inputs& inputs, const CallContext& context) const {
  require(!inputs.empty(), name(), ": expected an input; got none.");
  if (detail::call_watcher != nullptr) detail::call_watcher->called(*this);
  const detail::WatchScope scope(nullptr);  // what it calls itself is its own
  bool symbolic = false;
  for (const Tensor& x : inputs.list()) symbolic = symbolic || x.symbolic();
  return symbolic ? impl_->call_symbolically(inputs.list()) : impl_->call_eagerly(inputs.list(), context);
}
KERATIN_INLINE Tensor Layer::operator()(const Inputs& inputs, const CallContext& context) const {
  return call_all(inputs, context)[0];
}

KERATIN_INLINE Tensor Layer::input() const {
  require<state_error>(impl_->calls().size() == 1, name(), ".input(): expected a layer called once; got ",
                       impl_->calls().size(), " calls.");
  return impl_->calls()[0]->inputs[0];
}
KERATIN_INLINE Tensor Layer::output() const {
  require<state_error>(impl_->calls().size() == 1, name(), ".output(): expected a layer called once; got ",
                       impl_->calls().size(), " calls.");
  return symbolic_output(Ref<GraphNode>(impl_->calls()[0]), 0);
}

KERATIN_INLINE std::vector<Variable> Layer::weights() const {
  std::vector<Variable> all;
  impl_->collect(all, false);
  return all;
}
KERATIN_INLINE std::vector<Variable> Layer::trainable_variables() const {
  std::vector<Variable> all;
  impl_->collect(all, true);
  return all;
}
KERATIN_INLINE std::vector<Tensor> Layer::get_weights() const {
  const NoGradient scope;
  std::vector<Tensor> copies;
  for (const Variable& w : weights()) copies.push_back(w.clone());
  return copies;
}
KERATIN_INLINE void Layer::set_weights(const std::vector<Tensor>& values) const {
  const auto all = weights();
  require<shape_error>(values.size() == all.size(), name(), ".set_weights: expected ", all.size(), " arrays; got ",
                       values.size(), ".");
  for (std::size_t i = 0; i < all.size(); ++i)
    require<shape_error>(values[i].shape() == all[i].shape(), name(), ".set_weights: expected shape ", all[i].shape(),
                         " for ", all[i].path(), "; got ", values[i].shape(), ".");
  for (std::size_t i = 0; i < all.size(); ++i) all[i].assign(values[i]);
}
KERATIN_INLINE index_t Layer::count_params() const {
  index_t n = 0;
  for (const Variable& w : weights()) n += w.size();
  return n;
}

}  // namespace keratin
#endif
