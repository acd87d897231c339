// One step of each recurrent cell, after its products: the gates from their sums, and back. Each is a single pass over
// arrays of units by lanes, where a lane is a sequence.
#pragma once
#include "../../core/platform.hpp"

namespace keratin::cpu_backend {

/// Activations whose derivative is a function of their result alone.
enum class GateActivation { linear, tanh, sigmoid, hard_sigmoid, relu };

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include "../../core/math.hpp"

namespace keratin::cpu_backend::gates {

struct Tanh {
  template <class V>
  V operator()(const V& x) const {
    return math::tanh(x);
  }
  template <class V>
  V slope(const V& y) const {
    return V(1) - y * y;
  }
};
struct Sigmoid {
  template <class V>
  V operator()(const V& x) const {
    return math::sigmoid(x);
  }
  template <class V>
  V slope(const V& y) const {
    return y * (V(1) - y);
  }
};
/// One that is known when the program runs.
struct Any {
  GateActivation kind;
  template <class V>
  V operator()(const V& x) const {
    switch (kind) {
      case GateActivation::tanh:
        return math::tanh(x);
      case GateActivation::sigmoid:
        return math::sigmoid(x);
      case GateActivation::hard_sigmoid:
        return math::min(math::max(x + V(3), V(0)), V(6)) / V(6);
      case GateActivation::relu:
        return math::max(x, V(0));
      default:
        return x;
    }
  }
  template <class V>
  V slope(const V& y) const {
    switch (kind) {
      case GateActivation::tanh:
        return V(1) - y * y;
      case GateActivation::sigmoid:
        return y * (V(1) - y);
      case GateActivation::hard_sigmoid:
        return to_number((y > V(0)) & (y < V(1))) / V(6);
      case GateActivation::relu:
        return to_number(y > V(0));
      default:
        return V(1);
    }
  }
};

/// Calls body(f, r) with the cell's activation and that of its gates; the usual pair is compiled by itself.
template <class Body>
void with_activations(GateActivation f, GateActivation r, const Body& body) {
  if (f == GateActivation::tanh && r == GateActivation::sigmoid)
    body(Tanh{}, Sigmoid{});
  else
    body(Any{f}, Any{r});
}

/// body(i) for the places of n numbers, a multiple of the vectors' width.
template <class V, class Body>
void for_vectors(index_t n, const Body& body) {
  for (index_t i = 0; i < n; i += V::width) body(i);
}
template <class V, class T>
V at(const T* p) {
  return V::load(p);
}

/// gate: its sum, which becomes h = f(sum).
template <class V, class F, class T>
void simple_step(const F& f, index_t n, T* h) {
  for_vectors<V>(n, [&](index_t i) { f(at<V>(h + i)).store(h + i); });
}
/// d: of the sum. dh becomes 0: what goes on to the step before is added by a product.
template <class V, class F, class T>
void simple_gradient(const F& f, index_t n, const T* h, T* dh, T* d) {
  for_vectors<V>(n, [&](index_t i) {
    (at<V>(dh + i) * f.slope(at<V>(h + i))).store(d + i);
    V(0).store(dh + i);
  });
}

/// gates: sums of i, f, g and o, which become the gates; then follow c, f(c) and h.
template <class V, class F, class R, class T>
void lstm_step(const F& f, const R& r, index_t n, T* gates, const T* c_before) {
  for_vectors<V>(n, [&](index_t k) {
    T* const p = gates + k;
    const V in = r(at<V>(p)), keep = r(at<V>(p + n)), g = f(at<V>(p + 2 * n)), out = r(at<V>(p + 3 * n));
    const V c = keep * at<V>(c_before + k) + in * g, fc = f(c);
    in.store(p);
    keep.store(p + n);
    g.store(p + 2 * n);
    out.store(p + 3 * n);
    c.store(p + 4 * n);
    fc.store(p + 5 * n);
    (out * fc).store(p + 6 * n);
  });
}
template <class V, class F, class R, class T>
void lstm_gradient(const F& f, const R& r, index_t n, const T* gates, const T* c_before, T* dh, T* dc, T* d) {
  for_vectors<V>(n, [&](index_t k) {
    const T* const p = gates + k;
    T* const to = d + k;
    const V in = at<V>(p), keep = at<V>(p + n), g = at<V>(p + 2 * n), out = at<V>(p + 3 * n), fc = at<V>(p + 5 * n);
    const V own = at<V>(dh + k), cell = at<V>(dc + k) + own * out * f.slope(fc);
    (cell * g * r.slope(in)).store(to);
    (cell * at<V>(c_before + k) * r.slope(keep)).store(to + n);
    (cell * in * f.slope(g)).store(to + 2 * n);
    (own * fc * r.slope(out)).store(to + 3 * n);
    (cell * keep).store(dc + k);
    V(0).store(dh + k);
  });
}

/// gates: sums of z, r and the candidate without its recurrent part, which follows: then h.
template <class V, class F, class R, class T>
void gru_step(const F& f, const R& r, index_t n, T* gates, const T* before) {
  for_vectors<V>(n, [&](index_t k) {
    T* const p = gates + k;
    const V z = r(at<V>(p)), reset = r(at<V>(p + n));
    const V own = f(at<V>(p + 2 * n) + reset * at<V>(p + 3 * n));
    z.store(p);
    reset.store(p + n);
    own.store(p + 2 * n);
    (own + z * (at<V>(before + k) - own)).store(p + 4 * n);
  });
}
/// d: of the sums of z, r, the candidate, and its recurrent part. dh becomes what goes on by z.
template <class V, class F, class R, class T>
void gru_gradient(const F& f, const R& r, index_t n, const T* gates, const T* before, T* dh, T* d) {
  for_vectors<V>(n, [&](index_t k) {
    const T* const p = gates + k;
    T* const to = d + k;
    const V z = at<V>(p), reset = at<V>(p + n), own = at<V>(p + 2 * n), g = at<V>(dh + k);
    const V down = g * (V(1) - z) * f.slope(own);
    (g * (at<V>(before + k) - own) * r.slope(z)).store(to);
    (down * at<V>(p + 3 * n) * r.slope(reset)).store(to + n);
    down.store(to + 2 * n);
    (down * reset).store(to + 3 * n);
    (g * z).store(dh + k);
  });
}

/// The same where r is applied before the product: z and r; then, when the product of r h is added, the candidate.
template <class V, class R, class T>
void gru_before_gates(const R& r, index_t n, T* gates, const T* before) {
  for_vectors<V>(n, [&](index_t k) {
    T* const p = gates + k;
    const V reset = r(at<V>(p + n));
    r(at<V>(p)).store(p);
    reset.store(p + n);
    (reset * at<V>(before + k)).store(p + 3 * n);
  });
}
template <class V, class F, class T>
void gru_before_step(const F& f, index_t n, T* gates, const T* before) {
  for_vectors<V>(n, [&](index_t k) {
    T* const p = gates + k;
    const V own = f(at<V>(p + 2 * n));
    own.store(p + 2 * n);
    (own + at<V>(p) * (at<V>(before + k) - own)).store(p + 4 * n);
  });
}
/// d: of the sums of z and the candidate; then, from the gradient of r h, that of r's sum.
template <class V, class F, class R, class T>
void gru_before_gradient(const F& f, const R& r, index_t n, const T* gates, const T* before, T* dh, T* d) {
  for_vectors<V>(n, [&](index_t k) {
    const T* const p = gates + k;
    const V z = at<V>(p), own = at<V>(p + 2 * n), g = at<V>(dh + k);
    (g * (at<V>(before + k) - own) * r.slope(z)).store(d + k);
    (g * (V(1) - z) * f.slope(own)).store(d + 2 * n + k);
    (g * z).store(dh + k);
  });
}
template <class V, class R, class T>
void gru_before_reset(const R& r, index_t n, const T* gates, const T* before, const T* product, T* dh, T* d) {
  for_vectors<V>(n, [&](index_t k) {
    const V reset = at<V>(gates + n + k), g = at<V>(product + k);
    (g * at<V>(before + k) * r.slope(reset)).store(d + n + k);
    (at<V>(dh + k) + g * reset).store(dh + k);
  });
}

/// x = m > 0 ? x : other, for arrays of rows by lanes with one m for each lane; no `other` stands for zeros.
template <class V, class T>
void where_valid(index_t rows, index_t lanes, const T* m, T* x, const T* other) {
  for (index_t j = 0; j < rows; ++j)
    for_vectors<V>(lanes, [&](index_t i) {
      const index_t k = j * lanes + i;
      select(at<V>(m + i) > V(0), at<V>(x + k), other != nullptr ? at<V>(other + k) : V(0)).store(x + k);
    });
}
template <class V, class T>
void add(index_t n, T* sum, const T* x) {
  for_vectors<V>(n, [&](index_t i) { (at<V>(sum + i) + at<V>(x + i)).store(sum + i); });
}

}  // namespace keratin::cpu_backend::gates
#endif
