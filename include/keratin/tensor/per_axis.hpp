// PerAxis: an option of windows that is one number for all spatial axes or one for each: `.strides = 2`,
// `Conv2D(32, {3, 5})`.
#pragma once
#include <vector>

#include "../core/shape.hpp"

namespace keratin {

/// None (the default), one number, or one for each spatial axis. No bool, no floating point. It takes no
/// initializer_list: g++ would take `MaxPooling2D({.strides = 2})` for one.
class PerAxis {
 public:
  PerAxis() = default;
  template <Integer I>
  PerAxis(I all) : list_{static_cast<index_t>(all)}, single_(true) {}
  PerAxis(Int all) : list_{all.value}, single_(true) {}
  PerAxis(Int first, Int second) : list_{first, second} {}
  PerAxis(Int first, Int second, Int third) : list_{first, second, third} {}
  explicit PerAxis(const Shape& each) : list_(each.begin(), each.end()) {}

  bool given() const { return !list_.empty(); }  ///< Whether it is not none.
  /// One number for each of `rank` axes. Throws value_error unless they are so many and at least `least`: "conv2d
  /// (Conv2D): expected strides of 1 or 2 integers from 1; got (2, 2, 2)."
  PerAxis resolved(std::size_t rank, std::string_view where, std::string_view name, index_t least = 1) const;
  /// The numbers; after `resolved` one for each axis.
  index_t operator[](std::size_t i) const { return list_[i]; }
  Shape shape() const { return Shape(list_); }

  /// For a configuration's fields, which know lists: `f("strides", strides.list())`.
  std::vector<index_t>& list() { return list_; }
  const std::vector<index_t>& list() const { return list_; }

 private:
  std::vector<index_t> list_;
  bool single_ = false;
};

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
namespace keratin {

KERATIN_INLINE PerAxis PerAxis::resolved(std::size_t rank, std::string_view where, std::string_view name,
                                         index_t least) const {
  PerAxis all = *this;
  all.single_ = false;
  if (single_ && list_.size() == 1) all.list_.assign(rank, list_[0]);
  bool fits = all.list_.size() == rank;
  for (const index_t n : all.list_) fits = fits && n >= least;
  require(fits, where, ": expected ", name, " of 1 or ", rank, " integers from ", least, "; got ", Shape(list_), ".");
  return all;
}

}  // namespace keratin
#endif
