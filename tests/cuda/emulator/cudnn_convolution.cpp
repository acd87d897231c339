// Emulated calls of libcudnn: convolutions and their algorithms.
#include <cstring>

#include "convolution.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

/// All passes ask for a workspace, so that one who forgets it is seen.
constexpr std::size_t workspace_needed = 512;

/// Whether a convolution's descriptors go together, and the emulator can do it.
cudnnStatus_t check(const ConvolutionWork& w) {
  std::vector<int> sizes;
  if (!w.x.is_set() || !w.filter.is_set() || !w.y.is_set()) return CUDNN_STATUS_BAD_PARAM;
  if (!output_sizes(w.convolution, w.x, w.filter, sizes) || sizes != w.y.sizes) return CUDNN_STATUS_BAD_PARAM;
  if (w.filter.sizes[0] % w.convolution.groups != 0) return CUDNN_STATUS_BAD_PARAM;
  if (w.x.type != w.filter.type || w.x.type != w.y.type) return CUDNN_STATUS_BAD_PARAM;
  const bool real = w.x.type == CUDNN_DATA_FLOAT || w.x.type == CUDNN_DATA_DOUBLE ||
                    (w.x.type == CUDNN_DATA_BFLOAT16 && settings().capability >= 80);
  if ((w.x.type == CUDNN_DATA_DOUBLE) != (w.convolution.compute == CUDNN_DATA_DOUBLE)) return CUDNN_STATUS_BAD_PARAM;
  return real ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED;
}

ConvolutionWork work_of(ConvolutionPass pass, cudnnConvolutionDescriptor_t convolution, cudnnTensorDescriptor_t x,
                        cudnnFilterDescriptor_t filter, cudnnTensorDescriptor_t y) {
  return {pass,
          Handles<DnnConvolution>::get(convolution),
          Handles<DnnTensor>::get(x),
          Handles<DnnFilter>::get(filter).tensor,
          Handles<DnnTensor>::get(y),
          nullptr,
          nullptr,
          nullptr,
          1,
          0};
}

/// Whether channels stand last in a filter, which tests may forbid to see a program's other way.
cudnnStatus_t check_layout(cudnnFilterDescriptor_t filter) {
  const bool last = Handles<DnnFilter>::get(filter).format == CUDNN_TENSOR_NHWC;
  return last && !settings().channels_last ? CUDNN_STATUS_NOT_SUPPORTED : CUDNN_STATUS_SUCCESS;
}

/// The fastest algorithm of a backward pass comes first, and is not deterministic.
template <class Perf, class Algorithm>
cudnnStatus_t algorithms(cudnnHandle_t handle, const ConvolutionWork& work, cudnnFilterDescriptor_t filter, int wanted,
                         int* found, Perf* results, std::initializer_list<Algorithm> all) {
  Handles<DnnHandle>::get(handle);
  *found = 0;
  if (wanted < 1) return CUDNN_STATUS_BAD_PARAM;
  if (const cudnnStatus_t status = check(work); status != CUDNN_STATUS_SUCCESS) return status;
  if (const cudnnStatus_t status = check_layout(filter); status != CUDNN_STATUS_SUCCESS) return status;
  for (const Algorithm algorithm : all) {
    if (*found == wanted) break;
    Perf& perf = results[*found];
    perf = {};
    perf.algo = algorithm;
    perf.status = CUDNN_STATUS_SUCCESS;
    perf.time = 1.0f + static_cast<float>(*found);
    perf.memory = workspace_needed;
    perf.determinism = all.size() > 1 && *found == 0 ? CUDNN_NON_DETERMINISTIC : CUDNN_DETERMINISTIC;
    perf.mathType = work.convolution.math;
    ++*found;
  }
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t workspace_size(const ConvolutionWork& work, std::size_t* bytes) {
  *bytes = workspace_needed;
  return check(work);
}

/// Queues a pass. The workspace is overwritten, as the real one is.
cudnnStatus_t run(const char* name, cudnnHandle_t handle, const ConvolutionWork& work, void* workspace,
                  std::size_t workspace_bytes) {
  const DnnHandle& h = Handles<DnnHandle>::get(handle);
  if (const cudnnStatus_t status = check(work); status != CUDNN_STATUS_SUCCESS) return status;
  if (workspace_bytes < workspace_needed)
    throw Fault("a workspace of " + std::to_string(workspace_bytes) + " bytes, the algorithm asked for " +
                std::to_string(workspace_needed));
  submit(h.stream, [=, what = std::string(name)] {
    std::memset(device_span(static_cast<char*>(workspace), workspace_bytes, what + ", the workspace"), 0xFF,
                workspace_bytes);
    convolve(work, what);
  });
  return CUDNN_STATUS_SUCCESS;
}

ConvolutionWork with_data(ConvolutionWork work, const void* x, const void* filter, const void* y, const void* alpha,
                          const void* beta) {
  work.x_data = const_cast<void*>(x);
  work.filter_data = const_cast<void*>(filter);
  work.y_data = const_cast<void*>(y);
  work.alpha = read_factor(alpha, work.x.type);
  work.beta = read_factor(beta, work.x.type);
  return work;
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(cudnnHandle_t handle, const cudnnTensorDescriptor_t x,
                                                     const cudnnFilterDescriptor_t filter,
                                                     const cudnnConvolutionDescriptor_t convolution,
                                                     const cudnnTensorDescriptor_t y, const int wanted, int* found,
                                                     cudnnConvolutionFwdAlgoPerf_t* results) {
  return dnn_call("cudnnGetConvolutionForwardAlgorithm_v7", [&] {
    return algorithms(handle, work_of(ConvolutionPass::forward, convolution, x, filter, y), filter, wanted, found,
                      results, {CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM});
  });
}
cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(cudnnHandle_t handle, const cudnnFilterDescriptor_t filter,
                                                          const cudnnTensorDescriptor_t dy,
                                                          const cudnnConvolutionDescriptor_t convolution,
                                                          const cudnnTensorDescriptor_t dx, const int wanted,
                                                          int* found, cudnnConvolutionBwdDataAlgoPerf_t* results) {
  return dnn_call("cudnnGetConvolutionBackwardDataAlgorithm_v7", [&] {
    return algorithms(handle, work_of(ConvolutionPass::to_input, convolution, dx, filter, dy), filter, wanted, found,
                      results, {CUDNN_CONVOLUTION_BWD_DATA_ALGO_0, CUDNN_CONVOLUTION_BWD_DATA_ALGO_1});
  });
}
cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(cudnnHandle_t handle, const cudnnTensorDescriptor_t x,
                                                            const cudnnTensorDescriptor_t dy,
                                                            const cudnnConvolutionDescriptor_t convolution,
                                                            const cudnnFilterDescriptor_t filter, const int wanted,
                                                            int* found, cudnnConvolutionBwdFilterAlgoPerf_t* results) {
  return dnn_call("cudnnGetConvolutionBackwardFilterAlgorithm_v7", [&] {
    return algorithms(handle, work_of(ConvolutionPass::to_filter, convolution, x, filter, dy), filter, wanted, found,
                      results, {CUDNN_CONVOLUTION_BWD_FILTER_ALGO_0, CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1});
  });
}

cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(cudnnHandle_t, const cudnnTensorDescriptor_t x,
                                                      const cudnnFilterDescriptor_t filter,
                                                      const cudnnConvolutionDescriptor_t convolution,
                                                      const cudnnTensorDescriptor_t y, cudnnConvolutionFwdAlgo_t,
                                                      std::size_t* bytes) {
  return dnn_call("cudnnGetConvolutionForwardWorkspaceSize",
                  [&] { return workspace_size(work_of(ConvolutionPass::forward, convolution, x, filter, y), bytes); });
}
cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnHandle_t, const cudnnFilterDescriptor_t filter,
                                                           const cudnnTensorDescriptor_t dy,
                                                           const cudnnConvolutionDescriptor_t convolution,
                                                           const cudnnTensorDescriptor_t dx,
                                                           cudnnConvolutionBwdDataAlgo_t, std::size_t* bytes) {
  return dnn_call("cudnnGetConvolutionBackwardDataWorkspaceSize", [&] {
    return workspace_size(work_of(ConvolutionPass::to_input, convolution, dx, filter, dy), bytes);
  });
}
cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnHandle_t, const cudnnTensorDescriptor_t x,
                                                             const cudnnTensorDescriptor_t dy,
                                                             const cudnnConvolutionDescriptor_t convolution,
                                                             const cudnnFilterDescriptor_t filter,
                                                             cudnnConvolutionBwdFilterAlgo_t, std::size_t* bytes) {
  return dnn_call("cudnnGetConvolutionBackwardFilterWorkspaceSize", [&] {
    return workspace_size(work_of(ConvolutionPass::to_filter, convolution, x, filter, dy), bytes);
  });
}

cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, const void* alpha, const cudnnTensorDescriptor_t x_desc,
                                      const void* x, const cudnnFilterDescriptor_t filter_desc, const void* filter,
                                      const cudnnConvolutionDescriptor_t convolution, cudnnConvolutionFwdAlgo_t,
                                      void* workspace, std::size_t bytes, const void* beta,
                                      const cudnnTensorDescriptor_t y_desc, void* y) {
  return dnn_call("cudnnConvolutionForward", [&] {
    const auto work = work_of(ConvolutionPass::forward, convolution, x_desc, filter_desc, y_desc);
    return run("cudnnConvolutionForward", handle, with_data(work, x, filter, y, alpha, beta), workspace, bytes);
  });
}
cudnnStatus_t cudnnConvolutionBackwardData(cudnnHandle_t handle, const void* alpha,
                                           const cudnnFilterDescriptor_t filter_desc, const void* filter,
                                           const cudnnTensorDescriptor_t dy_desc, const void* dy,
                                           const cudnnConvolutionDescriptor_t convolution,
                                           cudnnConvolutionBwdDataAlgo_t, void* workspace, std::size_t bytes,
                                           const void* beta, const cudnnTensorDescriptor_t dx_desc, void* dx) {
  return dnn_call("cudnnConvolutionBackwardData", [&] {
    const auto work = work_of(ConvolutionPass::to_input, convolution, dx_desc, filter_desc, dy_desc);
    return run("cudnnConvolutionBackwardData", handle, with_data(work, dx, filter, dy, alpha, beta), workspace, bytes);
  });
}
cudnnStatus_t cudnnConvolutionBackwardFilter(cudnnHandle_t handle, const void* alpha,
                                             const cudnnTensorDescriptor_t x_desc, const void* x,
                                             const cudnnTensorDescriptor_t dy_desc, const void* dy,
                                             const cudnnConvolutionDescriptor_t convolution,
                                             cudnnConvolutionBwdFilterAlgo_t, void* workspace, std::size_t bytes,
                                             const void* beta, const cudnnFilterDescriptor_t filter_desc,
                                             void* filter) {
  return dnn_call("cudnnConvolutionBackwardFilter", [&] {
    const auto work = work_of(ConvolutionPass::to_filter, convolution, x_desc, filter_desc, dy_desc);
    return run("cudnnConvolutionBackwardFilter", handle, with_data(work, x, filter, dy, alpha, beta), workspace, bytes);
  });
}

}  // extern "C"
