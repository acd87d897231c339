// The way of recurrent.hpp through the steps. Included by it.
#pragma once
#include "recurrent_plan.hpp"

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend::recurrent {

template <class T>
class Forward {
 public:
  Forward(const RecurrentSizes& s, const RecurrentInputs<T>& in, const Outputs<T>& out, T* saved, T* scratch)
      : p_(s), s_(p_.s), in_(in), out_(out), saved_(saved), kernel_(scratch), recurrent_(scratch + p_.kernel_size()) {}

  void run() {
    const index_t columns = s_.gates() * s_.units, first = p_.first_columns();
    pack_panels(p_.k, columns, s_.in, in_.kernel, columns, kernel_);
    pack_panels(p_.k, first, s_.units, in_.recurrent, columns, recurrent_);
    if (s_.is_gru())
      pack_panels(p_.k, s_.units, s_.units, in_.recurrent + first, columns, recurrent_ + first * s_.units);
    parallel::for_range(p_.blocks(), p_.grain(), [&](index_t begin, index_t end) {
      for (index_t i = begin; i < end; ++i) run_block(i);
    });
  }

 private:
  /// A block's numbers that no gradient needs.
  struct Room {
    T *x, *mask, *out, *rows, *steps;
  };

  void run_block(index_t block) {
    const Block<T> b(p_, block);
    const index_t n = s_.units * b.lanes, step_size = p_.slots() * n, states = p_.states() * n;
    const Room room = make_room();
    T* const own = saved_ != nullptr ? saved_ + block * p_.block_saved() : room.steps;
    start_states(b, own);
    std::fill_n(room.out, n, T(0));
    const T *h = own, *c = own + n;
    for (index_t t = 0; t < s_.steps; ++t) {
      T* const slot = own + states + (saved_ != nullptr ? t : t % 2) * step_size;
      const T* const h_before = h;
      const T* const c_before = c;
      const Valid valid = read_mask(p_, b, in_.mask, p_.time(t), room.mask);
      if (valid != Valid::none) step(b, p_.time(t), slot, h_before, c_before, room);
      T* const h_now = slot + step_size - n;
      T* const c_now = slot + 4 * n;  // of an lstm
      keep(b, valid, room.mask, h_now, h_before);
      if (s_.kind == RecurrentKind::lstm) keep(b, valid, room.mask, c_now, c_before);
      h = h_now;
      c = c_now;
      if (in_.mask != nullptr) update_output(b, valid, room, h);
      if (s_.sequences)
        to_strided_rows(p_, b, s_.units, in_.mask != nullptr ? room.out : h,
                        out_.y + (b.first * s_.steps + t) * s_.units, s_.steps * s_.units, room.rows);
    }
    const auto give = [&](const T* from, T* to) {
      if (to != nullptr) to_strided_rows(p_, b, s_.units, from, to + b.first * s_.units, s_.units, room.rows);
    };
    if (!s_.sequences) give(in_.mask != nullptr ? room.out : h, out_.y);
    give(h, out_.h);
    if (s_.kind == RecurrentKind::lstm) give(c, out_.c);
  }

  Room make_room() const {
    const index_t n = s_.units * p_.lanes, rows = round_up(s_.units, p_.k.width) * p_.lanes;
    const index_t steps = saved_ != nullptr ? 0 : (p_.states() + 2 * p_.slots()) * n;
    const index_t size = s_.in * p_.lanes + p_.lanes + n + rows + steps;
    Room room{};
    room.x = gemm_buffer<T>(static_cast<std::size_t>(size));
    room.mask = room.x + s_.in * p_.lanes;
    room.out = room.mask + p_.lanes;
    room.rows = room.out + n;
    room.steps = room.rows + rows;
    return room;
  }

  void start_states(const Block<T>& b, T* states) const {
    const index_t n = s_.units * b.lanes;
    for (const T* from : {in_.h0, in_.c0}) {
      if (from != nullptr)
        to_lanes(p_, b, s_.units, from + b.first * s_.units, s_.units, states);
      else
        std::fill_n(states, n, T(0));
      states += n;
      if (p_.states() == 1) break;
    }
  }

  /// The sums of all gates, then the gates.
  void step(const Block<T>& b, index_t time, T* slot, const T* h, const T* c, const Room& room) const {
    const index_t n = s_.units * b.lanes, first = p_.first_columns();
    start_sums(b, slot);
    to_lanes(p_, b, s_.in, in_.x + (b.first * s_.steps + time) * s_.in, s_.steps * s_.in, room.x);
    add_panels(p_.k, s_.gates() * s_.units, b.lanes, s_.in, kernel_, room.x, slot);
    add_panels(p_.k, first, b.lanes, s_.units, recurrent_, h, slot);
    const T* const candidate = recurrent_ + first * s_.units;
    finish_step(s_, n, slot, h, c,
                [&](const T* from, T* to) { add_panels(p_.k, s_.units, b.lanes, s_.units, candidate, from, to); });
  }

  /// The biases, which the products are added to.
  void start_sums(const Block<T>& b, T* slot) const {
    const index_t columns = s_.gates() * s_.units, two = 2 * s_.units;
    const bool both = s_.kind == RecurrentKind::gru;
    const T *const bias = in_.bias, *const second = both && bias != nullptr ? bias + columns : nullptr;
    for (index_t j = 0; j < columns; ++j, slot += b.lanes) {
      T value = bias != nullptr ? bias[j] : T(0);
      if (second != nullptr && j < two) value += second[j];
      std::fill_n(slot, b.lanes, value);
    }
    for (index_t j = two; both && j < columns; ++j, slot += b.lanes)
      std::fill_n(slot, b.lanes, second != nullptr ? second[j] : T(0));
  }

  /// A lane that does not count keeps its state.
  void keep(const Block<T>& b, Valid valid, const T* mask, T* now, const T* before) const {
    if (valid == Valid::none) std::copy_n(before, s_.units * b.lanes, now);
    if (valid == Valid::some)
      with_vectors<T>([&]<class V>() { gates::where_valid<V>(s_.units, b.lanes, mask, now, before); });
  }

  /// The output of a lane that does not count is that of the step before (at first 0, not the first state), or 0.
  void update_output(const Block<T>& b, Valid valid, const Room& room, const T* h) const {
    const index_t n = s_.units * b.lanes;
    if (valid == Valid::none && s_.zero_masked) std::fill_n(room.out, n, T(0));
    if (valid == Valid::none) return;
    T* const now = room.rows;  // free until the output is written
    std::copy_n(h, n, now);
    if (valid == Valid::some)
      with_vectors<T>([&]<class V>() {
        gates::where_valid<V>(s_.units, b.lanes, room.mask, now, s_.zero_masked ? nullptr : room.out);
      });
    std::copy_n(now, n, room.out);
  }

  Plan<T> p_;
  const RecurrentSizes& s_;
  RecurrentInputs<T> in_;
  Outputs<T> out_;
  T *saved_, *kernel_, *recurrent_;
};

}  // namespace keratin::cpu_backend::recurrent
#endif
