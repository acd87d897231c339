// Ops by their names in Keras: how the op nodes of a saved graph are called again. Included by saving.hpp.
#pragma once
#include "op_table_image.hpp"
#include "op_table_nn.hpp"
#include "op_table_numpy.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <algorithm>
#include <array>
#include <set>

namespace keratin::saving::detail {

/// The ops that need more than tensors; the others are in ops::listed_ops.
inline constexpr auto op_table = [] {
  std::array<OpEntry, std::size(image_ops) + std::size(nn_ops) + std::size(numpy_ops)> all{};
  auto* end = std::copy(std::begin(image_ops), std::end(image_ops), all.begin());
  end = std::copy(std::begin(nn_ops), std::end(nn_ops), end);
  std::copy(std::begin(numpy_ops), std::end(numpy_ops), end);
  return all;
}();

inline Tensor call_listed(const ops::ListedOp& op, const OpCall& c) {
  if (op.unary != nullptr) return op.unary(c[0]);
  return op.binary != nullptr ? op.binary(c[0], c[1])
                              : op.reduction(c[0], c.axes(), {.keepdims = c.flag("keepdims", false)});
}

/// The row of a list that has this name, or nullptr.
template <class List>
auto* find_op(const List& list, std::string_view class_name) {
  const auto found =
      std::find_if(std::begin(list), std::end(list), [&](const auto& op) { return class_name == op.class_name; });
  return found == std::end(list) ? nullptr : &*found;
}
inline bool is_op_class(std::string_view class_name) {
  return find_op(ops::listed_ops(), class_name) != nullptr || find_op(op_table, class_name) != nullptr;
}

/// The op's results. Throws name_error for one that is in neither list.
inline Tensors call_op(const std::string& class_name, const OpCall& call) {
  if (const auto* op = find_op(ops::listed_ops(), class_name)) return {call_listed(*op, call)};
  if (const auto* op = find_op(op_table, class_name))
    return op->several != nullptr ? op->several(call) : Tensors{op->one(call)};
  std::set<std::string_view> known;
  for (const auto& op : ops::listed_ops()) known.insert(op.class_name);
  for (const auto& op : op_table) known.insert(op.class_name);
  std::string names;
  for (const std::string_view name : known) (names += names.empty() ? "" : ", ") += name;
  fail<name_error>(call.where, ": expected an op that can be loaded, one of ", names, "; got \"", class_name, "\".");
}

}  // namespace keratin::saving::detail
#endif
