// Ones: all elements are 1 (keras.initializers.Ones).
#pragma once
#include "initializer.hpp"

namespace keratin::initializers {

/// All elements are 1.
struct Ones : Initializer {
  Ones();
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
namespace keratin::initializers {

namespace detail {

class OnesImpl final : public InitializerImpl {
 public:
  Tensor make(const Shape& shape, DType dtype) const override { return ones(shape, dtype); }
  std::string class_name() const override { return "Ones"; }
};

}  // namespace detail

KERATIN_INLINE Ones::Ones() : Initializer(make_ref<detail::OnesImpl>()) {}

}  // namespace keratin::initializers
#endif
