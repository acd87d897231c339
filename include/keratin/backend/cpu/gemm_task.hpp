// What the parts of the matrix product tell each other: the product asked for, and the kernels at hand.
#pragma once
#include "../../core/args.hpp"
#include "../../core/platform.hpp"

namespace keratin::cpu_backend {

/// What is done to a block of C when it is finished and still in the cache, such as adding a bias. Called exactly once
/// per element, from any thread: `c` points at element (row, col), the first of rows x cols elements.
struct Epilogue {
  void (*apply)(const void* context, void* c, index_t row, index_t rows, index_t col, index_t cols,
                index_t ldc) = nullptr;
  const void* context = nullptr;
};

}  // namespace keratin::cpu_backend

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

/// The operands of one product, or of the part of it that one thread computes.
template <class T>
struct GemmTask {
  bool trans_a, trans_b;
  index_t m, n, k;
  const T* a;
  index_t lda;
  const T* b;
  index_t ldb;
  T* c;
  index_t ldc;
  bool accumulate;
  Epilogue epilogue;
  index_t row = 0, col = 0;  // where this part begins in the whole product

  GemmTask part(index_t first_row, index_t rows, index_t first_col, index_t cols) const {
    GemmTask t = *this;
    t.m = rows;
    t.n = cols;
    t.a += trans_a ? first_row : first_row * lda;
    t.b += trans_b ? first_col * ldb : first_col;
    t.c += first_row * ldc + first_col;
    t.row += first_row;
    t.col += first_col;
    return t;
  }
  void finish(index_t first_row, index_t rows, index_t first_col, index_t cols) const {
    if (epilogue.apply)
      epilogue.apply(epilogue.context, c + first_row * ldc + first_col, row + first_row, rows, col + first_col, cols,
                     ldc);
  }
};

/// The kernels of one instruction set (gemm_kernel.inc).
template <class T>
struct GemmKernels {
  using Block = void (*)(index_t k, const T* a, index_t a_row, index_t a_step, const T* b, index_t b_step, T* c,
                         index_t ldc, index_t cols, bool accumulate);
  index_t rows, vectors, width;
  Block blocks[3][8];  // [vectors - 1][rows - 1]
  void (*copy_rows)(index_t rows, index_t cols, const T* from, index_t ld, T* to, index_t to_ld);
  void (*copy_panels)(index_t rows, index_t cols, const T* from, index_t ld, T* to, index_t panel, index_t stride);
  void (*copy_columns)(index_t rows, index_t cols, const T* from, index_t ld, T* to, index_t to_ld);
  void (*vector_times_rows)(index_t n, index_t k, const T* x, const T* b, index_t ldb, T* y, bool accumulate);
  void (*rows_times_vector)(index_t m, index_t k, const T* a, index_t lda, const T* x, T* y, bool accumulate);
};

constexpr index_t round_up(index_t n, index_t to) { return (n + to - 1) / to * to; }

}  // namespace keratin::cpu_backend
#endif
