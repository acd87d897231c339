// batch_normalization(x, mean, variance, axis) = (x - mean) / sqrt(variance + epsilon) * scale + offset for each
// channel.
//   dx = dy scale / sqrt(…),  dmean = -Σ dx,  dvariance = -Σ dx (x - mean) / (2 (variance + epsilon)),
//   dscale = Σ dy (x - mean) / sqrt(…),  doffset = Σ dy.
// normalize_batch(x, axis): the same by the mean and variance of x itself, with the gradient of
// ops/group_normalization.hpp.   S. Ioffe and C. Szegedy, "Batch normalization", 2015.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct BatchNormalizationOptions {
  KERATIN_OPTIONS;
  Tensor offset = {};  ///< (channels); 0 if undefined.
  Tensor scale = {};   ///< (channels); 1 if undefined.
  Real epsilon = 1e-3;
};
/// By a given mean and variance, (channels) each, of the channels on `axis` (keras.ops.batch_normalization).
[[nodiscard]] Tensor batch_normalization(const Tensor& x, const Tensor& mean, const Tensor& variance, Int axis,
                                         const BatchNormalizationOptions& options = {});

struct NormalizedBatch {
  Tensor y;
  Tensor mean, variance;  ///< Of each channel, without a gradient; the variance is divided by the number of elements.
};
/// By the mean and variance over all axes but the channels': what batch normalization does while it trains.
[[nodiscard]] NormalizedBatch normalize_batch(const Tensor& x, Int axis, const BatchNormalizationOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "group_normalization.hpp"

namespace keratin::ops {

namespace detail {

struct InverseDeviation {
  double epsilon;
  template <class V>
  V operator()(const V& variance) const {
    return V(1) / math::sqrt(variance + V(epsilon));
  }
};
struct ScaledDistance {
  template <class V>
  V operator()(const V& x, const V& mean, const V& scale) const {
    return (x - mean) * scale;
  }
};
struct ScaledDistancePlus {
  template <class V>
  V operator()(const V& x, const V& mean, const V& scale, const V& offset) const {
    return (x - mean) * scale + offset;
  }
};
/// -dot scale / (2 (variance + epsilon) sqrt(…)), from scale / sqrt(…) and 1 / sqrt(…).
struct VarianceGradient {
  template <class V>
  V operator()(const V& dot, const V& factor, const V& inverse) const {
    return dot * factor * inverse * inverse * V(-0.5);
  }
};
struct NegativeProduct {
  template <class V>
  V operator()(const V& a, const V& b) const {
    return -(a * b);
  }
};

/// The gradients of batch_normalization: inputs are x, mean, variance, scale and offset.
struct BatchVjp {
  Tensor x, mean, factor, inverse;  // factor: scale / sqrt(…)
  std::array<Shape, 4> shapes;      // of mean, variance, scale and offset

  void operator()(const Tensor& dy, InputGradients& dx) const {
    if (dx.wanted(0)) dx.add(0, map(functors::Multiply{}, dy, factor));
    if (!dx.wanted(1) && !dx.wanted(2) && !dx.wanted(3) && !dx.wanted(4)) return;
    const index_t c = x.shape().back();
    const Tensor sums = column_sums(dy);
    const Tensor total = sums.view({c}), dot = sums.view({c}, c);
    if (dx.wanted(1)) dx.add(1, map(NegativeProduct{}, total, factor).view(shapes[0]));
    if (dx.wanted(2)) dx.add(2, map(VarianceGradient{}, dot, factor, inverse).view(shapes[1]));
    if (dx.wanted(3)) dx.add(3, map(functors::Multiply{}, dot, inverse).view(shapes[2]));
    if (dx.wanted(4)) dx.add(4, total.view(shapes[3]));
  }

 private:
  /// Σ dy and Σ dy (x - mean) of each channel.
  Tensor column_sums(const Tensor& dy) const {
    const index_t c = x.shape().back(), rows = x.size() / std::max<index_t>(c, 1);
    Tensor sums = Tensor::empty({2, c}, x.dtype(), dy.device());
    if constexpr (with_cuda) {
      if (on_cuda(sums)) {
        const Device device = sums.device();
        const DeviceData slopes(dy, device), in(x, device), middle(mean, device);
        cuda_backend::column_gradient_sums(device.index(), x.dtype(), rows, c, device_output(sums), slopes.get(),
                                           in.get(), middle.get());
        return sums;
      }
    }
    const cpu_backend::Columns columns(1, rows, c);
    const Tensor parts = Tensor::empty({columns.scratch()}, x.dtype());
    visit_float(x.dtype(), "batch_normalization", [&](auto zero) {
      using T = decltype(zero);
      cpu_backend::column_gradient_sums<T>(columns, dy.data<const T>(), x.data<const T>(), mean.data<const T>(),
                                           parts.data<T>(), sums.data<T>());
    });
    return sums;
  }
};

/// Channels last.
inline Tensor batch_normalized(const Tensor& x, const Tensor& mean, const Tensor& variance, const Tensor& scale,
                               const Tensor& offset, double epsilon) {
  const Shape flat{mean.size()};
  const Tensor middle = mean.view(flat), inverse = map(InverseDeviation{epsilon}, variance.view(flat));
  const Tensor factor = scale.defined() ? map(functors::Multiply{}, inverse, scale.view(flat)) : inverse;
  Tensor y = offset.defined() ? map(ScaledDistancePlus{}, x, middle, factor, offset.view(flat))
                              : map(ScaledDistance{}, x, middle, factor);
  const auto shape_of = [](const Tensor& t) { return t.defined() ? t.shape() : Shape{}; };
  record(y, {&x, &mean, &variance, &scale, &offset},
         BatchVjp{x, middle, factor, inverse, {mean.shape(), variance.shape(), shape_of(scale), shape_of(offset)}});
  return y;
}

}  // namespace detail

KERATIN_INLINE Tensor batch_normalization(const Tensor& x, const Tensor& mean, const Tensor& variance, Int axis,
                                          const BatchNormalizationOptions& options) {
  if (x.symbolic()) {
    Tensors inputs = {x, mean, variance};
    if (options.offset.defined()) inputs.push_back(options.offset);
    if (options.scale.defined()) inputs.push_back(options.scale);
    return symbolic_op(
        "keras.src.ops.nn", "BatchNorm", inputs,
        [axis, options](const Tensors& in) {
          BatchNormalizationOptions o = options;
          if (o.offset.defined()) o.offset = in[3];
          if (o.scale.defined()) o.scale = in.back();
          return batch_normalization(in[0], in[1], in[2], axis, o);
        },
        {{"axis", axis},
         {"epsilon", options.epsilon},
         tensors_by_name(concat(options.offset.defined() ? "offset " : "", options.scale.defined() ? "scale" : ""))});
  }
  const char* const where = "batch_normalization";
  const Tensor wide = detail::as_float(x);
  const index_t channels = wide.shape()[static_cast<index_t>(wide.shape().axis(axis, where))];
  const DType dtype = wide.dtype();
  const Tensor middle = detail::per_channel(mean, where, "mean", channels, dtype),
               spread = detail::per_channel(variance, where, "variance", channels, dtype),
               scale = detail::per_channel(options.scale, where, "scale", channels, dtype),
               offset = detail::per_channel(options.offset, where, "offset", channels, dtype);
  return detail::along_axis(wide, axis, where, [&](const Tensor& last) {
    return detail::batch_normalized(last, middle, spread, scale, offset, options.epsilon);
  });
}

KERATIN_INLINE NormalizedBatch normalize_batch(const Tensor& x, Int axis, const BatchNormalizationOptions& options) {
  const char* const where = "normalize_batch";
  require<state_error>(!x.symbolic(), where, ": expected data; got a symbolic tensor of shape ", x.shape(),
                       ". Hint: layers::BatchNormalization.");
  const Tensor wide = detail::as_float(x);
  const index_t channels = wide.shape()[static_cast<index_t>(wide.shape().axis(axis, where))];
  const Tensor scale = detail::per_channel(options.scale, where, "scale", channels, wide.dtype()),
               offset = detail::per_channel(options.offset, where, "offset", channels, wide.dtype());
  NormalizedBatch out;
  out.y = detail::along_axis(wide, axis, where, [&](const Tensor& last) {
    const Shape& s = last.shape();
    const Tensor flat = detail::reshaped(last, {1, s.product(0, s.rank() - 1), channels});
    const auto made = detail::normalize_groups(flat, channels, scale, offset, options.epsilon);
    out.mean = made.mean.view({channels});
    out.variance = made.variance.view({channels});
    return detail::reshaped(made.y, s);
  });
  return out;
}

}  // namespace keratin::ops
#endif
