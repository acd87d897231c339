// ConvAlgorithm: cuDNN's descriptors of one convolution, and the algorithm it names for it. Included by lower halves
// alone.
#pragma once
#if KERATIN_CUDA
#include <optional>
#include <string>
#include <unordered_map>

#include "../cpu/conv_plan.hpp"
#include "context.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

enum class ConvPass { forward, input_gradient, kernel_gradient };
/// Where channels stand: last in images and filters, last in images alone, or first, which costs copies.
enum class ConvLayout { all_last, images_last, all_first };

/// Only algorithms that give the same bits each time are taken.
class ConvAlgorithm {
 public:
  /// Throws device_error if cuDNN has none.
  static const ConvAlgorithm& of(Context& context, DType dtype, const cpu_backend::ConvShape& s, ConvPass pass) {
    const ConvAlgorithm& own = asked(context, dtype, s, pass);
    require<device_error>(own.found_, "conv: expected an algorithm of cuDNN for ", s.batch, " images of ", s.channels,
                          " channels with ", s.filters, " filters in ", dtype, "; got none.");
    return own;
  }
  static bool exists(Context& context, DType dtype, const cpu_backend::ConvShape& s, ConvPass pass) {
    return asked(context, dtype, s, pass).found_;
  }

  ConvLayout layout() const { return layout_; }

  void forward(Context& context, const void* x, const void* filter, void* y) const {
    run(context, x, filter, y, [=, this](cudnnHandle_t dnn, const void* one, const void* zero, void* space) {
      return cudnnConvolutionForward(dnn, one, images_, x, filter_, filter, conv_,
                                     static_cast<cudnnConvolutionFwdAlgo_t>(algorithm_), space, workspace_, zero,
                                     results_, y);
    });
  }
  void input_gradient(Context& context, const void* dy, const void* filter, void* dx) const {
    run(context, dy, filter, dx, [=, this](cudnnHandle_t dnn, const void* one, const void* zero, void* space) {
      return cudnnConvolutionBackwardData(dnn, one, filter_, filter, results_, dy, conv_,
                                          static_cast<cudnnConvolutionBwdDataAlgo_t>(algorithm_), space, workspace_,
                                          zero, images_, dx);
    });
  }
  void kernel_gradient(Context& context, const void* x, const void* dy, void* dfilter) const {
    run(context, x, dy, dfilter, [=, this](cudnnHandle_t dnn, const void* one, const void* zero, void* space) {
      return cudnnConvolutionBackwardFilter(dnn, one, images_, x, results_, dy, conv_,
                                            static_cast<cudnnConvolutionBwdFilterAlgo_t>(algorithm_), space, workspace_,
                                            zero, filter_, dfilter);
    });
  }

 private:
  using ConvShape = cpu_backend::ConvShape;

  static const ConvAlgorithm& asked(Context& context, DType dtype, const ConvShape& s, ConvPass pass) {
    static std::mutex mutex;
    static auto& all = *new std::unordered_map<std::string, std::unique_ptr<ConvAlgorithm>>;
    const std::string key = key_of(context, dtype, s, pass);
    const std::lock_guard lock(mutex);
    auto& own = all[key];
    if (!own) own = std::unique_ptr<ConvAlgorithm>(new ConvAlgorithm(context, dtype, s, pass));
    return *own;
  }
  static std::string key_of(const Context& context, DType dtype, const ConvShape& s, ConvPass pass) {
    std::string key;
    const auto add = [&](index_t n) { key.append(reinterpret_cast<const char*>(&n), sizeof n); };
    add(context.index()), add(static_cast<index_t>(dtype)), add(static_cast<index_t>(pass)), add(rounds(context));
    add(s.batch), add(s.channels), add(s.filters), add(s.groups);
    for (const auto& w : s.axis) add(w.in), add(w.out), add(w.size), add(w.stride), add(w.dilation), add(w.before);
    return key;
  }

  ConvAlgorithm(Context& context, DType dtype, const ConvShape& s, ConvPass pass)
      : dtype_(dtype), rounds_(rounds(context)) {
    check(cudnnCreateTensorDescriptor(&images_), "cudnnCreateTensorDescriptor");
    check(cudnnCreateTensorDescriptor(&results_), "cudnnCreateTensorDescriptor");
    check(cudnnCreateFilterDescriptor(&filter_), "cudnnCreateFilterDescriptor");
    check(cudnnCreateConvolutionDescriptor(&conv_), "cudnnCreateConvolutionDescriptor");
    describe_conv(s);
    const std::lock_guard lock(context.mutex());
    for (const ConvLayout layout : {ConvLayout::all_last, ConvLayout::images_last, ConvLayout::all_first}) {
      layout_ = layout;
      if (describe(s) && find(context, pass)) {
        found_ = true;
        return;
      }
    }
  }

  cudnnDataType_t type() const {
    return dtype_ == float64 ? CUDNN_DATA_DOUBLE : dtype_ == float32 ? CUDNN_DATA_FLOAT : CUDNN_DATA_BFLOAT16;
  }
  static bool deep(const ConvShape& s) { return s.axis[0].in != 1 || s.axis[0].size != 1 || s.axis[0].out != 1; }

  void describe_conv(const ConvShape& s) {
    int pad[3], stride[3], dilation[3];
    for (std::size_t i = 0; i < 3; ++i) {
      pad[i] = static_cast<int>(s.axis[i].before);
      stride[i] = static_cast<int>(s.axis[i].stride);
      dilation[i] = static_cast<int>(s.axis[i].dilation);
    }
    const int skip = deep(s) ? 0 : 1;
    check(cudnnSetConvolutionNdDescriptor(conv_, 3 - skip, pad + skip, stride + skip, dilation + skip,
                                          CUDNN_CROSS_CORRELATION,
                                          dtype_ == float64 ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT),
          "cudnnSetConvolutionNdDescriptor");
    check(cudnnSetConvolutionGroupCount(conv_, static_cast<int>(s.groups)), "cudnnSetConvolutionGroupCount");
    check(cudnnSetConvolutionMathType(conv_, rounds_ ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH),
          "cudnnSetConvolutionMathType");
  }

  bool describe(const ConvShape& s) {
    const auto image = [&](cudnnTensorDescriptor_t d, index_t channels, index_t depth, index_t height, index_t width) {
      std::array<int, 5> dims{static_cast<int>(s.batch), static_cast<int>(channels), static_cast<int>(depth),
                              static_cast<int>(height), static_cast<int>(width)};
      std::array<int, 5> strides{};
      const bool last = layout_ != ConvLayout::all_first;
      const int plane = dims[2] * dims[3] * dims[4];
      strides[0] = dims[1] * plane;
      strides[1] = last ? 1 : plane;
      strides[4] = last ? dims[1] : 1;
      strides[3] = dims[4] * strides[4];
      strides[2] = dims[3] * strides[3];
      if (!deep(s)) {
        std::copy(dims.begin() + 3, dims.end(), dims.begin() + 2);
        std::copy(strides.begin() + 3, strides.end(), strides.begin() + 2);
      }
      return cudnnSetTensorNdDescriptor(d, type(), deep(s) ? 5 : 4, dims.data(), strides.data());
    };
    const auto& a = s.axis;
    if (image(images_, s.channels, a[0].in, a[1].in, a[2].in) != CUDNN_STATUS_SUCCESS ||
        image(results_, s.filters, a[0].out, a[1].out, a[2].out) != CUDNN_STATUS_SUCCESS)
      return false;
    const cudnnTensorFormat_t format = layout_ == ConvLayout::all_last ? CUDNN_TENSOR_NHWC : CUDNN_TENSOR_NCHW;
    const int sizes[] = {static_cast<int>(a[0].size), static_cast<int>(a[1].size), static_cast<int>(a[2].size)};
    const int own = static_cast<int>(s.channels / s.groups), filters = static_cast<int>(s.filters);
    const int wide[] = {filters, own, sizes[0], sizes[1], sizes[2]}, flat[] = {filters, own, sizes[1], sizes[2]};
    return cudnnSetFilterNdDescriptor(filter_, type(), format, deep(s) ? 5 : 4, deep(s) ? wide : flat) ==
           CUDNN_STATUS_SUCCESS;
  }

  bool find(Context& context, ConvPass pass) {
    switch (pass) {
      case ConvPass::forward:
        return take<cudnnConvolutionFwdAlgoPerf_t>([&](int most, int* count, auto* all) {
          return cudnnGetConvolutionForwardAlgorithm_v7(context.dnn(), images_, filter_, conv_, results_, most, count,
                                                        all);
        });
      case ConvPass::input_gradient:
        return take<cudnnConvolutionBwdDataAlgoPerf_t>([&](int most, int* count, auto* all) {
          return cudnnGetConvolutionBackwardDataAlgorithm_v7(context.dnn(), filter_, results_, conv_, images_, most,
                                                             count, all);
        });
      default:
        return take<cudnnConvolutionBwdFilterAlgoPerf_t>([&](int most, int* count, auto* all) {
          return cudnnGetConvolutionBackwardFilterAlgorithm_v7(context.dnn(), images_, results_, conv_, filter_, most,
                                                               count, all);
        });
    }
  }

  /// The first that works, is deterministic and asks for no more than 1 GiB beside the tensors.
  template <class Perf, class Ask>
  bool take(const Ask& ask) {
    std::array<Perf, 8> all{};
    int count = 0;
    if (ask(static_cast<int>(all.size()), &count, all.data()) != CUDNN_STATUS_SUCCESS) return false;
    for (int i = 0; i < count; ++i) {
      const Perf& p = all[static_cast<std::size_t>(i)];
      if (p.status != CUDNN_STATUS_SUCCESS || p.determinism != CUDNN_DETERMINISTIC || p.memory > (std::size_t{1} << 30))
        continue;
      if (p.mathType != CUDNN_DEFAULT_MATH && p.mathType != CUDNN_FMA_MATH && !rounds_) continue;
      algorithm_ = static_cast<int>(p.algo);
      workspace_ = p.memory;
      return true;
    }
    return false;
  }

  /// An algorithm is kept as long as the program runs: a call may be made again.
  template <class Call>
  void run(Context& context, const void* a, const void* b, void* to, const Call& call) const {
    const Scratch scratch(context.index(), std::max<std::size_t>(workspace_, 1));
    void* const space = workspace_ > 0 ? scratch.data() : nullptr;
    const auto whole = [call, space, single = dtype_ != float64](Context& own, cudaStream_t) {
      const float one = 1, zero = 0;
      const double one64 = 1, zero64 = 0;
      check(call(own.dnn(), single ? static_cast<const void*>(&one) : &one64,
                 single ? static_cast<const void*>(&zero) : &zero64, space),
            "cudnnConvolution");
    };
    call_library(context, "conv", whole, this, a, b, to, space);
  }

  DType dtype_;
  bool rounds_, found_ = false;
  ConvLayout layout_ = ConvLayout::all_last;
  cudnnTensorDescriptor_t images_ = nullptr, results_ = nullptr;
  cudnnFilterDescriptor_t filter_ = nullptr;
  cudnnConvolutionDescriptor_t conv_ = nullptr;
  int algorithm_ = 0;
  std::size_t workspace_ = 0;
};

}  // namespace keratin::cuda_backend
#endif
