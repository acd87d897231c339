// Cross-entropies between what is true and what a model says, along the last axis of (…, classes).
//   categorical:  -Σ_k y_k log p_k;   sparse: -log p_label;   binary: -y log p - (1 - y) log(1 - p), for each element.
// Probabilities are kept within [1e-7, 1 - 1e-7], where the gradient stops, as in Keras. With logits p =
// softmax(logits) or sigmoid(logits). Where p comes straight from a softmax or sigmoid op, the gradient goes to that
// op's input in one step, p - y, as exact as with logits.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

struct CrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;
  Int axis = -1;  ///< The classes' axis.
};

/// target: probabilities of output's shape. Gives output's shape without `axis` (keras.ops.categorical_crossentropy).
[[nodiscard]] Tensor categorical_crossentropy(const Tensor& target, const Tensor& output,
                                              const CrossentropyOptions& options = {});
/// target: class numbers of output's shape without `axis`. A number that is no class throws.
[[nodiscard]] Tensor sparse_categorical_crossentropy(const Tensor& target, const Tensor& output,
                                                     const CrossentropyOptions& options = {});
struct BinaryCrossentropyOptions {
  KERATIN_OPTIONS;
  Flag from_logits = false;
};
/// target and output of one shape, which the result has too (keras.ops.binary_crossentropy).
[[nodiscard]] Tensor binary_crossentropy(const Tensor& target, const Tensor& output,
                                         const BinaryCrossentropyOptions& options = {});

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cuda/reduce.hpp"
#include "abs.hpp"
#include "add.hpp"
#include "clip.hpp"
#include "divide.hpp"
#include "exp.hpp"
#include "log.hpp"
#include "multiply.hpp"
#include "negative.hpp"
#include "op.hpp"
#include "reductions.hpp"
#include "relu.hpp"
#include "sigmoid.hpp"
#include "softmax.hpp"
#include "subtract.hpp"
#include "take.hpp"

namespace keratin::ops {

namespace detail {

inline constexpr double probability_epsilon = 1e-7;

template <class V>
V bounded(const V& p) {
  return math::min(math::max(p, V(probability_epsilon)), V(1 - probability_epsilon));
}
/// 1 where p lies within the bounds, so that a gradient passes.
template <class V>
V inside(const V& p) {
  return to_number((p >= V(probability_epsilon)) & (p <= V(1 - probability_epsilon)));
}

struct TargetTimesLog {
  template <class V>
  V operator()(const V& y, const V& p) const {
    return y * math::log(bounded(p));
  }
};
struct TargetInside {
  template <class V>
  V operator()(const V& y, const V& p) const {
    return y * inside(p);
  }
};
/// d(loss)/d(logit) = g (p Σ_k y_k u_k - y u), where u says which p are within the bounds.
struct SoftmaxCrossentropyGradient {
  template <class V>
  V operator()(const V& y, const V& p, const V& mass, const V& g) const {
    return g * (p * mass - y * inside(p));
  }
};

/// The node that made `p`, if it is an op with this vjp and the gradient may go past it: p's own gradient was not asked
/// for, and none goes to the target y.
template <class Vjp>
const GradNode* made_by(const Tensor& p, const Tensor& y) {
  if (!tape::recording() || !p.get().origin || keratin::detail::node_of(y) != nullptr) return nullptr;
  const auto* node = dynamic_cast<const keratin::detail::OpNode<Vjp>*>(p.get().origin.get());
  return node != nullptr && !node->asked && !node->inputs.empty() ? node : nullptr;
}

/// The sum of f(a, b) on the result's CUDA device, if it lies on one.
inline bool reduced_on_cuda(const cpu_backend::RowsVersions& kernel, const void* f, const Tensor& a, const Tensor& b,
                            double scale, const Tensor& out) {
  if constexpr (with_cuda) {
    if (!on_cuda(out)) return false;
    const DeviceData x(a, out.device()), y(b, out.device());
    const void* const in[] = {x.get(), y.get()};
    return cuda_backend::reduce_rows(out.device().index(), {kernel.trace, f, kernel.formula, kernel.start}, a.dtype(),
                                     out.size(), a.shape().back(), scale, device_output(out), in);
  }
  return false;
}

/// f(a, b), summed over the last axis and scaled.
template <class F>
Tensor map_sum_last(const F& f, const Tensor& a, const Tensor& b, double scale) {
  static constexpr cpu_backend::RowsVersions kernels[] = {
      cpu_backend::rows_versions<cpu_backend::SumReducer, float, F, 2>(),
      cpu_backend::rows_versions<cpu_backend::SumReducer, double, F, 2>()};
  const Shape shape = a.shape().without(a.shape().rank() - 1);
  Tensor out = Tensor::empty(shape, a.dtype(), common_device(a, b));
  if (!on_meta(out) && !reduced_on_cuda(kernels[a.dtype() == float32 ? 0 : 1], &f, a, b, scale, out))
    cpu_backend::reduce_rows(kernels[a.dtype() == float32 ? 0 : 1], &f, shape.size(), a.shape().back(), scale,
                             size_of(a.dtype()), out.data<void>(), a.data<const void>(), b.data<const void>());
  return out;
}

/// -Σ y log p where p is a softmax along the last axis: the gradient goes straight to the softmax's input.
inline Tensor softmax_crossentropy(const Tensor& y, const Tensor& p, const GradNode& softmax_node) {
  Tensor loss = map_sum_last(TargetTimesLog{}, y, p, -1);
  record_past(loss, softmax_node, [y, p = detach(p)](const Tensor& dy, InputGradients& dx) {
    const Shape rows = p.shape().with(p.shape().rank() - 1, 1);
    const Tensor mass = map_sum_last(TargetInside{}, y, p, 1).view(rows);
    dx.add(0, map(SoftmaxCrossentropyGradient{}, y, p, mass, dy.view(rows)));
  });
  return loss;
}

inline Tensor categorical_last(const Tensor& target, const Tensor& output, bool from_logits) {
  if (from_logits) return negative(sum(multiply(target, log_softmax(output)), -1));
  if (const auto* node = made_by<SoftmaxGradient>(output, target)) return softmax_crossentropy(target, output, *node);
  const Tensor p = divide(output, sum(output, -1, {.keepdims = true}));
  return negative(sum(multiply(target, log(clip(p, probability_epsilon, 1 - probability_epsilon))), -1));
}

struct BinaryFormula {
  template <class V>
  V operator()(const V& y, const V& p) const {
    const V q = bounded(p);
    return -(y * math::log(q) + (V(1) - y) * math::log(V(1) - q));
  }
  template <class V>
  static V gradient_a(const V&, const V& p, const V& dy) {
    const V q = bounded(p);
    return dy * (math::log(V(1) - q) - math::log(q));
  }
  template <class V>
  static V gradient_b(const V& y, const V& p, const V& dy) {
    return dy * inside(p) * (p - y) / (p * (V(1) - p));
  }
};
struct SigmoidCrossentropyGradient {
  template <class V>
  V operator()(const V& y, const V& p, const V& dy) const {
    return dy * inside(p) * (p - y);
  }
};
/// max(z, 0) - z y + log(1 + e^-|z|), which never overflows.
struct BinaryFromLogits {
  template <class V>
  V operator()(const V& y, const V& z) const {
    return math::max(z, V(0)) - z * y + math::log1p(math::exp(-math::abs(z)));
  }
  template <class V>
  static V gradient_a(const V&, const V& z, const V& dy) {
    return -dy * z;
  }
  template <class V>
  static V gradient_b(const V& y, const V& z, const V& dy) {
    return dy * (math::sigmoid(z) - y);
  }
};

/// Class numbers as int64; floats that are whole numbers count as such, as in Keras.
/// For a loss on that device. What a CUDA device alone has is not looked at, which would stop it: there a number that
/// is no class has no share in the loss.
inline Tensor resolve_labels(const Tensor& labels, index_t classes, Device device) {
  const Tensor here = at_hand(labels);
  if (!here.defined()) return labels.cast(int64);
  const Tensor rows = here.cast(int64);
  if (on_meta(rows)) return rows;
  if (is_float(labels.dtype())) {
    const Tensor back = rows.cast(float64), given = here.cast(float64);
    for (index_t i = 0; i < rows.size(); ++i)
      require(back.data<double>()[i] == given.data<double>()[i],
              "sparse_categorical_crossentropy: expected class numbers; got ", given.data<double>()[i], ".");
  }
  for (index_t i = 0; i < rows.size(); ++i) {
    const std::int64_t c = rows.data<std::int64_t>()[i];
    require(c >= 0 && c < classes, "sparse_categorical_crossentropy: expected class numbers from 0 to ", classes - 1,
            "; got ", c, ". Hint: the last layer needs one unit for each class.");
  }
  return rows_for(rows, device);
}

}  // namespace detail

KERATIN_INLINE Tensor categorical_crossentropy(const Tensor& target, const Tensor& output,
                                               const CrossentropyOptions& options) {
  if (target.symbolic() || output.symbolic())
    return symbolic_op("keras.src.ops.nn", "CategoricalCrossentropy", {target, output},
                       [options](const Tensors& in) { return categorical_crossentropy(in[0], in[1], options); },
                       {{"from_logits", options.from_logits}, {"axis", options.axis}});
  require<shape_error>(target.shape() == output.shape() && output.rank() > 0,
                       "categorical_crossentropy: expected target and output of one shape; got ", target.shape(),
                       " and ", output.shape(), ". Hint: class numbers go with sparse_categorical_crossentropy.");
  const Tensor p = detail::as_float(output), y = target.cast(p.dtype());
  const std::size_t axis = p.shape().axis(options.axis, "categorical_crossentropy");
  if (axis + 1 == p.shape().rank()) return detail::categorical_last(y, p, options.from_logits);
  const Shape order = detail::swap_with_last(p.shape(), axis);
  return detail::categorical_last(transpose(y, order), transpose(p, order), options.from_logits);
}

KERATIN_INLINE Tensor sparse_categorical_crossentropy(const Tensor& target, const Tensor& output,
                                                      const CrossentropyOptions& options) {
  if (target.symbolic() || output.symbolic())
    return symbolic_op("keras.src.ops.nn", "SparseCategoricalCrossentropy", {target, output},
                       [options](const Tensors& in) { return sparse_categorical_crossentropy(in[0], in[1], options); },
                       {{"from_logits", options.from_logits}, {"axis", options.axis}});
  require<shape_error>(output.rank() > 0,
                       "sparse_categorical_crossentropy: expected an axis of classes; got a scalar.");
  const std::size_t axis = output.shape().axis(options.axis, "sparse_categorical_crossentropy");
  const Shape wanted = output.shape().without(axis);
  const bool column = target.rank() == output.rank() && target.shape()[static_cast<index_t>(axis)] == 1;
  const Tensor labels = column ? reshape(target, wanted) : target;
  require<shape_error>(labels.shape() == wanted, "sparse_categorical_crossentropy: expected class numbers of shape ",
                       wanted, " for output ", output.shape(), "; got ", target.shape(),
                       ". Hint: one-hot rows go with categorical_crossentropy.");
  const index_t classes = output.shape()[static_cast<index_t>(axis)];
  const Tensor rows = detail::resolve_labels(labels, classes, common_device(labels, output));
  const Tensor hot = one_hot(rows, classes, float_type(output.dtype()));
  const Tensor p = detail::as_float(output);
  const Shape order = detail::swap_with_last(p.shape(), axis);
  const Tensor q = axis + 1 == p.shape().rank() ? p : transpose(p, order);
  if (options.from_logits || detail::made_by<detail::SoftmaxGradient>(q, hot))
    return detail::categorical_last(hot, q, options.from_logits);
  // Keras takes log p as logits, so that p is made to sum to 1 after the bounds, not before.
  const Tensor logits = log(clip(q, detail::probability_epsilon, 1 - detail::probability_epsilon));
  return detail::categorical_last(hot, logits, true);
}

KERATIN_INLINE Tensor binary_crossentropy(const Tensor& target, const Tensor& output,
                                          const BinaryCrossentropyOptions& options) {
  if (target.symbolic() || output.symbolic())
    return symbolic_op("keras.src.ops.nn", "BinaryCrossentropy", {target, output},
                       [options](const Tensors& in) { return binary_crossentropy(in[0], in[1], options); },
                       {{"from_logits", options.from_logits}});
  require<shape_error>(target.shape() == output.shape(),
                       "binary_crossentropy: expected target and output of one shape; got ", target.shape(), " and ",
                       output.shape(), ".");
  const Tensor p = detail::as_float(output), y = target.cast(p.dtype());
  Tensor loss = options.from_logits ? map(detail::BinaryFromLogits{}, y, p) : map(detail::BinaryFormula{}, y, p);
  if (options.from_logits) {
    detail::record_binary<detail::BinaryFromLogits>(loss, y, p);
  } else if (const GradNode* node = detail::made_by<detail::SigmoidVjp>(p, y)) {
    record_past(loss, *node, [y, p = detach(p)](const Tensor& dy, InputGradients& dx) {
      dx.add(0, map(detail::SigmoidCrossentropyGradient{}, y, p, dy));
    });
  } else {
    detail::record_binary<detail::BinaryFormula>(loss, y, p);
  }
  return loss;
}

}  // namespace keratin::ops
#endif
