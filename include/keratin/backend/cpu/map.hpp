// Pointwise kernels: one functor applied to every element.
#pragma once
#include <array>
#include <utility>

#include "../../core/math.hpp"
#include "../../core/parallel.hpp"

// Formulas that several kernels and ops are made of.
namespace keratin::functors {

struct Identity {
  template <class V>
  V operator()(const V& x) const {
    return x;
  }
};
struct Add {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a + b;
  }
};
struct Multiply {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a * b;
  }
};

struct Subtract {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return a - b;
  }
};
struct Exp {
  template <class V>
  V operator()(const V& x) const {
    return math::exp(x);
  }
};
struct Log {
  template <class V>
  V operator()(const V& x) const {
    return math::log(x);
  }
};

}  // namespace keratin::functors

namespace keratin::cpu_backend {

/// Elements below which a second thread costs more than it saves.
inline constexpr index_t pointwise_grain = 16384;

/// One input of a pointwise kernel: an array, or one element that stands for all.
template <class T>
struct Operand {
  const T* data;
  bool fixed = false;
};

namespace detail {

/// The vector at place i of an array that has m more elements from there on.
template <class V, class T>
V load(const Operand<T>& x, index_t i, index_t m) {
  return x.fixed ? V(*x.data) : m >= V::width ? V::load(x.data + i) : V::load(x.data + i, m);
}
template <class V, class Out>
void store(const V& y, Out* out, index_t m) {
  if (m >= V::width) return y.store_to(out);
  Out tail[V::width];
  y.store_to(tail);
  std::memcpy(out, tail, static_cast<std::size_t>(m) * sizeof(Out));
}

// One loop for whole vectors and the rest, so that f is compiled once.
template <class V, class F, class Out, class... Operands>
void map_loop(const F& f, index_t n, Out* out, const Operands&... in) {
  for (index_t i = 0; i < n; i += V::width) store(V(f(load<V>(in, i, n - i)...)), out + i, n - i);
}

}  // namespace detail

/// out[i] = f(in0[i], in1[i], …) for i < n, on the calling thread. `out` may be one of the inputs.
template <class F, class Out, class T, class... More>
void map_serial(const F& f, index_t n, Out* out, Operand<T> first, More... more) {
  simd::run<T>([&]<class Isa>() { detail::map_loop<typename Isa::template Vec<T>>(f, n, out, first, more...); });
}

/// Pointwise kernels whose types are forgotten, so that broadcasting and threads are compiled once for all of them:
/// out[i] = f(in[0][i], in[1][i], …) for i < n.
struct MapVersions : simd::Versions<const void* /*f*/, index_t /*n*/, void* /*out*/, const Operand<void>* /*in*/> {
  trace::Tracer trace = nullptr;  // for another device
};
/// f(arrays[0][i], arrays[1][i], …) for i < n, where f changes some of its arguments: an optimizer's step.
struct UpdateVersions : simd::Versions<const void* /*f*/, index_t /*n*/, void* const* /*arrays*/> {
  trace::Tracer trace = nullptr;
};

namespace detail {

template <class T, class Out, class F, class Index>
struct MapKernel;
template <class T, class Out, class F, std::size_t... k>
struct MapKernel<T, Out, F, std::index_sequence<k...>> {
  template <class Isa>
  static void run(const void* f, index_t n, void* out, const Operand<void>* in) {
    map_loop<typename Isa::template Vec<T>>(*static_cast<const F*>(f), n, static_cast<Out*>(out),
                                            Operand<T>{static_cast<const T*>(in[k].data), in[k].fixed}...);
  }
};

template <std::size_t Changed, class T, class F, class Index>
struct UpdateKernel;
template <std::size_t Changed, class T, class F, std::size_t... k>
struct UpdateKernel<Changed, T, F, std::index_sequence<k...>> {
  template <class Isa>
  static void run(const void* f, index_t n, void* const* arrays) {
    using V = typename Isa::template Vec<T>;
    for (index_t i = 0; i < n; i += V::width) {
      V x[sizeof...(k)] = {load<V>(Operand<T>{static_cast<const T*>(arrays[k])}, i, n - i)...};
      (*static_cast<const F*>(f))(x[k]...);
      ((k < Changed ? store(x[k], static_cast<T*>(arrays[k]) + i, n - i) : void()), ...);
    }
  }
};

}  // namespace detail

/// The kernel of F for N inputs of type T.
template <class T, class Out, class F, std::size_t N>
constexpr MapVersions map_versions() {
  using Kernel = detail::MapKernel<T, Out, F, std::make_index_sequence<N>>;
  return {simd::versions<Kernel, T, const void*, index_t, void*, const Operand<void>*>(), trace::map_tracer<T, F, N>()};
}
/// The kernel of F for N arrays of type T, of which it changes the first `Changed`.
template <std::size_t Changed, class T, class F, std::size_t N>
constexpr UpdateVersions update_versions() {
  using Kernel = detail::UpdateKernel<Changed, T, F, std::make_index_sequence<N>>;
  return {simd::versions<Kernel, T, const void*, index_t, void* const*>(), trace::update_tracer<Changed, T, F, N>()};
}

}  // namespace keratin::cpu_backend
