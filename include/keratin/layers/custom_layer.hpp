// CustomLayer: a layer of your own: weights in build(), the output in call(); gradients follow by themselves.
//   struct Scale : CustomLayer {
//     Variable gain;
//     void build(const Shape& in) override { gain = add_weight("gain", {in.back()}, "ones"); }
//     Tensor call(const Tensor& x, CallContext) override { return x * gain; }
//   };
//   model.add(make_layer<Scale>());
// With `Real factor = 1;  KERATIN_FIELDS(factor)` among its members and register_layer<Scale>("Scale") it can be saved,
// loaded and cloned: see register_layer.hpp.
#pragma once
#include <memory>
#include <typeinfo>

#include "layer.hpp"

namespace keratin {

class CustomLayer;
class CustomLayerImpl;

namespace detail {
struct CustomKind;
}

/// Base of your own layers, made by make_layer<T>(). Layers kept as members and called in call() belong to it: their
/// weights are trained and counted with its own. They are found at its first call.
class CustomLayer {
 public:
  virtual ~CustomLayer() = default;
  CustomLayer(const CustomLayer&) = delete;
  CustomLayer& operator=(const CustomLayer&) = delete;

  /// Makes the weights. `input` has the batch (None) first. Called once, before the first call.
  virtual void build(const Shape& input) { static_cast<void>(input); }
  /// The same for several inputs.
  virtual void build_all(const std::vector<Shape>& inputs) { build(inputs[0]); }
  /// The output, (batch, …), from ops on x and the weights. It is also run on tensors without data, to find the
  /// output's shape. Give the context to the layers inside: `dense(x, context)`. `context.mask` is the mask beside x;
  /// `context.add_loss(loss)` adds to what is trained on.
  virtual Tensor call(const Tensor& x, CallContext context) { return call_all({x}, context)[0]; }
  /// The same for several inputs or outputs: override this one instead.
  KERATIN_INLINE virtual Tensors call_all(const Tensors& xs, CallContext context);
  /// The mask of the output, where another than the input's goes on; an undefined Tensor: none. To hand on the input's
  /// mask set supports_masking instead; without both a mask ends here.
  virtual Tensor compute_mask(const Tensor& x, const Tensor& mask) { return static_cast<void>(x), mask; }
  /// As in summaries: by default the class's name in snake case.
  const std::string& name() const;

 protected:
  /// `input_shape`, `name` and `trainable`, as any layer has them.
  explicit CustomLayer(const layers::BasicOptions& options = {}) : options_(options) {}
  /// A new weight. Throws state_error outside of build().
  Variable add_weight(const std::string& name, const Shape& shape, const Initializer& initializer = "glorot_uniform",
                      const WeightOptions& options = {});
  bool supports_masking = false;  ///< To be set in the constructor.

 private:
  friend class CustomLayerImpl;
  friend struct detail::CustomKind;
  layers::BasicOptions options_;
  CustomLayerImpl* impl_ = nullptr;
};

namespace detail {

/// The name register_layer gave a class; empty if it did not.
std::string registered_name(const std::type_info& type);

template <class L>
concept HasMask = !requires {
  requires std::same_as<decltype(&L::compute_mask), decltype(&CustomLayer::compute_mask)>;
};
template <class L>
concept HasCall = !requires {
  requires std::same_as<decltype(&L::call), decltype(&CustomLayer::call)>;
  requires std::same_as<decltype(&L::call_all), decltype(&CustomLayer::call_all)>;
};

/// What make_layer knows of a class.
struct CustomKind {
  const std::type_info* type;
  bool makes_mask;                        ///< Whether it has a compute_mask of its own.
  void (*fields)(CustomLayer&, Fields&);  ///< Its KERATIN_FIELDS; none: nullptr.

  /// Takes name and trainable from a configuration.
  static void read_options(CustomLayer& layer, Fields& f) {
    f("name, trainable", layer.options_.name, layer.options_.trainable);
  }
  template <class L>
  static const CustomKind* of();
};

template <class L>
const CustomKind* CustomKind::of() {
  static const CustomKind kind = [] {
    CustomKind own{&typeid(L), HasMask<L>, nullptr};
    if constexpr (requires(L & l, Fields & f) { l.fields(f); })
      own.fields = [](CustomLayer& layer, Fields& f) { static_cast<L&>(layer).fields(f); };
    return own;
  }();
  return &kind;
}

}  // namespace detail

/// Whether a layer calls one of yours.
bool is_custom(const LayerImpl& layer);
/// The layer that calls yours.
Ref<LayerImpl> wrap(std::shared_ptr<CustomLayer> layer, const detail::CustomKind* kind);

/// A layer of your own, and a pointer to it: `layer->gain`.
template <std::derived_from<CustomLayer> L>
class MadeLayer : public Layer {
 public:
  explicit MadeLayer(std::shared_ptr<L> made)
      : Layer(wrap(made, detail::CustomKind::of<L>())), object_(std::move(made)) {}
  L* operator->() const { return object_.get(); }

 private:
  std::shared_ptr<L> object_;
};

/// Makes a layer of your class L from its constructor's arguments.
template <std::derived_from<CustomLayer> L, class... Args>
[[nodiscard]] MadeLayer<L> make_layer(Args&&... args) {
  static_assert(
      requires { static_cast<void (L::*)(const Shape&)>(&L::build); },
      "build must be `void build(const Shape&) override`: another signature is never called");
  static_assert(detail::HasCall<L>,
                "a layer needs `Tensor call(const Tensor& x, CallContext context) override`, or call_all for several "
                "inputs or outputs");
  return MadeLayer<L>(std::make_shared<L>(std::forward<Args>(args)...));
}

namespace layers {
using keratin::CustomLayer;
}

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include "custom_layer_impl.hpp"
#endif

#include "register_layer.hpp"
