// The convolutions behind cuDNN: plain loops over two or three spatial axes.
#pragma once
#include <array>

#include "dnn.hpp"

namespace cuda_emulator {

/// The output's sizes, of the tensor's rank; false if the descriptors do not go together.
bool output_sizes(const DnnConvolution& convolution, const DnnTensor& x, const DnnTensor& filter,
                  std::vector<int>& sizes);

enum class ConvolutionPass { forward, to_input, to_filter };

/// One of y = x * w, dx = dy * w, dw = x * dy: the third of the arrays is result = alpha * that + beta * result.
struct ConvolutionWork {
  ConvolutionPass pass;
  DnnConvolution convolution;
  DnnTensor x, filter, y;
  void *x_data, *filter_data, *y_data;
  double alpha, beta;
};
void convolve(const ConvolutionWork& work, const std::string& what);

}  // namespace cuda_emulator
