// The kernels of convolutions, once for each instruction set. Their packed operands are those of the matrix product.
#pragma once
#include <array>

#include "gemm_kernels.hpp"

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

/// The kernels of one instruction set (conv_kernel.inc), by number of vectors - 1.
template <class T>
using ConvBlocks =
    std::array<void (*)(index_t k, const index_t* step_at, const T* a, const index_t* row_at, const T* b,
                        index_t b_step, const T* first, index_t first_step, T* c, index_t ldc, index_t rows),
               3>;
template <class T>
struct ConvKernels {
  index_t vectors;  // at most
  index_t rows[3];
  ConvBlocks<T> blocks, in_line;
};
inline constexpr index_t most_conv_rows = 8;  // of any register block

}  // namespace keratin::cpu_backend

#if KERATIN_X86
#define KERATIN_CONV_ISA gemm_avx512
#define KERATIN_CONV_TARGET KERATIN_AVX512
#define KERATIN_CONV_ROWS_1 8
#define KERATIN_CONV_ROWS_2 8
#define KERATIN_CONV_ROWS_3 8
#include "conv_kernel.inc"
#define KERATIN_CONV_ISA gemm_avx2
#define KERATIN_CONV_TARGET KERATIN_AVX2
#define KERATIN_CONV_ROWS_1 8
#define KERATIN_CONV_ROWS_2 6
#define KERATIN_CONV_ROWS_3 4
#include "conv_kernel.inc"
#endif
#define KERATIN_CONV_ISA gemm_baseline
#define KERATIN_CONV_TARGET
#if defined(__aarch64__)
#define KERATIN_CONV_ROWS_1 8
#define KERATIN_CONV_ROWS_2 8
#define KERATIN_CONV_ROWS_3 8
#elif KERATIN_X86 && !defined(KERATIN_COMPILED)  // for processors from before 2013: quick to compile
#define KERATIN_CONV_ROWS_1 2
#define KERATIN_CONV_ROWS_2 2
#define KERATIN_CONV_ROWS_3 0
#else
#define KERATIN_CONV_ROWS_1 6
#define KERATIN_CONV_ROWS_2 6
#define KERATIN_CONV_ROWS_3 0
#endif
#include "conv_kernel.inc"

namespace keratin::cpu_backend {

/// The kernels that this processor runs: of the same instruction set as gemm_kernels<T>().
template <class T>
const ConvKernels<T>& conv_kernels() {
#if KERATIN_X86
  if constexpr (has_widest<T>)
    if (simd::level() == simd::Level::avx512) return gemm_avx512::conv_kernels_of<T>;
  if (simd::level() >= simd::Level::avx2) return gemm_avx2::conv_kernels_of<T>;
#endif
  return gemm_baseline::conv_kernels_of<T>;
}

}  // namespace keratin::cpu_backend
#endif
