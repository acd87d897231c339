// Python's pickles, as far as the classic data sets consist of them: numpy's object arrays of lists of whole numbers
// (imdb, reuters) and dictionaries of arrays (cifar). Nothing that a file says is run: it may name four functions of
// numpy that make an array, which are understood, and no others.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "../core/named.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::io {

/// The lists of an npy file that numpy.save wrote of a one-dimensional array of lists (dtype object). `where` names the
/// source in errors. Throws file_error for what is none or is damaged, for any other object of Python and for numbers
/// of more than 32 bits. Memory grows with the size of the file, whatever is in it.
[[nodiscard]] std::vector<std::vector<int>> parse_ragged_npy(std::string_view bytes, std::string_view where);

/// The arrays of numbers in a pickled dictionary, and the lists of whole numbers as int64 tensors; its other values are
/// left out. Throws as parse_ragged_npy does.
[[nodiscard]] Named<Tensor> parse_pickled_dict(std::string_view bytes, std::string_view where);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <optional>

#include "npy.hpp"
#include "pickle_machine.hpp"

namespace keratin::io {

namespace detail {

inline bool is_list(const Pickle& pickle, const PickleValue& value) {
  return value.is(PickleKind::node) &&
         (pickle.node(value).kind == PickleNode::list || pickle.node(value).kind == PickleNode::tuple);
}

/// Whole numbers alone, or nothing.
inline std::optional<Tensor> tensor_of_list(const PickleNode& list) {
  Tensor numbers = Tensor::empty({static_cast<index_t>(list.items.size())}, int64);
  std::int64_t* out = numbers.data<std::int64_t>();
  for (const PickleValue& item : list.items) {
    if (!item.is(PickleKind::integer)) return std::nullopt;
    *out++ = item.number;
  }
  return numbers;
}

/// What a pickled array says of its elements, as an npy file's header says it.
inline NpyHeader header_of(const Pickle& pickle, const PickleNode& array) {
  const auto refuse = [&] { pickle.refuse("an array of another form"); };
  NpyHeader header;
  if (array.items.size() != 4) refuse();  // shape, dtype, order, elements
  const PickleNode& shape = pickle.node(array.items[0], PickleNode::tuple);
  const PickleNode& dtype = pickle.node(array.items[1], PickleNode::dtype);
  header.descr = concat(dtype.order, dtype.bytes);
  header.fortran = pickle.flag(array.items[2]);
  bool none = false, overflow = shape.items.size() > Shape::max_rank;
  for (const PickleValue& item : shape.items) {
    if (overflow || !item.is(PickleKind::integer) || item.number < 0) refuse();
    header.shape.push_back(item.number);
    none = none || item.number == 0;
    if (item.number != 0)
      overflow = __builtin_mul_overflow(header.count, static_cast<std::size_t>(item.number), &header.count);
  }
  if (overflow || header.count > static_cast<std::size_t>(INT64_MAX)) refuse();
  if (none) header.count = 0;
  return header;
}

inline Tensor tensor_of_array(const Pickle& pickle, const PickleNode& array, std::string_view where) {
  const NpyHeader header = header_of(pickle, array);
  return read_elements(header, pickle.node(array.items[3], PickleNode::text).bytes, where);
}

}  // namespace detail

KERATIN_INLINE std::vector<std::vector<int>> parse_ragged_npy(std::string_view bytes, std::string_view where) {
  using detail::PickleKind, detail::PickleNode;
  const detail::NpyHeader header = detail::take_npy_header(bytes, where);
  if (header.descr != "|O" && header.descr != "O")
    fail<dtype_error>(where, ": expected lists of numbers (dtype object); got numpy's dtype ", header.descr, ".");
  const detail::Pickle pickle(bytes, where);
  const PickleNode& array = pickle.node(pickle.root(), PickleNode::array);
  const detail::NpyHeader inner = detail::header_of(pickle, array);
  const PickleNode& rows = pickle.node(array.items[3], PickleNode::list);
  if (inner.shape != header.shape || inner.shape.rank() != 1 || rows.items.size() != header.count)
    fail<file_error>(where, ": expected ", header.shape, " lists; got an array ", inner.shape, " of ",
                     rows.items.size(), " objects.");
  std::vector<std::vector<int>> lists;
  std::size_t total = 0;
  for (const detail::PickleValue& row : rows.items) {
    if (!detail::is_list(pickle, row)) pickle.refuse("an element that is no list");
    const PickleNode& list = pickle.node(row);
    // A list may be used several times, and so a small file say that there is no end of numbers.
    total += list.items.size();
    if (total > bytes.size()) pickle.refuse("more numbers than the file has bytes");
    std::vector<int>& numbers = lists.emplace_back();
    numbers.reserve(list.items.size());
    for (const detail::PickleValue& item : list.items) {
      if (!item.is(PickleKind::integer)) pickle.refuse("something that is no whole number in a list");
      if (item.number < INT32_MIN || item.number > INT32_MAX) pickle.refuse("a number of more than 32 bits");
      numbers.push_back(static_cast<int>(item.number));
    }
  }
  return lists;
}

KERATIN_INLINE Named<Tensor> parse_pickled_dict(std::string_view bytes, std::string_view where) {
  using detail::PickleKind, detail::PickleNode;
  const detail::Pickle pickle(bytes, where);
  const PickleNode& dict = pickle.node(pickle.root(), PickleNode::dict);
  Named<Tensor> tensors;
  std::size_t total = 0;
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const std::string name(pickle.node(dict.items[i], PickleNode::text).bytes);
    const detail::PickleValue& value = dict.items[i + 1];
    if (!value.is(PickleKind::node)) continue;
    const PickleNode& node = pickle.node(value);
    std::optional<Tensor> tensor;
    if (node.kind == PickleNode::array) tensor = detail::tensor_of_array(pickle, node, where);
    if (detail::is_list(pickle, value)) tensor = detail::tensor_of_list(node);
    if (!tensor) continue;
    total += static_cast<std::size_t>(tensor->size());
    if (total > bytes.size()) pickle.refuse("more numbers than the file has bytes");
    tensors.insert_or_assign(name, *tensor);
  }
  return tensors;
}

}  // namespace keratin::io
#endif
