// einsum("ij,jk->ik", {a, b}): products of elements, summed over each label that the result has not (numpy.einsum).
// A label names an axis; "..." stands for axes that broadcast; a label twice in one place means the diagonal. Without
// "->" the result has the labels that occur once, in alphabetical order.
#pragma once
#include <string>

#include "../autograd/symbolic.hpp"

namespace keratin::ops {

/// Throws value_error for subscripts that do not read so, shape_error where a label has two sizes.
[[nodiscard]] Tensor einsum(const std::string& subscripts, const Tensors& operands);
[[nodiscard]] Tensor einsum(const std::string& subscripts, const Tensor& a, const Tensor& b);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <algorithm>
#include <cctype>

#include "contract.hpp"
#include "diag.hpp"
#include "op.hpp"
#include "reductions.hpp"
#include "reshape.hpp"

namespace keratin::ops {

namespace detail {

/// One operand, or the result so far, with a label for each axis.
struct Labelled {
  Tensor x;
  std::string labels;
};

/// The labels for n broadcast axes: control characters, the last one \1, so that they align at the end.
inline std::string ellipsis_labels(index_t n) {
  std::string labels;
  for (index_t i = n; i > 0; --i) labels += static_cast<char>(i);
  return labels;
}

inline void replace_ellipsis(std::string& labels, index_t axes) {
  const std::size_t at = labels.find("...");
  if (at != labels.npos) labels.replace(at, 3, ellipsis_labels(axes));
  for (const char c : labels)
    require(std::isalpha(static_cast<unsigned char>(c)) || (c > 0 && c <= 8),
            "einsum: expected letters, commas, \"...\" and \"->\"; got '", std::string(1, c), "'.");
}

/// Labels that occur twice become one, on the diagonal.
inline void take_diagonals(Labelled& operand) {
  for (std::size_t i = 0; i < operand.labels.size(); ++i) {
    const char label = operand.labels[i];
    const std::size_t j = operand.labels.find(label, i + 1);
    if (j == operand.labels.npos) continue;
    const Shape& s = operand.x.shape();
    require<shape_error>(s[i] == s[j], "einsum: expected one size for '", std::string(1, label), "'; got ", s, ".");
    operand.x = diagonal(operand.x, {.axis1 = i, .axis2 = j});
    operand.labels.erase(j, 1);
    operand.labels.erase(i, 1);
    operand.labels += label;
    i = static_cast<std::size_t>(-1);  // from the start again
  }
}

inline std::vector<Labelled> parse_operands(const std::string& inputs, const Tensors& operands, index_t& most) {
  std::vector<Labelled> all;
  std::size_t at = 0;
  for (const Tensor& x : operands) {
    require(at <= inputs.size(), "einsum: expected as many operands as subscripts; got ", operands.size(), " for \"",
            inputs, "\".");
    const std::size_t end = std::min(inputs.find(',', at), inputs.size());
    std::string labels = inputs.substr(at, end - at);
    at = end + 1;
    const bool open = labels.find("...") != labels.npos;
    const index_t named = static_cast<index_t>(labels.size()) - (open ? 3 : 0), rest = x.rank() - named;
    require<shape_error>(open ? rest >= 0 : rest == 0, "einsum: expected ", named, open ? " or more" : "",
                         " axes for \"", labels, "\"; got shape ", x.shape(), ".");
    replace_ellipsis(labels, rest);
    most = std::max(most, rest);
    all.push_back({x, labels});
    take_diagonals(all.back());
  }
  require(at == inputs.size() + 1, "einsum: expected as many operands as subscripts; got ", operands.size(), " for \"",
          inputs, "\".");
  return all;
}

inline std::string default_result(const std::string& inputs, index_t most) {
  std::string once;
  for (const char c : inputs)
    if (std::isalpha(static_cast<unsigned char>(c)) && std::count(inputs.begin(), inputs.end(), c) == 1) once += c;
  std::sort(once.begin(), once.end());
  return ellipsis_labels(most) + once;
}

/// Broadcast axes of size 1 go, where another operand has them longer.
inline void drop_ones(std::vector<Labelled>& operands) {
  for (Labelled& a : operands)
    for (std::size_t i = a.labels.size(); i-- > 0;) {
      bool longer = false;
      for (const Labelled& b : operands) {
        const std::size_t j = b.labels.find(a.labels[i]);
        longer = longer || (a.labels[i] <= 8 && j != b.labels.npos && b.x.shape()[j] != 1);
      }
      if (!longer || a.x.shape()[i] != 1) continue;
      a.x = squeeze(a.x, i);
      a.labels.erase(i, 1);
    }
}

/// a times b, with the labels that the result or a later operand needs.
inline Labelled join(const Labelled& a, const Labelled& b, const std::string& needed) {
  std::string kept;
  for (const char c : a.labels + b.labels)
    if (has_label(needed, c) && !has_label(kept, c)) kept += c;
  return {contract(a.x, a.labels, b.x, b.labels, kept), kept};
}

}  // namespace detail

KERATIN_INLINE Tensor einsum(const std::string& subscripts, const Tensor& a, const Tensor& b) {
  return einsum(subscripts, Tensors{a, b});
}

KERATIN_INLINE Tensor einsum(const std::string& subscripts, const Tensors& operands) {
  require(!operands.empty(), "einsum: expected at least one operand; got none.");
  if (std::any_of(operands.begin(), operands.end(), [](const Tensor& x) { return x.symbolic(); }))
    return symbolic_op("keras.src.ops.numpy", "Einsum", operands,
                       [subscripts](const Tensors& in) { return einsum(subscripts, in); },
                       {{"subscripts", subscripts}});
  std::string text = subscripts;
  std::erase(text, ' ');
  const std::size_t arrow = text.find("->");
  const std::string inputs = text.substr(0, arrow);
  index_t most = 0;
  auto all = detail::parse_operands(inputs, operands, most);
  std::string result;
  if (arrow == text.npos) {
    result = detail::default_result(inputs, most);
  } else {
    result = text.substr(arrow + 2);
    detail::replace_ellipsis(result, most);
  }
  detail::drop_ones(all);
  detail::Labelled y = all[0];
  for (std::size_t i = 1; i < all.size(); ++i) {
    std::string needed = result;
    for (std::size_t j = i + 1; j < all.size(); ++j) needed += all[j].labels;
    y = detail::join(y, all[i], needed);
  }
  detail::Side side{y.x, y.labels};
  side.sum_lonely("", result);
  std::string made = side.labels, wanted = result;
  std::sort(made.begin(), made.end());
  std::sort(wanted.begin(), wanted.end());
  require(made == wanted, "einsum: expected the result's labels once, and among those of \"", inputs, "\"; got \"",
          text, "\".");
  return detail::ordered(side.x, side.labels, result);
}

}  // namespace keratin::ops
#endif
