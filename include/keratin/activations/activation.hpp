// Activation: what an option such as `.activation = "relu"` takes: a name, one of the functions of this room, any
// function of one tensor, or a layer.
#pragma once
#include <functional>
#include <string>
#include <string_view>

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
  Activation(const S& name) : Activation(get(std::string_view(name))) {}
  template <TensorFunction F>
  requires(!std::same_as<F, Activation>) Activation(const F& f) : function_(f), name_("function") {}

  Tensor operator()(const Tensor& x) const { return function_ ? function_(x) : x; }
  const std::string& name() const { return name_; }
  /// The form that a matrix product applies by itself, if there is one.
  const ops::FusedActivation* fused() const { return fused_; }
  bool is_linear() const { return !function_; }

  static Activation get(std::string_view name);

 private:
  std::function<Tensor(const Tensor&)> function_;
  const ops::FusedActivation* fused_ = nullptr;
  std::string name_ = "linear";
};

}  // namespace keratin::activations
