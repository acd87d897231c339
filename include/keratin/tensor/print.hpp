// Tensors as text, in the layout of numpy 2 (its str(array) with the default print options).
//   std::cout << Tensor({{1.f, 2.5f}, {3.f, 4.f}});     [[1.  2.5]
//                                                        [3.  4. ]]
#pragma once
#include <string>

#include "tensor.hpp"

namespace keratin {

/// The elements as numpy prints them: 8 digits at most, aligned columns, lines of at most 75 characters; of more than
/// 1000 elements the first and last 3 of each axis. A symbolic tensor reads as Keras prints it:
/// <KerasTensor shape=(None, 784), dtype=float32, sparse=False, ragged=False>.
std::string to_text(const Tensor& tensor);

}  // namespace keratin

#if KERATIN_DEFINE(tensor)
#include <ostream>

#include "print_numbers.hpp"

namespace keratin {
namespace printing {

/// Where numpy puts brackets, line ends and dots.
class ArrayLayout {
 public:
  static constexpr index_t threshold = 1000, edge = 3;
  static constexpr std::size_t line_width = 75;

  explicit ArrayLayout(const Shape& shape) : shape_(shape), summarised_(shape.size() > threshold) { visit(0, 0); }

  /// The positions of the elements to show, in the order in which they are printed.
  const std::vector<index_t>& shown() const { return shown_; }

  std::string text(std::vector<std::string> words) {
    words_ = std::move(words);
    return block(0, " ", line_width);
  }

 private:
  bool cut(std::size_t axis) const { return summarised_ && shape_[axis] > 2 * edge; }

  void visit(std::size_t axis, index_t at) {
    if (axis == shape_.rank()) {
      shown_.push_back(at);
      return;
    }
    for (index_t i = 0; i < shape_[axis]; ++i) {
      if (cut(axis) && i == edge) i = shape_[axis] - edge;
      visit(axis + 1, at * shape_[axis] + i);
    }
  }

  std::string block(std::size_t axis, const std::string& indent, std::size_t width) {
    const bool last_axis = axis + 1 == shape_.rank();
    const index_t count = cut(axis) ? 2 * edge : shape_[axis];
    std::string lines, line = last_axis ? indent : "";
    const std::string separator(last_axis ? 1 : shape_.rank() - axis - 1, last_axis ? ' ' : '\n');
    const auto append = [&](const std::string& item) {
      if (!last_axis) {
        line += indent + item;
      } else {
        if (line.size() + item.size() > width - 1 && line.size() > indent.size()) {
          line.erase(line.find_last_not_of(' ') + 1);
          lines += line + "\n";
          line = indent;
        }
        line += item;
      }
    };
    for (index_t i = 0; i < count; ++i) {
      if (i > 0) line += separator;
      if (i == edge && cut(axis)) {
        append("...");
        line += separator;
      }
      append(last_axis ? words_[next_++] : block(axis + 1, indent + " ", width - 1));
    }
    return "[" + (lines + line).substr(indent.size()) + "]";
  }

  Shape shape_;
  bool summarised_;
  std::vector<index_t> shown_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

template <class T>
std::string array_text(std::span<const T> elements, const Shape& shape) {
  if (elements.empty()) return "[]";
  if (shape.rank() == 0) return scalar_text(elements[0]);
  ArrayLayout layout(shape);
  std::vector<std::conditional_t<std::is_same_v<T, bool>, char, T>> values;
  for (index_t i : layout.shown()) values.push_back(elements[static_cast<std::size_t>(i)]);
  return layout.text(words_of(values));
}

}  // namespace printing

KERATIN_INLINE std::string to_text(const Tensor& tensor) {
  if (!tensor.defined()) return "<Tensor, undefined>";
  if (tensor.symbolic())
    return concat("<KerasTensor shape=", tensor.shape(), ", dtype=", tensor.dtype(), ", sparse=False, ragged=False>");
  return visit_dtype(tensor.dtype(), [&](auto zero) {
    return printing::array_text<decltype(zero)>(tensor.span<decltype(zero)>(), tensor.shape());
  });
}

KERATIN_INLINE std::ostream& operator<<(std::ostream& os, const Tensor& tensor) { return os << to_text(tensor); }

}  // namespace keratin
#endif
