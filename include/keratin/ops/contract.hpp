// contract(a, labels, b, labels, labels): the products of a's and b's elements, summed over each label that the result
// has not; a label names an axis. "bqc", "chd" -> "bqhd" is a matrix product over c (numpy.einsum of two arrays).
#pragma once
#include <string_view>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// A label stands once in each place, and each of the result's labels in one of the inputs. Throws value_error for
/// other labels, shape_error where a label has two sizes.
[[nodiscard]] Tensor contract(const Tensor& a, std::string_view a_labels, const Tensor& b, std::string_view b_labels,
                              std::string_view y_labels);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <string>

#include "matmul.hpp"
#include "reductions.hpp"
#include "reshape.hpp"
#include "transpose.hpp"

namespace keratin::ops {

namespace detail {

inline bool has_label(std::string_view labels, char c) { return labels.find(c) != labels.npos; }

inline void check_labels(const Tensor& x, std::string_view labels) {
  require<shape_error>(x.shape().rank() == labels.size(), "contract: expected ", labels.size(), " axes for \"", labels,
                       "\"; got shape ", x.shape(), ".");
  for (std::size_t i = 0; i < labels.size(); ++i)
    require(labels.find(labels[i], i + 1) == labels.npos, "contract: expected each label once; got \"", labels, "\".");
}

/// x with its axes in the order of other labels.
inline Tensor ordered(const Tensor& x, std::string_view from, std::string_view to) {
  if (from == to) return x;
  Shape order;
  for (const char c : to) order.push_back(static_cast<index_t>(from.find(c)));
  return transpose(x, order);
}

/// One side of the product: labels that the other side and the result have too, its own, and those summed over.
struct Side {
  Tensor x;
  std::string labels;

  index_t size_of(std::string_view some) const {
    index_t n = 1;
    for (const char c : some) n *= x.shape()[static_cast<index_t>(labels.find(c))];
    return n;
  }
  /// Without the axes that nobody else has.
  void sum_lonely(std::string_view other, std::string_view result) {
    Shape axes;
    std::string left;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (has_label(other, labels[i]) || has_label(result, labels[i]))
        left += labels[i];
      else
        axes.push_back(static_cast<index_t>(i));
    }
    if (axes.empty()) return;
    x = sum(x, Axes(axes));
    labels = left;
  }
  Tensor as(const std::string& order, const Shape& shape) const { return reshape(ordered(x, labels, order), shape); }
};

}  // namespace detail

KERATIN_INLINE Tensor contract(const Tensor& a, std::string_view a_labels, const Tensor& b, std::string_view b_labels,
                               std::string_view y_labels) {
  if (a.symbolic() || b.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Einsum", {a, b},
                       [l = std::string(a_labels), r = std::string(b_labels),
                        y = std::string(y_labels)](const Tensors& in) { return contract(in[0], l, in[1], r, y); },
                       {{"subscripts", concat(a_labels, ",", b_labels, "->", y_labels)}});
  detail::check_labels(a, a_labels);
  detail::check_labels(b, b_labels);
  detail::Side left{a, std::string(a_labels)}, right{b, std::string(b_labels)};
  left.sum_lonely(b_labels, y_labels);
  right.sum_lonely(a_labels, y_labels);
  std::string batch, rows, inner, columns;  // inner in b's order: b is a weight, which then need not be copied
  Shape sizes;
  for (const char c : left.labels)
    if (detail::has_label(y_labels, c)) (detail::has_label(right.labels, c) ? batch : rows) += c;
  for (const char c : right.labels) {
    if (!detail::has_label(left.labels, c))
      columns += c;
    else if (!detail::has_label(y_labels, c))
      inner += c;
    if (detail::has_label(left.labels, c))
      require<shape_error>(left.size_of({&c, 1}) == right.size_of({&c, 1}), "contract: expected one size for '", c,
                           "' of \"", a_labels, ",", b_labels, "\"; got ", a.shape(), " and ", b.shape(), ".");
  }
  for (const char c : batch + rows) sizes.push_back(left.size_of({&c, 1}));
  for (const char c : columns) sizes.push_back(right.size_of({&c, 1}));
  const std::string made = batch + rows + columns;
  require(made.size() == y_labels.size(), "contract: expected the result's labels among those of \"", a_labels, ",",
          b_labels, "\"; got \"", y_labels, "\".");
  const index_t n = left.size_of(batch), m = left.size_of(rows), k = left.size_of(inner), w = right.size_of(columns);
  const Shape p = batch.empty() ? Shape{m, k} : Shape{n, m, k}, q = batch.empty() ? Shape{k, w} : Shape{n, k, w};
  const Tensor y = matmul(left.as(batch + rows + inner, p), right.as(batch + inner + columns, q));
  return detail::ordered(reshape(y, sizes), made, y_labels);
}

}  // namespace keratin::ops
#endif
