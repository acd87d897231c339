// group_normalization(x, groups) = (x - mean) / sqrt(variance + epsilon) * gamma + beta, with a mean and a variance for
// each sample and group of channels.   Y. Wu and K. He, "Group normalization", 2018.
// With z = (x - mean) / sqrt(…) and g = dy gamma:   dx = (g - mean(g) - z mean(g z)) / sqrt(…),
//   dgamma = Σ dy z,   dbeta = Σ dy.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct GroupNormalizationOptions {
  KERATIN_OPTIONS;
  Tensor gamma = {};  ///< (channels): what the result is multiplied by; 1 if undefined.
  Tensor beta = {};   ///< (channels): what is added; 0 if undefined.
  Int axis = -1;      ///< That of the channels; axis 0 is the batch.
  Real epsilon = 1e-3;
};
/// Each sample's groups of neighbouring channels, brought to mean 0 and variance 1. Throws shape_error unless the
/// channels can be shared among the groups.
[[nodiscard]] Tensor group_normalization(const Tensor& x, Int groups, const GroupNormalizationOptions& options = {});

namespace detail {

struct GroupNormalized {
  Tensor y;
  Tensor mean, variance;  // (batch, groups), without a gradient
};
/// The same for x as (batch, rows, channels): with a batch of 1 and a channel in each group, batch normalization.
GroupNormalized normalize_groups(const Tensor& x, index_t groups, const Tensor& gamma, const Tensor& beta,
                                 double epsilon);

}  // namespace detail

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include <cmath>

#include "../backend/cpu/normalization.hpp"
#include "../backend/cuda/normalization.hpp"
#include "op.hpp"
#include "reshape.hpp"
#include "softmax.hpp"

namespace keratin::ops {

namespace detail {

/// The sizes that the passes share.
struct GroupPlan {
  GroupPlan(const Tensor& x, index_t groups_)
      : matrices(x.shape()[0], x.shape()[1], x.shape()[2]), channels(x.shape()[2]), groups(groups_) {}
  index_t each() const { return channels / groups; }           ///< Channels of a group.
  index_t count() const { return matrices.rows * each(); }     ///< Elements of a group.
  index_t all() const { return matrices.batches * channels; }  ///< Channels of the batch.
  index_t group_of(index_t i) const { return i / channels * groups + i % channels / each(); }
  cpu_backend::Columns matrices;
  index_t channels, groups;
};

inline cuda_backend::ColumnGroups groups_on_device(const Tensor& x, index_t groups) {
  return {x.shape()[0], x.shape()[1], x.shape()[2], x.shape()[2] / groups};
}
inline void groups_forward_on_cuda(const GroupNormalized& out, const Tensor& x, index_t groups, const Tensor& gamma,
                                   const Tensor& beta, double epsilon) {
  const Device device = x.device();
  const DeviceData in(x, device), scale(gamma, device), offset(beta, device);
  cuda_backend::normalize_groups(device.index(), x.dtype(), groups_on_device(x, groups), epsilon, device_output(out.y),
                                 device_output(out.mean), device_output(out.variance), in.get(), scale.get(),
                                 offset.get());
}

/// The mean and variance of each group, from those of its channels.
template <class T>
void merge_channels(const GroupPlan& p, const T* moments, T* mean, T* variance) {
  const index_t c = p.channels;
  for (index_t b = 0; b < p.matrices.batches; ++b)
    for (index_t g = 0; g < p.groups; ++g) {
      const T *const means = moments + b * 2 * c + g * p.each(), *const squares = means + c;
      T middle = 0, square = 0;
      for (index_t k = 0; k < p.each(); ++k) middle += means[k];
      middle /= static_cast<T>(p.each());
      for (index_t k = 0; k < p.each(); ++k) {
        const T d = means[k] - middle;
        square += squares[k] + static_cast<T>(p.matrices.rows) * d * d;
      }
      mean[b * p.groups + g] = middle;
      variance[b * p.groups + g] = square / static_cast<T>(p.count());
    }
}

template <class T>
void group_forward(const GroupPlan& p, const Tensor& x, const Tensor& gamma, const Tensor& beta, double epsilon,
                   const GroupNormalized& out) {
  const index_t c = p.channels, b = p.matrices.batches;
  const Tensor parts = Tensor::empty({p.matrices.scratch()}, x.dtype()), moments = Tensor::empty({b, 2, c}, x.dtype()),
               numbers = Tensor::empty({3, b, c}, x.dtype());
  cpu_backend::column_moments(p.matrices, x.data<T>(), parts.data<T>(), moments.data<T>());
  merge_channels(p, moments.data<T>(), out.mean.data<T>(), out.variance.data<T>());
  T *const mean = numbers.data<T>(), *const scale = mean + b * c, *const offset = scale + b * c;
  for (index_t i = 0; i < b * c; ++i) {
    const index_t k = i % c, g = p.group_of(i);
    mean[i] = out.mean.data<T>()[g];
    scale[i] =
        (gamma.defined() ? gamma.data<T>()[k] : T(1)) / std::sqrt(out.variance.data<T>()[g] + static_cast<T>(epsilon));
    offset[i] = beta.defined() ? beta.data<T>()[k] : T(0);
  }
  cpu_backend::column_affine(p.matrices, out.y.data<T>(), x.data<T>(), mean, scale, offset);
}

/// What the gradients need of a forward pass.
struct GroupVjp {
  Tensor x, gamma, mean, variance;
  double epsilon;
  Shape gamma_shape, beta_shape;

  void operator()(const Tensor& dy, InputGradients& dx) const {
    if constexpr (with_cuda)
      if (on_cuda(x)) return run_on_cuda(dy, dx);
    visit_float(x.dtype(), "normalization", [&](auto zero) { this->run<decltype(zero)>(dy, dx); });
  }

 private:
  void run_on_cuda(const Tensor& dy, InputGradients& dx) const {
    const Device device = x.device();
    const auto room = [&](std::size_t i, const Shape& shape) {
      return dx.wanted(i) ? Tensor::empty(shape, x.dtype(), device) : Tensor();
    };
    const Tensor made[] = {dx.wanted(0) ? room_for_gradient(dy) : Tensor(), room(1, gamma_shape), room(2, beta_shape)};
    const DeviceData slopes(dy, device), in(x, device), middle(mean, device), square(variance, device),
        scale(gamma, device);
    cuda_backend::normalize_groups_gradient(device.index(), x.dtype(), groups_on_device(x, mean.shape()[1]), epsilon,
                                            {device_output(made[0]), device_output(made[1]), device_output(made[2])},
                                            slopes.get(), in.get(), middle.get(), square.get(), scale.get());
    for (std::size_t i = 0; i < std::size(made); ++i)
      if (made[i].defined()) dx.add(i, made[i]);
  }
  template <class T>
  void run(const Tensor& dy, InputGradients& dx) const {
    const GroupPlan p(x, mean.shape()[1]);
    const index_t c = p.channels, b = p.matrices.batches;
    const Tensor parts = Tensor::empty({p.matrices.scratch()}, x.dtype()), sums = Tensor::empty({b, 2, c}, x.dtype()),
                 numbers = Tensor::empty({4, b, c}, x.dtype());
    T *const middle = numbers.data<T>(), *const inverse = middle + b * c;
    for (index_t i = 0; i < b * c; ++i) {
      const index_t g = p.group_of(i);
      middle[i] = mean.data<T>()[g];
      inverse[i] = T(1) / std::sqrt(variance.data<T>()[g] + static_cast<T>(epsilon));
    }
    cpu_backend::column_gradient_sums(p.matrices, dy.data<T>(), x.data<T>(), middle, parts.data<T>(), sums.data<T>());
    if (dx.wanted(1)) dx.add(1, over_batch<T>(p, sums.data<T>() + c, inverse).view(gamma_shape));
    if (dx.wanted(2)) dx.add(2, over_batch<T>(p, sums.data<T>(), nullptr).view(beta_shape));
    if (dx.wanted(0)) dx.add(0, input_gradient<T>(p, dy, sums.data<T>(), numbers));
  }

  /// The sum over the batch of one of the two sums of each channel, times `factor`.
  template <class T>
  Tensor over_batch(const GroupPlan& p, const T* sums, const T* factor) const {
    const index_t c = p.channels;
    Tensor total = zeros({c}, x.dtype());
    for (index_t i = 0; i < p.matrices.batches * c; ++i)
      total.data<T>()[i % c] += sums[i / c * 2 * c + i % c] * (factor != nullptr ? factor[i] : T(1));
    return total;
  }

  template <class T>
  Tensor input_gradient(const GroupPlan& p, const Tensor& dy, const T* sums, const Tensor& numbers) const {
    const index_t c = p.channels, all = p.matrices.batches * c;
    T *const middle = numbers.data<T>(), *const inverse = middle + all, *const scale = inverse + all,
             *const offset = scale + all;
    for (index_t first = 0; first < all; first += p.each()) {  // a group's channels stand together
      const T factor = inverse[first], count = static_cast<T>(p.count());
      T total = 0, dot = 0;
      for (index_t i = first; i < first + p.each(); ++i) {
        const T g = gamma.defined() ? gamma.data<T>()[i % c] : T(1);
        total += g * sums[i / c * 2 * c + i % c];
        dot += g * sums[i / c * 2 * c + c + i % c];
      }
      for (index_t i = first; i < first + p.each(); ++i) {
        scale[i] = -factor * factor * factor * dot / count;
        offset[i] = -factor * total / count;
        inverse[i] = factor * (gamma.defined() ? gamma.data<T>()[i % c] : T(1));
      }
    }
    Tensor d = room_for_gradient(dy);
    cpu_backend::column_affine(p.matrices, d.data<T>(), x.data<T>(), middle, scale, offset, dy.data<T>(), inverse);
    return d;
  }
};

KERATIN_INLINE GroupNormalized normalize_groups(const Tensor& x, index_t groups, const Tensor& gamma,
                                                const Tensor& beta, double epsilon) {
  const Shape stats{x.shape()[0], groups};
  GroupNormalized out{Tensor::empty(x.shape(), x.dtype(), x.device()), Tensor::empty(stats, x.dtype(), x.device()),
                      Tensor::empty(stats, x.dtype(), x.device())};
  if (on_meta(x)) return out;
  if (on_cuda(x)) {
    if constexpr (with_cuda) groups_forward_on_cuda(out, x, groups, gamma, beta, epsilon);
  } else {
    visit_float(x.dtype(), "normalization",
                [&](auto zero) { group_forward<decltype(zero)>(GroupPlan(x, groups), x, gamma, beta, epsilon, out); });
  }
  record(out.y, {&x, &gamma, &beta},
         GroupVjp{x, gamma.defined() ? detach(gamma) : gamma, out.mean, out.variance, epsilon,
                  gamma.defined() ? gamma.shape() : Shape{}, beta.defined() ? beta.shape() : Shape{}});
  return out;
}

/// Throws unless a scale or an offset has one number a channel, or is undefined; else as x's dtype.
inline Tensor per_channel(const Tensor& v, const char* where, const char* what, index_t channels, DType dtype) {
  if (!v.defined()) return v;
  require<shape_error>(v.size() == channels, where, ": expected ", channels, " numbers as ", what, "; got shape ",
                       v.shape(), ".");
  return v.cast(dtype);
}

}  // namespace detail

KERATIN_INLINE Tensor group_normalization(const Tensor& x, Int groups, const GroupNormalizationOptions& options) {
  if (x.symbolic()) {
    Tensors inputs = {x};
    if (options.gamma.defined()) inputs.push_back(options.gamma);
    if (options.beta.defined()) inputs.push_back(options.beta);
    return symbolic_op(
        "keras.src.ops.nn", "GroupNormalization", inputs,
        [groups, options](const Tensors& in) {
          GroupNormalizationOptions o = options;
          if (o.gamma.defined()) o.gamma = in[1];
          if (o.beta.defined()) o.beta = in.back();
          return group_normalization(in[0], groups, o);
        },
        {{"groups", groups},
         {"axis", options.axis},
         {"epsilon", options.epsilon},
         tensors_by_name(concat(options.gamma.defined() ? "gamma " : "", options.beta.defined() ? "beta" : ""))});
  }
  const Tensor wide = detail::as_float(x);
  const std::size_t a = wide.shape().axis(options.axis, "group_normalization");
  const index_t channels = wide.shape()[static_cast<index_t>(a)];
  require<shape_error>(a > 0 && groups > 0 && channels % groups == 0,
                       "group_normalization: expected an axis after the batch whose size is a multiple of ", groups,
                       "; got axis ", a, " of ", x.shape(), ".");
  const Tensor gamma = detail::per_channel(options.gamma, "group_normalization", "gamma", channels, wide.dtype());
  const Tensor beta = detail::per_channel(options.beta, "group_normalization", "beta", channels, wide.dtype());
  return detail::along_axis(wide, options.axis, "group_normalization", [&](const Tensor& last) {
    const Shape& s = last.shape();
    const Tensor flat = detail::reshaped(last, {s[0], s.product(1, s.rank() - 1), channels});
    return detail::reshaped(detail::normalize_groups(flat, groups, gamma, beta, options.epsilon).y, s);
  });
}

}  // namespace keratin::ops
#endif
