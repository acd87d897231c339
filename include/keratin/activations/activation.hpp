// Activation: what an option such as `.activation = "relu"` takes: a name, one of the functions of this room, any
// function of one tensor, or a layer.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "../core/function_registry.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::ops {
struct FusedActivation;
}

namespace keratin::activations {

template <class F>
concept TensorFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&>;

class Activation {
 public:
  /// None: the identity.
  Activation() = default;
  /// By Keras's name. An unknown one throws name_error and lists those that are known.
  template <Text S>
  Activation(const S& name);
  template <TensorFunction F>
  requires(!std::same_as<F, Activation>) Activation(const F& f) : function_(f), name_("function") {}
  /// The form for functions that have others of the same name: activations::elu.
  Activation(Tensor (*f)(const Tensor&)) : function_(f), name_("function") {}
  Activation(std::nullptr_t) = delete;  // nor 0, which would be a function

  /// A function under a name, and the form that a matrix product applies by itself, if there is one.
  Activation(const char* name, std::function<Tensor(const Tensor&)> f, const ops::FusedActivation* fused = nullptr)
      : function_(std::move(f)), fused_(fused), name_(name) {}

  Tensor operator()(const Tensor& x) const { return function_ ? function_(x) : x; }
  const std::string& name() const { return name_; }
  /// The form that a matrix product applies by itself, if there is one.
  const ops::FusedActivation* fused() const { return fused_; }
  bool is_linear() const { return !function_; }
  /// The name that register_function gave it; "" if it has none.
  std::string function_name() const;
  /// What it was made of, if that is an F: a layer.
  template <class F>
  const F* target() const {
    return function_.template target<F>();
  }
  /// The function itself, if it is a plain one.
  Tensor (*function() const)(const Tensor&) {
    using Function = Tensor (*)(const Tensor&);
    const Function* const plain = function_.target<Function>();
    return plain != nullptr ? *plain : nullptr;
  }

 private:
  std::function<Tensor(const Tensor&)> function_;
  const ops::FusedActivation* fused_ = nullptr;
  std::string name_ = "linear";
};

/// The function that is registered under the name (register_function); nothing if none is.
std::optional<Activation> registered_activation(std::string_view name);

/// The activation of that name, with its defaults (keras.activations.get). Throws name_error for an unknown one.
KERATIN_GET(Activation);

template <Text S>
KERATIN_ALWAYS_INLINE Activation::Activation(const S& name) : Activation(get(name)) {}

}  // namespace keratin::activations
