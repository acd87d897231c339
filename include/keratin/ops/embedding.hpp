// embedding(table, ids): the rows of a table by their numbers.   (rows, n), (…) -> (…, n)
// The gradient of a row is the sum over its uses; ids have none.
#pragma once
#include <string_view>

#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// Row ids[i] of the table for each i. Ids are of any dtype: of a real number the whole part counts, as Keras's
/// Embedding casts it. Throws value_error, which begins with `where`, for an id that is no row.
[[nodiscard]] Tensor embedding(const Tensor& table, const Tensor& ids, std::string_view where = "embedding");

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "op.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

/// The ids as numbers of rows, for a result on that device.
inline Tensor rows_of_ids(const Tensor& given, index_t n, std::string_view where, Device device) {
  const Tensor ids = at_hand(given);
  if (!ids.defined()) return rows_on_cuda(given, n, false);
  const Tensor rows = Tensor::empty(ids.shape(), int64, ids.device());
  if (on_meta(rows)) return rows;
  visit_dtype(ids.dtype(), [&](auto zero) {
    using T = decltype(zero);
    using Wide = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;
    const T* const from = ids.data<const T>();
    std::int64_t* const to = rows.data<std::int64_t>();
    for (index_t i = 0; i < ids.size(); ++i) {
      const Wide id = static_cast<Wide>(from[i]);
      if (!(id > Wide(-1) && id < static_cast<Wide>(n))) [[unlikely]]  // nor is one that is no number
        fail<value_error>(where, ": expected ids from 0 to ", n - 1, "; got ", id,
                          id < Wide(0) ? "." : ". Hint: input_dim is the greatest id plus 1.");
      to[i] = static_cast<std::int64_t>(id);
    }
  });
  return rows_for(rows, device);
}

}  // namespace detail

KERATIN_INLINE Tensor embedding(const Tensor& table, const Tensor& ids, std::string_view where) {
  require<shape_error>(table.rank() == 2, where, ": expected a table of shape (rows, n); got ", table.shape(), ".");
  if (table.symbolic() || ids.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Take", {table, ids},
                       [name = std::string(where)](const Tensors& in) { return embedding(in[0], in[1], name); },
                       {{"axis", Int(0)}});
  return detail::take_rows(table, detail::rows_of_ids(ids, table.shape()[0], where, common_device(table, ids)), true);
}

}  // namespace keratin::ops
#endif
