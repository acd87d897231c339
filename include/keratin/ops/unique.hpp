// unique(x): the different elements, or rows along an axis, each once; where they are first, how often, and which of
// them each element is.   The gradient of the values goes back to where each is first.
#pragma once
#include <optional>

#include "../autograd/symbolic.hpp"

namespace keratin::ops {

struct UniqueOptions {
  KERATIN_OPTIONS;
  Flag sorted = true;            ///< In rising order, rows by their first elements first; else as they come.
  std::optional<Int> axis = {};  ///< None: the elements of x. Else the slices along this axis.
  std::optional<Int> size = {};  ///< How many: what is more is cut off, what is missing filled up.
  Real fill_value = 0;           ///< With what.
};
/// What numpy's return_index, return_inverse and return_counts ask for is always there, as int32.
struct Unique {
  Tensor values;
  Tensor index;    ///< Where each value is first; 1 for those filled up.
  Tensor inverse;  ///< The number of each element's value: in x's shape, or one for each slice.
  Tensor counts;   ///< How often each value is there.
};
/// A NaN equals nothing, so each one is there (keras.ops.unique). Symbolic x needs `size`.
[[nodiscard]] Unique unique(const Tensor& x, const UniqueOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <algorithm>
#include <numeric>
#include <vector>

#include "moveaxis.hpp"
#include "op.hpp"
#include "pad.hpp"
#include "reshape.hpp"
#include "slice.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

using Numbers = std::vector<std::int32_t>;
struct UniquePlaces {
  Numbers index, inverse, counts;
};

/// Whether row i of m numbers comes before row j: by the first number that differs, NaN last.
template <class T>
bool row_before(const T* x, index_t m, std::int32_t i, std::int32_t j) {
  for (const T *a = x + i * m, *b = x + j * m, *const end = a + m; a != end; ++a, ++b) {
    if (*a < *b) return true;
    if (*b < *a) return false;
    if ((*a == *a) != (*b == *b)) return *a == *a;
  }
  return i < j;
}

template <class T>
UniquePlaces unique_rows(const T* x, index_t n, index_t m, bool sorted) {
  Numbers order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [=](std::int32_t i, std::int32_t j) { return row_before(x, m, i, j); });
  UniquePlaces found;
  found.inverse.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && std::equal(x + order[i] * m, x + (order[i] + 1) * m, x + order[i - 1] * m);
    if (!same) {
      found.index.push_back(order[i]);
      found.counts.push_back(0);
    }
    ++found.counts.back();
    found.inverse[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(found.index.size() - 1);
  }
  if (sorted) return found;
  Numbers rank(found.index.size()), number(rank.size());  // as they come: by their first places
  std::iota(rank.begin(), rank.end(), 0);
  const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
  std::sort(rank.begin(), rank.end(),
            [&](std::int32_t i, std::int32_t j) { return found.index[at(i)] < found.index[at(j)]; });
  UniquePlaces in_order = found;
  for (std::size_t k = 0; k < rank.size(); ++k) {
    in_order.index[k] = found.index[at(rank[k])];
    in_order.counts[k] = found.counts[at(rank[k])];
    number[at(rank[k])] = static_cast<std::int32_t>(k);
  }
  for (std::int32_t& i : in_order.inverse) i = number[at(i)];
  return in_order;
}

inline Unique symbolic_unique(const Tensor& x, const UniqueOptions& o) {
  require<state_error>(o.size.has_value(), "unique: expected a size for the symbolic tensor of shape ", x.shape(),
                       "; got none. Hint: {.size = 8}.");
  const Flag yes = true;
  const Tensors all = symbolic_ops({"keras.src.ops.numpy", "Unique"}, {x},
                                   [o](const Tensors& in) {
                                     const Unique u = unique(in[0], o);
                                     return Tensors{u.values, u.index, u.inverse, u.counts};
                                   },
                                   {{"sorted", o.sorted},
                                    {"return_index", yes},
                                    {"return_inverse", yes},
                                    {"return_counts", yes},
                                    {"axis", o.axis},
                                    {"size", o.size},
                                    {"fill_value", o.fill_value}});
  return {all[0], all[1], all[2], all[3]};
}

}  // namespace detail

KERATIN_INLINE Unique unique(const Tensor& x, const UniqueOptions& o) {
  if (x.symbolic()) return detail::symbolic_unique(x, o);
  require(!o.size || *o.size >= 0, "unique: expected a size of 0 or more; got ", o.size ? o.size->value : 0, ".");
  const Tensor in = o.axis ? x : detail::reshaped(x, {x.size()});
  const std::size_t a = in.shape().axis(o.axis.value_or(0), "unique");
  const index_t n = in.shape()[a];
  const Shape inverse_shape = o.axis ? Shape{n} : x.shape();
  if (on_meta(x)) {
    const auto places = [&](const Shape& s) { return Tensor::empty(s, int32, x.device()); };
    const Shape size{o.size.value_or(n)};
    return {Tensor::empty(in.shape().with(a, size[0]), x.dtype(), x.device()), places(size), places(inverse_shape),
            places(size)};
  }
  detail::UniquePlaces found;
  {
    const NoGradient scope;
    const Tensor rows = moveaxis(in, a, 0);
    visit_dtype(x.dtype(), [&](auto zero) {
      using T = BytesForBool<decltype(zero)>;
      found = detail::unique_rows(rows.data<T>(), n, n > 0 ? rows.size() / n : 0, o.sorted);
    });
  }
  const auto all = static_cast<index_t>(found.index.size());
  const auto kept = static_cast<std::size_t>(std::min(all, o.size ? o.size->value : all));
  found.index.resize(kept);
  found.counts.resize(kept);
  Tensor values = take(in, Tensor::from(found.index, {static_cast<index_t>(kept)}), a);
  if (o.size && *o.size > all) {
    const index_t missing = *o.size - all;
    std::vector<std::pair<Int, Int>> widths(in.shape().rank(), {0, 0});
    widths[a].second = missing;
    values = pad(values, widths, {.constant_values = o.fill_value});
    found.index.resize(static_cast<std::size_t>(*o.size), 1);
    found.counts.resize(static_cast<std::size_t>(*o.size), 0);
  }
  const Shape size{static_cast<index_t>(found.index.size())};
  return {values, Tensor::from(found.index, size), Tensor::from(found.inverse, inverse_shape),
          Tensor::from(found.counts, size)};
}

}  // namespace keratin::ops
#endif
