// The matrix products that blocking would only slow down: those with a vector, and those of a few numbers.
#pragma once
#include "gemm_blocked.hpp"
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
#include <algorithm>

#include "../../core/parallel.hpp"

namespace keratin::cpu_backend {

/// A product whose A has one row, or whose B has one column: bound by memory, so the matrix is read once, in order.
template <class T>
bool gemm_vector(const GemmKernels<T>& kernels, const GemmTask<T>& t, index_t pieces) {
  const bool row = t.m == 1 && (!t.trans_a || t.lda == 1 || t.k == 1);
  const bool col = t.n == 1 && t.ldc == 1 && (t.trans_b || t.ldb == 1 || t.k == 1);
  if (!row && !col) return false;
  const index_t size = row ? t.n : t.m, ld = row ? t.ldb : t.lda;
  const T *x = row ? t.a : t.b, *matrix = row ? t.b : t.a;
  const bool sum_rows = row ? !t.trans_b : t.trans_a;
  const index_t grain = round_up((size + pieces - 1) / pieces, 64);
  parallel::for_range(size, pieces > 1 ? grain : size, [&](index_t begin, index_t end) {
    if (sum_rows)
      kernels.vector_times_rows(end - begin, t.k, x, matrix + begin, ld, t.c + begin, t.accumulate);
    else
      kernels.rows_times_vector(end - begin, t.k, matrix + begin * ld, ld, x, t.c + begin, t.accumulate);
    if (row)
      t.finish(0, 1, begin, end - begin);
    else
      t.finish(begin, end - begin, 0, 1);
  });
  return true;
}

/// A product on one thread whose B is a single small panel: one loop over the rows of A, nothing else.
template <class T>
bool gemm_narrow(const GemmKernels<T>& kernels, const GemmTask<T>& t) {
  constexpr index_t room = 4096;
  const index_t width = kernels.width, padded = (t.n + width - 1) & -width;  // the width is a power of two
  if (padded > kernels.vectors * width || t.k > gemm_sizes::depth || padded * t.k > room) return false;
  alignas(64) T buffer[room];
  const T* b = buffer;
  index_t b_step = padded;
  if (t.trans_b)
    kernels.copy_columns(t.k, t.n, t.b, t.ldb, buffer, padded);
  else if (padded != t.n)
    kernels.copy_rows(t.k, t.n, t.b, t.ldb, buffer, padded);
  else
    b = t.b, b_step = t.ldb;
  const auto* const blocks = kernels.blocks[padded / width - 1];
  const index_t a_row = t.trans_a ? 1 : t.lda, a_step = t.trans_a ? t.lda : 1;
  for (index_t i = 0; i < t.m; i += kernels.rows)
    blocks[std::min(kernels.rows, t.m - i) - 1](t.k, t.a + i * a_row, a_row, a_step, b, b_step, t.c + i * t.ldc, t.ldc,
                                                t.n, t.accumulate);
  t.finish(0, t.m, 0, t.n);
  return true;
}

}  // namespace keratin::cpu_backend
#endif
