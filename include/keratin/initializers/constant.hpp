// Constant: all elements are one number, or given values stretched to the shape (keras.initializers.Constant).
#pragma once
#include "initializer.hpp"

namespace keratin::initializers {

struct ConstantOptions {
  KERATIN_OPTIONS;
  Real value = 0.0;
  KERATIN_FIELDS(value)
};

/// All elements are `value`. Or a copy of `values`, which must broadcast to the weight's shape: an embedding learned
/// before.
struct Constant : Initializer {
  using Options = ConstantOptions;
  explicit Constant(const ConstantOptions& options = {});
  explicit Constant(Real value);
  explicit Constant(const Tensor& values);
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

namespace detail {

class ConstantImpl final : public InitializerImpl {
 public:
  explicit ConstantImpl(Tensor values) : values_(std::move(values)) {}
  Tensor make(const Shape& shape, DType dtype) const override {
    Tensor x = Tensor::empty(shape, dtype);
    x.assign(values_);
    return x;
  }
  /// Of values a configuration can't tell, but the weights that they made are saved.
  std::string class_name() const override { return values_.rank() == 0 ? "Constant" : "function"; }
  void fields(Fields& f) const override {
    if (values_.rank() == 0) ConstantOptions{.value = values_.item<double>()}.fields(f);
  }

 private:
  Tensor values_;
};

}  // namespace detail

KERATIN_INLINE Constant::Constant(const ConstantOptions& options) : Constant(options.value) {}
KERATIN_INLINE Constant::Constant(Real value)
    : Initializer(make_ref<detail::ConstantImpl>(Tensor::scalar(value, float64))) {}
KERATIN_INLINE Constant::Constant(const Tensor& values) : Initializer(make_ref<detail::ConstantImpl>(values.clone())) {}

}  // namespace keratin::initializers
#endif
