// The way of recurrent.hpp for a few sequences without gradients, one after the other: a robot's next step, a word that
// is asked for. In lanes most of each vector would be empty, so here a vector holds units. Included by recurrent.hpp.
#pragma once
#include "recurrent_plan.hpp"

#if KERATIN_DEFINE(backend)
#include <utility>

namespace keratin::cpu_backend::recurrent {

/// Each gate's columns begin with a whole vector: the kernels are copied with zeros between where units don't fill it.
template <class T>
class ForwardRows {
 public:
  /// Whether it is faster than lanes.
  static bool suits(const RecurrentSizes& s, bool gradients) {
    return !gradients && 2 * s.batch <= gemm_kernels<T>().width;
  }

  ForwardRows(const RecurrentSizes& s, const RecurrentInputs<T>& in, const Outputs<T>& out)
      : p_(s),
        s_(p_.s),
        k_(p_.k),
        in_(in),
        out_(out),
        n_(round_up(s.units, k_.width)),
        columns_(s.gates() * n_),
        slot_(p_.slots() * n_) {}

  void run() {
    const index_t padded = n_ == s_.units ? 0 : (s_.in + s_.units) * columns_;
    T* at = gemm_buffer<T>(static_cast<std::size_t>(padded + chunk * columns_ + columns_ + 2 * slot_ + 3 * n_));
    const auto take = [&](index_t size) { return std::exchange(at, at + size); };
    kernel_ = padded == 0 ? in_.kernel : pad(s_.in, in_.kernel, take(s_.in * columns_));
    recurrent_ = padded == 0 ? in_.recurrent : pad(s_.units, in_.recurrent, take(s_.units * columns_));
    sums_ = take(chunk * columns_);
    bias_ = take(columns_ + n_);  // the last n are those of a gru's recurrent part
    slots_ = take(2 * slot_);
    states_ = take(2 * n_);
    read_bias();
    for (index_t row = 0; row < s_.batch; ++row) run_row(row);
  }

 private:
  T* pad(index_t rows, const T* from, T* to) const {
    std::fill_n(to, rows * columns_, T(0));
    for (index_t r = 0; r < rows; ++r)
      for (index_t g = 0; g < s_.gates(); ++g)
        std::copy_n(from + (r * s_.gates() + g) * s_.units, s_.units, to + r * columns_ + g * n_);
    return to;
  }

  void read_bias() const {
    std::fill_n(bias_, columns_ + n_, T(0));
    if (in_.bias == nullptr) return;
    pad(1, in_.bias, bias_);
    if (s_.kind != RecurrentKind::gru) return;
    const T* const second = in_.bias + 3 * s_.units;
    for (index_t g = 0; g < 2; ++g)
      for (index_t j = 0; j < s_.units; ++j) bias_[g * n_ + j] += second[g * s_.units + j];
    std::copy_n(second + 2 * s_.units, s_.units, bias_ + columns_);
  }

  void run_row(index_t row) {
    const T *h = start(in_.h0, row, states_), *c = start(in_.c0, row, states_ + n_);
    const T* output = in_.mask == nullptr ? h : nullptr;  // null: zeros, as before the first step that counts
    index_t made = 0;
    for (index_t begin = 0; begin < s_.steps; begin += chunk) {
      const index_t end = std::min(s_.steps, begin + chunk), first = s_.backwards ? s_.steps - end : begin;
      add_inputs(row * s_.steps + first, end - begin);
      for (index_t t = begin; t < end; ++t) {
        const index_t time = p_.time(t);
        if (in_.mask == nullptr || in_.mask[row * s_.steps + time] != 0) {
          T* const slot = slots_ + made++ % 2 * slot_;
          step(sums_ + (time - first) * columns_, slot, h, c);
          h = output = slot + slot_ - n_;
          c = slot + 4 * n_;
        } else if (s_.zero_masked) {
          output = nullptr;
        }
        if (s_.sequences) give(output, out_.y + (row * s_.steps + t) * s_.units);
      }
    }
    if (!s_.sequences) give(output, out_.y + row * s_.units);
    if (out_.h != nullptr) give(h, out_.h + row * s_.units);
    if (out_.c != nullptr) give(c, out_.c + row * s_.units);
  }

  /// The biases and the inputs' share of the sums, of the x from `first` on.
  void add_inputs(index_t first, index_t steps) const {
    for (index_t t = 0; t < steps; ++t) std::copy_n(bias_, columns_, sums_ + t * columns_);
    product(k_, steps, columns_, s_.in, in_.x + first * s_.in, s_.in, index_t{1}, kernel_, columns_, sums_, columns_,
            true);
  }

  const T* start(const T* from, index_t row, T* to) const {
    std::fill_n(to, n_, T(0));
    if (from != nullptr) std::copy_n(from + row * s_.units, s_.units, to);
    return to;
  }
  /// Null stands for zeros.
  void give(const T* from, T* to) const {
    if (from != nullptr)
      std::copy_n(from, s_.units, to);
    else
      std::fill_n(to, s_.units, T(0));
  }

  /// to[0, gates n) += h times those columns of the recurrent kernel, from the gate on.
  void add_recurrent(index_t gate, index_t gates, const T* h, T* to) const {
    k_.vector_times_rows(gates * n_, s_.units, h, recurrent_ + gate * n_, columns_, to, true);
  }

  void step(const T* sums, T* slot, const T* h, const T* c) const {
    std::copy_n(sums, columns_, slot);
    if (s_.kind == RecurrentKind::gru) std::copy_n(bias_ + columns_, n_, slot + 3 * n_);
    add_recurrent(0, s_.is_gru() ? 2 : s_.gates(), h, slot);
    finish_step(s_, n_, slot, h, c, [&](const T* from, T* to) { add_recurrent(2, 1, from, to); });
  }

  static constexpr index_t chunk = 64;  // steps whose inputs are multiplied at once
  Plan<T> p_;
  const RecurrentSizes& s_;
  const GemmKernels<T>& k_;
  RecurrentInputs<T> in_;
  Outputs<T> out_;
  index_t n_, columns_, slot_;  // of a gate, of all, of a step
  const T *kernel_ = nullptr, *recurrent_ = nullptr;
  T *sums_ = nullptr, *bias_ = nullptr, *slots_ = nullptr, *states_ = nullptr;
};

}  // namespace keratin::cpu_backend::recurrent
#endif
