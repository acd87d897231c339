// The matrix product block by block, and its division among threads.
//
// The method is that of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a block of B
// small enough for the second cache is packed into panels, and for each few rows of A all of its panels are multiplied.
// Where the sums are cut along k depends on k alone, so a result has the same bits with any number of threads.
#pragma once
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
#include <algorithm>
#include <new>

#include "../../core/parallel.hpp"

namespace keratin::cpu_backend {

namespace gemm_sizes {
inline constexpr index_t depth = 384;  // the longest block along k
// Bytes of a packed block of B for each byte of a vector: 480 KiB with AVX-512, whose processors have 1 MiB of second
// cache, and 240 KiB with AVX2.
inline constexpr index_t vector_block = 7680;
inline constexpr index_t rows = 64;            // of a packed block of A, and of a finished block of C
inline constexpr index_t unpacked_cols = 192;  // for fewer columns of B, a transposed A is not worth packing
}  // namespace gemm_sizes

/// A thread's packing buffer, kept for the next product.
template <class T>
T* gemm_buffer(std::size_t elements) {
  struct Buffer {
    std::size_t size = 0;
    T* data = nullptr;
    Buffer() = default;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { release(); }
    void release() { ::operator delete (data, std::align_val_t{64}); }
  };
  static thread_local Buffer buffer;
  if (buffer.size < elements) {
    buffer.release();
    buffer.size = 0;
    buffer.data = nullptr;
    buffer.data = static_cast<T*>(::operator new (elements * sizeof(T), std::align_val_t{64}));
    buffer.size = elements;
  }
  return buffer.data;
}

/// The loops of one thread: over blocks of columns, blocks along k, blocks of rows, and the panels in them.
template <class T>
class GemmLoop {
 public:
  GemmLoop(const GemmKernels<T>& kernels, const GemmTask<T>& task, T* buffer, index_t depth, index_t block_cols,
           bool pack_b)
      : kernels_(kernels), t_(task), packed_(buffer), depth_(depth), block_cols_(block_cols), pack_b_(pack_b) {}

  void run() {
    for (index_t j = 0; j < t_.n; j += block_cols_)
      for (index_t p = 0; p < t_.k; p += depth_) {
        set_panels(j, std::min(block_cols_, t_.n - j), p, std::min(depth_, t_.k - p));
        columns();
      }
  }

 private:
  // The columns [col_, col_ + cols_) of the steps [p_, p_ + steps_): packs what needs packing.
  void set_panels(index_t col, index_t cols, index_t p, index_t steps) {
    col_ = col, cols_ = cols, p_ = p, steps_ = steps;
    const index_t width = kernels_.width, panel = kernels_.vectors * width;
    direct_ = pack_b_ ? 0 : cols / width * width;
    T* to = packed_;
    for (index_t j = direct_; j < cols; j += panel) {
      const index_t n = std::min(panel, cols - j), padded = round_up(n, width);
      if (t_.trans_b)
        kernels_.copy_columns(steps, n, t_.b + (col + j) * t_.ldb + p, t_.ldb, to, padded);
      else
        kernels_.copy_rows(steps, n, t_.b + p * t_.ldb + col + j, t_.ldb, to, padded);
      to += steps * padded;
    }
    packed_a_ = to;
  }

  void columns() {
    const bool last = p_ + steps_ == t_.k, pack_a = t_.trans_a && cols_ > gemm_sizes::unpacked_cols;
    const index_t panels = (t_.m + kernels_.rows - 1) / kernels_.rows;
    const index_t rows = panels < 8 ? (t_.m + panels - 1) / panels : kernels_.rows;  // a few panels are made even
    const index_t group = gemm_sizes::rows / rows * rows, stride = rows * steps_;
    for (index_t first = 0; first < t_.m; first += group) {
      const index_t end = std::min(first + group, t_.m);
      if (pack_a)
        kernels_.copy_panels(steps_, end - first, t_.a + p_ * t_.lda + first, t_.lda, packed_a_, rows, stride);
      const T* a = packed_a_;
      for (index_t i = first; i < end; i += rows, a += stride)
        row_panel(i, std::min(rows, end - i), pack_a ? a : nullptr);
      if (last) t_.finish(first, end - first, col_, cols_);
    }
  }

  void row_panel(index_t i, index_t rows, const T* packed) {
    const bool accumulate = t_.accumulate || p_ > 0;
    const T* a = t_.trans_a ? t_.a + p_ * t_.lda + i : t_.a + i * t_.lda + p_;
    index_t a_row = t_.trans_a ? 1 : t_.lda, a_step = t_.trans_a ? t_.lda : 1;
    if (packed) a = packed, a_step = rows;
    T* const c = t_.c + i * t_.ldc + col_;
    const index_t width = kernels_.width, panel = kernels_.vectors * width;
    index_t j = 0;
    for (index_t n = 0; j < direct_; j += n) {
      n = std::min(panel, direct_ - j);
      kernels_.blocks[n / width - 1][rows - 1](steps_, a, a_row, a_step, t_.b + p_ * t_.ldb + col_ + j, t_.ldb, c + j,
                                               t_.ldc, n, accumulate);
    }
    const T* b = packed_;
    for (index_t n = 0; j < cols_; j += n) {
      n = std::min(panel, cols_ - j);
      const index_t vectors = (n + width - 1) / width;
      kernels_.blocks[vectors - 1][rows - 1](steps_, a, a_row, a_step, b, vectors * width, c + j, t_.ldc, n,
                                             accumulate);
      b += steps_ * vectors * width;
    }
  }

  const GemmKernels<T>& kernels_;
  const GemmTask<T>& t_;
  T* packed_;
  index_t depth_, block_cols_;
  bool pack_b_;
  index_t col_ = 0, cols_ = 0, p_ = 0, steps_ = 0, direct_ = 0;
  T* packed_a_ = nullptr;
};

/// The product, or one thread's part of it.
template <class T>
void gemm_serial(const GemmKernels<T>& kernels, const GemmTask<T>& t) {
  const index_t panel = kernels.vectors * kernels.width, blocks = (t.k + gemm_sizes::depth - 1) / gemm_sizes::depth;
  const index_t steps = std::min(t.k, round_up((t.k + blocks - 1) / blocks, 8));
  const index_t most = gemm_sizes::vector_block * kernels.width / steps / panel * panel;
  const index_t col_blocks = (t.n + most - 1) / most;
  const index_t cols = round_up((t.n + col_blocks - 1) / col_blocks, col_blocks > 1 ? panel : kernels.width);
  const bool pack_a = t.trans_a && t.n > gemm_sizes::unpacked_cols, pack_b = t.trans_b || t.m > 4 * kernels.rows;
  T* const buffer = gemm_buffer<T>(static_cast<std::size_t>((cols + (pack_a ? gemm_sizes::rows : 0)) * steps));
  GemmLoop<T>(kernels, t, buffer, steps, cols, pack_b).run();
}

/// The largest cell of a grid over C.
struct GemmGrid {
  index_t rows, cols;
};

/// Cuts C into a grid with one cell per thread, such that a cell costs least: its products, and what it packs for
/// itself.
template <class T>
GemmGrid gemm_grid(const GemmKernels<T>& kernels, const GemmTask<T>& t, index_t threads) {
  const index_t panel = kernels.vectors * kernels.width;
  GemmGrid best{t.m, t.n};
  index_t best_cost = -1;
  for (index_t down = 1; down <= threads; ++down) {
    const index_t across = threads / down;
    const index_t rows = round_up((t.m + down - 1) / down, kernels.rows);
    const index_t cols = round_up((t.n + across - 1) / across, across > 1 ? panel : kernels.width);
    const index_t cost = rows * cols + 16 * cols + 4 * rows;  // for each step along k
    if (best_cost < 0 || cost < best_cost) best_cost = cost, best = {std::min(rows, t.m), std::min(cols, t.n)};
  }
  return best;
}

/// Calls serial(part) for each cell of a grid over C, one per thread.
template <class T, class Serial>
void gemm_parallel(const GemmTask<T>& t, GemmGrid grid, const Serial& serial) {
  const index_t down = (t.m + grid.rows - 1) / grid.rows, across = (t.n + grid.cols - 1) / grid.cols;
  parallel::for_range(down * across, 1, [&](index_t begin, index_t end) {
    for (index_t cell = begin; cell < end; ++cell) {
      const index_t i = cell / across * grid.rows, j = cell % across * grid.cols;
      serial(t.part(i, std::min(grid.rows, t.m - i), j, std::min(grid.cols, t.n - j)));
    }
  });
}

}  // namespace keratin::cpu_backend
#endif
