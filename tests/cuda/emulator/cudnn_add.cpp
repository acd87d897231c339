// Emulated calls of libcudnn: cudnnAddTensor and the gradient of a bias.
#include "dnn.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

/// Calls f(index in a, index in c) for all places of c; an axis of size 1 in a goes along all of c's.
template <class F>
void each_pair(const DnnTensor& a, const DnnTensor& c, const F& f) {
  std::vector<int> place(c.rank());
  for (;;) {
    std::size_t in_a = 0, in_c = 0;
    for (std::size_t k = 0; k < c.rank(); ++k) {
      in_c += static_cast<std::size_t>(place[k] * c.strides[k]);
      if (a.sizes[k] > 1) in_a += static_cast<std::size_t>(place[k] * a.strides[k]);
    }
    f(in_a, in_c);
    std::size_t k = c.rank();
    while (k > 0 && ++place[k - 1] == c.sizes[k - 1]) place[--k] = 0;
    if (k == 0) return;
  }
}

bool broadcasts(const DnnTensor& a, const DnnTensor& c) {
  if (!a.is_set() || a.rank() != c.rank() || a.type != c.type) return false;
  for (std::size_t k = 0; k < a.rank(); ++k)
    if (a.sizes[k] != 1 && a.sizes[k] != c.sizes[k]) return false;
  return true;
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnAddTensor(cudnnHandle_t handle, const void* alpha, const cudnnTensorDescriptor_t a_desc,
                             const void* a, const void* beta, const cudnnTensorDescriptor_t c_desc, void* c) {
  return dnn_call("cudnnAddTensor", [&] {
    const DnnHandle& h = Handles<DnnHandle>::get(handle);
    const DnnTensor &from = Handles<DnnTensor>::get(a_desc), &to = Handles<DnnTensor>::get(c_desc);
    if (!broadcasts(from, to)) return CUDNN_STATUS_BAD_PARAM;
    const double by = read_factor(alpha, to.type), kept = read_factor(beta, to.type);
    submit(h.stream, [=] {
      with_type(to.type, [&](auto* null) {
        using T = std::remove_pointer_t<decltype(null)>;
        const T* const x = elements<T>(from, a, "cudnnAddTensor, a");
        T* const y = elements<T>(to, c, "cudnnAddTensor, c");
        each_pair(from, to, [&](std::size_t i, std::size_t k) {
          y[k] = static_cast<T>(by * static_cast<double>(x[i]) + (kept != 0 ? kept * static_cast<double>(y[k]) : 0.0));
        });
      });
    });
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnConvolutionBackwardBias(cudnnHandle_t handle, const void* alpha,
                                           const cudnnTensorDescriptor_t dy_desc, const void* dy, const void* beta,
                                           const cudnnTensorDescriptor_t db_desc, void* db) {
  return dnn_call("cudnnConvolutionBackwardBias", [&] {
    const DnnHandle& h = Handles<DnnHandle>::get(handle);
    const DnnTensor &from = Handles<DnnTensor>::get(dy_desc), &to = Handles<DnnTensor>::get(db_desc);
    if (!broadcasts(to, from) || to.sizes[1] != from.sizes[1]) return CUDNN_STATUS_BAD_PARAM;
    for (std::size_t k = 0; k < to.rank(); ++k)
      if (k != 1 && to.sizes[k] != 1) return CUDNN_STATUS_BAD_PARAM;
    const double by = read_factor(alpha, to.type), kept = read_factor(beta, to.type);
    submit(h.stream, [=] {
      with_type(to.type, [&](auto* null) {
        using T = std::remove_pointer_t<decltype(null)>;
        const T* const x = elements<T>(from, dy, "cudnnConvolutionBackwardBias, dy");
        T* const y = elements<T>(to, db, "cudnnConvolutionBackwardBias, db");
        std::vector<double> sums(to.span());
        each_pair(to, from, [&](std::size_t i, std::size_t k) { sums[i] += static_cast<double>(x[k]); });
        each_pair(to, to, [&](std::size_t i, std::size_t) {
          y[i] = static_cast<T>(by * sums[i] + (kept != 0 ? kept * static_cast<double>(y[i]) : 0.0));
        });
      });
    });
    return CUDNN_STATUS_SUCCESS;
  });
}

}  // extern "C"
