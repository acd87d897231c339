// cuBLAS and cuBLASLt on the emulated device, against naive loops.
#include <cublasLt.h>
#include <cublas_v2.h>

#include <cmath>

#include "device_program.hpp"
#include "emulator/half.hpp"

using namespace emulator_tests;

namespace {

std::vector<float> numbers(std::size_t n, float seed) {
  std::vector<float> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = std::sin(seed + static_cast<float>(i) * 1.7f);
  return all;
}

struct Handle {
  cublasHandle_t own = nullptr;
  Handle() { REQUIRE(cublasCreate(&own) == CUBLAS_STATUS_SUCCESS); }
  ~Handle() { cublasDestroy(own); }
};

/// op(a) op(b) of column-major matrices.
std::vector<double> naive(bool ta, bool tb, int m, int n, int k, const std::vector<float>& a, int lda,
                          const std::vector<float>& b, int ldb) {
  std::vector<double> c(static_cast<std::size_t>(m * n));
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j)
      for (int l = 0; l < k; ++l)
        c[static_cast<std::size_t>(i + j * m)] +=
            static_cast<double>(a[static_cast<std::size_t>(ta ? l + i * lda : i + l * lda)]) *
            static_cast<double>(b[static_cast<std::size_t>(tb ? j + l * ldb : l + j * ldb)]);
  return c;
}

}  // namespace

TEST_CASE("cublasSgemm in all four forms, with alpha, beta and strides of its own") {
  const Handle handle;
  const int m = 5, n = 7, k = 4;
  for (const bool ta : {false, true})
    for (const bool tb : {false, true}) {
      const int lda = (ta ? k : m) + 2, ldb = (tb ? n : k) + 1, ldc = m;
      const auto a = numbers(static_cast<std::size_t>(lda * (ta ? m : k)), 1),
                 b = numbers(static_cast<std::size_t>(ldb * (tb ? k : n)), 2),
                 c = numbers(static_cast<std::size_t>(ldc * n), 3);
      const DeviceArray<float> da(a), db(b), dc(c);
      const float alpha = 1.5f, beta = -0.5f;
      REQUIRE(cublasSgemm(handle.own, ta ? CUBLAS_OP_T : CUBLAS_OP_N, tb ? CUBLAS_OP_T : CUBLAS_OP_N, m, n, k, &alpha,
                          da.data(), lda, db.data(), ldb, &beta, dc.data(), ldc) == CUBLAS_STATUS_SUCCESS);
      const auto expected = naive(ta, tb, m, n, k, a, lda, b, ldb);
      const auto got = dc.host();
      for (std::size_t i = 0; i < got.size(); ++i)
        CHECK(got[i] == Approx(1.5 * expected[i] - 0.5 * static_cast<double>(c[i])).margin(1e-5));
    }
}

TEST_CASE("batches of bfloat16, and float32 rounded to TF32") {
  const Handle handle;
  const int m = 3, n = 4, k = 6, batches = 3;
  const auto a = numbers(static_cast<std::size_t>(m * k * batches), 1), b = numbers(static_cast<std::size_t>(k * n), 2);
  const float one = 1, zero = 0;
  std::vector<std::uint16_t> a16, b16;
  for (const float x : a) a16.push_back(cuda_emulator::to_bfloat16(x));
  for (const float x : b) b16.push_back(cuda_emulator::to_bfloat16(x));
  const DeviceArray<std::uint16_t> da(a16), db(b16);
  const DeviceArray<float> fa(a), fb(b), c(static_cast<std::size_t>(m * n * batches)),
      t(static_cast<std::size_t>(m * n * batches));
  REQUIRE(cublasGemmStridedBatchedEx(handle.own, CUBLAS_OP_N, CUBLAS_OP_N, m, n, k, &one, da.data(), CUDA_R_16BF, m,
                                     m * k, db.data(), CUDA_R_16BF, k, 0, &zero, c.data(), CUDA_R_32F, m, m * n,
                                     batches, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT) == CUBLAS_STATUS_SUCCESS);
  REQUIRE(cublasGemmStridedBatchedEx(handle.own, CUBLAS_OP_N, CUBLAS_OP_N, m, n, k, &one, fa.data(), CUDA_R_32F, m,
                                     m * k, fb.data(), CUDA_R_32F, k, 0, &zero, t.data(), CUDA_R_32F, m, m * n, batches,
                                     CUBLAS_COMPUTE_32F_FAST_TF32, CUBLAS_GEMM_DEFAULT) == CUBLAS_STATUS_SUCCESS);
  double coarse = 0, fine = 0;
  for (int batch = 0; batch < batches; ++batch) {
    const std::vector<float> part(a.begin() + batch * m * k, a.begin() + (batch + 1) * m * k);
    const auto expected = naive(false, false, m, n, k, part, m, b, k);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::size_t at = static_cast<std::size_t>(batch * m * n) + i;
      coarse = std::max(coarse, std::abs(static_cast<double>(c.host()[at]) - expected[i]));
      fine = std::max(fine, std::abs(static_cast<double>(t.host()[at]) - expected[i]));
    }
  }
  CHECK(coarse < 3e-2);
  CHECK(coarse > 1e-3);  // it did round
  CHECK(fine < 3e-3);
  CHECK((fine > 1e-5) == (device_capability() >= 80));  // TF32 is of capability 80 and later
}

TEST_CASE("cublasLtMatmul with a bias and a relu behind it") {
  cublasLtHandle_t handle = nullptr;
  REQUIRE(cublasLtCreate(&handle) == CUBLAS_STATUS_SUCCESS);
  const int m = 4, n = 3, k = 5;
  const auto a = numbers(20, 1), b = numbers(15, 2), bias = numbers(4, 4);
  const DeviceArray<float> da(a), db(b), dbias(bias), d(12);
  cublasLtMatmulDesc_t desc = nullptr;
  REQUIRE(cublasLtMatmulDescCreate(&desc, CUBLAS_COMPUTE_32F, CUDA_R_32F) == CUBLAS_STATUS_SUCCESS);
  const cublasLtEpilogue_t epilogue = CUBLASLT_EPILOGUE_RELU_BIAS;
  const float* const bias_data = dbias.data();
  REQUIRE(cublasLtMatmulDescSetAttribute(desc, CUBLASLT_MATMUL_DESC_EPILOGUE, &epilogue, sizeof epilogue) ==
          CUBLAS_STATUS_SUCCESS);
  REQUIRE(cublasLtMatmulDescSetAttribute(desc, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &bias_data, sizeof bias_data) ==
          CUBLAS_STATUS_SUCCESS);
  cublasLtMatrixLayout_t la = nullptr, lb = nullptr, ld = nullptr;
  cublasLtMatrixLayoutCreate(&la, CUDA_R_32F, 4, 5, 4);
  cublasLtMatrixLayoutCreate(&lb, CUDA_R_32F, 5, 3, 5);
  cublasLtMatrixLayoutCreate(&ld, CUDA_R_32F, 4, 3, 4);
  cublasLtMatmulPreference_t preference = nullptr;
  cublasLtMatmulPreferenceCreate(&preference);
  cublasLtMatmulHeuristicResult_t result{};
  int found = 0;
  REQUIRE(cublasLtMatmulAlgoGetHeuristic(handle, desc, la, lb, ld, ld, preference, 1, &result, &found) ==
          CUBLAS_STATUS_SUCCESS);
  REQUIRE(found == 1);
  const float one = 1, zero = 0;
  REQUIRE(cublasLtMatmul(handle, desc, &one, da.data(), la, db.data(), lb, &zero, d.data(), ld, d.data(), ld,
                         &result.algo, nullptr, 0, nullptr) == CUBLAS_STATUS_SUCCESS);
  const auto expected = naive(false, false, m, n, k, a, m, b, k);
  for (std::size_t i = 0; i < 12; ++i)
    CHECK(d.host()[i] == Approx(std::max(0.0, expected[i] + static_cast<double>(bias[i % 4]))).margin(1e-5));
  cublasLtMatmulPreferenceDestroy(preference);
  for (const auto layout : {la, lb, ld}) cublasLtMatrixLayoutDestroy(layout);
  cublasLtMatmulDescDestroy(desc);
  cublasLtDestroy(handle);
}

TEST_CASE("wrong products are seen") {
  const Handle handle;
  const float one = 1, zero = 0;
  std::vector<float> host(16);
  const DeviceArray<float> a(16), b(16), c(16), small(15);
  const auto gemm = [&](const float* x, int lda, float* y) {
    return cublasSgemm(handle.own, CUBLAS_OP_N, CUBLAS_OP_N, 4, 4, 4, &one, x, lda, b.data(), 4, &zero, y, 4);
  };
  CHECK_MISTAKE([&] { CHECK(gemm(a.data(), 3, c.data()) == CUBLAS_STATUS_INVALID_VALUE); },
                "lda is 3, the matrix has 4 rows");
  CHECK_MISTAKE([&] { gemm(host.data(), 4, c.data()); }, "are host memory");
  CHECK_MISTAKE([&] { gemm(a.data(), 4, small.data()); }, "the result: 64 bytes");
  CHECK_MISTAKE([&] { gemm(a.data(), 5, c.data()); }, "a: 76 bytes");
}
