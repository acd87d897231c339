// Emulated calls of libcublas: handles and products.
#include <set>

#include "gemm.hpp"
#include "handle.hpp"
#include "memory.hpp"
#include "stream.hpp"

using namespace cuda_emulator;

namespace {

struct BlasHandle {
  cudaStream_t stream = nullptr;
  cublasMath_t math = CUBLAS_DEFAULT_MATH;
  cublasPointerMode_t pointer_mode = CUBLAS_POINTER_MODE_HOST;
  char* space = nullptr;
  std::size_t space_bytes = 0;
};

template <class Body>
cublasStatus_t blas_call(const char* name, const Body& body) {
  return library_call(name, CUBLAS_STATUS_NOT_INITIALIZED, CUBLAS_STATUS_INVALID_VALUE, body);
}

/// A column-major matrix as the caller describes it, then what the product takes of it.
Matrix operand(const void* data, cudaDataType type, cublasOperation_t op, std::int64_t rows, std::int64_t columns,
               std::int64_t ld, std::int64_t step, const char* name) {
  const bool transposed = op != CUBLAS_OP_N;
  const std::int64_t stored = transposed ? columns : rows;
  if (ld < std::max<std::int64_t>(stored, 1))
    throw Fault(std::string("ld") + name + " is " + std::to_string(ld) + ", the matrix has " + std::to_string(stored) +
                " rows");
  const Matrix m{const_cast<void*>(data), type, stored, transposed ? rows : columns, 1, ld, step};
  return transposed ? m.transposed() : m;
}

cublasStatus_t submit_product(const char* name, cublasHandle_t handle, Product product, const void* alpha,
                              const void* beta) {
  const BlasHandle& h = Handles<BlasHandle>::get(handle);
  if (h.pointer_mode != CUBLAS_POINTER_MODE_HOST) throw Fault("scalars on the device are not emulated");
  if (product.compute == CUBLAS_COMPUTE_32F && h.math == CUBLAS_TF32_TENSOR_OP_MATH && product.a.type == CUDA_R_32F)
    product.compute = CUBLAS_COMPUTE_32F_FAST_TF32;
  product.alpha = read_scale(alpha, product.compute);
  product.beta = read_scale(beta, product.compute);
  product.c = product.d;
  if (!is_supported(product)) {
    report(std::string(name) + ": this combination of types is not emulated", cudaSuccess);
    return CUBLAS_STATUS_NOT_SUPPORTED;
  }
  if (h.space == nullptr && stream_of(h.stream).capture())
    throw Fault("a captured product allocates memory in the graph; cublasSetWorkspace comes first");
  submit(h.stream, [product, space = h.space, bytes = h.space_bytes, what = std::string(name)] {
    device_span(space, bytes, what + ": the workspace");
    multiply(product, what);
  });
  return CUBLAS_STATUS_SUCCESS;
}

/// The arguments of all forms of the product, checked. A size of 0 is allowed.
struct Arguments {
  const char* name;
  cublasHandle_t handle;
  cublasOperation_t op_a, op_b;
  std::int64_t m, n, k;
  const void* alpha;
  const void* a;
  cudaDataType type_a;
  std::int64_t lda, step_a;
  const void* b;
  cudaDataType type_b;
  std::int64_t ldb, step_b;
  const void* beta;
  void* c;
  cudaDataType type_c;
  std::int64_t ldc, step_c, batches;
  cublasComputeType_t compute;
};

cublasStatus_t gemm(const Arguments& g) {
  return blas_call(g.name, [&] {
    if (g.m < 0 || g.n < 0 || g.k < 0 || g.batches < 0) throw Fault("a size is negative");
    Product p;
    p.a = operand(g.a, g.type_a, g.op_a, g.m, g.k, g.lda, g.step_a, "a");
    p.b = operand(g.b, g.type_b, g.op_b, g.k, g.n, g.ldb, g.step_b, "b");
    p.d = operand(g.c, g.type_c, CUBLAS_OP_N, g.m, g.n, g.ldc, g.step_c, "c");
    p.batches = g.batches;
    p.compute = g.compute;
    return submit_product(g.name, g.handle, p, g.alpha, g.beta);
  });
}

}  // namespace

extern "C" {

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  return blas_call("cublasCreate", [&] {
    *handle = Handles<BlasHandle>::make<cublasHandle_t>();
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  return blas_call("cublasDestroy", [&] {
    Handles<BlasHandle>::destroy(handle);
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  return blas_call("cublasSetStream", [&] {
    stream_of(stream);
    BlasHandle& h = Handles<BlasHandle>::get(handle);
    h.stream = stream;
    h.space = nullptr;
    h.space_bytes = 0;
    return CUBLAS_STATUS_SUCCESS;
  });
}
/// Forgotten when the stream is set.
cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void* space, std::size_t bytes) {
  return blas_call("cublasSetWorkspace", [&] {
    if (reinterpret_cast<std::uintptr_t>(space) % 256 != 0) return CUBLAS_STATUS_INVALID_VALUE;
    BlasHandle& h = Handles<BlasHandle>::get(handle);
    h.space = device_span(static_cast<char*>(space), bytes, "cublasSetWorkspace") ? static_cast<char*>(space) : nullptr;
    h.space_bytes = bytes;
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasGetStream(cublasHandle_t handle, cudaStream_t* stream) {
  return blas_call("cublasGetStream", [&] {
    *stream = Handles<BlasHandle>::get(handle).stream;
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  return blas_call("cublasSetMathMode", [&] {
    Handles<BlasHandle>::get(handle).math = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) {
  return blas_call("cublasSetPointerMode", [&] {
    Handles<BlasHandle>::get(handle).pointer_mode = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}
cublasStatus_t cublasGetVersion(cublasHandle_t, int* version) {
  *version = CUBLAS_VERSION;
  return CUBLAS_STATUS_SUCCESS;
}
const char* cublasGetStatusString(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "success";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "the library was not initialized";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "an unsupported value or parameter was passed to the function";
    case CUBLAS_STATUS_NOT_SUPPORTED:
      return "the functionality requested is not supported";
    default:
      return "an error that the emulator does not name";
  }
}

cublasStatus_t cublasSgemm(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                           const float* alpha, const float* a, int lda, const float* b, int ldb, const float* beta,
                           float* c, int ldc) {
  return gemm({"cublasSgemm", handle, op_a, op_b, m, n,          k,   alpha, a, CUDA_R_32F,        lda, 0, b,
               CUDA_R_32F,    ldb,    0,    beta, c, CUDA_R_32F, ldc, 0,     1, CUBLAS_COMPUTE_32F});
}
cublasStatus_t cublasDgemm(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                           const double* alpha, const double* a, int lda, const double* b, int ldb, const double* beta,
                           double* c, int ldc) {
  return gemm({"cublasDgemm", handle, op_a, op_b, m, n,          k,   alpha, a, CUDA_R_64F,        lda, 0, b,
               CUDA_R_64F,    ldb,    0,    beta, c, CUDA_R_64F, ldc, 0,     1, CUBLAS_COMPUTE_64F});
}
cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                            const void* alpha, const void* a, cudaDataType type_a, int lda, const void* b,
                            cudaDataType type_b, int ldb, const void* beta, void* c, cudaDataType type_c, int ldc,
                            cublasComputeType_t compute, cublasGemmAlgo_t) {
  return gemm({"cublasGemmEx", handle, op_a, op_b, m, n,      k,   alpha, a, type_a, lda, 0, b,
               type_b,         ldb,    0,    beta, c, type_c, ldc, 0,     1, compute});
}
cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m,
                                          int n, int k, const void* alpha, const void* a, cudaDataType type_a, int lda,
                                          long long step_a, const void* b, cudaDataType type_b, int ldb,
                                          long long step_b, const void* beta, void* c, cudaDataType type_c, int ldc,
                                          long long step_c, int batches, cublasComputeType_t compute,
                                          cublasGemmAlgo_t) {
  return gemm({"cublasGemmStridedBatchedEx",
               handle,
               op_a,
               op_b,
               m,
               n,
               k,
               alpha,
               a,
               type_a,
               lda,
               step_a,
               b,
               type_b,
               ldb,
               step_b,
               beta,
               c,
               type_c,
               ldc,
               step_c,
               batches,
               compute});
}

}  // extern "C"
