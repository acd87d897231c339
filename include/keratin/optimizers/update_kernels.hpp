// The kernels that a step functor becomes. Included by update.hpp.
#pragma once
#include "weight_update.hpp"

#if KERATIN_DEFINE(optimizers)
#include "../backend/cpu/map.hpp"

namespace keratin::optimizers {

/// An optimizer's kernels for float32 and float64.
using UpdateKernels = std::span<const cpu_backend::UpdateVersions, 2>;
template <std::size_t Slots, class Step>
inline constexpr cpu_backend::UpdateVersions update_kernels[] = {
    cpu_backend::update_versions<Slots + 1, float, Step, Slots + 2>(),
    cpu_backend::update_versions<Slots + 1, double, Step, Slots + 2>()};

/// The same for a rule that is told the gradient's square.
template <std::size_t Slots, class Step>
inline constexpr cpu_backend::UpdateVersions squared_kernels[] = {
    cpu_backend::update_versions<Slots + 1, float, Step, Slots + 3>(),
    cpu_backend::update_versions<Slots + 1, double, Step, Slots + 3>()};

/// A rule step(w, slots…, g, g²), for gradients whose square is their own.
template <class Step>
struct OwnSquare {
  Step step;
  template <class V>
  void operator()(V& w, V& a, V& g) const {
    step(w, a, g, g * g);
  }
  template <class V>
  void operator()(V& w, V& a, V& b, V& g) const {
    step(w, a, b, g, g * g);
  }
  template <class V>
  void operator()(V& w, V& a, V& b, V& c, V& g) const {
    step(w, a, b, c, g, g * g);
  }
};

}  // namespace keratin::optimizers
#endif
