// Pooling on a device: a thread for each element of the result. Gradients are gathered, each input from the windows
// that cover it, so that no two threads write to one place.
#pragma once
#include "../../core/dtype.hpp"
#include "../cpu/pool_windows.hpp"

namespace keratin::cuda_backend {

using cpu_backend::PoolPlan;

/// y = the greatest of each window, NaN before all; `places`, if not null, where in its window the first of them is:
/// int32, of float64 int64.
void max_pool(int device, DType dtype, const PoolPlan& plan, void* y, void* places, const void* x);
/// dx = the sum of dy over the windows whose greatest it is.
void max_pool_gradient(int device, DType dtype, const PoolPlan& plan, void* dx, const void* dy, const void* places);
/// y = the sum of each window, or its mean.
void sum_pool(int device, DType dtype, const PoolPlan& plan, bool mean, void* y, const void* x);
/// dx = the sum of dy over the windows that cover it, or of its share of them.
void sum_pool_gradient(int device, DType dtype, const PoolPlan& plan, bool mean, void* dx, const void* dy);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* pool_text = R"cuda(
template <int size> struct PlaceOf { typedef int Type; };
template <> struct PlaceOf<8> { typedef long long Type; };
typedef PlaceOf<sizeof(T)>::Type Place;
// The windows along an axis; those of an `even` one cover it evenly.
struct Axis { int inputs, outputs, size, stride, before, longest, even; };
struct Plan { index_t batch, channels; Axis axes[3]; };
struct Span { int begin, end; };
__device__ Span inputs_of(const Axis& a, int i) {
  if (a.even)
    return Span{(int)divide((index_t)i * a.inputs, a.outputs).whole,
                (int)divide((index_t)(i + 1) * a.inputs + a.outputs - 1, a.outputs).whole};
  const int begin = i * a.stride - a.before;
  return Span{max(begin, 0), min(begin + a.size, a.inputs)};
}
__device__ Span outputs_of(const Axis& a, int i) {
  if (a.even)
    return Span{(int)divide((index_t)i * a.outputs, a.inputs).whole,
                (int)min(divide((index_t)(i + 1) * a.outputs + a.inputs - 1, a.inputs).whole, (index_t)a.outputs)};
  const int past = i + a.before - a.size;
  return Span{past < 0 ? 0 : past / a.stride + 1, min((i + a.before) / a.stride + 1, a.outputs)};
}
// Where element i of the outputs or the inputs is, and the first pixel of its image on the other side.
struct Where { index_t image, channel; int d, h, w; };
__device__ Where where(const Plan& p, index_t i, bool output) {
  const Axis *const d = p.axes, *const h = p.axes + 1, *const w = p.axes + 2;
  Where at;
  Parts part = divide(i, p.channels);
  at.channel = part.rest;
  const int wide = output ? w->outputs : w->inputs, high = output ? h->outputs : h->inputs,
            deep = output ? d->outputs : d->inputs;
  part = divide(part.whole, wide);
  at.w = (int)part.rest;
  part = divide(part.whole, high);
  at.h = (int)part.rest;
  part = divide(part.whole, deep);
  at.d = (int)part.rest;
  at.image = part.whole * (output ? d->inputs : d->outputs);
  return at;
}
__device__ index_t element(const Plan& p, bool output, const Where& at, int i, int j, int k) {
  const int high = output ? p.axes[1].outputs : p.axes[1].inputs, wide = output ? p.axes[2].outputs : p.axes[2].inputs;
  return (((at.image + i) * high + j) * wide + k) * p.channels + at.channel;
}
KERNEL void max_pool(index_t n, const Plan p, T* y, Place* places, const T* x) {
  FOR_EACH(o, n) {
    const Where at = where(p, o, true);
    const Span d = inputs_of(p.axes[0], at.d), h = inputs_of(p.axes[1], at.h), w = inputs_of(p.axes[2], at.w);
    T best = 0;
    Place place = 0;
    bool fresh = true;
    for (int i = d.begin; i < d.end; ++i)
      for (int j = h.begin; j < h.end; ++j)
        for (int k = w.begin; k < w.end; ++k) {
          const T v = x[element(p, false, at, i, j, k)];
          if (!fresh && (v <= best || best != best)) continue;
          best = v;
          place = ((Place)(i - d.begin) * p.axes[1].longest + (j - h.begin)) * p.axes[2].longest + (k - w.begin);
          fresh = false;
        }
    y[o] = best;
    if (places) places[o] = place;
  }
}
KERNEL void max_pool_gradient(index_t n, const Plan p, T* dx, const T* dy, const Place* places) {
  FOR_EACH(at_input, n) {
    const Where at = where(p, at_input, false);
    const Span d = outputs_of(p.axes[0], at.d), h = outputs_of(p.axes[1], at.h), w = outputs_of(p.axes[2], at.w);
    T sum = 0;
    for (int i = d.begin; i < d.end; ++i) {
      const Place deep = (Place)(at.d - inputs_of(p.axes[0], i).begin) * p.axes[1].longest;
      for (int j = h.begin; j < h.end; ++j) {
        const Place high = (deep + (at.h - inputs_of(p.axes[1], j).begin)) * p.axes[2].longest;
        for (int k = w.begin; k < w.end; ++k) {
          const index_t from = element(p, true, at, i, j, k);
          if (places[from] == high + (at.w - inputs_of(p.axes[2], k).begin)) sum += dy[from];
        }
      }
    }
    dx[at_input] = sum;
  }
}
KERNEL void sum_pool(index_t n, const Plan p, int mean, T* y, const T* x) {
  FOR_EACH(o, n) {
    const Where at = where(p, o, true);
    const Span d = inputs_of(p.axes[0], at.d), h = inputs_of(p.axes[1], at.h), w = inputs_of(p.axes[2], at.w);
    const index_t count = (index_t)(d.end - d.begin) * (h.end - h.begin) * (w.end - w.begin);
    T sum = 0;
    for (int i = d.begin; i < d.end; ++i)
      for (int j = h.begin; j < h.end; ++j)
        for (int k = w.begin; k < w.end; ++k) sum += x[element(p, false, at, i, j, k)];
    y[o] = mean ? sum * ((T)1 / (T)count) : sum;
  }
}
KERNEL void sum_pool_gradient(index_t n, const Plan p, int mean, T* dx, const T* dy) {
  FOR_EACH(at_input, n) {
    const Where at = where(p, at_input, false);
    const Span d = outputs_of(p.axes[0], at.d), h = outputs_of(p.axes[1], at.h), w = outputs_of(p.axes[2], at.w);
    T sum = 0;
    for (int i = d.begin; i < d.end; ++i) {
      const Span di = inputs_of(p.axes[0], i);
      for (int j = h.begin; j < h.end; ++j) {
        const Span hj = inputs_of(p.axes[1], j);
        for (int k = w.begin; k < w.end; ++k) {
          const Span wk = inputs_of(p.axes[2], k);
          const index_t count = (index_t)(di.end - di.begin) * (hj.end - hj.begin) * (wk.end - wk.begin);
          const T g = dy[element(p, true, at, i, j, k)];
          sum += mean ? g * ((T)1 / (T)count) : g;
        }
      }
    }
    dx[at_input] = sum;
  }
}
)cuda";

namespace detail {

/// A plan as kernels take it.
struct DevicePool {
  struct Axis {
    int inputs, outputs, size, stride, before, longest, even;
  };
  index_t batch, channels;
  Axis axes[3];

  explicit DevicePool(const PoolPlan& plan) : batch(plan.batch), channels(plan.channels), axes{} {
    const auto narrow = [](index_t x) {
      require(x < (index_t{1} << 30), "pooling: expected sizes below 2^30 on cuda; got ", x, ".");
      return static_cast<int>(x);
    };
    for (std::size_t a = 0; a < 3; ++a) {
      const cpu_backend::Windows& w = plan.axes[a];
      axes[a] = {narrow(w.inputs()), narrow(w.outputs()), narrow(w.size), narrow(w.stride),
                 narrow(w.before),   narrow(w.longest),   w.size == 0};
    }
  }
  index_t elements(bool output) const {
    index_t n = batch * channels;
    for (const Axis& a : axes) n *= output ? a.outputs : a.inputs;
    return n;
  }
};

}  // namespace detail

KERATIN_INLINE void max_pool(int device, DType dtype, const PoolPlan& plan, void* y, void* places, const void* x) {
  static constexpr TypedKernel<index_t, detail::DevicePool, void*, void*, const void*> kernel{pool_text, "max_pool"};
  const detail::DevicePool p(plan);
  const index_t n = p.elements(true);
  const Context& context = Context::of(device);
  if (n > 0) kernel(context, dtype, grid_for(context, n), n, p, y, places, x);
}
KERATIN_INLINE void max_pool_gradient(int device, DType dtype, const PoolPlan& plan, void* dx, const void* dy,
                                      const void* places) {
  static constexpr TypedKernel<index_t, detail::DevicePool, void*, const void*, const void*> kernel{
      pool_text, "max_pool_gradient"};
  const detail::DevicePool p(plan);
  const index_t n = p.elements(false);
  const Context& context = Context::of(device);
  if (n > 0) kernel(context, dtype, grid_for(context, n), n, p, dx, dy, places);
}
KERATIN_INLINE void sum_pool(int device, DType dtype, const PoolPlan& plan, bool mean, void* y, const void* x) {
  static constexpr TypedKernel<index_t, detail::DevicePool, int, void*, const void*> kernel{pool_text, "sum_pool"};
  const detail::DevicePool p(plan);
  const index_t n = p.elements(true);
  const Context& context = Context::of(device);
  if (n > 0) kernel(context, dtype, grid_for(context, n), n, p, mean, y, x);
}
KERATIN_INLINE void sum_pool_gradient(int device, DType dtype, const PoolPlan& plan, bool mean, void* dx,
                                      const void* dy) {
  static constexpr TypedKernel<index_t, detail::DevicePool, int, void*, const void*> kernel{pool_text,
                                                                                            "sum_pool_gradient"};
  const detail::DevicePool p(plan);
  const index_t n = p.elements(false);
  const Context& context = Context::of(device);
  if (n > 0) kernel(context, dtype, grid_for(context, n), n, p, mean, dx, dy);
}

}  // namespace keratin::cuda_backend
#endif
