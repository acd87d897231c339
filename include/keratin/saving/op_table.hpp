// Ops by their names in Keras: how the op nodes of a saved graph are called again. Included by saving.hpp.
#pragma once
#include "op_table_image.hpp"
#include "op_table_nn.hpp"
#include "op_table_numpy.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <algorithm>
#include <array>

namespace keratin::saving::detail {

/// All ops that can be loaded.
inline constexpr auto op_table = [] {
  std::array<OpEntry, std::size(image_ops) + std::size(nn_ops) + std::size(numpy_ops)> all{};
  auto* end = std::copy(std::begin(image_ops), std::end(image_ops), all.begin());
  end = std::copy(std::begin(nn_ops), std::end(nn_ops), end);
  std::copy(std::begin(numpy_ops), std::end(numpy_ops), end);
  return all;
}();

inline const OpEntry* find_op(std::string_view class_name) {
  for (const OpEntry& entry : op_table)
    if (class_name == entry.name) return &entry;
  return nullptr;
}

/// The op's results. Throws name_error for one that is not in the table.
inline Tensors call_op(const std::string& class_name, const OpCall& call) {
  const OpEntry* const entry = find_op(class_name);
  if (entry != nullptr) return entry->several != nullptr ? entry->several(call) : Tensors{entry->one(call)};
  std::string known;
  for (const OpEntry& one : op_table) (known += known.empty() ? "" : ", ") += one.name;
  fail<name_error>(call.where, ": expected an op that can be loaded, one of ", known, "; got \"", class_name, "\".");
}

}  // namespace keratin::saving::detail
#endif
