// Sides: how many elements before and after on each spatial axis: 1 everywhere, {1, 2}, or {{1, 2}, {3, 0}}.
#pragma once
#include <string_view>
#include <vector>

#include "../core/shape.hpp"

namespace keratin::layers {

/// One number for all sides; for one axis {before, after}; for several one number or one pair for each axis.
class Sides {
 public:
  struct Pair {
    Int before, after;
  };
  template <Integer I>
  Sides(I all) : list_{static_cast<index_t>(all)} {}
  Sides(Int all) : list_{all} {}
  Sides(Int first, Int second) : list_{first, second} {}
  Sides(Int first, Int second, Int third) : list_{first, second, third} {}
  Sides(Pair first, Pair second) : list_{first.before, first.after, second.before, second.after} {}
  Sides(Pair first, Pair second, Pair third)
      : list_{first.before, first.after, second.before, second.after, third.before, third.after} {}

  /// Before and after for each axis. Throws value_error, naming `where` and the option, for numbers below 0 or for
  /// another number of axes.
  Sides resolved(std::size_t axes, std::string_view where, std::string_view name) const;
  /// After `resolved`.
  index_t before(std::size_t axis) const { return list_[2 * axis]; }
  index_t after(std::size_t axis) const { return list_[2 * axis + 1]; }

  /// All in a row, for a configuration's fields; saving makes pairs of them where Keras has pairs.
  std::vector<index_t>& list() { return list_; }

 private:
  std::vector<index_t> list_;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
namespace keratin::layers {

KERATIN_INLINE Sides Sides::resolved(std::size_t axes, std::string_view where, std::string_view name) const {
  Sides all = *this;
  const std::size_t n = list_.size();
  bool fits = n == 1 || n == axes || n == 2 * axes;
  for (const index_t side : list_) fits = fits && side >= 0;
  require(fits, where, ": expected ", name, " of 1, ", axes == 1 ? "" : concat(axes, " "), "or ", 2 * axes,
          " integers from 0; got ", Shape(list_), ".");
  if (n == 2 * axes) return all;
  all.list_.clear();
  for (std::size_t a = 0; a < axes; ++a) all.list_.insert(all.list_.end(), 2, list_[n == 1 ? 0 : a]);
  return all;
}

}  // namespace keratin::layers
#endif
