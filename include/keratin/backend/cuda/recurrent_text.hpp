// The kernels of recurrent.hpp: one step of each cell after its products, and back. Included by lower halves alone.
#pragma once
#include "launch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* recurrent_text = R"cuda(
// A step: `time` is its place in the sequences, `next` that of the step after it, or -1; t counts the steps.
struct Step { index_t batch, steps, units, t, time, next; const uint8* mask; int f, r, zero_masked, sequences; };
__device__ T act(int kind, T x) {
  switch (kind) {
    case 1: return tanh(x);
    case 2: return (T)1 / ((T)1 + exp(-x));
    case 3: return min(max(x + 3, (T)0), (T)6) / 6;
    case 4: return max(x, (T)0);
    default: return x;
  }
}
// The derivative of act where its result is y.
__device__ T slope(int kind, T y) {
  switch (kind) {
    case 1: return 1 - y * y;
    case 2: return y * (1 - y);
    case 3: return y > 0 && y < 1 ? (T)1 / 6 : (T)0;
    case 4: return y > 0 ? 1 : 0;
    default: return 1;
  }
}
// What a thread works on: unit u of sequence b, whose numbers of this step begin at `row` rows.
struct Own { index_t b, u, row; bool valid; };
__device__ Own own_of(const Step& s, index_t i) {
  Own o;
  const Parts at = divide(i, s.units);
  o.b = at.whole;
  o.u = at.rest;
  o.row = o.b * s.steps + s.time;
  o.valid = !s.mask || s.mask[o.row] != 0;
  return o;
}

// gates: (batch, steps, gates units), the products of the inputs, which become the gates. h and c: the states before
// each step, (batch, steps, units); last_h and last_c after all. `rest`: what else the gradients need. product: of the
// state, (batch, gates units), or null for a state of zeros.
struct Forward { T *gates, *h, *c, *rest, *last_h, *last_c, *y; const T *product, *bias; };
__device__ T sum_of(const Step& s, const Forward& a, const Own& o, int gates, int k) {
  const index_t at = k * s.units + o.u;
  T sum = a.gates[o.row * gates * s.units + at];
  if (a.bias) sum += a.bias[at];
  return sum;
}
__device__ T product_of(const Step& s, const Forward& a, const Own& o, int gates, int k) {
  return a.product ? a.product[(o.b * gates + k) * s.units + o.u] : (T)0;
}
__device__ void hand_on(const Step& s, const Own& o, T* states, T* last, T v) {
  if (s.next >= 0)
    states[(o.b * s.steps + s.next) * s.units + o.u] = v;
  else
    last[o.b * s.units + o.u] = v;
}
// A sequence that does not count keeps its state; its output is that of the step before, at first 0, or 0.
__device__ void put_state(const Step& s, const Forward& a, const Own& o, T h, T before) {
  hand_on(s, o, a.h, a.last_h, o.valid ? h : before);
  if (!s.sequences && !s.mask && s.next >= 0) return;
  T* const to = a.y + (s.sequences ? o.b * s.steps + s.t : o.b) * s.units + o.u;
  if (o.valid)
    *to = h;
  else
    *to = s.zero_masked || s.t == 0 ? (T)0 : s.sequences ? *(to - s.units) : *to;
}
KERNEL void simple_step(const Step s, const Forward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T h = act(s.f, sum_of(s, a, o, 1, 0) + product_of(s, a, o, 1, 0));
    a.gates[o.row * s.units + o.u] = h;
    put_state(s, a, o, h, a.h[o.row * s.units + o.u]);
  }
}
KERNEL void lstm_step(const Step s, const Forward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const index_t at = o.row * s.units + o.u;
    T v[4];
    for (int k = 0; k < 4; ++k)
      v[k] = act(k == 2 ? s.f : s.r, sum_of(s, a, o, 4, k) + product_of(s, a, o, 4, k));
    const T c = v[1] * a.c[at] + v[0] * v[2];
    for (int k = 0; k < 4; ++k) a.gates[(o.row * 4 + k) * s.units + o.u] = v[k];
    const T before = a.c[at];
    hand_on(s, o, a.c, a.last_c, o.valid ? c : before);
    put_state(s, a, o, v[3] * act(s.f, c), a.h[at]);
  }
}
// The reset gate acts on the product. bias: two rows, that of the recurrent product last; rest: that product.
KERNEL void gru_step(const Step s, const Forward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const index_t at = o.row * s.units + o.u;
    T v[3], p[3];
    for (int k = 0; k < 3; ++k) {
      v[k] = sum_of(s, a, o, 3, k);
      p[k] = product_of(s, a, o, 3, k) + (a.bias ? a.bias[(3 + k) * s.units + o.u] : (T)0);
    }
    const T z = act(s.r, v[0] + p[0]), reset = act(s.r, v[1] + p[1]), own = act(s.f, v[2] + reset * p[2]);
    T* const gates = a.gates + o.row * 3 * s.units + o.u;
    gates[0] = z;
    gates[s.units] = reset;
    gates[2 * s.units] = own;
    a.rest[at] = p[2];
    put_state(s, a, o, own + z * (a.h[at] - own), a.h[at]);
  }
}
// The reset gate acts on the state before the product, (batch, 2 units); rest: r h.
KERNEL void gru_before_gates(const Step s, const Forward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const index_t at = o.row * s.units + o.u;
    T* const gates = a.gates + o.row * 3 * s.units + o.u;
    const T z = act(s.r, sum_of(s, a, o, 3, 0) + product_of(s, a, o, 2, 0)),
            reset = act(s.r, sum_of(s, a, o, 3, 1) + product_of(s, a, o, 2, 1));
    gates[0] = z;
    gates[s.units] = reset;
    a.rest[at] = o.valid ? reset * a.h[at] : (T)0;
  }
}
KERNEL void gru_before_step(const Step s, const Forward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T before = a.h[o.row * s.units + o.u];
    T* const gates = a.gates + o.row * 3 * s.units + o.u;
    const T own = act(s.f, sum_of(s, a, o, 3, 2) + product_of(s, a, o, 1, 0));
    gates[2 * s.units] = own;
    put_state(s, a, o, own + gates[0] * (before - own), before);
  }
}

// dh = back + kept: what comes by a product from the step after, and what comes past it. carry: what waits for the last
// output that a masked one repeats. d: the gradients of sums, (batch, steps, gates units); of a gru d2 are those of the
// state's products. product: the gradient of r h.
struct Backward {
  const T *gates, *h, *c, *rest, *last_c, *dy, *back, *product;
  T *kept, *dc, *carry, *d, *d2;
};
__device__ T with_output(const Step& s, const Backward& a, const Own& o, index_t i) {
  const T dh = a.back[i] + a.kept[i];
  T g = 0;
  if (a.dy && s.sequences) g = a.dy[(o.b * s.steps + s.t) * s.units + o.u];
  if (a.dy && !s.sequences && s.next < 0) g = a.dy[i];
  if (!s.mask) return dh + g;
  g += a.carry[i];
  a.carry[i] = o.valid || s.zero_masked ? (T)0 : g;
  return o.valid ? dh + g : dh;
}
__device__ void put(const Step& s, T* d, const Own& o, int gates, int k, T v) {
  d[(o.row * gates + k) * s.units + o.u] = v;
}
KERNEL void simple_gradient(const Step s, const Backward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T dh = with_output(s, a, o, i);
    put(s, a.d, o, 1, 0, o.valid ? dh * slope(s.f, a.gates[o.row * s.units + o.u]) : (T)0);
    a.kept[i] = o.valid ? (T)0 : dh;
  }
}
KERNEL void lstm_gradient(const Step s, const Backward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T dh = with_output(s, a, o, i);
    T d[4] = {0, 0, 0, 0};
    a.kept[i] = o.valid ? (T)0 : dh;
    if (o.valid) {
      const T* const v = a.gates + o.row * 4 * s.units + o.u;
      const T in = v[0], keep = v[s.units], g = v[2 * s.units], out = v[3 * s.units];
      const T fc = act(s.f, s.next >= 0 ? a.c[(o.b * s.steps + s.next) * s.units + o.u] : a.last_c[i]);
      const T cell = a.dc[i] + dh * out * slope(s.f, fc);
      d[0] = cell * g * slope(s.r, in);
      d[1] = cell * a.c[o.row * s.units + o.u] * slope(s.r, keep);
      d[2] = cell * in * slope(s.f, g);
      d[3] = dh * fc * slope(s.r, out);
      a.dc[i] = cell * keep;
    }
    for (int k = 0; k < 4; ++k) put(s, a.d, o, 4, k, d[k]);
  }
}
KERNEL void gru_gradient(const Step s, const Backward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T g = with_output(s, a, o, i);
    T dz = 0, dr = 0, down = 0, kept = g, dp = 0;
    if (o.valid) {
      const T* const v = a.gates + o.row * 3 * s.units + o.u;
      const index_t at = o.row * s.units + o.u;
      const T z = v[0], reset = v[s.units], own = v[2 * s.units];
      down = g * (1 - z) * slope(s.f, own);
      dz = g * (a.h[at] - own) * slope(s.r, z);
      dr = down * a.rest[at] * slope(s.r, reset);
      dp = down * reset;
      kept = g * z;
    }
    a.kept[i] = kept;
    put(s, a.d, o, 3, 0, dz);
    put(s, a.d, o, 3, 1, dr);
    put(s, a.d, o, 3, 2, down);
    put(s, a.d2, o, 3, 0, dz);
    put(s, a.d2, o, 3, 1, dr);
    put(s, a.d2, o, 3, 2, dp);
  }
}
// First z and the candidate; then, from the gradient of r h, r.
KERNEL void gru_before_gradient(const Step s, const Backward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T g = with_output(s, a, o, i);
    const T* const v = a.gates + o.row * 3 * s.units + o.u;
    const T z = v[0], own = v[2 * s.units];
    put(s, a.d, o, 3, 0, o.valid ? g * (a.h[o.row * s.units + o.u] - own) * slope(s.r, z) : (T)0);
    put(s, a.d, o, 3, 2, o.valid ? g * (1 - z) * slope(s.f, own) : (T)0);
    a.kept[i] = o.valid ? g * z : g;
  }
}
KERNEL void gru_before_reset(const Step s, const Backward a) {
  FOR_EACH(i, s.batch * s.units) {
    const Own o = own_of(s, i);
    const T reset = a.gates[(o.row * 3 + 1) * s.units + o.u], g = a.product[i];
    put(s, a.d, o, 3, 1, o.valid ? g * a.h[o.row * s.units + o.u] * slope(s.r, reset) : (T)0);
    if (o.valid) a.kept[i] += g * reset;
  }
}

// Rows of n numbers, `step` apart; zeros if `from` is null.
KERNEL void put_rows(index_t rows, index_t n, index_t step, T* to, const T* from) {
  FOR_EACH(i, rows * n) {
    const Parts at = divide(i, n);
    to[at.whole * step + at.rest] = from ? from[i] : (T)0;
  }
}
KERNEL void add_states(index_t n, T* to, const T* a, const T* b) {
  FOR_EACH(i, n) to[i] = a[i] + b[i];
}
)cuda";

}  // namespace keratin::cuda_backend
