// Layer: a handle on a layer. What a kind of layer is made of is in layer_impl.hpp.
#pragma once
#include <string>
#include <vector>

#include "../tensor/inputs.hpp"
#include "layer_impl.hpp"

namespace keratin {

/// A handle: copying it shares the layer.
class Layer {
 public:
  explicit Layer(Ref<LayerImpl> impl) : impl_(std::move(impl)) {}

  /// The output for data, which builds the layer at the first call, or a node of the graph for symbolic tensors.
  [[nodiscard]] Tensor operator()(const Inputs& inputs, const CallContext& context = {}) const;
  /// The same for a layer with several outputs.
  [[nodiscard]] Tensors call_all(const Inputs& inputs, const CallContext& context = {}) const;

  /// The same with arguments that Keras gives by name: for handles of layers that have such.
  [[nodiscard]] Tensors call_with(const Inputs& inputs, const CallContext& context,
                                  std::span<const OpArgument> arguments) const;

  const std::string& name() const { return impl_->name(); }
  const std::string& class_name() const { return impl_->class_name(); }
  bool built() const { return impl_->built(); }
  bool trainable() const { return impl_->trainable(); }
  /// Whether its weights and those of the layers inside are trained. Compile again afterwards, as in Keras.
  void set_trainable(Flag trainable) const { impl_->set_trainable(trainable); }
  /// Whether it hands on the mask beside its input.
  bool supports_masking() const { return impl_->supports_masking(); }

  /// The symbolic input and output of its first call, as in Keras; of a layer with several the first. A model's are its
  /// own. Throws state_error for a layer that was never called.
  Tensor input() const { return input_at(0)[0]; }
  Tensor output() const { return output_at(0)[0]; }
  /// All symbolic inputs and outputs of one of its calls: 0 is the first.
  Tensors input_at(Int call) const { return impl_->ends(checked(call), false); }
  Tensors output_at(Int call) const { return impl_->ends(checked(call), true); }

  std::vector<Variable> weights() const;
  std::vector<Variable> trainable_variables() const;
  std::vector<Variable> non_trainable_variables() const;
  std::vector<Tensor> get_weights() const;  ///< Copies, as in Keras; in the CPU's memory.
  /// Sets all weights, in get_weights' order. Throws shape_error where number or shapes differ; then none is changed.
  void set_weights(const std::vector<Tensor>& weights) const;
  index_t count_params() const;

  LayerImpl& impl() const { return *impl_; }
  const Ref<LayerImpl>& ref() const { return impl_; }

 private:
  std::size_t checked(Int call) const;
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

namespace layers {
using keratin::Input;
using keratin::Layer;

/// The same as Input (keras.layers.InputLayer), to begin a Sequential with.
[[nodiscard]] inline Tensor InputLayer(const Shape& shape, const InputOptions& options = {}) {
  return Input(shape, options);
}

/// The options of a layer that has none of its own.
struct BasicOptions {
  KERATIN_OPTIONS;
  KERATIN_LAYER_OPTIONS;
  KERATIN_FIELDS()
};
}  // namespace layers

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include <utility>

#include "../autograd/tape.hpp"
#include "layer_calls.hpp"

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

KERATIN_INLINE Tensors Layer::call_with(const Inputs& inputs, const CallContext& context,
                                        std::span<const OpArgument> arguments) const {
  require(!inputs.empty(), name(), ": expected an input; got none.");
  if (detail::call_watcher != nullptr) detail::call_watcher->called(*this);
  const detail::WatchScope scope(nullptr);  // what it calls itself is its own
  bool symbolic = false;
  for (const Tensor& x : inputs.list()) symbolic = symbolic || x.symbolic();
  return symbolic ? impl_->call_symbolically(inputs.list(), arguments)
                  : impl_->call_eagerly(inputs.list(), context, arguments);
}
KERATIN_INLINE Tensors Layer::call_all(const Inputs& inputs, const CallContext& context) const {
  return call_with(inputs, context, {});
}
KERATIN_INLINE Tensor Layer::operator()(const Inputs& inputs, const CallContext& context) const {
  return call_all(inputs, context)[0];
}

KERATIN_INLINE std::size_t Layer::checked(Int call) const {
  require(call >= 0, name(), ": expected a call from 0; got ", call, ".");
  return static_cast<std::size_t>(call.value);
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
KERATIN_INLINE std::vector<Variable> Layer::non_trainable_variables() const {
  std::vector<Variable> all = weights();
  const auto trained = trainable_variables();
  std::erase_if(all, [&](const Variable& w) {
    for (const Variable& t : trained)
      if (t.impl() == w.impl()) return true;
    return false;
  });
  return all;
}
KERATIN_INLINE std::vector<Tensor> Layer::get_weights() const {
  const NoGradient scope;
  std::vector<Tensor> copies;
  for (const Variable& w : weights()) copies.push_back(w.device() == cpu{} ? w.clone() : w.to(cpu{}));
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
