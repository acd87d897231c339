// Activations that a product applies to its blocks while they are in the cache. Their derivative is a function of the
// result alone, so the sum before the activation need not be kept.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct FusedActivation {
  /// c = f(c + bias) for rows x columns elements, rows ldc apart; bias may be nullptr.
  void (*apply32)(index_t rows, index_t columns, float* c, index_t ldc, const float* bias);
  void (*apply64)(index_t rows, index_t columns, double* c, index_t ldc, const double* bias);
  /// The same for whole tensors, on their device.
  void (*apply)(const Tensor& c, const Tensor& bias);
  /// dy * f'(z), from y = f(z).
  Tensor (*gradient)(const Tensor& y, const Tensor& dy);
};

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../tensor/pointwise.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

template <class F>
struct AfterBias {
  template <class V>
  V operator()(const V& z, const V& bias) const {
    return F{}(z + bias);
  }
};
template <class F>
struct GradientOfOutput {
  template <class V>
  V operator()(const V& y, const V& dy) const {
    return F::gradient(y, y, dy);
  }
};

/// Rows that are shorter than a few vectors lie together, so they are taken as one run, with the bias repeated
/// alongside.
template <class V, class F, class T>
void short_rows(index_t rows, index_t columns, T* c, const T* bias) {
  constexpr index_t room = 512;
  T repeated[room];
  const index_t per_run = std::min(rows, room / columns), run = per_run * columns;
  for (index_t r = 0; r < per_run; ++r)
    std::memcpy(repeated + r * columns, bias, static_cast<std::size_t>(columns) * sizeof(T));
  for (index_t i = 0; i < rows * columns; i += run) {
    const index_t n = std::min(run, rows * columns - i);
    cpu_backend::detail::map_loop<V>(AfterBias<F>{}, n, c + i, cpu_backend::Operand<T>{c + i},
                                     cpu_backend::Operand<T>{repeated});
  }
}

template <class F, class T>
void apply_after_bias(index_t rows, index_t columns, T* c, index_t ldc, const T* bias) {
  simd::run<T>([=]<class Isa>() {
    using V = typename Isa::template Vec<T>;
    const T zero = 0;
    if (bias != nullptr && columns == ldc && columns < 4 * V::width) return short_rows<V, F>(rows, columns, c, bias);
    const cpu_backend::Operand<T> b =
        bias != nullptr ? cpu_backend::Operand<T>{bias} : cpu_backend::Operand<T>{&zero, true};
    for (index_t r = 0; r < rows; ++r)
      cpu_backend::detail::map_loop<V>(AfterBias<F>{}, columns, c + r * ldc, cpu_backend::Operand<T>{c + r * ldc}, b);
  });
}

/// The fused form of a functor whose gradient(x, y, dy) does not use x.
template <class F>
const FusedActivation* fused_activation() {
  static constexpr FusedActivation fused = {
      apply_after_bias<F, float>, apply_after_bias<F, double>,
      [](const Tensor& c, const Tensor& bias) {
        if (bias.defined())
          map_into(AfterBias<F>{}, c, c, bias);
        else
          map_into(F{}, c, c);
      },
      [](const Tensor& y, const Tensor& dy) { return map(GradientOfOutput<F>{}, y, dy); }};
  return &fused;
}

struct IdentityActivation {
  template <class V>
  V operator()(const V& z) const {
    return z;
  }
  template <class V>
  static V gradient(const V&, const V&, const V& dy) {
    return dy;
  }
};
/// What a product without activation uses for its bias.
inline const FusedActivation& identity_activation() { return *fused_activation<IdentityActivation>(); }

}  // namespace detail

}  // namespace keratin::ops
#endif
