// Constraint: what a weight must satisfy after each step of an optimizer. An option such as `.kernel_constraint =
// "non_neg"` takes a name, an object of this room, or any function of one tensor that gives one of the same shape.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "../core/fields.hpp"
#include "../core/ref.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::constraints {

template <class F>
concept TensorFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&>;

/// What a kind of constraint is: the tensor near w that satisfies it.
class ConstraintImpl : public RefCounted {
 public:
  virtual Tensor call(const Tensor& w) const = 0;
  virtual std::string class_name() const = 0;  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
};

/// A handle: copies are the same constraint.
class Constraint {
 public:
  /// None.
  Constraint() = default;
  /// By Keras's name, as one word or in snake case. An unknown one throws name_error and lists those known.
  template <Text S>
  Constraint(const S& name);
  /// Any function (const Tensor&) -> Tensor.
  template <TensorFunction F>
  requires(!std::derived_from<F, Constraint>) Constraint(const F& f) : Constraint(from_function(f)) {}

  /// Whether there is one.
  explicit operator bool() const { return static_cast<bool>(impl_); }
  /// The tensor near w that satisfies it: of w's shape and dtype. Throws state_error if there is no constraint.
  [[nodiscard]] Tensor operator()(const Tensor& w) const { return impl().call(w); }
  const ConstraintImpl& impl() const;

 protected:
  explicit Constraint(Ref<ConstraintImpl> impl) : impl_(std::move(impl)) {}

 private:
  static Constraint from_function(std::function<Tensor(const Tensor&)> f);
  Ref<ConstraintImpl> impl_;
};

/// The constraint of that name, with its defaults (keras.constraints.get). Throws name_error for an unknown one.
KERATIN_GET(Constraint);

template <Text S>
KERATIN_ALWAYS_INLINE Constraint::Constraint(const S& name) : Constraint(get(name)) {}

}  // namespace keratin::constraints

#if KERATIN_DEFINE(constraints)
namespace keratin::constraints {

namespace detail {

class FunctionConstraint final : public ConstraintImpl {
 public:
  explicit FunctionConstraint(std::function<Tensor(const Tensor&)> f) : function_(std::move(f)) {}
  Tensor call(const Tensor& w) const override { return function_(w); }
  std::string class_name() const override { return "function"; }

 private:
  std::function<Tensor(const Tensor&)> function_;
};

}  // namespace detail

KERATIN_INLINE Constraint Constraint::from_function(std::function<Tensor(const Tensor&)> f) {
  return Constraint(Ref<ConstraintImpl>(new detail::FunctionConstraint(std::move(f))));
}

KERATIN_INLINE const ConstraintImpl& Constraint::impl() const {
  require<state_error>(static_cast<bool>(impl_), "Constraint: expected a constraint; got none.");
  return *impl_;
}

}  // namespace keratin::constraints
#endif
