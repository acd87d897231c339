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

/// A pointwise kernel whose types are forgotten, so that broadcasting and threads are compiled once for all of them.
struct MapKernel {
  using Run = void (*)(const void* functor, index_t n, void* out, const Operand<void>* in);
  Run run;
  const void* functor;
  std::size_t in_size, out_size;  // bytes of an element
};

template <class T, class Out, std::size_t N, class F>
MapKernel map_kernel(const F& f) {
  return {[](const void* functor, index_t n, void* out, const Operand<void>* in) {
            [&]<std::size_t... k>(std::index_sequence<k...>) {
              map_serial(*static_cast<const F*>(functor), n, static_cast<Out*>(out),
                         Operand<T>{static_cast<const T*>(in[k].data), in[k].fixed}...);
            }(std::make_index_sequence<N>{});
          },
          &f, sizeof(T), sizeof(Out)};
}

/// f(a[i], b[i], …, x[i], …) for i < n, where f changes its first `Changed` arguments: an optimizer's step.
template <std::size_t Changed, class F, class T, std::size_t N>
void update(const F& f, index_t n, const std::array<T*, N>& arrays) {
  simd::run<T>([&]<class Isa>() {
    using V = typename Isa::template Vec<T>;
    [&]<std::size_t... k>(std::index_sequence<k...>) {
      for (index_t i = 0; i < n; i += V::width) {
        V x[N] = {detail::load<V>(Operand<T>{arrays[k]}, i, n - i)...};
        f(x[k]...);
        ((k < Changed ? detail::store(x[k], arrays[k] + i, n - i) : void()), ...);
      }
    }(std::make_index_sequence<N>{});
  });
}

}  // namespace keratin::cpu_backend
