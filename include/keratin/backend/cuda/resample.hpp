// Resampling along one axis on a device: each output is a weighted sum of a few inputs next to each other.
#pragma once
#include "../../core/dtype.hpp"
#include "../cpu/resample.hpp"

namespace keratin::cuda_backend {

/// y[o, i, :] = Σ_k weight x[o, first + k, :] for arrays (outer, inputs or outputs, inner).
void resample(int device, DType dtype, const cpu_backend::Taps& taps, index_t outer, index_t inner, void* y,
              const void* x);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"
#include "scratch.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* resample_text = R"cuda(
KERNEL void resample(index_t n, index_t outputs, index_t inputs, index_t inner, T* y, const T* x, const double* weights,
                     const index_t* first, const index_t* start) {
  FOR_EACH(e, n) {
    const Parts row = divide(e, inner), at = divide(row.whole, outputs);
    const index_t i = at.rest;
    const T* from = x + (at.whole * inputs + first[i]) * inner + row.rest;
    T sum = 0;
    for (index_t k = start[i]; k < start[i + 1]; ++k, from += inner) sum += *from * (T)weights[k];
    y[e] = sum;
  }
}
)cuda";

KERATIN_INLINE void resample(int device, DType dtype, const cpu_backend::Taps& taps, index_t outer, index_t inner,
                             void* y, const void* x) {
  static constexpr TypedKernel<index_t, index_t, index_t, index_t, void*, const void*, const double*, const index_t*,
                               const index_t*>
      kernel{resample_text, "resample"};
  const index_t outputs = taps.outputs(), n = outer * outputs * inner;
  if (n == 0) return;
  const Context& context = Context::of(device);
  const auto bytes = [](const auto& list) { return list.size() * sizeof(list[0]); };
  const Scratch weights(device, bytes(taps.weights)), first(device, bytes(taps.first)),
      start(device, bytes(taps.start));
  copy_to_device(device, weights.data(), taps.weights.data(), bytes(taps.weights));
  copy_to_device(device, first.data(), taps.first.data(), bytes(taps.first));
  copy_to_device(device, start.data(), taps.start.data(), bytes(taps.start));
  kernel(context, dtype, grid_for(context, n), n, outputs, taps.inputs, inner, y, x,
         static_cast<const double*>(weights.data()), static_cast<const index_t*>(first.data()),
         static_cast<const index_t*>(start.data()));
}

}  // namespace keratin::cuda_backend
#endif
