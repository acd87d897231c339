// Emulated calls of libcudnn: handles, descriptors of tensors and filters.
#include <algorithm>
#include <cstdlib>

#include "dnn.hpp"
#include "stream.hpp"

namespace cuda_emulator {

std::size_t DnnTensor::span() const {
  std::size_t last = 0;
  for (std::size_t a = 0; a < rank(); ++a)
    last += static_cast<std::size_t>(sizes[a] - 1) * static_cast<std::size_t>(std::abs(strides[a]));
  return is_set() ? last + 1 : 0;
}
std::size_t DnnTensor::bytes() const { return span() * size_of(type); }

std::size_t size_of(cudnnDataType_t type) {
  switch (type) {
    case CUDNN_DATA_DOUBLE:
    case CUDNN_DATA_INT64:
      return 8;
    case CUDNN_DATA_FLOAT:
    case CUDNN_DATA_INT32:
      return 4;
    case CUDNN_DATA_HALF:
    case CUDNN_DATA_BFLOAT16:
      return 2;
    default:
      return 1;
  }
}

std::vector<int> packed_strides(const std::vector<int>& sizes, cudnnTensorFormat_t format) {
  std::vector<int> strides(sizes.size());
  int step = 1;
  if (format == CUDNN_TENSOR_NHWC) {
    strides[1] = 1;
    step = sizes[1];
  }
  for (std::size_t a = sizes.size(); a-- > 0;) {
    if (format == CUDNN_TENSOR_NHWC && a == 1) continue;
    strides[a] = step;
    step *= sizes[a];
  }
  return strides;
}

}  // namespace cuda_emulator

using namespace cuda_emulator;

namespace {

bool all_positive(const std::vector<int>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](int n) { return n > 0; });
}

bool is_format(cudnnTensorFormat_t format) { return format == CUDNN_TENSOR_NCHW || format == CUDNN_TENSOR_NHWC; }

cudnnStatus_t set_tensor(cudnnTensorDescriptor_t handle, cudnnDataType_t type, const std::vector<int>& sizes,
                         const std::vector<int>& strides) {
  if (!all_positive(sizes)) return CUDNN_STATUS_BAD_PARAM;
  for (std::size_t a = 0; a < sizes.size(); ++a)
    if (strides[a] == 0 && sizes[a] > 1) return CUDNN_STATUS_BAD_PARAM;  // negative ones pass, as in the real library
  Handles<DnnTensor>::get(handle) = {type, sizes, strides};
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t set_filter(cudnnFilterDescriptor_t handle, cudnnDataType_t type, cudnnTensorFormat_t format,
                         const std::vector<int>& sizes) {
  if (!all_positive(sizes) || !is_format(format)) return CUDNN_STATUS_BAD_PARAM;
  Handles<DnnFilter>::get(handle) = {{type, sizes, packed_strides(sizes, format)}, format};
  return CUDNN_STATUS_SUCCESS;
}

bool is_rank(int rank) { return rank >= 4 && rank <= CUDNN_DIM_MAX; }

}  // namespace

extern "C" {

cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  return dnn_call("cudnnCreate", [&] {
    *handle = Handles<DnnHandle>::make<cudnnHandle_t>();
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  return dnn_call("cudnnDestroy", [&] {
    Handles<DnnHandle>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  return dnn_call("cudnnSetStream", [&] {
    stream_of(stream);
    Handles<DnnHandle>::get(handle).stream = stream;
    return CUDNN_STATUS_SUCCESS;
  });
}
std::size_t cudnnGetVersion() { return CUDNN_VERSION; }
const char* cudnnGetErrorString(cudnnStatus_t status) {
  switch (status) {
    case CUDNN_STATUS_SUCCESS:
      return "CUDNN_STATUS_SUCCESS";
    case CUDNN_STATUS_NOT_INITIALIZED:
      return "CUDNN_STATUS_NOT_INITIALIZED";
    case CUDNN_STATUS_BAD_PARAM:
      return "CUDNN_STATUS_BAD_PARAM";
    case CUDNN_STATUS_NOT_SUPPORTED:
      return "CUDNN_STATUS_NOT_SUPPORTED";
    default:
      return "a status of cuDNN that the emulator does not name";
  }
}

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* handle) {
  *handle = Handles<DnnTensor>::make<cudnnTensorDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t handle) {
  return dnn_call("cudnnDestroyTensorDescriptor", [&] {
    Handles<DnnTensor>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetTensor4dDescriptor(cudnnTensorDescriptor_t handle, cudnnTensorFormat_t format,
                                         cudnnDataType_t type, int n, int c, int h, int w) {
  return dnn_call("cudnnSetTensor4dDescriptor", [&] {
    if (!is_format(format)) return CUDNN_STATUS_NOT_SUPPORTED;
    return set_tensor(handle, type, {n, c, h, w}, packed_strides({n, c, h, w}, format));
  });
}
cudnnStatus_t cudnnSetTensor4dDescriptorEx(cudnnTensorDescriptor_t handle, cudnnDataType_t type, int n, int c, int h,
                                           int w, int sn, int sc, int sh, int sw) {
  return dnn_call("cudnnSetTensor4dDescriptorEx", [&] {
    return set_tensor(handle, type, {n, c, h, w}, {sn, sc, sh, sw});
  });
}
cudnnStatus_t cudnnSetTensorNdDescriptor(cudnnTensorDescriptor_t handle, cudnnDataType_t type, int rank,
                                         const int sizes[], const int strides[]) {
  return dnn_call("cudnnSetTensorNdDescriptor", [&] {
    if (rank < 3 || rank > CUDNN_DIM_MAX) return CUDNN_STATUS_NOT_SUPPORTED;
    return set_tensor(handle, type, {sizes, sizes + rank}, {strides, strides + rank});
  });
}
cudnnStatus_t cudnnSetTensorNdDescriptorEx(cudnnTensorDescriptor_t handle, cudnnTensorFormat_t format,
                                           cudnnDataType_t type, int rank, const int sizes[]) {
  return dnn_call("cudnnSetTensorNdDescriptorEx", [&] {
    if (!is_rank(rank) || !is_format(format)) return CUDNN_STATUS_BAD_PARAM;
    const std::vector<int> all(sizes, sizes + rank);
    return set_tensor(handle, type, all, packed_strides(all, format));
  });
}
cudnnStatus_t cudnnGetTensorNdDescriptor(const cudnnTensorDescriptor_t handle, int wanted, cudnnDataType_t* type,
                                         int* rank, int sizes[], int strides[]) {
  return dnn_call("cudnnGetTensorNdDescriptor", [&] {
    const DnnTensor& tensor = Handles<DnnTensor>::get(handle);
    *type = tensor.type;
    *rank = static_cast<int>(tensor.rank());
    const std::size_t count = std::min(tensor.rank(), static_cast<std::size_t>(std::max(wanted, 0)));
    std::copy_n(tensor.sizes.begin(), count, sizes);
    std::copy_n(tensor.strides.begin(), count, strides);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnGetTensorSizeInBytes(const cudnnTensorDescriptor_t handle, std::size_t* bytes) {
  return dnn_call("cudnnGetTensorSizeInBytes", [&] {
    *bytes = Handles<DnnTensor>::get(handle).bytes();
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* handle) {
  *handle = Handles<DnnFilter>::make<cudnnFilterDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t handle) {
  return dnn_call("cudnnDestroyFilterDescriptor", [&] {
    Handles<DnnFilter>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t handle, cudnnDataType_t type,
                                         cudnnTensorFormat_t format, int k, int c, int h, int w) {
  return dnn_call("cudnnSetFilter4dDescriptor", [&] { return set_filter(handle, type, format, {k, c, h, w}); });
}
cudnnStatus_t cudnnSetFilterNdDescriptor(cudnnFilterDescriptor_t handle, cudnnDataType_t type,
                                         cudnnTensorFormat_t format, int rank, const int sizes[]) {
  return dnn_call("cudnnSetFilterNdDescriptor", [&] {
    if (rank < 3 || rank > CUDNN_DIM_MAX) return CUDNN_STATUS_NOT_SUPPORTED;
    return set_filter(handle, type, format, {sizes, sizes + rank});
  });
}

}  // extern "C"
