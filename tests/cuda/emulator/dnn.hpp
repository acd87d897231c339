// What the emulated calls of libcudnn share: descriptors of tensors, filters and convolutions.
#pragma once
#include <cudnn.h>

#include <string>
#include <vector>

#include "handle.hpp"

namespace cuda_emulator {

struct DnnHandle {
  cudaStream_t stream = nullptr;
};

/// A tensor of any rank by strides, counted in elements.
struct DnnTensor {
  cudnnDataType_t type = CUDNN_DATA_FLOAT;
  std::vector<int> sizes, strides;

  bool is_set() const { return !sizes.empty(); }
  std::size_t rank() const { return sizes.size(); }
  /// The number of elements from its first to its last.
  std::size_t span() const;
  std::size_t bytes() const;
};
/// A filter: (filters, channels of a group, …).
struct DnnFilter {
  DnnTensor tensor;
  cudnnTensorFormat_t format = CUDNN_TENSOR_NCHW;
};
struct DnnConvolution {
  std::vector<int> pads, strides, dilations;
  cudnnConvolutionMode_t mode = CUDNN_CROSS_CORRELATION;
  cudnnDataType_t compute = CUDNN_DATA_FLOAT;
  cudnnMathType_t math = CUDNN_DEFAULT_MATH;
  int groups = 1;
};

std::size_t size_of(cudnnDataType_t type);
/// The strides of a packed tensor in a format.
std::vector<int> packed_strides(const std::vector<int>& sizes, cudnnTensorFormat_t format);

template <class Body>
cudnnStatus_t dnn_call(const char* name, const Body& body) {
  return library_call(name, CUDNN_STATUS_NOT_INITIALIZED, CUDNN_STATUS_BAD_PARAM, body);
}

/// A scaling factor in the host's memory: float, except for tensors of double.
inline double read_factor(const void* factor, cudnnDataType_t type) {
  return type == CUDNN_DATA_DOUBLE ? *static_cast<const double*>(factor)
                                   : static_cast<double>(*static_cast<const float*>(factor));
}

/// The elements of a tensor on the device; throws a Fault, beginning with `what`, if they do not all lie there.
template <class T>
T* elements(const DnnTensor& tensor, const void* data, const std::string& what) {
  return device_span(static_cast<T*>(const_cast<void*>(data)), tensor.span(), what);
}

/// Calls f with a null pointer to float or double, for a tensor of those; throws a Fault for other types.
template <class F>
void with_type(cudnnDataType_t type, const F& f) {
  if (type == CUDNN_DATA_FLOAT) return f(static_cast<float*>(nullptr));
  if (type == CUDNN_DATA_DOUBLE) return f(static_cast<double*>(nullptr));
  throw Fault("a tensor of type " + std::to_string(type) + " is not emulated");
}

}  // namespace cuda_emulator
