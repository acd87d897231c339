// Shape: the sizes of a tensor's axes. A dimension may be open (None), as the batch of a symbolic tensor is.
#pragma once
#include <array>
#include <initializer_list>
#include <iosfwd>
#include <ranges>
#include <string>

#include "args.hpp"
#include "error.hpp"

namespace keratin {

/// Up to 8 dimensions, kept in place: copying a shape allocates nothing.
class Shape {
 public:
  static constexpr std::size_t max_rank = 8;

  Shape() = default;
  Shape(std::initializer_list<Int> dims) {
    for (Int d : dims) push_back(d);
  }
  template <std::ranges::input_range R>
  requires Integer<std::ranges::range_value_t<R>>
  explicit Shape(const R& dims) {
    for (auto d : dims) push_back(static_cast<index_t>(d));
  }

  std::size_t rank() const { return rank_; }
  bool empty() const { return rank_ == 0; }
  index_t operator[](Int i) const { return dims_[static_cast<std::size_t>(i.value)]; }
  index_t& operator[](Int i) { return dims_[static_cast<std::size_t>(i.value)]; }
  index_t front() const { return dims_[0]; }
  index_t back() const { return dims_[rank_ - 1u]; }
  const index_t* begin() const { return dims_.data(); }
  const index_t* end() const { return dims_.data() + rank_; }

  void push_back(index_t d) {
    require<shape_error>(rank_ < max_rank, "Shape: expected at most 8 dimensions.");
    dims_[rank_++] = d;
  }

  /// The product of the dimensions from axis `begin` to before axis `end`.
  index_t product(std::size_t begin, std::size_t end) const {
    index_t n = 1;
    for (std::size_t i = begin; i < end; ++i) n *= dims_[i];
    return n;
  }
  /// The number of elements; 1 for a scalar.
  index_t size() const { return product(0, rank_); }
  /// Whether no dimension is open.
  bool known() const {
    for (index_t d : *this)
      if (d < 0) return false;
    return true;
  }
  /// The dimensions from axis `begin` to before axis `end`, as a shape.
  Shape slice(std::size_t begin, std::size_t end) const {
    Shape s;
    for (std::size_t i = begin; i < end; ++i) s.push_back(dims_[i]);
    return s;
  }
  Shape from(std::size_t begin) const { return slice(begin, rank_); }
  /// This shape with axis `axis` replaced.
  Shape with(std::size_t axis, index_t d) const {
    Shape s = *this;
    s.dims_[axis] = d;
    return s;
  }
  /// This shape without axis `axis`.
  Shape without(std::size_t axis) const {
    Shape s = slice(0, axis);
    for (std::size_t i = axis + 1; i < rank_; ++i) s.push_back(dims_[i]);
    return s;
  }
  /// This shape with `d` put before axis `axis`.
  Shape inserted(std::size_t axis, index_t d) const {
    Shape s = slice(0, axis);
    s.push_back(d);
    for (std::size_t i = axis; i < rank_; ++i) s.push_back(dims_[i]);
    return s;
  }
  /// The axis as Python counts it: -1 is the last. Throws shape_error, naming `where`, if there is none.
  std::size_t axis(index_t a, std::string_view where) const {
    const auto rank = static_cast<index_t>(rank_);
    require<shape_error>(a >= -rank && a < rank, where, ": expected an axis from ", -rank, " to ", rank - 1, "; got ",
                         a, ".");
    return static_cast<std::size_t>(a < 0 ? a + rank : a);
  }

  friend bool operator==(const Shape& a, const Shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (std::size_t i = 0; i < a.rank_; ++i)
      if (a.dims_[i] != b.dims_[i]) return false;
    return true;
  }

 private:
  std::array<index_t, max_rank> dims_;  // only the first rank_ count: clearing all would cost on every op
  std::size_t rank_ = 0;
};

std::string to_text(const Shape& shape);  ///< As Python prints a tuple: (None, 28, 28), (3,), ().
std::ostream& operator<<(std::ostream& os, const Shape& shape);

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <ostream>

namespace keratin {

KERATIN_INLINE std::string to_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (i) text += ", ";
    text += shape[i] < 0 ? "None" : std::to_string(shape[i]);
  }
  return text + (shape.rank() == 1 ? ",)" : ")");
}

KERATIN_INLINE std::ostream& operator<<(std::ostream& os, const Shape& shape) { return os << to_text(shape); }

}  // namespace keratin
#endif
