// Convolutions on a device, by cuDNN. Which of its algorithms serves a shape is asked once and kept.
#pragma once
#include "../../core/dtype.hpp"
#include "../cpu/conv_plan.hpp"
#include "../cpu/copy.hpp"

namespace keratin::cuda_backend {

using cpu_backend::ConvShape;

/// y = x convolved with the kernel. x: (batch, …, channels), kernel: (…, channels / groups, filters).
void conv(int device, DType dtype, const ConvShape& s, const void* x, const void* kernel, void* y);
/// The gradient by x.
void conv_input_gradient(int device, DType dtype, const ConvShape& s, const void* dy, const void* kernel, void* dx);
/// The gradient by the kernel.
void conv_kernel_gradient(int device, DType dtype, const ConvShape& s, const void* x, const void* dy, void* dkernel);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "conv_algorithm.hpp"
#include "copy.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

namespace detail {

/// The kernel's shape as Keras has it, always with three spatial axes.
inline Shape kernel_shape(const ConvShape& s) {
  return {s.axis[0].size, s.axis[1].size, s.axis[2].size, s.channels / s.groups, s.filters};
}
/// Where, among cuDNN's axes, an element lies that Keras counts by (d, h, w, in, out).
inline Strides filter_strides(const ConvShape& s, ConvLayout layout) {
  const index_t own = s.channels / s.groups, h = s.axis[1].size, w = s.axis[2].size, taps = s.axis[0].size * h * w;
  if (layout == ConvLayout::all_last) return {h * w * own, w * own, own, 1, taps * own};
  return {h * w, w, 1, taps, taps * own};
}

/// x with the zeros around it that cuDNN can't add by itself.
struct Padded {
  Shape whole, inside;
  index_t first = 0;  // where the image begins, in elements
  Padded(const ConvShape& own, const ConvShape& s) {
    whole = {s.batch, s.axis[0].in, s.axis[1].in, s.axis[2].in, s.channels};
    inside = {own.batch, own.axis[0].in, own.axis[1].in, own.axis[2].in, own.channels};
    const Strides strides = cpu_backend::row_major(whole);
    for (std::size_t i = 0; i < 3; ++i) first += (own.axis[i].before - s.axis[i].before) * strides[i + 1];
  }
  std::size_t bytes(DType t) const { return static_cast<std::size_t>(whole.size()) * size_of(t); }
};

/// The shape in which cuDNN sees the convolution: symmetric padding alone, the rest as part of the image.
inline ConvShape symmetric(const ConvShape& s) {
  ConvShape fitted = s;
  for (auto& w : fitted.axis) {
    const index_t span = w.span(), after = (w.out - 1) * w.stride + span - w.in - w.before;
    if (w.before >= 0 && w.in + 2 * w.before >= span && 1 + (w.in + 2 * w.before - span) / w.stride == w.out) continue;
    w.in += w.before + std::max<index_t>(after, 0);
    w.before = 0;
  }
  return fitted;
}
inline bool same_images(const ConvShape& a, const ConvShape& b) {
  return a.axis[0].in == b.axis[0].in && a.axis[1].in == b.axis[1].in && a.axis[2].in == b.axis[2].in;
}

/// x with zeros around it, in `room`, where cuDNN needs them; else x.
inline const void* padded(int device, DType dtype, const ConvShape& own, const ConvShape& s, const void* x,
                          std::optional<Scratch>& room) {
  if (same_images(s, own)) return x;
  const Padded p(own, s);
  room.emplace(device, p.bytes(dtype));
  fill_zero(device, room->data(), p.bytes(dtype));
  copy_strided(device, p.inside, size_of(dtype), room->at(p.first, dtype), cpu_backend::row_major(p.whole), x,
               cpu_backend::row_major(p.inside));
  return room->data();
}

/// Images as cuDNN takes them while one call is being made: padded, and with channels first where it wants that.
class ConvImages {
 public:
  ConvImages(int device, DType dtype, const Shape& shape, ConvLayout layout)
      : device_(device), dtype_(dtype), shape_(shape), moved_(layout == ConvLayout::all_first) {
    if (moved_) scratch_.emplace(device, static_cast<std::size_t>(shape.size()) * size_of(dtype));
  }
  const void* take(const void* x) {
    if (!moved_) return x;
    copy_strided(device_, shape_, size_of(dtype_), scratch_->data(), first(), x, cpu_backend::row_major(shape_));
    return scratch_->data();
  }
  void* room(void* y) { return moved_ ? scratch_->data() : y; }
  void put(void* y) {
    if (moved_)
      copy_strided(device_, shape_, size_of(dtype_), y, cpu_backend::row_major(shape_), scratch_->data(), first());
  }

 private:
  Strides first() const {
    const index_t w = shape_[3], h = shape_[2], d = shape_[1], c = shape_[4];
    return {c * d * h * w, h * w, w, 1, d * h * w};
  }
  int device_;
  DType dtype_;
  Shape shape_;
  bool moved_;
  std::optional<Scratch> scratch_;
};

inline Shape image_shape(const ConvShape& s) { return {s.batch, s.axis[0].in, s.axis[1].in, s.axis[2].in, s.channels}; }
inline Shape result_shape(const ConvShape& s) {
  return {s.batch, s.axis[0].out, s.axis[1].out, s.axis[2].out, s.filters};
}

/// Calls f(filter) with the kernel in cuDNN's order.
template <class F>
void with_filter(int device, DType dtype, const ConvShape& s, ConvLayout layout, const void* kernel, const F& f) {
  const Shape shape = kernel_shape(s);
  const Scratch filter(device, static_cast<std::size_t>(shape.size()) * size_of(dtype));
  copy_strided(device, shape, size_of(dtype), filter.data(), filter_strides(s, layout), kernel,
               cpu_backend::row_major(shape));
  f(filter.data());
}

/// float32 as bfloat16 while one call is being made.
class Rounded {
 public:
  Rounded(int device, const Shape& shape)
      : device_(device), size_(shape.size()), scratch_(device, static_cast<std::size_t>(size_) * sizeof(bfloat16)) {}
  const void* take(const void* x) const {
    cast(device_, size_, scratch_.data(), DType::bfloat16, x, float32);
    return scratch_.data();
  }
  void* room() const { return scratch_.data(); }
  void put(void* y) const { cast(device_, size_, y, float32, scratch_.data(), DType::bfloat16); }

 private:
  int device_;
  index_t size_;
  Scratch scratch_;
};
/// Whether a pass is to be made in bfloat16, and cuDNN can.
inline bool is_rounded(int device, DType dtype, const ConvShape& own, ConvPass pass) {
  Context& context = Context::of(device);
  return dtype == float32 && rounding(context) == Rounding::bfloat16 && result_shape(own).size() > 0 &&
         ConvAlgorithm::exists(context, DType::bfloat16, symmetric(own), pass);
}

}  // namespace detail

KERATIN_INLINE void conv(int device, DType dtype, const ConvShape& own, const void* x, const void* kernel, void* y) {
  if (detail::is_rounded(device, dtype, own, ConvPass::forward)) {
    const detail::Rounded from(device, detail::image_shape(own)), filter(device, detail::kernel_shape(own)),
        to(device, detail::result_shape(own));
    conv(device, DType::bfloat16, own, from.take(x), filter.take(kernel), to.room());
    return to.put(y);
  }
  const ConvShape s = detail::symmetric(own);
  if (detail::result_shape(s).size() == 0) return;
  Context& context = Context::of(device);
  const ConvAlgorithm& plan = ConvAlgorithm::of(context, dtype, s, ConvPass::forward);
  std::optional<Scratch> room;
  x = detail::padded(device, dtype, own, s, x, room);
  detail::ConvImages images(device, dtype, detail::image_shape(s), plan.layout()),
      results(device, dtype, detail::result_shape(s), plan.layout());
  const void* const from = images.take(x);
  detail::with_filter(device, dtype, s, plan.layout(), kernel,
                      [&](const void* filter) { plan.forward(context, from, filter, results.room(y)); });
  results.put(y);
}

KERATIN_INLINE void conv_input_gradient(int device, DType dtype, const ConvShape& own, const void* dy,
                                        const void* kernel, void* dx) {
  if (detail::is_rounded(device, dtype, own, ConvPass::input_gradient)) {
    const detail::Rounded from(device, detail::result_shape(own)), filter(device, detail::kernel_shape(own)),
        to(device, detail::image_shape(own));
    conv_input_gradient(device, DType::bfloat16, own, from.take(dy), filter.take(kernel), to.room());
    return to.put(dx);
  }
  const ConvShape s = detail::symmetric(own);
  const auto image_bytes = static_cast<std::size_t>(detail::image_shape(own).size()) * size_of(dtype);
  if (detail::result_shape(s).size() == 0) return fill_zero(device, dx, image_bytes);
  Context& context = Context::of(device);
  const ConvAlgorithm& plan = ConvAlgorithm::of(context, dtype, s, ConvPass::input_gradient);
  const detail::Padded p(own, s);
  const bool same = detail::same_images(s, own);
  std::optional<Scratch> padded;
  if (!same) padded.emplace(device, p.bytes(dtype));
  void* const to = same ? dx : padded->data();
  detail::ConvImages images(device, dtype, detail::image_shape(s), plan.layout()),
      results(device, dtype, detail::result_shape(s), plan.layout());
  const void* const from = results.take(dy);
  detail::with_filter(device, dtype, s, plan.layout(), kernel,
                      [&](const void* filter) { plan.input_gradient(context, from, filter, images.room(to)); });
  images.put(to);
  if (!same)
    copy_strided(device, p.inside, size_of(dtype), dx, cpu_backend::row_major(p.inside), padded->at(p.first, dtype),
                 cpu_backend::row_major(p.whole));
}

KERATIN_INLINE void conv_kernel_gradient(int device, DType dtype, const ConvShape& own, const void* x, const void* dy,
                                         void* dkernel) {
  if (detail::is_rounded(device, dtype, own, ConvPass::kernel_gradient)) {
    const detail::Rounded from(device, detail::image_shape(own)), slopes(device, detail::result_shape(own)),
        to(device, detail::kernel_shape(own));
    conv_kernel_gradient(device, DType::bfloat16, own, from.take(x), slopes.take(dy), to.room());
    return to.put(dkernel);
  }
  const ConvShape s = detail::symmetric(own);
  const Shape shape = detail::kernel_shape(s);
  const auto bytes = static_cast<std::size_t>(shape.size()) * size_of(dtype);
  if (detail::result_shape(s).size() == 0) return fill_zero(device, dkernel, bytes);
  Context& context = Context::of(device);
  const ConvAlgorithm& plan = ConvAlgorithm::of(context, dtype, s, ConvPass::kernel_gradient);
  std::optional<Scratch> room;
  x = detail::padded(device, dtype, own, s, x, room);
  detail::ConvImages images(device, dtype, detail::image_shape(s), plan.layout()),
      results(device, dtype, detail::result_shape(s), plan.layout());
  const Scratch filter(device, bytes);
  plan.kernel_gradient(context, images.take(x), results.take(dy), filter.data());
  copy_strided(device, shape, size_of(dtype), dkernel, cpu_backend::row_major(shape), filter.data(),
               detail::filter_strides(s, plan.layout()));
}

}  // namespace keratin::cuda_backend
#endif
