// Emulated calls of libcudnn: descriptors of convolutions.
#include <algorithm>

#include "convolution.hpp"

using namespace cuda_emulator;

namespace {

cudnnStatus_t set_convolution(cudnnConvolutionDescriptor_t handle, const std::vector<int>& pads,
                              const std::vector<int>& strides, const std::vector<int>& dilations,
                              cudnnConvolutionMode_t mode, cudnnDataType_t compute) {
  for (std::size_t a = 0; a < pads.size(); ++a)
    if (pads[a] < 0 || strides[a] < 1 || dilations[a] < 1) return CUDNN_STATUS_BAD_PARAM;
  DnnConvolution& convolution = Handles<DnnConvolution>::get(handle);
  const DnnConvolution before = convolution;
  convolution = {pads, strides, dilations, mode, compute, before.math, before.groups};
  return CUDNN_STATUS_SUCCESS;
}

}  // namespace

extern "C" {

cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* handle) {
  *handle = Handles<DnnConvolution>::make<cudnnConvolutionDescriptor_t>();
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t handle) {
  return dnn_call("cudnnDestroyConvolutionDescriptor", [&] {
    Handles<DnnConvolution>::destroy(handle);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t handle, int pad_h, int pad_w, int stride_h,
                                              int stride_w, int dilation_h, int dilation_w, cudnnConvolutionMode_t mode,
                                              cudnnDataType_t compute) {
  return dnn_call("cudnnSetConvolution2dDescriptor", [&] {
    return set_convolution(handle, {pad_h, pad_w}, {stride_h, stride_w}, {dilation_h, dilation_w}, mode, compute);
  });
}
cudnnStatus_t cudnnSetConvolutionNdDescriptor(cudnnConvolutionDescriptor_t handle, int axes, const int pads[],
                                              const int strides[], const int dilations[], cudnnConvolutionMode_t mode,
                                              cudnnDataType_t compute) {
  return dnn_call("cudnnSetConvolutionNdDescriptor", [&] {
    if (axes < 2 || axes > 3) return CUDNN_STATUS_NOT_SUPPORTED;
    return set_convolution(handle, {pads, pads + axes}, {strides, strides + axes}, {dilations, dilations + axes}, mode,
                           compute);
  });
}
cudnnStatus_t cudnnSetConvolutionGroupCount(cudnnConvolutionDescriptor_t handle, int groups) {
  return dnn_call("cudnnSetConvolutionGroupCount", [&] {
    if (groups < 1) return CUDNN_STATUS_BAD_PARAM;
    Handles<DnnConvolution>::get(handle).groups = groups;
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t handle, cudnnMathType_t math) {
  return dnn_call("cudnnSetConvolutionMathType", [&] {
    Handles<DnnConvolution>::get(handle).math = math;
    return CUDNN_STATUS_SUCCESS;
  });
}

cudnnStatus_t cudnnGetConvolutionNdForwardOutputDim(const cudnnConvolutionDescriptor_t convolution,
                                                    const cudnnTensorDescriptor_t x,
                                                    const cudnnFilterDescriptor_t filter, int rank, int sizes[]) {
  return dnn_call("cudnnGetConvolutionNdForwardOutputDim", [&] {
    std::vector<int> all;
    if (!output_sizes(Handles<DnnConvolution>::get(convolution), Handles<DnnTensor>::get(x),
                      Handles<DnnFilter>::get(filter).tensor, all) ||
        rank != static_cast<int>(all.size()))
      return CUDNN_STATUS_BAD_PARAM;
    std::copy(all.begin(), all.end(), sizes);
    return CUDNN_STATUS_SUCCESS;
  });
}
cudnnStatus_t cudnnGetConvolution2dForwardOutputDim(const cudnnConvolutionDescriptor_t convolution,
                                                    const cudnnTensorDescriptor_t x,
                                                    const cudnnFilterDescriptor_t filter, int* n, int* c, int* h,
                                                    int* w) {
  int sizes[4] = {};
  const cudnnStatus_t status = cudnnGetConvolutionNdForwardOutputDim(convolution, x, filter, 4, sizes);
  if (status == CUDNN_STATUS_SUCCESS) *n = sizes[0], *c = sizes[1], *h = sizes[2], *w = sizes[3];
  return status;
}

}  // extern "C"
