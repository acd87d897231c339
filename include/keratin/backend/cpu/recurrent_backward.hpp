// The way of recurrent.hpp back through the steps. Included by it.
//
// A step's gradients of sums go back to the state before by one product; for the gradients of kernels and inputs they
// are turned into rows, and those of a few steps are multiplied at once.
#pragma once
#include "recurrent_plan.hpp"

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend::recurrent {

template <class T>
struct Slopes {
  const T *y, *h, *c;
};

template <class T>
class Backward {
 public:
  Backward(const RecurrentSizes& s, const RecurrentInputs<T>& in, const Slopes<T>& slopes, const T* saved,
           const RecurrentGradients<T>& out, T* scratch)
      : p_(s),
        s_(p_.s),
        in_(in),
        slopes_(slopes),
        saved_(saved),
        out_(out),
        transposed_(scratch),
        sums_(scratch + p_.transposed_size()),
        columns_(s_.gates() * s_.units),
        row_(round_up(p_.sums() * s_.units, p_.k.width) + p_.k.width),
        state_row_(round_up(s_.units, p_.k.width)) {}

  void run() {
    if (out_.dx != nullptr) p_.k.copy_columns(columns_, s_.in, in_.kernel, columns_, transposed_, p_.wide_in());
    const index_t grain = p_.grain();
    parallel::for_range(p_.blocks(), grain, [&](index_t begin, index_t end) {
      T* const sums = sums_ + begin / grain * p_.sum_size();
      std::fill_n(sums, p_.sum_size(), T(0));
      for (index_t i = begin; i < end; ++i) BlockRun(*this, i, sums).run();
    });
    if (out_.dkernel != nullptr) put_together();
  }

 private:
  /// One block's way back.
  class BlockRun {
   public:
    BlockRun(const Backward& all, index_t block, T* sums)
        : a_(all), p_(all.p_), s_(all.s_), b_(p_, block), n_(s_.units * b_.lanes), sums_(sums) {
      const T* const own = a_.saved_ + block * p_.block_saved();
      first_state_ = own;
      first_slot_ = own + p_.states() * n_;
      make_room();
    }

    void run() {
      start(a_.slopes_.h, dh_);
      start(s_.kind == RecurrentKind::lstm ? a_.slopes_.c : nullptr, dc_);
      std::fill_n(carry_, n_, T(0));
      std::fill_n(bias_, p_.sums() * n_, T(0));
      for (index_t t = s_.steps; t-- > 0;) step(t);
      flush();
      for (index_t j = 0; j < p_.bias_size(); ++j) {
        T total = 0;
        for (index_t i = 0; i < b_.lanes; ++i) total += bias_[j * b_.lanes + i];
        sums_[p_.kernel_size() + p_.recurrent_size() + j] += total;
      }
      give(dh_, a_.out_.dh0);
      give(dc_, a_.out_.dc0);
    }

   private:
    void make_room() {
      const index_t n = s_.units * p_.lanes, wanted = 128;  // rows whose product is worth reading the sums for
      steps_at_once_ = std::max<index_t>(1, std::min(s_.steps, wanted / p_.lanes));
      const index_t rows = steps_at_once_ * p_.lanes;
      const index_t sizes[] = {n,
                               n,
                               n,
                               n,
                               n,
                               n,
                               p_.sums() * n,
                               p_.sums() * n,
                               p_.lanes,
                               rows * a_.row_,
                               rows * s_.in,
                               rows * a_.state_row_,
                               rows * a_.state_row_};
      T** const places[] = {&dh_,   &dc_,   &carry_,  &hold_h_, &hold_c_, &extra_,     &d_,
                            &bias_, &mask_, &d_rows_, &x_rows_, &h_rows_, &reset_rows_};
      index_t total = 0;
      for (const index_t size : sizes) total += round_up(size, 16);
      T* at = gemm_buffer<T>(static_cast<std::size_t>(total));
      for (std::size_t i = 0; i < std::size(sizes); at += round_up(sizes[i], 16), ++i) *places[i] = at;
    }

    void start(const T* from, T* to) const {
      if (from != nullptr)
        to_lanes(p_, b_, s_.units, from + b_.first * s_.units, s_.units, to);
      else
        std::fill_n(to, n_, T(0));
    }
    void give(const T* from, T* to) const {
      if (to != nullptr) to_strided_rows(p_, b_, s_.units, from, to + b_.first * s_.units, s_.units, h_rows_);
    }

    void step(index_t t) {
      const index_t time = p_.time(t);
      const Valid valid = read_mask(p_, b_, a_.in_.mask, time, mask_);
      add_output_gradient(t, valid);
      if (valid == Valid::none) {
        if (a_.out_.dx != nullptr)
          for (index_t i = 0; i < b_.rows; ++i)
            std::fill_n(a_.out_.dx + ((b_.first + i) * s_.steps + time) * s_.in, s_.in, T(0));
        return;
      }
      const T* const slot = first_slot_ + t * p_.slots() * n_;
      const T* const before = t > 0 ? slot - p_.slots() * n_ : nullptr;
      const T* const h = before != nullptr ? before + (p_.slots() - 1) * n_ : first_state_;
      const T* const c = before != nullptr ? before + 4 * n_ : first_state_ + n_;
      gate_gradients(slot, h, c);
      if (valid == Valid::some) restore();
      if (t > 0 || a_.out_.dh0 != nullptr) state_gradient();
      collect(time, slot, h);
    }

    /// dh += what comes from this step's output. That of a lane that does not count goes to the output before it.
    void add_output_gradient(index_t t, Valid valid) {
      const T* const dy = a_.slopes_.y;
      const bool any = dy != nullptr && (s_.sequences || t == s_.steps - 1);
      if (any && s_.sequences)
        to_lanes(p_, b_, s_.units, dy + (b_.first * s_.steps + t) * s_.units, s_.steps * s_.units, extra_);
      else if (any)
        to_lanes(p_, b_, s_.units, dy + b_.first * s_.units, s_.units, extra_);
      with_vectors<T>([&]<class V>() {
        if (a_.in_.mask == nullptr) {
          if (any) gates::add<V>(n_, dh_, extra_);
          return;
        }
        if (any) gates::add<V>(n_, carry_, extra_);
        if (valid == Valid::some) {
          std::copy_n(dh_, n_, hold_h_);
          std::copy_n(dc_, n_, hold_c_);
        }
        if (valid != Valid::none) gates::add<V>(n_, dh_, carry_);
        if (valid == Valid::some && !s_.zero_masked) {
          std::fill_n(extra_, n_, T(0));
          gates::where_valid<V>(s_.units, b_.lanes, mask_, extra_, carry_);
          std::copy_n(extra_, n_, carry_);
        } else if (valid == Valid::all || s_.zero_masked) {
          std::fill_n(carry_, n_, T(0));
        }
      });
    }

    void gate_gradients(const T* slot, const T* h, const T* c) {
      const auto& u = a_.in_.recurrent;
      switch (s_.kind) {
        case RecurrentKind::simple:
          return with_vectors<T>(
              s_, [&]<class V>(const auto& f, const auto&) { gates::simple_gradient<V>(f, n_, slot, dh_, d_); });
        case RecurrentKind::lstm:
          return with_vectors<T>(s_, [&]<class V>(const auto& f, const auto& r) {
            gates::lstm_gradient<V>(f, r, n_, slot, c, dh_, dc_, d_);
          });
        case RecurrentKind::gru:
          return with_vectors<T>(
              s_, [&]<class V>(const auto& f, const auto& r) { gates::gru_gradient<V>(f, r, n_, slot, h, dh_, d_); });
        case RecurrentKind::gru_before:
          with_vectors<T>(s_, [&]<class V>(const auto& f, const auto& r) {
            gates::gru_before_gradient<V>(f, r, n_, slot, h, dh_, d_);
          });
          product(p_.k, s_.units, b_.lanes, s_.units, u + 2 * s_.units, a_.columns_, index_t{1}, d_ + 2 * n_, b_.lanes,
                  extra_, b_.lanes, false);
          return with_vectors<T>(s_, [&]<class V>(const auto&, const auto& r) {
            gates::gru_before_reset<V>(r, n_, slot, h, extra_, dh_, d_);
          });
      }
    }

    /// Lanes that do not count hand their states' gradients on as they are.
    void restore() {
      with_vectors<T>([&]<class V>() {
        gates::where_valid<V>(p_.sums() * s_.units, b_.lanes, mask_, d_, static_cast<const T*>(nullptr));
        gates::where_valid<V>(s_.units, b_.lanes, mask_, dh_, hold_h_);
        gates::where_valid<V>(s_.units, b_.lanes, mask_, dc_, hold_c_);
      });
    }

    void state_gradient() {
      const T* const u = a_.in_.recurrent;
      const auto add = [&](index_t column, index_t columns, const T* d) {
        product(p_.k, s_.units, b_.lanes, columns, u + column, a_.columns_, index_t{1}, d, b_.lanes, dh_, b_.lanes,
                true);
      };
      add(0, p_.first_columns(), d_);
      if (s_.kind == RecurrentKind::gru) add(2 * s_.units, s_.units, d_ + 3 * n_);
    }

    /// Keeps the step's numbers as rows, for the products over several steps.
    void collect(index_t time, const T* slot, const T* h) {
      T* const rows = d_rows_ + collected_ * a_.row_;
      to_rows(p_, b_, p_.sums() * s_.units, d_, rows, a_.row_);
      const index_t place = (b_.first * s_.steps + time) * s_.in;
      if (a_.out_.dx != nullptr)
        product(p_.k, b_.rows, s_.in, a_.columns_, rows, a_.row_, index_t{1}, a_.transposed_, p_.wide_in(),
                a_.out_.dx + place, s_.steps * s_.in, false);
      if (a_.out_.dkernel == nullptr) return;
      with_vectors<T>([&]<class V>() { gates::add<V>(p_.sums() * n_, bias_, d_); });
      T* const x = x_rows_ + collected_ * s_.in;
      for (index_t i = 0; i < b_.rows; ++i) std::copy_n(a_.in_.x + place + i * s_.steps * s_.in, s_.in, x + i * s_.in);
      std::fill_n(x + b_.rows * s_.in, (b_.lanes - b_.rows) * s_.in, T(0));
      to_rows(p_, b_, s_.units, h, h_rows_ + collected_ * a_.state_row_, a_.state_row_);
      if (s_.kind == RecurrentKind::gru_before)
        to_rows(p_, b_, s_.units, slot + 3 * n_, reset_rows_ + collected_ * a_.state_row_, a_.state_row_);
      collected_ += b_.lanes;
      if (collected_ + b_.lanes > steps_at_once_ * p_.lanes) flush();
    }

    void flush() {
      if (collected_ == 0) return;
      const index_t count = collected_, columns = a_.columns_, first = p_.first_columns();
      T* const recurrent = sums_ + p_.kernel_size();
      product(p_.k, s_.in, columns, count, x_rows_, index_t{1}, s_.in, d_rows_, a_.row_, sums_, columns, true);
      product(p_.k, s_.units, first, count, h_rows_, index_t{1}, a_.state_row_, d_rows_, a_.row_, recurrent, columns,
              true);
      if (s_.is_gru()) {
        const bool after = s_.kind == RecurrentKind::gru;
        product(p_.k, s_.units, s_.units, count, after ? h_rows_ : reset_rows_, index_t{1}, a_.state_row_,
                d_rows_ + (after ? 3 : 2) * s_.units, a_.row_, recurrent + first, columns, true);
      }
      collected_ = 0;
    }

    const Backward& a_;
    const Plan<T>& p_;
    const RecurrentSizes& s_;
    Block<T> b_;
    index_t n_, steps_at_once_ = 1, collected_ = 0;
    T* sums_;
    const T *first_state_, *first_slot_;
    T *dh_, *dc_, *carry_, *hold_h_, *hold_c_, *extra_, *d_, *bias_, *mask_, *d_rows_, *x_rows_, *h_rows_, *reset_rows_;
  };

  /// The threads' sums, in their order.
  void put_together() const {
    const index_t k = p_.kernel_size(), r = p_.recurrent_size(), u = s_.units,
                  pieces = p_.blocks() > 0 ? p_.pieces() : 0;
    const auto total = [&](index_t first, index_t n, T* to) {
      std::fill_n(to, n, T(0));
      for (index_t i = 0; i < pieces; ++i) {
        const T* const from = sums_ + i * p_.sum_size() + first;
        with_vectors<T>([&]<class V>() {
          index_t j = 0;
          for (; j + V::width <= n; j += V::width) (V::load(to + j) + V::load(from + j)).store(to + j);
          for (; j < n; ++j) to[j] += from[j];
        });
      }
    };
    total(0, k, out_.dkernel);
    total(k, r, out_.drecurrent);
    if (out_.dbias == nullptr) return;
    total(k + r, columns_, out_.dbias);
    if (s_.kind != RecurrentKind::gru) return;
    total(k + r, 2 * u, out_.dbias + 3 * u);
    total(k + r + 3 * u, u, out_.dbias + 5 * u);
  }

  Plan<T> p_;
  const RecurrentSizes& s_;
  RecurrentInputs<T> in_;
  Slopes<T> slopes_;
  const T* saved_;
  RecurrentGradients<T> out_;
  T *transposed_, *sums_;
  index_t columns_, row_, state_row_;
};

}  // namespace keratin::cpu_backend::recurrent
#endif
