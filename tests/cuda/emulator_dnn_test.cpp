// cuDNN's convolutions on the emulated device: forward against naive loops, the gradients by their defining property.
#include <cudnn.h>

#include <cmath>
#include <numeric>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

#define OK(call) REQUIRE((call) == CUDNN_STATUS_SUCCESS)

std::vector<double> numbers(std::size_t n, double seed) {
  std::vector<double> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = std::sin(seed + static_cast<double>(i) * 1.3);
  return all;
}
double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

struct Case {
  cudnnTensorFormat_t format;
  int n, c, h, w, k, kh, kw, pad, stride, dilation, groups;
};

/// All descriptors of a convolution of doubles.
struct Plan {
  cudnnHandle_t handle = nullptr;
  cudnnTensorDescriptor_t x = nullptr, y = nullptr, bias = nullptr;
  cudnnFilterDescriptor_t filter = nullptr;
  cudnnConvolutionDescriptor_t convolution = nullptr;
  int out[4] = {};

  explicit Plan(const Case& c) {
    OK(cudnnCreate(&handle));
    OK(cudnnCreateTensorDescriptor(&x));
    OK(cudnnCreateTensorDescriptor(&y));
    OK(cudnnCreateTensorDescriptor(&bias));
    OK(cudnnCreateFilterDescriptor(&filter));
    OK(cudnnCreateConvolutionDescriptor(&convolution));
    OK(cudnnSetTensor4dDescriptor(x, c.format, CUDNN_DATA_DOUBLE, c.n, c.c, c.h, c.w));
    OK(cudnnSetFilter4dDescriptor(filter, CUDNN_DATA_DOUBLE, c.format, c.k, c.c / c.groups, c.kh, c.kw));
    OK(cudnnSetConvolution2dDescriptor(convolution, c.pad, c.pad, c.stride, c.stride, c.dilation, c.dilation,
                                       CUDNN_CROSS_CORRELATION, CUDNN_DATA_DOUBLE));
    OK(cudnnSetConvolutionGroupCount(convolution, c.groups));
    OK(cudnnGetConvolution2dForwardOutputDim(convolution, x, filter, out, out + 1, out + 2, out + 3));
    OK(cudnnSetTensor4dDescriptor(y, c.format, CUDNN_DATA_DOUBLE, out[0], out[1], out[2], out[3]));
    OK(cudnnSetTensor4dDescriptor(bias, c.format, CUDNN_DATA_DOUBLE, 1, out[1], 1, 1));
  }
  ~Plan() {
    cudnnDestroyTensorDescriptor(x);
    cudnnDestroyTensorDescriptor(y);
    cudnnDestroyTensorDescriptor(bias);
    cudnnDestroyFilterDescriptor(filter);
    cudnnDestroyConvolutionDescriptor(convolution);
    cudnnDestroy(handle);
  }
};

/// The place of (n, c, h, w) in a packed tensor.
std::size_t at(cudnnTensorFormat_t format, int c, int h, int w, int i, int j, int p, int q) {
  return static_cast<std::size_t>(format == CUDNN_TENSOR_NCHW ? ((i * c + j) * h + p) * w + q
                                                              : ((i * h + p) * w + q) * c + j);
}

std::vector<double> naive(const Case& s, const int out[4], const std::vector<double>& x, const std::vector<double>& w) {
  std::vector<double> y(static_cast<std::size_t>(out[0] * out[1] * out[2] * out[3]));
  const int own = s.c / s.groups;
  for (int i = 0; i < out[0]; ++i)
    for (int k = 0; k < out[1]; ++k)
      for (int p = 0; p < out[2]; ++p)
        for (int q = 0; q < out[3]; ++q)
          for (int j = 0; j < own; ++j)
            for (int a = 0; a < s.kh; ++a)
              for (int b = 0; b < s.kw; ++b) {
                const int u = p * s.stride - s.pad + a * s.dilation, v = q * s.stride - s.pad + b * s.dilation;
                if (u < 0 || v < 0 || u >= s.h || v >= s.w) continue;
                y[at(s.format, out[1], out[2], out[3], i, k, p, q)] +=
                    x[at(s.format, s.c, s.h, s.w, i, k / (s.k / s.groups) * own + j, u, v)] *
                    w[at(s.format, own, s.kh, s.kw, k, j, a, b)];
              }
  return y;
}

}  // namespace

TEST_CASE("convolutions and their gradients in both formats, with groups, strides and dilation") {
  const Case cases[] = {{CUDNN_TENSOR_NHWC, 2, 3, 7, 6, 4, 3, 2, 1, 1, 1, 1},
                        {CUDNN_TENSOR_NCHW, 1, 4, 8, 8, 6, 3, 3, 0, 2, 1, 2},
                        {CUDNN_TENSOR_NHWC, 2, 4, 9, 5, 4, 2, 3, 2, 1, 2, 4},
                        {CUDNN_TENSOR_NCHW, 3, 1, 1, 12, 2, 1, 5, 2, 3, 1, 1}};
  const double one = 1, zero = 0, half = 0.5;
  for (const Case& s : cases) {
    CAPTURE(s.c, s.k, s.stride, s.dilation, s.groups);
    const Plan plan(s);
    const auto x = numbers(static_cast<std::size_t>(s.n * s.c * s.h * s.w), 1),
               w = numbers(static_cast<std::size_t>(s.k * s.c / s.groups * s.kh * s.kw), 2);
    const auto expected = naive(s, plan.out, x, w);
    const auto dy = numbers(expected.size(), 3), b = numbers(static_cast<std::size_t>(s.k), 4);
    const DeviceArray<double> dx_in(x), dw_in(w), y(expected.size()), gy(dy), gx(x.size()), gw(w.size()), bias(b);
    const DeviceArray<char> space(512);
    int found = 0;
    cudnnConvolutionFwdAlgoPerf_t algorithm{};
    OK(cudnnGetConvolutionForwardAlgorithm_v7(plan.handle, plan.x, plan.filter, plan.convolution, plan.y, 1, &found,
                                              &algorithm));
    REQUIRE(algorithm.memory == 512);
    OK(cudnnConvolutionForward(plan.handle, &one, plan.x, dx_in.data(), plan.filter, dw_in.data(), plan.convolution,
                               algorithm.algo, space.data(), 512, &zero, plan.y, y.data()));
    auto got = y.host();
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).margin(1e-12));
    OK(cudnnConvolutionBackwardData(plan.handle, &one, plan.filter, dw_in.data(), plan.y, gy.data(), plan.convolution,
                                    CUDNN_CONVOLUTION_BWD_DATA_ALGO_1, space.data(), 512, &zero, plan.x, gx.data()));
    OK(cudnnConvolutionBackwardFilter(plan.handle, &one, plan.x, dx_in.data(), plan.y, gy.data(), plan.convolution,
                                      CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1, space.data(), 512, &zero, plan.filter,
                                      gw.data()));
    CHECK(dot(gx.host(), x) == Approx(dot(dy, expected)));
    CHECK(dot(gw.host(), w) == Approx(dot(dy, expected)));
    OK(cudnnAddTensor(plan.handle, &half, plan.bias, bias.data(), &one, plan.y, y.data()));
    CHECK(dot(y.host(), dy) - dot(expected, dy) ==
          Approx([&] {
            OK(cudnnConvolutionBackwardBias(plan.handle, &half, plan.y, gy.data(), &zero, plan.bias, bias.data()));
            return dot(bias.host(), b);
          }())
              .margin(1e-12));
  }
}

TEST_CASE("wrong convolutions are seen") {
  const Case s{CUDNN_TENSOR_NHWC, 1, 2, 4, 4, 3, 3, 3, 1, 1, 1, 1};
  const Plan plan(s);
  const double one = 1, zero = 0;
  const DeviceArray<double> x(32), w(54), y(48), small(47);
  const DeviceArray<char> space(512);
  const auto forward = [&](const double* from, double* to, std::size_t bytes) {
    return cudnnConvolutionForward(plan.handle, &one, plan.x, from, plan.filter, w.data(), plan.convolution,
                                   CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM, space.data(), bytes, &zero, plan.y, to);
  };
  std::vector<double> host(32);
  CHECK_MISTAKE([&] { forward(host.data(), y.data(), 512); }, "x: 256 bytes");
  CHECK_MISTAKE([&] { forward(x.data(), small.data(), 512); }, "the result: 384 bytes");
  CHECK_MISTAKE([&] { CHECK(forward(x.data(), y.data(), 511) == CUDNN_STATUS_BAD_PARAM); }, "a workspace of 511 bytes");
  CHECK_MISTAKE([&] { forward(x.data(), y.data(), 513); }, "the workspace: 513 bytes");
}
