// The rows of an embedding's table that no sample of a batch used. Under some rules such a row rests: its weight stays
// as it is, and what is kept for it shrinks by a factor. They are left alone, and caught up, to the bit, when they are
// used again or someone looks. Included by weight_update.hpp.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::optimizers {

inline constexpr std::size_t max_slots = 3;

/// How many steps each row of one weight's slots has seen. Nothing is kept as long as every step was made for all rows.
class IdleRows {
 public:
  /// What a slot of a row that is not used becomes: this times what it was.
  using Factors = std::array<double, max_slots>;

  /// Before a step for some of `rows` rows.
  void begin(index_t rows, const Factors& factors) {
    if (seen_.empty()) seen_.assign(static_cast<std::size_t>(rows), steps_);
    factors_ = factors;
  }
  void end() { ++steps_; }
  /// A row's slots as they would be now. It counts as having seen the step that has begun.
  void catch_up(std::span<const Tensor> slots, index_t row);
  /// All of them, as before a step for all rows.
  void catch_up(std::span<const Tensor> slots);

 private:
  std::vector<index_t> seen_;
  index_t steps_ = 0;
  Factors factors_{};
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <algorithm>
#include <limits>

#include "../backend/cpu/map.hpp"

namespace keratin::optimizers {

namespace detail {

/// x times a factor, again and again: each product is rounded, as in single steps.
struct Shrink {
  double factor;
  index_t times;
  template <class V>
  V operator()(V x) const {
    for (index_t i = 0; i < times; ++i) x = x * V(factor);
    return x;
  }
};
/// After so many products any T has become 0, or a number so near to it that rounding holds it.
template <class T>
index_t most_shrinks(double factor) {
  constexpr double range = sizeof(T) == 4 ? 200 : 1500;  // logarithm of the greatest T over the least
  return factor >= 0 && factor < 1 ? static_cast<index_t>(range / (1 - factor)) : std::numeric_limits<index_t>::max();
}

}  // namespace detail

KERATIN_INLINE void IdleRows::catch_up(std::span<const Tensor> slots, index_t row) {
  index_t& seen = seen_[static_cast<std::size_t>(row)];
  for (std::size_t k = 0; k < slots.size() && seen < steps_; ++k) {
    if (!slots[k].defined() || factors_[k] == 1) continue;
    const index_t n = slots[k].size() / static_cast<index_t>(seen_.size());
    const auto shrink = [&]<class T>(T) {
      T* const x = slots[k].data<T>() + row * n;
      const index_t times = std::min(steps_ - seen, detail::most_shrinks<T>(factors_[k]));
      cpu_backend::map_serial(detail::Shrink{factors_[k], times}, n, x, cpu_backend::Operand<T>{x});
    };
    slots[k].dtype() == float32 ? shrink(0.f) : shrink(0.0);
  }
  seen = steps_ + 1;
}

KERATIN_INLINE void IdleRows::catch_up(std::span<const Tensor> slots) {
  for (std::size_t row = 0; row < seen_.size(); ++row) catch_up(slots, static_cast<index_t>(row));
  seen_.clear();
  steps_ = 0;
}

}  // namespace keratin::optimizers
#endif
