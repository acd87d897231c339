// The emulated descriptors beside those of the real libcudnn and libcublasLt, which need no GPU: the same statuses and
// sizes for random arguments.
#include <cublasLt.h>
#include <cudnn.h>
#include <dlfcn.h>

#include <random>

#include "device_program.hpp"
#include "support/skip.hpp"

namespace {

/// A library of the toolkit, or nullptr. Its own symbols come before the emulator's for it.
void* open_real(const char* name) {
  for (const std::string& path : {std::string(KERATIN_CUDA_LIBRARIES "/") + name, std::string(name)})
    if (void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)) return library;
  return nullptr;
}
template <class F>
void take(void* library, F*& function, const char* name) {
  function = reinterpret_cast<F*>(dlsym(library, name));
  REQUIRE(function != nullptr);
}

#define DNN_CALLS(X)                                                                                      \
  X(cudnnCreateTensorDescriptor)                                                                          \
  X(cudnnDestroyTensorDescriptor)                                                                         \
  X(cudnnSetTensor4dDescriptor)                                                                           \
  X(cudnnSetTensor4dDescriptorEx)                                                                         \
  X(cudnnSetTensorNdDescriptor) X(cudnnSetTensorNdDescriptorEx) X(cudnnGetTensorNdDescriptor)             \
      X(cudnnGetTensorSizeInBytes) X(cudnnCreateFilterDescriptor) X(cudnnDestroyFilterDescriptor)         \
          X(cudnnSetFilter4dDescriptor) X(cudnnSetFilterNdDescriptor) X(cudnnCreateConvolutionDescriptor) \
              X(cudnnDestroyConvolutionDescriptor) X(cudnnSetConvolution2dDescriptor)                     \
                  X(cudnnSetConvolutionNdDescriptor) X(cudnnSetConvolutionGroupCount)                     \
                      X(cudnnGetConvolution2dForwardOutputDim) X(cudnnGetConvolutionNdForwardOutputDim)

#define MEMBER(name) decltype(&::name) name = ::name;
#define LOAD(name) take(library, name, #name);
/// cuDNN's calls: the emulated ones, or those of a library.
struct Dnn {
  DNN_CALLS(MEMBER)
  void load(void* library) { DNN_CALLS(LOAD) }
};

using Results = std::vector<long>;
using Random = std::mt19937;

int between(Random& random, int least, int most) {
  return least + static_cast<int>(random() % static_cast<unsigned>(most - least + 1));
}
std::vector<int> some(Random& random, std::size_t n, int least, int most) {
  std::vector<int> all(n);
  for (int& x : all) x = between(random, least, most);
  return all;
}
/// Rarely the wrong thing, so that most cases go on.
int mostly_positive(Random& random, int most) {
  return between(random, 0, 24) == 0 ? between(random, -1, 0) : between(random, 1, most);
}
std::vector<int> mostly_positive(Random& random, std::size_t n, int most) {
  std::vector<int> all(n);
  for (int& x : all) x = mostly_positive(random, most);
  return all;
}

struct Objects {
  const Dnn& api;
  cudnnTensorDescriptor_t tensor = nullptr;
  cudnnFilterDescriptor_t filter = nullptr;
  cudnnConvolutionDescriptor_t convolution = nullptr;
  explicit Objects(const Dnn& a) : api(a) {
    api.cudnnCreateTensorDescriptor(&tensor);
    api.cudnnCreateFilterDescriptor(&filter);
    api.cudnnCreateConvolutionDescriptor(&convolution);
  }
  ~Objects() {
    api.cudnnDestroyTensorDescriptor(tensor);
    api.cudnnDestroyFilterDescriptor(filter);
    api.cudnnDestroyConvolutionDescriptor(convolution);
  }
};

cudnnTensorFormat_t some_format(Random& random) {
  return between(random, 0, 1) != 0 ? CUDNN_TENSOR_NHWC : CUDNN_TENSOR_NCHW;
}
cudnnDataType_t some_type(Random& random) { return between(random, 0, 1) != 0 ? CUDNN_DATA_FLOAT : CUDNN_DATA_DOUBLE; }

Results tensor_case(const Dnn& api, Random random) {
  const Objects o(api);
  const int form = between(random, 0, 3), rank = between(random, 3, 6);
  const auto d = mostly_positive(random, 8, 5), s = mostly_positive(random, 8, 40);
  const auto format = some_format(random);
  const auto type = some_type(random);
  Results all;
  if (form == 0) all.push_back(api.cudnnSetTensor4dDescriptor(o.tensor, format, type, d[0], d[1], d[2], d[3]));
  if (form == 1)
    all.push_back(api.cudnnSetTensor4dDescriptorEx(o.tensor, type, d[0], d[1], d[2], d[3], s[0], s[1], s[2], s[3]));
  if (form == 2) all.push_back(api.cudnnSetTensorNdDescriptor(o.tensor, type, rank, d.data(), s.data()));
  if (form == 3) all.push_back(api.cudnnSetTensorNdDescriptorEx(o.tensor, format, type, std::max(rank, 4), d.data()));
  if (all.back() != 0) return all;
  std::size_t bytes = 0;
  all.push_back(api.cudnnGetTensorSizeInBytes(o.tensor, &bytes));
  all.push_back(static_cast<long>(bytes));
  cudnnDataType_t got{};
  int got_rank = 0, sizes[8] = {}, strides[8] = {};
  all.push_back(api.cudnnGetTensorNdDescriptor(o.tensor, 8, &got, &got_rank, sizes, strides));
  all.insert(all.end(), {got, got_rank});
  all.insert(all.end(), sizes, sizes + got_rank);
  all.insert(all.end(), strides, strides + got_rank);
  return all;
}

Results convolution_case(const Dnn& api, Random random) {
  const Objects o(api);
  const int axes = between(random, 2, 3), groups = between(random, 1, 2), channels = between(random, 1, 2);
  const bool flat = axes == 2 && between(random, 0, 1) != 0;
  std::vector<int> x = mostly_positive(random, static_cast<std::size_t>(axes + 2), 9),
                   w = mostly_positive(random, static_cast<std::size_t>(axes + 2), 4);
  if (between(random, 0, 9) != 0) x[1] = channels * groups, w[1] = channels;
  const auto pad = between(random, 0, 15) == 0 ? std::vector<int>(3, -1) : some(random, 3, 0, 2);
  const auto stride = mostly_positive(random, 3, 3), dilation = mostly_positive(random, 3, 3);
  const auto format = some_format(random);
  const int rank = axes + 2;
  Results all;
  all.push_back(flat ? api.cudnnSetTensor4dDescriptor(o.tensor, format, CUDNN_DATA_FLOAT, x[0], x[1], x[2], x[3])
                     : api.cudnnSetTensorNdDescriptorEx(o.tensor, format, CUDNN_DATA_FLOAT, rank, x.data()));
  all.push_back(flat ? api.cudnnSetFilter4dDescriptor(o.filter, CUDNN_DATA_FLOAT, format, w[0], w[1], w[2], w[3])
                     : api.cudnnSetFilterNdDescriptor(o.filter, CUDNN_DATA_FLOAT, format, rank, w.data()));
  all.push_back(flat ? api.cudnnSetConvolution2dDescriptor(o.convolution, pad[0], pad[1], stride[0], stride[1],
                                                           dilation[0], dilation[1], CUDNN_CROSS_CORRELATION,
                                                           CUDNN_DATA_FLOAT)
                     : api.cudnnSetConvolutionNdDescriptor(o.convolution, axes, pad.data(), stride.data(),
                                                           dilation.data(), CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT));
  all.push_back(api.cudnnSetConvolutionGroupCount(o.convolution, groups));
  if (all != Results(4, 0)) return all;
  int out[8] = {};
  all.push_back(flat ? api.cudnnGetConvolution2dForwardOutputDim(o.convolution, o.tensor, o.filter, out, out + 1,
                                                                 out + 2, out + 3)
                     : api.cudnnGetConvolutionNdForwardOutputDim(o.convolution, o.tensor, o.filter, rank, out));
  if (all.back() == 0) all.insert(all.end(), out, out + rank);
  return all;
}

#define LT_CALLS(X)                                                                                    \
  X(cublasLtMatmulDescCreate)                                                                          \
  X(cublasLtMatmulDescDestroy)                                                                         \
  X(cublasLtMatmulDescSetAttribute)                                                                    \
  X(cublasLtMatrixLayoutCreate)                                                                        \
  X(cublasLtMatrixLayoutDestroy) X(cublasLtMatrixLayoutSetAttribute) X(cublasLtMatmulPreferenceCreate) \
      X(cublasLtMatmulPreferenceDestroy) X(cublasLtMatmulPreferenceSetAttribute)
struct Lt {
  LT_CALLS(MEMBER)
  void load(void* library) { LT_CALLS(LOAD) }
};

Results lt_case(const Lt& api, Random random) {
  cublasLtMatmulDesc_t desc = nullptr;
  cublasLtMatrixLayout_t layout = nullptr;
  cublasLtMatmulPreference_t preference = nullptr;
  Results all;
  all.push_back(api.cublasLtMatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  all.push_back(api.cublasLtMatrixLayoutCreate(&layout, CUDA_R_32F, 4, 3, between(random, 3, 5)));
  all.push_back(api.cublasLtMatmulPreferenceCreate(&preference));
  const char zeros[16] = {};
  const auto bytes =
      static_cast<std::size_t>(between(random, 0, 3) == 0 ? between(random, 0, 16) : between(random, 0, 1) * 4 + 4);
  static constexpr cublasLtMatmulDescAttributes_t of_desc[] = {CUBLASLT_MATMUL_DESC_TRANSA, CUBLASLT_MATMUL_DESC_TRANSB,
                                                               CUBLASLT_MATMUL_DESC_BIAS_POINTER};
  static constexpr cublasLtMatrixLayoutAttribute_t of_layout[] = {
      CUBLASLT_MATRIX_LAYOUT_ORDER, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, CUBLASLT_MATRIX_LAYOUT_LD};
  all.push_back(api.cublasLtMatmulDescSetAttribute(desc, of_desc[between(random, 0, 2)], zeros, bytes));
  all.push_back(api.cublasLtMatrixLayoutSetAttribute(layout, of_layout[between(random, 0, 2)], zeros, bytes));
  all.push_back(
      api.cublasLtMatmulPreferenceSetAttribute(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, zeros, bytes));
  api.cublasLtMatmulDescDestroy(desc);
  api.cublasLtMatrixLayoutDestroy(layout);
  api.cublasLtMatmulPreferenceDestroy(preference);
  return all;
}

template <class Api, class Case>
void compare(const Api& emulated, const Api& real, int count, const Case& run) {
  int different = 0;
  for (int i = 0; i < count; ++i) {
    const Random random(static_cast<unsigned>(i));
    const Results ours = run(emulated, random), theirs = run(real, random);
    if (ours == theirs || ++different > 3) continue;
    CAPTURE(i);
    CHECK(ours == theirs);
  }
  CHECK(different == 0);
}

}  // namespace

TEST_CASE("emulated descriptors of cuDNN answer as the real ones") {
  void* const library = open_real("libcudnn.so.9");
  if (library == nullptr) KERATIN_SKIP("needs libcudnn.so.9");
  Dnn emulated, real;
  real.load(library);
  compare(emulated, real, 3000, tensor_case);
  compare(emulated, real, 6000, convolution_case);
}

TEST_CASE("emulated descriptors of cuBLASLt answer as the real ones") {
  void* const library = open_real("libcublasLt.so.13");
  if (library == nullptr) KERATIN_SKIP("needs libcublasLt.so.13");
  Lt emulated, real;
  real.load(library);
  compare(emulated, real, 500, lt_case);
}
