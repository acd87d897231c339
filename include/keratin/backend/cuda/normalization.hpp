// Batch and group normalization on a device: passes over the columns of `batches` matrices of rows by columns. A column
// is cut into parts; parts are put together in their order, so that the sums depend on the shape and device alone.
#pragma once
#include "../../core/dtype.hpp"

namespace keratin::cuda_backend {

/// Matrices whose columns are normalized: `each` neighbouring columns of a matrix share a mean and a variance.
struct ColumnGroups {
  index_t batches, rows, columns, each = 1;
  index_t groups() const { return columns / each; }
};

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta by each group's own mean and variance, which are kept,
/// (batches, groups) each. gamma and beta, (columns), may be null.
void normalize_groups(int device, DType dtype, const ColumnGroups& c, double epsilon, void* y, void* mean,
                      void* variance, const void* x, const void* gamma, const void* beta);
/// The gradients of normalize_groups; those that are null are not wanted. dx may be dy.
struct GroupGradients {
  void *dx, *dgamma, *dbeta;
};
void normalize_groups_gradient(int device, DType dtype, const ColumnGroups& c, double epsilon,
                               const GroupGradients& out, const void* dy, const void* x, const void* mean,
                               const void* variance, const void* gamma);
/// out[0, j] = Σ dy and out[1, j] = Σ dy (x - mean[j]) over the rows of column j.
void column_gradient_sums(int device, DType dtype, index_t rows, index_t columns, void* out, const void* dy,
                          const void* x, const void* mean);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include <bit>

#include "normalization_text.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

namespace detail {

/// How the columns are shared among threads: blocks of `wide` columns by `high` rows, a column in `splits` parts.
struct ColumnTask {
  index_t batches, rows, columns, each, part, splits, tiles;

  ColumnTask(const Context& context, const ColumnGroups& c)
      : batches(c.batches), rows(c.rows), columns(c.columns), each(c.each) {
    tiles = (columns + wide() - 1) / wide();
    const index_t wanted = index_t{8} * context.multiprocessors(), blocks = std::max<index_t>(1, batches * tiles);
    const index_t most = std::max<index_t>(1, rows / (4 * high()));  // each thread has some rows
    splits = std::clamp<index_t>(wanted / blocks, 1, most);
    part = std::max<index_t>(1, (rows + splits - 1) / splits);
    splits = std::max<index_t>(1, (rows + part - 1) / part);
  }
  index_t wide() const {
    return std::min<index_t>(32, static_cast<index_t>(std::bit_ceil(static_cast<std::uint64_t>(columns))));
  }
  index_t high() const { return 256 / wide(); }
  Grid grid() const {
    return {dim3(static_cast<unsigned>(batches * tiles * splits)),
            dim3(static_cast<unsigned>(wide()), static_cast<unsigned>(high()))};
  }
  /// A thread for each of n things, or a warp.
  static Grid threads(index_t n) { return {dim3(static_cast<unsigned>((n + 127) / 128)), dim3(128)}; }
  static Grid warps(index_t n) { return {dim3(static_cast<unsigned>((n + 3) / 4)), dim3(32, 4)}; }
};

inline std::size_t room_for(index_t n, DType dtype) { return static_cast<std::size_t>(n) * size_of(dtype); }

/// sums[b, 0, j] = Σ dy, sums[b, 1, j] = Σ dy (x - mean); the mean of column j of batch b is that of its group.
inline void gradient_sums(const Context& context, DType dtype, const ColumnTask& task, void* sums, const void* dy,
                          const void* x, const void* mean) {
  static constexpr TypedKernel<ColumnTask, void*, const void*, const void*, const void*> add{normalization_text,
                                                                                             "gradient_parts"};
  static constexpr TypedKernel<index_t, index_t, index_t, void*, const void*> total{normalization_text, "sum_parts"};
  const index_t all = task.batches * 2 * task.columns;
  const Scratch parts(context.index(), room_for(task.splits * all, dtype));
  add(context, dtype, task.grid(), task, parts.data(), dy, x, mean);
  total(context, dtype, ColumnTask::threads(all), task.batches, task.splits, 2 * task.columns, sums, parts.data());
}

/// y = (x - mean) scale + offset, plus dy dy_scale if there is a dy; numbers of each batch and column.
inline void affine(const Context& context, DType dtype, const ColumnTask& task, void* y, const void* x,
                   const void* numbers, const void* dy) {
  static constexpr TypedKernel<ColumnTask, void*, const void*, const void*, const void*> kernel{normalization_text,
                                                                                                "column_affine"};
  kernel(context, dtype, task.grid(), task, y, x, numbers, dy);
}

}  // namespace detail

KERATIN_INLINE void normalize_groups(int device, DType dtype, const ColumnGroups& c, double epsilon, void* y,
                                     void* mean, void* variance, const void* x, const void* gamma, const void* beta) {
  using detail::ColumnTask;
  static constexpr TypedKernel<ColumnTask, void*, const void*> moments{normalization_text, "moment_parts"};
  static constexpr TypedKernel<ColumnTask, void*, void*, const void*> merge{normalization_text, "merge_moments"};
  static constexpr TypedKernel<ColumnTask, double, void*, const void*, const void*, const void*, const void*> factors{
      normalization_text, "forward_numbers"};
  if (c.batches * c.columns == 0) return;
  const Context& context = Context::of(device);
  const ColumnTask task(context, c);
  const index_t all = c.batches * c.columns;
  const Scratch parts(device, detail::room_for(task.splits * 2 * all, dtype)),
      numbers(device, detail::room_for(3 * all, dtype));
  moments(context, dtype, task.grid(), task, parts.data(), x);
  merge(context, dtype, ColumnTask::warps(c.batches * c.groups()), task, mean, variance, parts.data());
  factors(context, dtype, ColumnTask::threads(all), task, epsilon, numbers.data(), mean, variance, gamma, beta);
  detail::affine(context, dtype, task, y, x, numbers.data(), nullptr);
}

KERATIN_INLINE void normalize_groups_gradient(int device, DType dtype, const ColumnGroups& c, double epsilon,
                                              const GroupGradients& out, const void* dy, const void* x,
                                              const void* mean, const void* variance, const void* gamma) {
  using detail::ColumnTask;
  static constexpr TypedKernel<ColumnTask, double, void*, void*, const void*, const void*> weights{normalization_text,
                                                                                                   "weight_gradients"};
  static constexpr TypedKernel<ColumnTask, double, void*, const void*, const void*, const void*, const void*> factors{
      normalization_text, "backward_numbers"};
  if (c.batches * c.columns == 0) return;
  const Context& context = Context::of(device);
  const ColumnTask task(context, c);
  const index_t all = c.batches * c.columns;
  const Scratch sums(device, detail::room_for(2 * all, dtype)), numbers(device, detail::room_for(4 * all, dtype));
  detail::gradient_sums(context, dtype, task, sums.data(), dy, x, mean);
  if (out.dgamma != nullptr || out.dbeta != nullptr)
    weights(context, dtype, ColumnTask::threads(c.columns), task, epsilon, out.dgamma, out.dbeta, sums.data(),
            variance);
  if (out.dx == nullptr) return;
  factors(context, dtype, ColumnTask::warps(c.batches * c.groups()), task, epsilon, numbers.data(), sums.data(), mean,
          variance, gamma);
  detail::affine(context, dtype, task, out.dx, x, numbers.data(), dy);
}

KERATIN_INLINE void column_gradient_sums(int device, DType dtype, index_t rows, index_t columns, void* out,
                                         const void* dy, const void* x, const void* mean) {
  if (columns == 0) return;
  const Context& context = Context::of(device);
  detail::gradient_sums(context, dtype, detail::ColumnTask(context, {1, rows, columns}), out, dy, x, mean);
}

}  // namespace keratin::cuda_backend
#endif
