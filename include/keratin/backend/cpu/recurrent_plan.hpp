// How recurrent.hpp divides its work: blocks of lanes, where their numbers are kept, and the products in them.
#pragma once
#include "recurrent_task.hpp"

#if KERATIN_DEFINE(backend)
#include <algorithm>
#include <cstring>

#include "../../core/parallel.hpp"
#include "gemm_blocked.hpp"
#include "gemm_kernels.hpp"

namespace keratin::cpu_backend::recurrent {

/// c[m, n] (+)= a b on this thread. Rows of b are read in whole vectors, also past n.
template <class T>
void product(const GemmKernels<T>& k, index_t m, index_t n, index_t depth, const T* a, index_t a_row, index_t a_step,
             const T* b, index_t b_step, T* c, index_t ldc, bool accumulate) {
  const index_t panel = k.vectors * k.width;
  for (index_t j = 0; j < n; j += panel) {
    const index_t cols = std::min(panel, n - j), vectors = (cols + k.width - 1) / k.width;
    for (index_t i = 0; i < m; i += k.rows)
      k.blocks[vectors - 1][std::min(k.rows, m - i) - 1](depth, a + i * a_row, a_row, a_step, b + j, b_step,
                                                         c + i * ldc + j, ldc, cols, accumulate);
  }
}
/// c[m, lanes] += aᵀ b, for an a of `depth` rows that copy_panels packed.
template <class T>
void add_panels(const GemmKernels<T>& k, index_t m, index_t lanes, index_t depth, const T* panels, const T* b, T* c) {
  for (index_t i = 0; i < m; i += k.rows) {
    const index_t rows = std::min(k.rows, m - i);
    product(k, rows, lanes, depth, panels + i * depth, index_t{1}, rows, b, lanes, c + i * lanes, lanes, true);
  }
}
/// The columns of `from`, (depth, m) with rows ld apart, as add_panels takes them.
template <class T>
void pack_panels(const GemmKernels<T>& k, index_t m, index_t depth, const T* from, index_t ld, T* to) {
  k.copy_panels(depth, m, from, ld, to, k.rows, depth * k.rows);
}

/// One step's numbers of a block: the gates, what else the gradients need, and the state last.
template <class T>
struct Plan {
  explicit Plan(const RecurrentSizes& s_)
      : s(s_), k(gemm_kernels<T>()), lanes(s_.batch < 4 * k.width ? k.width : 2 * k.width) {}

  index_t states() const { return s.kind == RecurrentKind::lstm ? 2 : 1; }
  /// Arrays of units by lanes that a step leaves: simple: h; lstm: i f g o c f(c) h; gru: z r candidate recurrent h.
  index_t slots() const { return s.kind == RecurrentKind::simple ? 1 : s.kind == RecurrentKind::lstm ? 7 : 5; }
  /// Arrays of gradients of sums: those of the gates, and for a `gru` that of the recurrent part.
  index_t sums() const { return s.kind == RecurrentKind::gru ? 4 : s.gates(); }
  /// Columns of the recurrent kernel whose product is added to the gates' sums at once.
  index_t first_columns() const { return (s.is_gru() ? 2 : s.gates()) * s.units; }
  index_t blocks() const { return (s.batch + lanes - 1) / lanes; }
  /// Blocks that one thread takes.
  index_t grain() const {
    constexpr index_t worthwhile = 128 << 10;  // multiply-adds that are worth a thread
    const index_t each = lanes * s.steps * (s.in + s.units) * s.gates() * s.units;
    const index_t all = blocks(), threads = std::min<index_t>(num_threads(), all * each / worthwhile);
    return threads > 1 ? (all + threads - 1) / threads : std::max<index_t>(all, 1);
  }
  index_t pieces() const { return (blocks() + grain() - 1) / grain(); }

  index_t block_saved() const { return (states() + s.steps * slots()) * s.units * lanes; }
  index_t saved_size() const { return blocks() * block_saved(); }
  index_t kernel_size() const { return s.in * s.gates() * s.units; }
  index_t recurrent_size() const { return s.units * s.gates() * s.units; }
  index_t bias_size() const { return sums() * s.units; }
  index_t sum_size() const { return kernel_size() + recurrent_size() + bias_size(); }
  /// Forward: the packed kernels. Back: the kernel's transpose, and the sums of each thread.
  index_t scratch_size() const {
    return std::max(kernel_size() + recurrent_size(), transposed_size() + pieces() * sum_size());
  }
  index_t wide_in() const { return round_up(s.in, k.width); }
  index_t transposed_size() const { return s.gates() * s.units * wide_in(); }
  index_t time(index_t step) const { return s.backwards ? s.steps - 1 - step : step; }

  RecurrentSizes s;
  const GemmKernels<T>& k;
  index_t lanes;
};

/// The last states are null where nobody wants them.
template <class T>
struct Outputs {
  T *y, *h, *c;
};

/// Some sequences on their way through the steps.
template <class T>
struct Block {
  Block(const Plan<T>& p, index_t block)
      : first(block * p.lanes), rows(std::min(p.lanes, p.s.batch - first)), lanes(round_up(rows, p.k.width)) {}
  index_t first, rows, lanes;
};

/// Which lanes count in a step.
enum class Valid { all, some, none };
template <class T>
Valid read_mask(const Plan<T>& p, const Block<T>& b, const std::uint8_t* mask, index_t time, T* m) {
  if (mask == nullptr) return Valid::all;
  index_t count = 0;
  std::fill_n(m, b.lanes, T(0));
  for (index_t i = 0; i < b.rows; ++i) {
    const bool valid = mask[(b.first + i) * p.s.steps + time] != 0;
    m[i] = valid ? T(1) : T(0);
    count += valid;
  }
  return count == b.rows ? Valid::all : count == 0 ? Valid::none : Valid::some;
}

/// to[j, i] = from[i, j]: rows of `n` numbers, ld apart, as lanes; those past the last row are 0.
template <class T>
void to_lanes(const Plan<T>& p, const Block<T>& b, index_t n, const T* from, index_t ld, T* to) {
  p.k.copy_columns(n, b.rows, from, ld, to, b.lanes);
}
/// The same back, into rows with whole vectors of room.
template <class T>
void to_rows(const Plan<T>& p, const Block<T>& b, index_t n, const T* from, T* to, index_t ld) {
  p.k.copy_columns(b.lanes, n, from, b.lanes, to, ld);
}
/// The same into rows that lie anywhere; `room` holds lanes rows of n, rounded up.
template <class T>
void to_strided_rows(const Plan<T>& p, const Block<T>& b, index_t n, const T* from, T* to, index_t ld, T* room) {
  const index_t wide = round_up(n, p.k.width);
  to_rows(p, b, n, from, room, wide);
  for (index_t i = 0; i < b.rows; ++i)
    std::memcpy(to + i * ld, room + i * wide, static_cast<std::size_t>(n) * sizeof(T));
}

/// Calls body.operator()<V>(f, r) with the sizes' activations, compiled for the processor.
template <class T, class Body>
void with_vectors(const RecurrentSizes& s, const Body& body) {
  gates::with_activations(s.activation, s.recurrent_activation, [&](const auto& f, const auto& r) {
    simd::run<T>([&]<class Isa>() { body.template operator()<typename Isa::template Vec<T>>(f, r); });
  });
}
/// The same without activations.
template <class T, class Body>
void with_vectors(const Body& body) {
  simd::run<T>([&]<class Isa>() { body.template operator()<typename Isa::template Vec<T>>(); });
}

/// What follows the products in a step: the gates of n numbers each from their sums in `slot`. add_candidate(from, to)
/// adds the product of a gru's candidate with its recurrent kernel.
template <class T, class AddCandidate>
void finish_step(const RecurrentSizes& s, index_t n, T* slot, const T* h, const T* c,
                 const AddCandidate& add_candidate) {
  switch (s.kind) {
    case RecurrentKind::simple:
      return with_vectors<T>(s, [&]<class V>(const auto& f, const auto&) { gates::simple_step<V>(f, n, slot); });
    case RecurrentKind::lstm:
      return with_vectors<T>(s, [&]<class V>(const auto& f, const auto& r) { gates::lstm_step<V>(f, r, n, slot, c); });
    case RecurrentKind::gru:
      add_candidate(h, slot + 3 * n);
      return with_vectors<T>(s, [&]<class V>(const auto& f, const auto& r) { gates::gru_step<V>(f, r, n, slot, h); });
    case RecurrentKind::gru_before:
      with_vectors<T>(s, [&]<class V>(const auto&, const auto& r) { gates::gru_before_gates<V>(r, n, slot, h); });
      add_candidate(slot + 3 * n, slot + 2 * n);
      return with_vectors<T>(s, [&]<class V>(const auto& f, const auto&) { gates::gru_before_step<V>(f, n, slot, h); });
  }
}

}  // namespace keratin::cpu_backend::recurrent
#endif
