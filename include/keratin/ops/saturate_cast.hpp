// saturate_cast(x, dtype): a cast in which numbers past the end of the dtype's range become that end.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// x clipped to what `dtype` can hold, then cast (keras.ops.saturate_cast). Where x's own dtype cannot hold an end
/// exactly, as float32 cannot hold int32's greatest number, it is the next number within. The gradient is that of clip
/// and cast.
[[nodiscard]] Tensor saturate_cast(const Tensor& x, DType dtype);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>
#include <limits>

#include "cast.hpp"
#include "clip.hpp"
#include "op.hpp"

namespace keratin::ops {

namespace detail {

/// The ends of a dtype's range; int64's greatest number as 2^63, the double next to it.
struct Ends {
  explicit Ends(DType dtype) {
    visit_dtype(dtype, [&](auto zero) {
      using T = decltype(zero);
      low = static_cast<double>(std::numeric_limits<T>::lowest());
      high = static_cast<double>(std::numeric_limits<T>::max());
    });
  }
  double low, high;
};

/// `end` as a number of a floating-point dtype that an integer of `to` can hold: rounded up, it is taken one back.
inline double within(double end, DType from, DType to) {
  const bool past = to == int64 && end > 0;  // 2^63 itself is one too much
  if (from == float64) return past ? std::nextafter(end, 0.0) : end;
  const float rounded = static_cast<float>(end);
  return past || std::abs(static_cast<double>(rounded)) > std::abs(end) ? std::nextafter(rounded, 0.0f) : rounded;
}

}  // namespace detail

KERATIN_INLINE Tensor saturate_cast(const Tensor& x, DType dtype) {
  if (x.symbolic())
    return symbolic_op("keras.src.ops.core", "SaturateCast", {x},
                       [dtype](const Tensors& in) { return saturate_cast(in[0], dtype); }, {{"dtype", dtype}});
  const detail::Ends own(x.dtype()), wanted(dtype);
  double low = std::max(own.low, wanted.low), high = std::min(own.high, wanted.high);
  if (!is_float(x.dtype()) && low == own.low && high == own.high) return cast(x, dtype);
  if (is_float(x.dtype()) && !is_float(dtype)) {
    low = detail::within(low, x.dtype(), dtype);
    high = detail::within(high, x.dtype(), dtype);
  }
  return cast(clip(x, low, high), dtype);
}

}  // namespace keratin::ops
#endif
