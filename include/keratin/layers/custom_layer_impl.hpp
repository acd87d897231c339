// CustomLayerImpl: the layer that calls a CustomLayer. custom_layer.hpp includes it.
#pragma once
#include "custom_layer.hpp"

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <cctype>
#include <cstdlib>

#if __has_include(<cxxabi.h>)
#include <cxxabi.h>
#endif

namespace keratin {

namespace detail {

/// The class's own name, without what it stands in: app::(anonymous namespace)::Scale<int> -> Scale; or the name that
/// register_layer gave it.
inline std::string class_name_of(const CustomLayer& layer, const std::type_info& kind) {
  if (const std::string registered = registered_name(kind); !registered.empty()) return registered;
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
  CustomLayerImpl(std::shared_ptr<CustomLayer> layer, const std::string& class_name, const detail::CustomKind* kind)
      : LayerImpl(class_name.c_str(), layer->options_), custom_(std::move(layer)), kind_(kind) {
    custom_->impl_ = this;
    makes_mask_ = kind->makes_mask;
    supports_masking_ = custom_->supports_masking || makes_mask_;
  }
  ~CustomLayerImpl() override { custom_->impl_ = nullptr; }

  void build_all(const std::vector<Shape>& inputs) override {
    building_ = true;
    custom_->build_all(inputs);
    building_ = false;
  }
  Tensor call(const Tensor& x, const CallContext& context) const override {
    const Watch watch(*this);
    Tensor y = custom_->call(x, context);
    check(y);
    return y;
  }
  Tensors call_all(std::span<const Tensor> xs, const CallContext& context) const override {
    const Watch watch(*this);
    Tensors ys = custom_->call_all({xs.begin(), xs.end()}, context);
    require<state_error>(!ys.empty(), name(), " (", class_name(),
                         "): expected call_all() to return a tensor; got none.");
    for (const Tensor& y : ys) check(y);
    return ys;
  }
  Tensors compute_mask(std::span<const Tensor> xs, std::span<const Tensor> masks) const override {
    return {custom_->compute_mask(xs[0], masks[0])};
  }
  std::vector<Layer> sublayers() const override { return inside_; }
  void fields(Fields& f) const override {
    if (kind_->fields != nullptr) kind_->fields(*custom_, f);
  }
  const CustomLayer& custom() const { return *custom_; }

  Variable make_weight(const std::string& weight, const Shape& shape, const Initializer& initializer,
                       const WeightOptions& options) {
    require<state_error>(building_, name(), " (", class_name(),
                         "): expected add_weight in build(); got it elsewhere, for \"", weight, "\".");
    return add_weight(weight, shape, initializer, options);
  }

 private:
  /// Hears of the layers called inside, until the end of the first call: what is called for the first time makes its
  /// weights then, so all that belongs here has been seen by the end of it.
  struct Watch {
    explicit Watch(const CustomLayerImpl& layer)
        : listener(layer.watched_ ? nullptr : &const_cast<CustomLayerImpl&>(layer)), scope(listener) {}
    ~Watch() {
      if (listener != nullptr && std::uncaught_exceptions() == failing) listener->watched_ = true;
    }
    CustomLayerImpl* const listener;
    const int failing = std::uncaught_exceptions();
    detail::WatchScope scope;
  };
  void check(const Tensor& y) const {
    require<state_error>(y.defined(), name(), " (", class_name(),
                         "): expected call() to return a tensor; got one that was never set.");
  }
  void called(const Layer& layer) override {
    const auto same = [&](const Layer& other) { return other.ref() == layer.ref(); };
    if (std::any_of(inside_.begin(), inside_.end(), same)) return;
    layer.impl().set_dtype(compute_dtype());
    inside_.push_back(layer);
  }

  std::shared_ptr<CustomLayer> custom_;
  const detail::CustomKind* kind_;
  std::vector<Layer> inside_;
  bool building_ = false, watched_ = false;
};

KERATIN_INLINE Tensors CustomLayer::call_all(const Tensors& xs, CallContext context) {
  require<shape_error>(xs.size() == 1, name(), ": expected one input; got ", xs.size(), ". Hint: override call_all.");
  return {call(xs[0], context)};
}
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
KERATIN_INLINE bool is_custom(const LayerImpl& layer) {
  return dynamic_cast<const CustomLayerImpl*>(&layer) != nullptr;
}
KERATIN_INLINE Ref<LayerImpl> wrap(std::shared_ptr<CustomLayer> layer, const detail::CustomKind* kind) {
  const std::string class_name = detail::class_name_of(*layer, *kind->type);
  return Ref<LayerImpl>(new CustomLayerImpl(std::move(layer), class_name, kind));
}

}  // namespace keratin
#endif
