// Regularizer: a penalty that a weight adds to the loss. An option such as `.kernel_regularizer = "l2"` takes a name,
// an object of this room, or any function of one tensor that gives a scalar.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "../core/fields.hpp"
#include "../core/ref.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::regularizers {

template <class F>
concept TensorFunction = std::is_invocable_r_v<Tensor, const F&, const Tensor&>;

/// What a kind of regularizer is: its penalty, a scalar made of ops, so that gradients pass.
class RegularizerImpl : public RefCounted {
 public:
  virtual Tensor call(const Tensor& w) const = 0;
  virtual std::string class_name() const = 0;  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
};

/// A handle: copies are the same regularizer.
class Regularizer {
 public:
  /// None.
  Regularizer() = default;
  /// By Keras's name, as one word or in snake case. An unknown one throws name_error and lists those known.
  template <Text S>
  Regularizer(const S& name);
  /// Any function (const Tensor&) -> Tensor.
  template <TensorFunction F>
  requires(!std::derived_from<F, Regularizer>) Regularizer(const F& f) : Regularizer(from_function(f)) {}

  /// Whether there is one.
  explicit operator bool() const { return static_cast<bool>(impl_); }
  /// The penalty of w: a scalar of w's dtype. Throws state_error if there is no regularizer.
  [[nodiscard]] Tensor operator()(const Tensor& w) const { return impl().call(w); }
  const RegularizerImpl& impl() const;

 protected:
  explicit Regularizer(Ref<RegularizerImpl> impl) : impl_(std::move(impl)) {}

 private:
  static Regularizer from_function(std::function<Tensor(const Tensor&)> f);
  Ref<RegularizerImpl> impl_;
};

/// The regularizer of that name, with its defaults (keras.regularizers.get). Throws name_error for an unknown one.
KERATIN_GET(Regularizer);

template <Text S>
KERATIN_ALWAYS_INLINE Regularizer::Regularizer(const S& name) : Regularizer(get(name)) {}

}  // namespace keratin::regularizers

namespace keratin {
using regularizers::Regularizer;
}

#if KERATIN_DEFINE(regularizers)
namespace keratin::regularizers {

namespace detail {

class FunctionRegularizer final : public RegularizerImpl {
 public:
  explicit FunctionRegularizer(std::function<Tensor(const Tensor&)> f) : function_(std::move(f)) {}
  Tensor call(const Tensor& w) const override { return function_(w); }
  std::string class_name() const override { return "function"; }

 private:
  std::function<Tensor(const Tensor&)> function_;
};

}  // namespace detail

KERATIN_INLINE Regularizer Regularizer::from_function(std::function<Tensor(const Tensor&)> f) {
  return Regularizer(Ref<RegularizerImpl>(new detail::FunctionRegularizer(std::move(f))));
}

KERATIN_INLINE const RegularizerImpl& Regularizer::impl() const {
  require<state_error>(static_cast<bool>(impl_), "Regularizer: expected a regularizer; got none.");
  return *impl_;
}

}  // namespace keratin::regularizers
#endif
