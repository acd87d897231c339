// searchsorted(sorted, values): where values would be put in. digitize: the bins they fall in. bincount: how often each
// whole number occurs. nonzero: where x is not 0. None has a gradient.
#pragma once
#include <string>

#include "../autograd/symbolic.hpp"

namespace keratin::ops {

/// For each value the first place (int32) of a rising vector at which it may be put in; the last, with side "right"
/// (keras.ops.searchsorted).
[[nodiscard]] Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values,
                                  const std::string& side = "left");
/// The number (int32) of bounds in a rising vector that are not above each element (keras.ops.digitize).
[[nodiscard]] Tensor digitize(const Tensor& x, const Tensor& bins);

struct BincountOptions {
  KERATIN_OPTIONS;
  Tensor weights = {};  ///< What each element counts; 1 without.
  Int minlength = 0;
};
/// How often each of 0, 1, 2 … occurs in a vector (int32, or the weights' dtype). Not for symbolic tensors: the
/// result's shape depends on the values (keras.ops.bincount).
[[nodiscard]] Tensor bincount(const Tensor& x, const BincountOptions& options = {});
/// For each axis the places (int32) of the elements that are not 0, in row-major order. Not for symbolic tensors.
[[nodiscard]] Tensors nonzero(const Tensor& x);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <algorithm>

#include "../backend/cuda/sort.hpp"
#include "op.hpp"

namespace keratin::ops {

KERATIN_INLINE Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, const std::string& side) {
  if (sorted_sequence.symbolic() || values.symbolic())
    return symbolic_op("keras.src.ops.numpy", "SearchSorted", {sorted_sequence, values},
                       [side](const Tensors& in) { return searchsorted(in[0], in[1], side); }, {{"side", side}});
  require<shape_error>(sorted_sequence.rank() == 1, "searchsorted: expected a vector; got shape ",
                       sorted_sequence.shape(), ".");
  require(side == "left" || side == "right", "searchsorted: expected side \"left\" or \"right\"; got \"", side, "\".");
  Tensor y = Tensor::empty(values.shape(), int32, common_device(values, sorted_sequence));
  if (on_meta(y)) return y;
  const NoGradient scope;
  const Tensor bounds = sorted_sequence.cast(float64), in = values.cast(float64);
  if constexpr (with_cuda) {
    if (on_cuda(y)) {
      const DeviceData among(bounds, y.device()), of(in, y.device());
      cuda_backend::searchsorted(y.device().index(), y.size(), bounds.size(), side == "right",
                                 static_cast<std::int32_t*>(device_output(y)), static_cast<const double*>(among.get()),
                                 static_cast<const double*>(of.get()));
      return y;
    }
  }
  const double *const first = bounds.data<const double>(), *const last = first + bounds.size();
  for (index_t i = 0; i < y.size(); ++i) {
    const double v = in.data<const double>()[i];
    const double* const at = side == "left" ? std::lower_bound(first, last, v) : std::upper_bound(first, last, v);
    y.data<std::int32_t>()[i] = static_cast<std::int32_t>(at - first);
  }
  return y;
}

KERATIN_INLINE Tensor digitize(const Tensor& x, const Tensor& bins) {
  if (x.symbolic() || bins.symbolic())
    return symbolic_op("keras.src.ops.numpy", "Digitize", {x, bins},
                       [](const Tensors& in) { return digitize(in[0], in[1]); });
  return searchsorted(bins, x, "right");
}

KERATIN_INLINE Tensor bincount(const Tensor& x, const BincountOptions& o) {
  require<state_error>(!x.symbolic(), "bincount: expected data; got a symbolic tensor.");
  require<dtype_error>(is_integer(x.dtype()), "bincount: expected an integer dtype; got ", x.dtype(), ".");
  require<shape_error>(x.rank() == 1 && (!o.weights.defined() || o.weights.shape() == x.shape()),
                       "bincount: expected a vector, and weights of its shape; got ", x.shape(), ".");
  const Tensor in = x.cast(int64);
  index_t n = o.minlength;
  for (const std::int64_t i : in.span<const std::int64_t>()) {
    require(i >= 0, "bincount: expected numbers of at least 0; got ", i, ".");
    n = std::max<index_t>(n, i + 1);
  }
  const NoGradient scope;
  const Tensor sums = zeros({n}, float64), weights = o.weights.defined() ? o.weights.cast(float64) : Tensor();
  for (index_t i = 0; i < in.size(); ++i)
    sums.data<double>()[in.data<std::int64_t>()[i]] += weights.defined() ? weights.data<double>()[i] : 1;
  return sums.cast(o.weights.defined() ? o.weights.dtype() : int32);
}

KERATIN_INLINE Tensors nonzero(const Tensor& x) {
  require<state_error>(!x.symbolic(), "nonzero: expected data; got a symbolic tensor.");
  const Tensor yes = x.cast(bool_);
  std::vector<std::vector<std::int32_t>> places(x.shape().rank());
  const auto strides = cpu_backend::row_major(x.shape());
  for (index_t i = 0; i < x.size(); ++i)
    if (yes.data<bool>()[i])
      for (std::size_t a = 0; a < places.size(); ++a)
        places[a].push_back(static_cast<std::int32_t>(i / strides[a] % x.shape()[a]));
  Tensors axes;
  for (const auto& p : places) axes.push_back(Tensor::from(p, {static_cast<index_t>(p.size())}));
  return axes;
}

}  // namespace keratin::ops
#endif
