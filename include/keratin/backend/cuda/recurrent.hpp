// Recurrent cells over all steps of sequences on a device, forward and back: SimpleRNN, LSTM and GRU. By cuDNN where it
// can (recurrent_plan.hpp), else here: the products of the inputs are one for all steps; a step is a product of the
// states and one kernel. The gradients of the kernels are products over all steps at the end.
#pragma once
#include "../../core/dtype.hpp"
#include "../cpu/recurrent_task.hpp"

namespace keratin::cuda_backend {

using cpu_backend::RecurrentKind;
using cpu_backend::RecurrentSizes;

/// As cpu_backend::RecurrentInputs.
struct RecurrentArrays {
  const void *x, *kernel, *recurrent, *bias, *mask, *h0, *c0;
};
/// As cpu_backend::RecurrentGradients.
struct RecurrentSlopes {
  void *dx, *dkernel, *drecurrent, *dbias, *dh0, *dc0;
};

/// How many elements the forward pass keeps for the gradients.
index_t recurrent_saved(int device, DType dtype, const RecurrentSizes& s, bool masked, bool biased);
/// y: (batch, steps, units) or (batch, units); h and, of an LSTM, c: the last states. Without `saved` there will be no
/// gradients.
void recurrent_forward(int device, DType dtype, const RecurrentSizes& s, const RecurrentArrays& in, void* y, void* h,
                       void* c, void* saved);
/// dy, dh, dc: of the outputs, each may be null.
void recurrent_gradient(int device, DType dtype, const RecurrentSizes& s, const RecurrentArrays& in, const void* dy,
                        const void* dh, const void* dc, const void* saved, const RecurrentSlopes& out);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "copy.hpp"
#include "gemm.hpp"
#include "recurrent_dnn.hpp"
#include "recurrent_text.hpp"
#include "reduce.hpp"
#include "scratch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

namespace detail {

// As the kernels' text has them.
struct RecurrentStep {
  index_t batch, steps, units, t, time, next;
  const void* mask;
  int f, r, zero_masked, sequences;
};
struct RecurrentForward {
  void *gates, *h, *c, *rest, *last_h, *last_c, *y;
  const void *product, *bias;
};
struct RecurrentBackward {
  const void *gates, *h, *c, *rest, *last_c, *dy, *back, *product;
  void *kept, *dc, *carry, *d, *d2;
};

inline index_t saved_by_steps(const RecurrentSizes& s) {
  const index_t arrays = s.gates() + 1 + (s.kind == RecurrentKind::lstm) + s.is_gru();
  return s.batch * s.steps * s.units * arrays + s.batch * s.units;
}

/// What both ways share: the sizes, where the kept numbers are, products, and launches.
class RecurrentRun {
 public:
  RecurrentRun(int device_, DType dtype_, const RecurrentSizes& sizes, const RecurrentArrays& inputs, void* saved)
      : device(device_),
        dtype(dtype_),
        s(sizes),
        in(inputs),
        context(Context::of(device_)),
        columns(s.gates() * s.units),
        rows(s.batch * s.steps),
        state(s.batch * s.units),
        gates(saved),
        h(at(gates, rows * columns)),
        c(at(h, rows * s.units)),
        rest(at(c, s.kind == RecurrentKind::lstm ? rows * s.units : 0)),
        last_c(at(rest, s.is_gru() ? rows * s.units : 0)) {}

  template <class P>
  P* at(P* array, index_t first) const {
    return element_at(array, first, dtype);
  }
  index_t time(index_t t) const { return s.backwards ? s.steps - 1 - t : t; }
  RecurrentStep step(index_t t) const {
    return {s.batch,
            s.steps,
            s.units,
            t,
            time(t),
            t + 1 < s.steps ? time(t + 1) : -1,
            in.mask,
            static_cast<int>(s.activation),
            static_cast<int>(s.recurrent_activation),
            s.zero_masked,
            s.sequences};
  }
  template <class Arrays>
  void launch(const char* name, index_t t, const Arrays& arrays) const {
    const TypedKernel<RecurrentStep, Arrays> kernel{recurrent_text, name};
    kernel(context, dtype, grid_for(context, state), step(t), arrays);
  }
  /// Rows of a state, `step` apart; zeros if there is none to copy.
  void put_rows(void* to, index_t step, const void* from) const {
    static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*> kernel{recurrent_text, "put_rows"};
    if (state > 0) kernel(context, dtype, grid_for(context, state), s.batch, s.units, step, to, from);
  }
  void product(const Gemm& g, const void* a, const void* b, void* to) const { gemm(device, dtype, g, a, b, to); }
  /// to = the state array's rows of this step times `n` columns of the recurrent kernel from `column` on.
  void state_product(const void* states, index_t t, index_t column, index_t n, void* to) const {
    product({.m = s.batch, .n = n, .k = s.units, .lda = s.steps * s.units, .ldb = columns},
            at(states, time(t) * s.units), at(in.recurrent, column), to);
  }

  int device;
  DType dtype;
  const RecurrentSizes& s;
  const RecurrentArrays& in;
  const Context& context;
  index_t columns, rows, state;
  void *gates, *h, *c, *rest, *last_c;
};

inline void forward_step(const RecurrentRun& r, index_t t, RecurrentForward a, void* product) {
  const index_t u = r.s.units;
  const bool before = r.s.kind == RecurrentKind::gru_before;
  if (t > 0 || r.in.h0 != nullptr) {
    r.state_product(r.h, t, 0, before ? 2 * u : r.columns, product);
    a.product = product;
  }
  switch (r.s.kind) {
    case RecurrentKind::simple:
      return r.launch("simple_step", t, a);
    case RecurrentKind::lstm:
      return r.launch("lstm_step", t, a);
    case RecurrentKind::gru:
      return r.launch("gru_step", t, a);
    case RecurrentKind::gru_before:
      r.launch("gru_before_gates", t, a);
      r.state_product(r.rest, t, 2 * u, u, product);
      a.product = product;
      return r.launch("gru_before_step", t, a);
  }
}

/// The gradients of a step's sums, then, if the state before it wants one, `back`.
inline void backward_step(const RecurrentRun& r, index_t t, RecurrentBackward a, void* back, void* product,
                          bool wanted) {
  const index_t u = r.s.units, first = r.time(t) * r.columns;
  const auto to_state = [&](const void* d, index_t column, index_t n, void* to) {
    r.product({.transpose_b = true, .m = r.s.batch, .n = u, .k = n, .lda = r.s.steps * r.columns, .ldb = r.columns},
              r.at(d, first + column), r.at(r.in.recurrent, column), to);
  };
  switch (r.s.kind) {
    case RecurrentKind::simple:
      r.launch("simple_gradient", t, a);
      break;
    case RecurrentKind::lstm:
      r.launch("lstm_gradient", t, a);
      break;
    case RecurrentKind::gru:
      r.launch("gru_gradient", t, a);
      break;
    case RecurrentKind::gru_before:
      r.launch("gru_before_gradient", t, a);
      to_state(a.d, 2 * u, u, product);
      a.product = product;
      r.launch("gru_before_reset", t, a);
      break;
  }
  const bool before = r.s.kind == RecurrentKind::gru_before;
  if (wanted) to_state(r.s.kind == RecurrentKind::gru ? a.d2 : a.d, 0, before ? 2 * u : r.columns, back);
}

/// The gradients of inputs, kernels and biases, from those of all sums; d2: of the states' products.
inline void kernel_gradients(const RecurrentRun& r, const RecurrentSlopes& out, const void* d, const void* d2) {
  const index_t u = r.s.units, n = r.columns, in = r.s.in;
  if (out.dx != nullptr)
    r.product({.transpose_b = true, .m = r.rows, .n = in, .k = n, .lda = n, .ldb = n}, d, r.in.kernel, out.dx);
  if (out.dkernel == nullptr) return;
  r.product({.transpose_a = true, .m = in, .n = n, .k = r.rows, .lda = in, .ldb = n}, r.in.x, d, out.dkernel);
  if (r.s.kind != RecurrentKind::gru_before) {
    r.product({.transpose_a = true, .m = u, .n = n, .k = r.rows, .lda = u, .ldb = n}, r.h, d2, out.drecurrent);
  } else {
    const Scratch part(r.device, static_cast<std::size_t>(2 * u * u) * size_of(r.dtype));
    const auto columns = [&](const void* states, index_t first, index_t count) {
      r.product({.transpose_a = true, .m = u, .n = count, .k = r.rows, .lda = u, .ldb = n}, states, r.at(d, first),
                part.data());
      copy_strided(r.device, {u, count}, size_of(r.dtype), r.at(out.drecurrent, first), {n, 1}, part.data(),
                   {count, 1});
    };
    columns(r.h, 0, 2 * u);
    columns(r.rest, 2 * u, u);
  }
  if (out.dbias == nullptr) return;
  const Reduction sum{nullptr, nullptr, "a + b", 0};
  reduce_columns(r.device, sum, r.dtype, 1, r.rows, n, 1, out.dbias, d);
  if (r.s.kind == RecurrentKind::gru) reduce_columns(r.device, sum, r.dtype, 1, r.rows, n, 1, r.at(out.dbias, n), d2);
}

}  // namespace detail

KERATIN_INLINE index_t recurrent_saved(int device, DType dtype, const RecurrentSizes& s, bool masked, bool biased) {
  if (dnn_computes(s, masked)) {
    const std::size_t bytes = detail::DnnRun::kept_bytes(device, dtype, s, biased);
    return static_cast<index_t>((bytes + size_of(dtype) - 1) / size_of(dtype));
  }
  return detail::saved_by_steps(s);
}

KERATIN_INLINE void recurrent_forward(int device, DType dtype, const RecurrentSizes& s, const RecurrentArrays& in,
                                      void* y, void* h, void* c, void* saved) {
  if (dnn_computes(s, in.mask != nullptr)) return detail::DnnRun(device, dtype, s, in).forward(y, h, c, saved);
  const auto bytes = [&](index_t n) { return static_cast<std::size_t>(n) * size_of(dtype); };
  const Scratch own(device, saved != nullptr ? 1 : bytes(detail::saved_by_steps(s)));
  const detail::RecurrentRun r(device, dtype, s, in, saved != nullptr ? saved : own.data());
  if (r.state == 0) return;
  if (s.steps == 0) {
    r.put_rows(h, s.units, in.h0);
    if (c != nullptr) r.put_rows(c, s.units, in.c0);
    if (!s.sequences) r.put_rows(y, s.units, in.mask != nullptr ? nullptr : in.h0);
    return;
  }
  const Scratch product(device, bytes(s.batch * r.columns));
  r.product({.m = r.rows, .n = r.columns, .k = s.in, .lda = s.in, .ldb = r.columns}, in.x, in.kernel, r.gates);
  const index_t first = r.time(0) * s.units;
  r.put_rows(r.at(r.h, first), s.steps * s.units, in.h0);
  if (s.kind == RecurrentKind::lstm) r.put_rows(r.at(r.c, first), s.steps * s.units, in.c0);
  const detail::RecurrentForward arrays{r.gates, r.h, r.c, r.rest, h, r.last_c, y, nullptr, in.bias};
  for (index_t t = 0; t < s.steps; ++t) detail::forward_step(r, t, arrays, product.data());
  if (c != nullptr) copy_on_device(device, c, r.last_c, bytes(r.state));
}

KERATIN_INLINE void recurrent_gradient(int device, DType dtype, const RecurrentSizes& s, const RecurrentArrays& in,
                                       const void* dy, const void* dh, const void* dc, const void* saved,
                                       const RecurrentSlopes& out) {
  if (dnn_computes(s, in.mask != nullptr))
    return detail::DnnRun(device, dtype, s, in).gradient(dy, dh, dc, const_cast<void*>(saved), out);
  static constexpr TypedKernel<index_t, void*, const void*, const void*> add{recurrent_text, "add_states"};
  const detail::RecurrentRun r(device, dtype, s, in, const_cast<void*>(saved));
  const auto bytes = [&](index_t n) { return static_cast<std::size_t>(n) * size_of(dtype); };
  const bool two = s.kind == RecurrentKind::gru;
  const Scratch sums(device, bytes((two ? 2 : 1) * r.rows * r.columns)), states(device, bytes(5 * r.state));
  void *const d = sums.data(), *const d2 = two ? r.at(d, r.rows * r.columns) : d;
  void *const back = states.data(), *const carry = r.at(back, r.state), *const kept = r.at(carry, r.state),
              *const cell = r.at(kept, r.state), *const product = r.at(cell, r.state);
  fill_zero(device, back, bytes(2 * r.state));
  r.put_rows(kept, s.units, dh);
  r.put_rows(cell, s.units, dc);
  const detail::RecurrentBackward arrays{r.gates, r.h,  r.c,  r.rest, r.last_c, dy, back,
                                         nullptr, kept, cell, carry,  d,        d2};
  if (r.state > 0)
    for (index_t t = s.steps; t-- > 0;) detail::backward_step(r, t, arrays, back, product, t > 0 || out.dh0 != nullptr);
  if (out.dh0 != nullptr && r.state > 0)
    add(r.context, dtype, grid_for(r.context, r.state), r.state, out.dh0, back, kept);
  if (out.dc0 != nullptr) copy_on_device(device, out.dc0, cell, bytes(r.state));
  detail::kernel_gradients(r, out, d, d2);
}

}  // namespace keratin::cuda_backend
#endif
