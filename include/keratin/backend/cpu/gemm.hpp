// The matrix product of the CPU, for float and double: which path computes which shape. The paths: gemm_small.hpp,
// gemm_blocked.hpp, and the CBLAS found (blas.hpp).
#pragma once
#include <string>

#include "../../core/args.hpp"
#include "../../core/platform.hpp"
#include "gemm_task.hpp"

namespace keratin::cpu_backend {

/// C[m, n] = op(A)[m, k] op(B)[k, n], plus C if `accumulate`; then the epilogue. All are row-major with leading
/// dimensions lda, ldb and ldc; trans_a says that A is stored as [k, m], trans_b that B is stored as [n, k].
/// With k = 0 the product is zero. T is float or double. The result has the same bits with any number of threads,
/// except where a CBLAS computes it.
template <class T>
void gemm(bool trans_a, bool trans_b, index_t m, index_t n, index_t k, const T* a, index_t lda, const T* b, index_t ldb,
          T* c, index_t ldc, bool accumulate = false, Epilogue epilogue = {});

/// The distances between the matrices of a batch, in elements; 0 repeats one matrix.
struct BatchStrides {
  index_t a, b, c;
};
/// The same for each of `batch` products.
template <class T>
void gemm_batched(index_t batch, BatchStrides strides, bool trans_a, bool trans_b, index_t m, index_t n, index_t k,
                  const T* a, index_t lda, const T* b, index_t ldb, T* c, index_t ldc, bool accumulate = false);

/// Who computes large products: the table below, or always the one named. The environment variable KERATIN_GEMM
/// (own, blas) sets it at the start.
enum class GemmPath { table, own, blas };
GemmPath& gemm_path();

/// The CBLAS of this program and whether it is in use: "OpenBLAS 0.3.21 (Haswell)", "none".
std::string blas_description();

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "../../core/parallel.hpp"
#include "blas.hpp"
#include "gemm_blocked.hpp"
#include "gemm_kernels.hpp"
#include "gemm_small.hpp"

namespace keratin::cpu_backend {

KERATIN_INLINE GemmPath& gemm_path() {
  static GemmPath path = [] {
    const char* const text = std::getenv("KERATIN_GEMM");
    const std::string_view name = text ? text : "";
    return name == "own" ? GemmPath::own : name == "blas" ? GemmPath::blas : GemmPath::table;
  }();
  return path;
}

/// The table. With AVX2 and AVX-512 keratin's own kernels measured as fast as OpenBLAS or faster, but for a few thin
/// shapes on one thread. They have none for AVX, SSE4 or other processors, which a CBLAS knows better.
inline bool processor_prefers_blas() {
#if KERATIN_X86
  return !__builtin_cpu_supports("avx2");
#else
  return true;
#endif
}
inline bool use_blas(index_t work) {
  constexpr index_t worthwhile = 32 * 32 * 32;
  if (work < worthwhile || gemm_path() == GemmPath::own) return false;
  return (gemm_path() == GemmPath::blas || processor_prefers_blas()) && blas::works();
}

template <class T>
void gemm_run(const GemmTask<T>& t, bool one_thread = false) {
  if (t.m <= 0 || t.n <= 0) return;
  if (t.k <= 0) {
    for (index_t i = 0; i < t.m && !t.accumulate; ++i) std::fill_n(t.c + i * t.ldc, t.n, T(0));
    return t.finish(0, t.m, 0, t.n);
  }
  constexpr index_t per_thread = 64 << 10;  // multiply-adds that are worth a thread
  const GemmKernels<T>& kernels = gemm_kernels<T>();
  const index_t work = t.m * t.n * t.k;
  const bool single = one_thread || work < 2 * per_thread;
  const index_t threads = single ? 1 : std::min<index_t>(num_threads(), work / per_thread);
  if ((t.m == 1 || t.n == 1) && gemm_vector(kernels, t, threads)) return;
  if (use_blas(work)) {
    const blas::OneThread one;
    return gemm_parallel(t, gemm_grid(kernels, t, threads), &blas::run<T>);
  }
  if (threads == 1) {
    if (!gemm_narrow(kernels, t)) gemm_serial(kernels, t);
    return;
  }
  gemm_parallel(t, gemm_grid(kernels, t, threads), [&](const GemmTask<T>& part) { gemm_serial(kernels, part); });
}

template <class T>
void gemm_run_batch(index_t batch, BatchStrides strides, const GemmTask<T>& first) {
  const auto product = [&](index_t i, bool one_thread) {
    GemmTask<T> t = first;
    t.a += i * strides.a;
    t.b += i * strides.b;
    t.c += i * strides.c;
    gemm_run(t, one_thread);
  };
  const index_t work = first.m * first.n * first.k;
  if (batch < num_threads()) {
    for (index_t i = 0; i < batch; ++i) product(i, false);
    return;
  }
  const index_t grain = std::max<index_t>(1, (64 << 10) / std::max<index_t>(work, 1));
  parallel::for_range(batch, grain, [&](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i) product(i, true);
  });
}

#define KERATIN_GEMM_OF(T)                                                                                          \
  template <>                                                                                                       \
  KERATIN_INLINE void gemm<T>(bool trans_a, bool trans_b, index_t m, index_t n, index_t k, const T* a, index_t lda, \
                              const T* b, index_t ldb, T* c, index_t ldc, bool accumulate, Epilogue epilogue) {     \
    gemm_run<T>({trans_a, trans_b, m, n, k, a, lda, b, ldb, c, ldc, accumulate, epilogue});                         \
  }                                                                                                                 \
  template <>                                                                                                       \
  KERATIN_INLINE void gemm_batched<T>(index_t batch, BatchStrides strides, bool trans_a, bool trans_b, index_t m,   \
                                      index_t n, index_t k, const T* a, index_t lda, const T* b, index_t ldb, T* c, \
                                      index_t ldc, bool accumulate) {                                               \
    gemm_run_batch<T>(batch, strides, {trans_a, trans_b, m, n, k, a, lda, b, ldb, c, ldc, accumulate, {}});         \
  }
KERATIN_GEMM_OF(float)
KERATIN_GEMM_OF(double)
#undef KERATIN_GEMM_OF

KERATIN_INLINE std::string blas_description() {
  if (!blas::linked()) return "none";
  if (!blas::works()) return blas::name() + ": left aside, it computes wrong products here";
  const bool used = gemm_path() == GemmPath::blas || (gemm_path() == GemmPath::table && processor_prefers_blas());
  return used ? blas::name() : blas::name() + ": not used, keratin's own kernels are as fast here";
}

}  // namespace keratin::cpu_backend
#endif
