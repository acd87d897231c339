// Identity: gain on the main diagonal, else 0 (keras.initializers.Identity).
#pragma once
#include "initializer.hpp"

namespace keratin::initializers {

struct IdentityOptions {
  KERATIN_OPTIONS;
  Real gain = 1.0;
  KERATIN_FIELDS(gain)
};

/// The identity matrix times `gain`; (rows, columns) need not be equal. Throws shape_error unless there are two axes.
struct Identity : Initializer {
  using Options = IdentityOptions;
  explicit Identity(const IdentityOptions& options = {});
};

}  // namespace keratin::initializers

#if KERATIN_DEFINE(initializers)
#include <algorithm>

namespace keratin::initializers {

namespace detail {

class IdentityImpl final : public InitializerImpl {
 public:
  explicit IdentityImpl(const IdentityOptions& options) : options_(options) {}
  Tensor make(const Shape& shape, DType dtype) const override {
    require<shape_error>(shape.rank() == 2, "Identity: expected two axes; got shape ", shape, ".");
    Tensor x = zeros(shape, float64);
    for (index_t i = 0; i < std::min(shape[0], shape[1]); ++i) x.data<double>()[i * shape[1] + i] = options_.gain;
    return x.cast(dtype);
  }
  std::string class_name() const override { return "Identity"; }
  void fields(Fields& f) const override { IdentityOptions(options_).fields(f); }

 private:
  IdentityOptions options_;
};

}  // namespace detail

KERATIN_INLINE Identity::Identity(const IdentityOptions& options)
    : Initializer(make_ref<detail::IdentityImpl>(options)) {}

}  // namespace keratin::initializers
#endif
