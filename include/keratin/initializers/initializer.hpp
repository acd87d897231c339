// Initializer: what a weight starts as. An option such as `.kernel_initializer = "he_normal"` takes a name, an object
// of this room, any function (shape, dtype) -> Tensor, or the values themselves.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "../core/fields.hpp"
#include "../core/ref.hpp"
#include "../tensor/axes.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::initializers {

template <class F>
concept MakesTensor = std::is_invocable_r_v<Tensor, const F&, const Shape&, DType>;

/// What a kind of initializer is: how its tensors are made.
class InitializerImpl : public RefCounted {
 public:
  /// A tensor whose elements nothing else shares. `shape` has no open dimension.
  virtual Tensor make(const Shape& shape, DType dtype) const = 0;
  /// The same for a weight whose inputs and outputs lie on these axes: for those that scale by their number.
  virtual Tensor make_for(const Shape& shape, DType dtype, const Axes& inputs, const Axes& outputs) const {
    static_cast<void>(inputs);
    static_cast<void>(outputs);
    return make(shape, dtype);
  }
  virtual std::string class_name() const = 0;  ///< Keras's name of the class.
  /// Its options, for whoever writes or reads configurations.
  virtual void fields(Fields& f) const { static_cast<void>(f); }
};

/// A handle: copies are the same initializer. Those that draw numbers give the same ones at each call if they have a
/// seed, else new ones at each call (set_random_seed): layers that share one initializer don't start alike.
class Initializer {
 public:
  /// None.
  Initializer() = default;
  /// By Keras's name, "glorot_uniform" or "GlorotUniform". An unknown one throws name_error and lists those known.
  template <Text S>
  Initializer(const S& name);
  /// Any function (const Shape&, DType) -> Tensor.
  template <MakesTensor F>
  requires(!std::derived_from<F, Initializer>) Initializer(const F& f) : Initializer(from_function(f)) {}
  /// A copy of these values, for a weight of the same shape.
  Initializer(const Tensor& values);

  /// Whether there is one.
  explicit operator bool() const { return static_cast<bool>(impl_); }
  /// A new tensor. Throws shape_error if a dimension is open or does not fit, state_error if there is no initializer.
  [[nodiscard]] Tensor operator()(const Shape& shape, DType dtype = float32) const;
  const InitializerImpl& impl() const;

 protected:
  explicit Initializer(Ref<InitializerImpl> impl) : impl_(std::move(impl)) {}

 private:
  static Initializer from_function(std::function<Tensor(const Shape&, DType)> f);
  Ref<InitializerImpl> impl_;
};

/// The initializer of that name, with its defaults (keras.initializers.get). Throws name_error for an unknown one.
KERATIN_GET(Initializer);

template <Text S>
KERATIN_ALWAYS_INLINE Initializer::Initializer(const S& name) : Initializer(get(name)) {}

}  // namespace keratin::initializers

namespace keratin {
using initializers::Initializer;
}

#if KERATIN_DEFINE(initializers)
#include "../ops/cast.hpp"
#include "../ops/slice.hpp"

namespace keratin::initializers {

namespace detail {

class FunctionInitializer final : public InitializerImpl {
 public:
  explicit FunctionInitializer(std::function<Tensor(const Shape&, DType)> f) : function_(std::move(f)) {}
  Tensor make(const Shape& shape, DType dtype) const override {
    const Tensor x = function_(shape, dtype);
    require<shape_error>(x.shape() == shape, "initializer: expected a tensor of shape ", shape,
                         " from the function; got ", x.shape(), ".");
    return x.cast(dtype).clone();  // the function may keep its own
  }
  std::string class_name() const override { return "function"; }

 private:
  std::function<Tensor(const Shape&, DType)> function_;
};

}  // namespace detail

KERATIN_INLINE Initializer Initializer::from_function(std::function<Tensor(const Shape&, DType)> f) {
  return Initializer(Ref<InitializerImpl>(new detail::FunctionInitializer(std::move(f))));
}

KERATIN_INLINE Initializer::Initializer(const Tensor& values)
    : Initializer(from_function([values = values.clone()](const Shape&, DType) { return values; })) {}

KERATIN_INLINE const InitializerImpl& Initializer::impl() const {
  require<state_error>(static_cast<bool>(impl_), "Initializer: expected an initializer; got none.");
  return *impl_;
}

KERATIN_INLINE Tensor Initializer::operator()(const Shape& shape, DType dtype) const {
  require<shape_error>(shape.known(), "Initializer: expected a shape without open dimensions; got ", shape, ".");
  return impl().make(shape, dtype);
}

}  // namespace keratin::initializers
#endif
