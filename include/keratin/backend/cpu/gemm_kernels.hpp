// The kernels of the matrix product, once for each instruction set. The register block is the largest that leaves
// registers for a row of B and an element of A: 32 vector registers with AVX-512 and on Arm, 16 elsewhere.
#pragma once
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
#include <utility>

#include "../../core/simd.hpp"

#if KERATIN_X86
#define KERATIN_GEMM_ISA gemm_avx512
#define KERATIN_GEMM_TARGET KERATIN_AVX512
#define KERATIN_GEMM_BYTES 64
#define KERATIN_GEMM_ROWS 8
#define KERATIN_GEMM_VECTORS 3
#include "gemm_kernel.inc"
#define KERATIN_GEMM_ISA gemm_avx2
#define KERATIN_GEMM_TARGET KERATIN_AVX2
#define KERATIN_GEMM_BYTES 32
#define KERATIN_GEMM_ROWS 6
#define KERATIN_GEMM_VECTORS 2
#include "gemm_kernel.inc"
#endif
#define KERATIN_GEMM_ISA gemm_baseline
#define KERATIN_GEMM_TARGET
#define KERATIN_GEMM_BYTES 16
#if defined(__aarch64__)
#define KERATIN_GEMM_ROWS 8
#define KERATIN_GEMM_VECTORS 3
#elif KERATIN_X86 && !defined(KERATIN_COMPILED)  // for processors from before 2013: quick to compile
#define KERATIN_GEMM_ROWS 2
#define KERATIN_GEMM_VECTORS 2
#else
#define KERATIN_GEMM_ROWS 6
#define KERATIN_GEMM_VECTORS 2
#endif
#include "gemm_kernel.inc"

namespace keratin::cpu_backend {

/// Whether a T's widest kernels are worth their time to compile: header-only, float's alone.
#if defined(KERATIN_COMPILED)
template <class T>
inline constexpr bool has_widest = true;
#else
template <class T>
inline constexpr bool has_widest = std::is_same_v<T, float>;
#endif

/// The kernels that this processor runs.
template <class T>
const GemmKernels<T>& gemm_kernels() {
#if KERATIN_X86
  if constexpr (has_widest<T>)
    if (simd::level() == simd::Level::avx512) return gemm_avx512::kernels<T>;
  if (simd::level() >= simd::Level::avx2) return gemm_avx2::kernels<T>;
#endif
  return gemm_baseline::kernels<T>;
}

}  // namespace keratin::cpu_backend
#endif
