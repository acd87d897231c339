// ctc_loss(y, z) = -log P(y | softmax(z)): of all ways to write the labels y over the steps of z, each label held for
// one step or more, with blanks between. Graves et al., "Connectionist Temporal Classification", 2006.
// d(loss)/d(log p) is, negative, how likely each class is at each step, given the labels.
#pragma once
#include "../tensor/tensor.hpp"

namespace keratin::ops {

/// target (batch, labels) class numbers, output (batch, steps, classes) logits, and how many labels and steps of each
/// sample count, (batch) each -> (batch). `mask_index` is the blank; where it stands among the labels it is none.
/// Infinite, without a gradient, where there are too few steps for the labels (keras.ops.ctc_loss). Throws shape_error
/// for other shapes, value_error for class numbers and lengths out of range; on a CUDA device, where none is read back,
/// a class number out of range makes NaN and a length counts as the nearest one possible.
[[nodiscard]] Tensor ctc_loss(const Tensor& target, const Tensor& output, const Tensor& target_length,
                              const Tensor& output_length, Int mask_index = 0);

}  // namespace keratin::ops

#if KERATIN_DEFINE(ops)
#include "../backend/cuda/ctc.hpp"
#include "cast.hpp"
#include "op.hpp"
#include "softmax.hpp"

namespace keratin::ops {

namespace detail {

inline void check_range(const Tensor& x, index_t end, const char* what) {
  const Tensor there = at_hand(x);
  if (on_meta(x) || !there.defined()) return;
  for (const std::int32_t k : std::as_const(there).span<std::int32_t>())
    require(k >= 0 && k < end, "ctc_loss: expected ", what, " from 0 to ", end - 1, "; got ", k, ".");
}

/// What a call is given: log p in float64, the others int32, and the result's device.
struct CtcInputs {
  Tensor log_p, labels, label_counts, step_counts;
  std::int32_t blank;
  Device device;

  /// The arrays as the device's kernels take them.
  template <class Use>
  void on_cuda(const Use& use) const {
    const DeviceData p(log_p, device), y(labels, device), n(label_counts, device), m(step_counts, device);
    use(described(y.get(), n.get(), m.get(), p.get()));
  }
  cpu_backend::Ctc on_cpu() const {
    return described(labels.data<const void>(), label_counts.data<const void>(), step_counts.data<const void>(),
                     log_p.data<const void>());
  }

 private:
  cpu_backend::Ctc described(const void* y, const void* n, const void* m, const void* p) const {
    using Whole = const std::int32_t*;
    const Shape& s = log_p.shape();
    return {s[0],
            labels.shape()[1],
            s[1],
            s[2],
            blank,
            static_cast<Whole>(y),
            static_cast<Whole>(n),
            static_cast<Whole>(m),
            static_cast<const double*>(p)};
  }
};

inline Tensor ctc_gradient(const CtcInputs& in, const Tensor& dy) {
  const Tensor slopes = Tensor::empty(in.log_p.shape(), float64, in.device);
  if constexpr (with_cuda) {
    if (keratin::on_cuda(slopes)) {
      const DeviceData scales(dy, in.device);
      in.on_cuda([&](const cpu_backend::Ctc& c) {
        cuda_backend::ctc_gradient(in.device.index(), c, static_cast<double*>(device_output(slopes)),
                                   static_cast<const double*>(scales.get()));
      });
      return slopes;
    }
  }
  cpu_backend::ctc_gradient(in.on_cpu(), slopes.data<double>(), dy.data<const double>());
  return slopes;
}

/// In float64.
inline Tensor ctc(const CtcInputs& in) {
  Tensor loss = Tensor::empty({in.log_p.shape()[0]}, float64, in.device);
  if (on_meta(loss)) return loss;
  if (keratin::on_cuda(loss)) {
    if constexpr (with_cuda)
      in.on_cuda([&](const cpu_backend::Ctc& c) {
        cuda_backend::ctc_loss(in.device.index(), c, static_cast<double*>(device_output(loss)));
      });
  } else {
    cpu_backend::ctc_loss(in.on_cpu(), loss.data<double>());
  }
  record(loss, {&in.log_p}, [in](const Tensor& dy, InputGradients& dx) { dx.add(0, ctc_gradient(in, dy)); });
  return loss;
}

inline void check_ctc_shapes(const Tensor& labels, const Tensor& output, const Tensor& label_counts,
                             const Tensor& step_counts) {
  require<shape_error>(labels.rank() == 2 && output.rank() == 3 && labels.shape()[0] == output.shape()[0],
                       "ctc_loss: expected labels (batch, labels) and logits (batch, steps, classes); got ",
                       labels.shape(), " and ", output.shape(), ".");
  require<shape_error>(output.shape()[1] > 0 && output.shape()[2] > 0,
                       "ctc_loss: expected a step and a class; got logits ", output.shape(), ".");
  const Shape lengths{labels.shape()[0]};
  require<shape_error>(label_counts.shape() == lengths && step_counts.shape() == lengths,
                       "ctc_loss: expected lengths of shape ", lengths, "; got ", label_counts.shape(), " and ",
                       step_counts.shape(), ".");
}

}  // namespace detail

KERATIN_INLINE Tensor ctc_loss(const Tensor& target, const Tensor& output, const Tensor& target_length,
                               const Tensor& output_length, Int mask_index) {
  if (target.symbolic() || output.symbolic() || target_length.symbolic() || output_length.symbolic())
    return symbolic_op("keras.src.ops.nn", "CTCLoss", {target, output, target_length, output_length},
                       [=](const Tensors& in) { return ctc_loss(in[0], in[1], in[2], in[3], mask_index); },
                       {{"mask_index", mask_index}});
  detail::check_ctc_shapes(target, output, target_length, output_length);
  const index_t length = target.shape()[1], steps = output.shape()[1], classes = output.shape()[2];
  const DType dtype = float_type(output.dtype());
  const Device device = common_device(target, output, target_length, output_length);
  const Tensor log_p = log_softmax(cast(output, float64));
  const Tensor labels = target.cast(int32);
  const Tensor label_counts = target_length.cast(int32), step_counts = output_length.cast(int32);
  require(mask_index >= 0 && mask_index < classes, "ctc_loss: expected mask_index from 0 to ", classes - 1, "; got ",
          mask_index, ".");
  detail::check_range(labels, classes, "class numbers");
  detail::check_range(label_counts, length + 1, "target_length");
  detail::check_range(step_counts, steps + 1, "output_length");
  const auto blank = static_cast<std::int32_t>(mask_index.value);
  return cast(detail::ctc({log_p, labels, label_counts, step_counts, blank, device}), dtype);
}

}  // namespace keratin::ops
#endif
