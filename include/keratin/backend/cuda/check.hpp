// What the CUDA libraries return, as exceptions. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <cublasLt.h>
#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>
#include <nvrtc.h>

#include "../../core/error.hpp"

namespace keratin::cuda_backend {

/// Throws device_error, naming the call, unless it went well.
inline void check(cudaError_t status, const char* call) {
  if (status == cudaSuccess) [[likely]]
    return;
  static_cast<void>(cudaGetLastError());
  fail<device_error>(call, ": expected success; got ", cudaGetErrorName(status), " (", cudaGetErrorString(status),
                     ").");
}
inline void check(cublasStatus_t status, const char* call) {
  if (status != CUBLAS_STATUS_SUCCESS)
    fail<device_error>(call, ": expected success; got ", cublasGetStatusString(status), ".");
}
inline void check(cudnnStatus_t status, const char* call) {
  if (status != CUDNN_STATUS_SUCCESS)
    fail<device_error>(call, ": expected success; got ", cudnnGetErrorString(status), ".");
}
inline void check(nvrtcResult status, const char* call) {
  if (status != NVRTC_SUCCESS) fail<device_error>(call, ": expected success; got ", nvrtcGetErrorString(status), ".");
}

}  // namespace keratin::cuda_backend
#endif
