// Zeros: all elements are 0 (keras.initializers.Zeros).
#pragma once
#include "initializer.hpp"

namespace keratin::initializers {

/// All elements are 0.
struct Zeros : Initializer {
  Zeros();
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

namespace detail {

class ZerosImpl final : public InitializerImpl {
 public:
  Tensor make(const Shape& shape, DType dtype) const override { return zeros(shape, dtype); }
  std::string class_name() const override { return "Zeros"; }
};

}  // namespace detail

KERATIN_INLINE Zeros::Zeros() : Initializer(make_ref<detail::ZerosImpl>()) {}

}  // namespace keratin::initializers
#endif
