// The matrix product on a device, by cuBLAS.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// One product of row-major matrices: c (m, n) = op(a) op(b), with k numbers in each sum. `count` of them, `step_a` …
/// apart.
struct Gemm {
  bool transpose_a = false, transpose_b = false;
  index_t m = 0, n = 0, k = 0, lda = 0, ldb = 0;
  index_t count = 1, step_a = 0, step_b = 0;
};
void gemm(int device, DType dtype, const Gemm& g, const void* a, const void* b, void* c);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "context.hpp"
#include "transfer.hpp"

namespace keratin::cuda_backend {

KERATIN_INLINE void gemm(int device, DType dtype, const Gemm& g, const void* a, const void* b, void* c) {
  if (g.m * g.n * g.count == 0) return;
  if (g.k == 0) return fill_zero(device, c, static_cast<std::size_t>(g.m * g.n * g.count) * size_of(dtype));
  require(std::max({g.m, g.n, g.k, g.lda, g.ldb, g.count}) < (index_t{1} << 31),
          "matmul: expected sizes below 2^31 on cuda; got ", g.m, ", ", g.n, ", ", g.k, ".");
  Context& context = Context::of(device);
  const bool single = dtype == float32;
  constexpr cublasComputeType_t of_single[] = {CUBLAS_COMPUTE_32F, CUBLAS_COMPUTE_32F_FAST_TF32,
                                               CUBLAS_COMPUTE_32F_FAST_16BF};
  const cublasComputeType_t compute =
      single ? of_single[static_cast<std::size_t>(rounding(context))] : CUBLAS_COMPUTE_64F;
  const auto product = [=](Context& own, cudaStream_t) {
    const float one = 1, zero = 0;
    const double one64 = 1, zero64 = 0;
    const cudaDataType type = single ? CUDA_R_32F : CUDA_R_64F;
    const auto size = [](index_t x) { return static_cast<int>(x); };
    // cuBLAS counts by columns: there the row-major c is its transpose, the product of b's and a's.
    check(cublasGemmStridedBatchedEx(own.blas(), g.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N,
                                     g.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N, size(g.n), size(g.m), size(g.k),
                                     single ? static_cast<const void*>(&one) : &one64, b, type, size(g.ldb), g.step_b,
                                     a, type, size(g.lda), g.step_a, single ? static_cast<const void*>(&zero) : &zero64,
                                     c, type, size(g.n), g.m * g.n, size(g.count), compute, CUBLAS_GEMM_DEFAULT),
          "cublasGemmStridedBatchedEx");
  };
  call_library(context, "gemm", product, g.transpose_a, g.transpose_b, g.m, g.n, g.k, g.lda, g.ldb, g.count, g.step_a,
               g.step_b, a, b, c, compute);
}

}  // namespace keratin::cuda_backend
#endif
