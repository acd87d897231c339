// Ops by the names of their classes in Keras, for graphs in files. The list is in ops.hpp.
#pragma once
#include <span>

#include "reductions.hpp"

namespace keratin::ops {

/// An op that is called with tensors alone, or with one tensor and axes, under its class's name in Keras.
struct ListedOp {
  using Unary = Tensor (*)(const Tensor&);
  using Binary = Tensor (*)(const Tensor&, const Tensor&);
  using Reduction = Tensor (*)(const Tensor&, const Axes&, const ReduceOptions&);
  const char* class_name;
  Unary unary = nullptr;
  Binary binary = nullptr;
  Reduction reduction = nullptr;
  constexpr ListedOp(const char* name, Unary op) : class_name(name), unary(op) {}
  constexpr ListedOp(const char* name, Binary op) : class_name(name), binary(op) {}
  constexpr ListedOp(const char* name, Reduction op) : class_name(name), reduction(op) {}
};

/// All of them, for graphs in files. (Ops with arguments of other kinds: saving/op_table.hpp.)
[[nodiscard]] std::span<const ListedOp> listed_ops();

}  // namespace keratin::ops
