// Axes: which axes of a tensor an op works on.
#pragma once
#include <array>
#include <initializer_list>

#include "../core/shape.hpp"

namespace keratin {

/// Which axes an op works on: one, several, or (empty) all. A bool is no axis.
class Axes {
 public:
  Axes() = default;
  template <Integer I>
  Axes(I axis) : axes_{axis} {}
  Axes(std::initializer_list<Int> axes) : axes_(axes) {}
  explicit Axes(const Shape& axes) : axes_(axes) {}
  const Shape& list() const { return axes_; }
  /// For each axis of a tensor of that rank whether it is meant. Throws shape_error for one that is not there.
  std::array<bool, Shape::max_rank> flags(std::size_t rank, std::string_view where) const;

 private:
  Shape axes_;
};

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
namespace keratin {

KERATIN_INLINE std::array<bool, Shape::max_rank> Axes::flags(std::size_t rank, std::string_view where) const {
  std::array<bool, Shape::max_rank> flags{};
  if (axes_.empty()) {
    for (std::size_t i = 0; i < rank; ++i) flags[i] = true;
    return flags;
  }
  Shape any;
  for (std::size_t i = 0; i < rank; ++i) any.push_back(1);
  for (index_t a : axes_) flags[any.axis(a, where)] = true;
  return flags;
}

}  // namespace keratin
#endif
