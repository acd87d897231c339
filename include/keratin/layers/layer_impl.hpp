// LayerImpl: what a kind of layer derives from: it makes weights in build() and computes in call(); gradients, names,
// masks, counting and saving follow by themselves.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "../autograd/mask.hpp"
#include "../autograd/symbolic.hpp"
#include "../constraints/constraint.hpp"
#include "../core/fields.hpp"
#include "../initializers/initializer.hpp"
#include "../regularizers/regularizer.hpp"

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
  std::optional<DType> dtype = {};  ///< If not that of the layer: an integer one, which stays as it is.
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
  /// The output for one input. A layer with several inputs or outputs overrides call_all instead. `context.mask` is the
  /// mask beside the only input, if there is one; those of several inputs are found by mask_of(xs[i]).
  virtual Tensor call(const Tensor& x, const CallContext& context) const { return call_all({&x, 1}, context)[0]; }
  KERATIN_INLINE virtual Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const;
  /// The same for a call with arguments beside its tensors, which Keras gives by name; where they name tensors
  /// (ops::tensors_by_name), those are the last of `xs`. A layer that has none of them takes no notice.
  KERATIN_INLINE virtual Tensors call_with(std::span<const Tensor> xs, const CallContext& context,
                                           std::span<const OpArgument> arguments) const;
  /// The masks of the outputs, of a layer that supports masking; `masks` are those of the inputs. An undefined Tensor
  /// stands for no mask. By default those of the inputs.
  KERATIN_INLINE virtual Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const;
  /// The layers inside, whose weights count as this layer's.
  KERATIN_INLINE virtual std::vector<Layer> sublayers() const;
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
  /// What a file of weights has of the layer that is no weight, by name, as Keras's save_own_variables writes it. It is
  /// part of the configuration too, from which it is read.
  virtual std::map<std::string, Tensor> values_beside_weights() const { return {}; }
  /// How many keys it has drawn from a seed of its own, for a layer that has one: part of a run's state.
  virtual std::atomic<std::uint64_t>* draws() const { return nullptr; }
  /// The dtype its weights, and those of layers inside, will have, and those there are already; float32 for bfloat16,
  /// which is what its products are computed in then.
  KERATIN_INLINE virtual void set_dtype(DType compute);
  /// Where its weights, and those of layers inside, are; weights that it has already move there.
  void set_device(Device device);
  /// The symbolic inputs of one of its calls, or its outputs. A model's are its own.
  KERATIN_INLINE virtual Tensors ends(std::size_t call, bool outputs) const;

  /// call, with the masks that travel beside the data: how all call a layer but it itself. Nothing is done where there
  /// is no mask.
  Tensor invoke(const Tensor& x, const CallContext& context) const;
  Tensors invoke_all(std::span<const Tensor> xs, const CallContext& context,
                     std::span<const OpArgument> arguments = {}) const;
  /// One call on data: builds first if need be. Checked where a single layer is called by hand.
  Tensors call_eagerly(std::span<const Tensor> xs, const CallContext& context,
                       std::span<const OpArgument> arguments = {});
  Tensors call_symbolically(std::span<const Tensor> xs, std::span<const OpArgument> arguments = {});
  void ensure_built(const std::vector<Shape>& inputs);

  const std::string& name() const { return name_; }
  const std::string& class_name() const { return class_name_; }
  const Shape& input_shape() const { return input_shape_; }
  bool built() const { return built_; }
  DType dtype() const { return variable_dtype(dtype_); }  ///< Of its weights (Keras: variable_dtype).
  DType compute_dtype() const { return dtype_; }
  Device device() const { return device_; }
  bool trainable() const { return trainable_; }
  void set_trainable(bool trainable);  ///< With the layers inside.
  bool supports_masking() const { return supports_masking_; }
  const std::vector<Variable>& own_weights() const { return weights_; }
  /// All weights, each once: own ones, those that are trained first, then those of the layers inside. `trained`: only
  /// those that an optimizer may change.
  void collect(std::vector<Variable>& weights, bool trained) const;
  /// Adds what the outputs cost to the run's losses, if this layer has an activity regularizer.
  void add_activity_loss(const Tensor& output, const CallContext& context) const;
  /// The symbolic calls made of it that are still alive.
  const std::vector<LayerCall*>& calls() const { return calls_; }

 protected:
  /// A new weight; to be called in build().
  Variable add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                      const WeightOptions& options = {});
  /// Counts a weight of a layer inside as its own too, where Keras's wrapper keeps it as a member.
  void share_weight(const Variable& weight) { weights_.push_back(weight); }
  /// Builds a layer inside, unless it is built: in this layer's dtype, and with its name before those of the weights.
  void build_inside(const Layer& inside, const std::vector<Shape>& inputs) const;
  /// Throws shape_error, with the layer's name before the text.
  template <class... Parts>
  void require_shape(bool ok, const Parts&... parts) const {
    require<shape_error>(ok, name_, " (", class_name_, "): ", parts...);
  }
  bool built_ = false;
  Regularizer activity_regularizer_;  ///< Of the output; a model adds it to the loss.
  // As in Keras; to be set in the constructor. A layer that does not support masking ends a mask's way.
  bool supports_masking_ = false;
  bool makes_mask_ = false;   ///< compute_mask is asked also where no input has a mask.
  bool takes_mask_ = false;   ///< call() uses the mask of its only input: Keras's argument `mask`.
  bool takes_masks_ = false;  ///< The same for several inputs.

 private:
  friend struct LayerCall;
  void gather(std::vector<Variable>& weights, bool trained) const;
  CallContext with_own_mask(std::span<const Tensor> xs, const CallContext& context) const;
  void set_masks(std::span<const Tensor> xs, const CallContext& context, std::span<Tensor> outputs) const;

  std::string class_name_, name_;
  Shape input_shape_;
  bool trainable_;
  DType dtype_ = float32;
  Device device_ = cpu{};
  std::vector<Variable> weights_;
  std::vector<LayerCall*> calls_;
  index_t call_count_ = 0;
};

namespace detail {

/// While a model is read whose weights follow, those that layers make in this thread start as zeros, as drawing numbers
/// costs time; and a file cannot ask for more of them than it could fill.
class LoadScope {
 public:
  explicit LoadScope(std::size_t file_size);
  ~LoadScope();
  LoadScope(const LoadScope&) = delete;
  LoadScope& operator=(const LoadScope&) = delete;
  Tensor make(const std::string& path, const Shape& shape, DType dtype);

 private:
  index_t left_;  // elements
  LoadScope* outer_;
};

}  // namespace detail

/// A layer's call in a graph.
struct LayerCall final : GraphNode {
  explicit LayerCall(LayerImpl& layer);
  KERATIN_INLINE ~LayerCall() override;
  LayerImpl& callee() const { return static_cast<LayerImpl&>(*layer); }
};

}  // namespace keratin

#include "layer.hpp"
