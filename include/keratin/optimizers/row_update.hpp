// An optimizer's step for an embedding's table, where it is made for the rows alone that a batch used. Included by
// update.hpp.
#pragma once
#include "repeated_rows.hpp"
#include "update_kernels.hpp"

#if KERATIN_DEFINE(optimizers)
#include <algorithm>

namespace keratin::optimizers {

/// One weight of the CPU, of at least one element, by a rule under which the rows that a batch did not use rest: only
/// the others are gone through.
template <std::size_t Slots, class Step>
void update_rows(const Step& step, const WeightUpdate& u, const Uses& uses) {
  constexpr bool squared = requires { Step::takes_square; };
  const index_t count = u.weight.shape()[0], n = u.weight.size() / count;
  const std::size_t type = u.weight.dtype() == float32 ? 0 : 1;
  const UsedRows rows = used_rows(uses, count);
  const List<index_t> place = places_of(rows.repeated, count);
  const Tensor squares = squared ? sum_of_use_squares(uses, rows.repeated.size(), place) : Tensor();
  std::conditional_t<squared, OwnSquare<Step>, Step> own{step};
  const auto kernel = update_kernels<Slots, decltype(own)>[type].best();

  u.idle.begin(count, step.idle());
  const auto update = [&](index_t row) {
    u.idle.catch_up(u.slots, row);
    const std::size_t at = static_cast<std::size_t>(row * n) * size_of(u.weight.dtype());
    void* arrays[max_slots + 3] = {u.weight.data<char>() + at};
    std::size_t used = 1;
    for (const Tensor& slot : u.slots) arrays[used++] = slot.data<char>() + at;
    arrays[used++] = const_cast<char*>(u.gradient.data<const char>()) + at;
    const index_t square = place[static_cast<std::size_t>(row)];
    if constexpr (squared)
      if (square >= 0) {
        arrays[used] = squares.data<char>() + static_cast<std::size_t>(square * n) * size_of(u.weight.dtype());
        return squared_kernels<Slots, Step>[type].best()(&step, n, arrays);
      }
    kernel(&own, n, arrays);
  };
  parallel::for_range(static_cast<index_t>(rows.all.size()), std::max<index_t>(1, cpu_backend::pointwise_grain / n),
                      [&](index_t begin, index_t end) {
                        for (index_t i = begin; i < end; ++i) update(rows.all[static_cast<std::size_t>(i)]);
                      });
  u.idle.end();
}

/// Those of embeddings' tables, where idle rows rest; returns the others.
template <std::size_t Slots, class Step>
List<WeightUpdate> update_by_rows(const Step& step, std::span<const WeightUpdate> weights) {
  List<WeightUpdate> others;
  for (const WeightUpdate& u : weights) {
    const Uses uses = uses_of(u.gradient);
    if (uses.rows.defined() && u.weight.size() > 0) {
      update_rows<Slots>(step, u, uses);
    } else {
      u.idle.catch_up(u.slots);
      others.push_back(u);
    }
  }
  return others;
}

}  // namespace keratin::optimizers
#endif
