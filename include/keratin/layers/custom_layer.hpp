// CustomLayer: a layer of your own: weights in build(), the output in call(); gradients follow by themselves.
//   struct Scale : CustomLayer {
//     Variable gain;
//     void build(const Shape& in) override { gain = add_weight("gain", {in.back()}, "ones"); }
//     Tensor call(const Tensor& x, CallContext) override { return x * gain; }
//   };
//   model.add(make_layer<Scale>());
#pragma once
#include <memory>

#include "layer.hpp"

namespace keratin {

class CustomLayerImpl;

/// Base of your own layers, made by make_layer<T>(). Layers kept as members and called in call() belong to it: their
/// weights are trained and counted with its own. They are found at its first call.
class CustomLayer {
 public:
  virtual ~CustomLayer() = default;
  CustomLayer(const CustomLayer&) = delete;
  CustomLayer& operator=(const CustomLayer&) = delete;

  /// Makes the weights. `input` has the batch (None) first. Called once, before the first call.
  virtual void build(const Shape& input) { static_cast<void>(input); }
  /// The output, (batch, …), from ops on x and the weights. It is also run on tensors without data, to find the
  /// output's shape. Give the context to the layers inside: `dense(x, context)`.
  virtual Tensor call(const Tensor& x, CallContext context) = 0;
  /// As in summaries: by default the class's name in snake case.
  const std::string& name() const;

 protected:
  /// `input_shape`, `name` and `trainable`, as any layer has them.
  explicit CustomLayer(const layers::BasicOptions& options = {}) : options_(options) {}
  /// A new weight. Throws state_error outside of build().
  Variable add_weight(const std::string& name, const Shape& shape, const Initializer& initializer = "glorot_uniform",
                      const WeightOptions& options = {});

 private:
  friend class CustomLayerImpl;
  layers::BasicOptions options_;
  CustomLayerImpl* impl_ = nullptr;
};

/// The layer that calls yours.
Ref<LayerImpl> wrap(std::shared_ptr<CustomLayer> layer);

/// A layer of your own, and a pointer to it: `layer->gain`.
template <std::derived_from<CustomLayer> L>
class MadeLayer : public Layer {
 public:
  explicit MadeLayer(std::shared_ptr<L> made) : Layer(wrap(made)), object_(std::move(made)) {}
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
  return MadeLayer<L>(std::make_shared<L>(std::forward<Args>(args)...));
}

namespace layers {
using keratin::CustomLayer;
}

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <typeinfo>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

namespace keratin {

namespace detail {

/// The class's own name, without what it stands in: app::(anonymous namespace)::Scale<int> -> Scale.
inline std::string class_name_of(const CustomLayer& layer) {
  std::string name = typeid(layer).name();
#if __has_include(<cxxabi.h>)
  int status = 0;
  if (char* const text = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status)) {
    name = text;
    std::free(text);
  }
#endif
  if (name.back() == '>') {
    int depth = 0;
    do {
      depth += name.back() == '>' ? 1 : name.back() == '<' ? -1 : 0;
      name.pop_back();
    } while (depth > 0 && !name.empty());
  }
  const auto in_name = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const auto begin = std::find_if_not(name.rbegin(), name.rend(), in_name).base();
  return begin == name.end() ? "CustomLayer" : std::string(begin, name.end());
}

}  // namespace detail

class CustomLayerImpl final : public LayerImpl, private detail::CallWatcher {
 public:
  CustomLayerImpl(std::shared_ptr<CustomLayer> layer, const std::string& class_name)
      : LayerImpl(class_name.c_str(), layer->options_), custom_(std::move(layer)) {
    custom_->impl_ = this;
  }
  ~CustomLayerImpl() override { custom_->impl_ = nullptr; }

  void build(const Shape& input) override {
    building_ = true;
    custom_->build(input);
    building_ = false;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    // What is called for the first time makes its weights then, so all that belongs here has been seen by the end of
    // it.
    auto* const watcher = watched_ ? nullptr : const_cast<CustomLayerImpl*>(this);
    const detail::WatchScope scope(watcher);
    Tensor y = custom_->call(x, context);
    require<state_error>(y.defined(), name(), " (", class_name(),
                         "): expected call() to return a tensor; got one that was never set.");
    if (watcher != nullptr) watcher->watched_ = true;
    return y;
  }
  std::vector<Layer> sublayers() const override { return inside_; }
  void set_dtype(DType dtype) override {
    LayerImpl::set_dtype(dtype);
    for (const Layer& layer : inside_) layer.impl().set_dtype(dtype);
  }

  Variable make_weight(const std::string& weight, const Shape& shape, const Initializer& initializer,
                       const WeightOptions& options) {
    require<state_error>(building_, name(), " (", class_name(),
                         "): expected add_weight in build(); got it elsewhere, for \"", weight, "\".");
    return add_weight(weight, shape, initializer, options);
  }

 private:
  void called(const Layer& layer) override {
    const auto same = [&](const Layer& other) { return other.ref() == layer.ref(); };
    if (std::any_of(inside_.begin(), inside_.end(), same)) return;
    layer.impl().set_dtype(dtype());
    inside_.push_back(layer);
  }

  std::shared_ptr<CustomLayer> custom_;
  std::vector<Layer> inside_;
  bool building_ = false, watched_ = false;
};

KERATIN_INLINE const std::string& CustomLayer::name() const {
  require<state_error>(impl_ != nullptr, "CustomLayer: expected a layer made by make_layer; got one without.");
  return impl_->name();
}
KERATIN_INLINE Variable CustomLayer::add_weight(const std::string& name, const Shape& shape,
                                                const Initializer& initializer, const WeightOptions& options) {
  require<state_error>(impl_ != nullptr, "CustomLayer: expected add_weight in build(); got it before, for \"", name,
                       "\".");
  return impl_->make_weight(name, shape, initializer, options);
}
KERATIN_INLINE Ref<LayerImpl> wrap(std::shared_ptr<CustomLayer> layer) {
  const std::string class_name = detail::class_name_of(*layer);
  return Ref<LayerImpl>(new CustomLayerImpl(std::move(layer), class_name));
}

}  // namespace keratin
#endif
