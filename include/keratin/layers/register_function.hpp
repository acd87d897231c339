// register_function: a name for a function, by which files hold what is made of it
// (keras.saving.register_keras_serializable).
//   register_function("double", [](const Tensor& x) { return x * 2.0; });   // once, before models are loaded
//   model.add(Lambda("double"));   model.add(Dense(3, {.activation = "double"}));
//   register_function("quantile", [](const Tensor& y, const Tensor& p) { return ops::maximum(0.9 * (y - p), …); });
//   model.compile({.loss = "quantile"});
#pragma once
#include "../autograd/call_context.hpp"
#include "../autograd/symbolic.hpp"
#include "../core/function_registry.hpp"

namespace keratin {

namespace detail {

using FunctionOfOne = Tensor(const Tensor&);
using FunctionInContext = Tensor(const Tensor&, const CallContext&);
using FunctionOfSeveral = Tensor(const Tensors&);
using FunctionOfPair = Tensor(const Tensor&, const Tensor&);

/// Calls `use` with an F's own signature, the first of these that it has.
template <class F, class Use>
auto with_signature(const Use& use) {
  if constexpr (std::is_invocable_r_v<Tensor, const F&, const Tensor&>)
    return use.template operator()<FunctionOfOne>();
  else if constexpr (std::is_invocable_r_v<Tensor, const F&, const Tensor&, const CallContext&>)
    return use.template operator()<FunctionInContext>();
  else if constexpr (std::is_invocable_r_v<Tensor, const F&, const Tensors&>)
    return use.template operator()<FunctionOfSeveral>();
  else
    return use.template operator()<FunctionOfPair>();
}

template <class F>
concept Registrable = std::is_invocable_r_v<Tensor, const F&, const Tensor&> ||
    std::is_invocable_r_v<Tensor, const F&, const Tensor&, const CallContext&> ||
    std::is_invocable_r_v<Tensor, const F&, const Tensors&> ||
    std::is_invocable_r_v<Tensor, const F&, const Tensor&, const Tensor&>;

}  // namespace detail

/// From now on this name stands for the function: wherever a name may (Lambda, an activation, a loss, a metric), and in
/// files, where it is "Custom>name" as in Keras. Functions (const Tensor&), (const Tensor&, const CallContext&) and
/// (const Tensors&) are for Lambda, the first for activations too; (const Tensor& y_true, const Tensor& y_pred) are
/// losses and metrics. A name stands before Keras's own. A plain function, or a lambda that keeps nothing, is then
/// found by itself: a loss given as that function is saved under its name. Throws name_error if another function has
/// that name.
template <detail::Registrable F>
void register_function(const std::string& name, const F& f) {
  detail::with_signature<std::decay_t<F>>([&]<class Signature>() {
    auto made = detail::made_registered<Signature>(f);
    const auto before = detail::find_function(name, typeid(Signature));
    require<name_error>(!before.function || before.id == made.id,
                        "register_function: expected a name that no other function has; got \"", name, "\" again.");
    detail::put_function(name, typeid(Signature), std::move(made));
  });
}

/// While it lives, a name stands for a function, as register_function makes it for good
/// (keras.saving.custom_object_scope):
///   const CustomObjectScope scope("double", [](const Tensor& x) { return x * 2.0; });
class CustomObjectScope {
 public:
  template <detail::Registrable F>
  CustomObjectScope(const std::string& name, const F& f) : name_(name) {
    detail::with_signature<std::decay_t<F>>([&]<class Signature>() {
      signature_ = &typeid(Signature);
      before_ = detail::put_function(name, typeid(Signature), detail::made_registered<Signature>(f));
    });
  }
  CustomObjectScope(const CustomObjectScope&) = delete;
  CustomObjectScope& operator=(const CustomObjectScope&) = delete;
  ~CustomObjectScope() { detail::put_function(name_, *signature_, std::move(before_)); }

 private:
  std::string name_;
  const std::type_info* signature_ = nullptr;
  detail::RegisteredFunction before_;
};

}  // namespace keratin
