// A pass of a convolution (conv_plan.hpp), and the gradient of its kernel, by register blocks of a matrix product: rows
// are outputs, columns are filters, and what is summed over are the taps' channels. For the kernel's gradient rows are
// the taps' channels, and the sum goes over the outputs.
#pragma once
#include "conv_panels.hpp"
#include "conv_plan.hpp"
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
namespace keratin::cpu_backend {

template <class T>
class ConvPass {
 public:
  ConvPass(const ConvShape& shape, bool turned, const ConvAxis (&axes)[3], const T* kernel, const T* bias)
      : shape_(shape),
        sides_(ConvSides::of(shape, turned)),
        plan_(shape.batch, axes, sides_.source, sides_.dest, sizeof(T)),
        panels_(conv_kernels<T>(), sides_.dest_group),
        depth_(plan_.taps() * sides_.source_group),
        steps_(depth_ + ConvPlan::spare),
        rows_(plan_.most_pixels()),
        places_(plan_.most_pixels()),
        kernel_(kernel),
        few_(plan_.jobs() <= num_threads()),
        weights_(few_ ? 0 : packed()),
        bias_(shape.groups * panels_.padded()) {
    plan_.tap_places(sides_.source_group, steps_);
    plan_.source_places(rows_);
    plan_.dest_places(places_);
    whole_ = plan_.contiguous() && shape.groups == 1;
    for (index_t i = 1; i < depth_; ++i) in_line_ = in_line_ && steps_[i] == steps_[0] + i;
    std::fill_n(static_cast<T*>(bias_), shape.groups * panels_.padded(), T(0));
    for (index_t g = 0; bias != nullptr && g < shape.groups; ++g)
      std::copy_n(bias + g * sides_.dest_group, sides_.dest_group, bias_ + g * panels_.padded());
    if (few_) return;
    parallel::for_range(shape.groups * panels_.count(), depth_ > 1024 ? 1 : 1024,
                        [&](index_t begin, index_t end) { pack(begin, end, weights_); });
  }

  /// `finish` is called for each run of outputs once they are there; not if they stand apart.
  void run(const T* from, T* to, const Epilogue& finish) const {
    const index_t work = plan_.most_pixels() * depth_ * sides_.dest;
    const index_t grain = std::max<index_t>(1, (128 << 10) / std::max<index_t>(work, 1));
    parallel::for_range(plan_.jobs(), grain, [&](index_t begin, index_t end) {
      const Workspace<T> buffer(plan_.buffer()), own(few_ ? packed() : 0);
      if (few_) pack(0, shape_.groups * panels_.count(), own);
      const T* const weights = few_ ? own : weights_;
      for (index_t i = begin; i < end; ++i) {
        const ConvPlan::Job job = plan_.job(i);
        const T* const source = plan_.source(job, from, static_cast<T*>(buffer));
        T* const out = to + plan_.dest_start(job);
        for (index_t g = 0; g < shape_.groups; ++g)
          for (index_t panel = panels_.count(); panel-- > 0;)
            run_panel(job, g, panel, source, panel_of(weights, g, panel), out);
        if (finish.apply != nullptr && plan_.contiguous())
          finish.apply(finish.context, out, 0, 1, 0, job.pixels * sides_.dest, job.pixels * sides_.dest);
      }
    });
  }
  bool contiguous() const { return plan_.contiguous(); }

 private:
  index_t packed() const { return shape_.groups * panels_.padded() * depth_; }
  template <class P>
  P* panel_of(P* weights, index_t group, index_t panel) const {
    return weights + (group * panels_.padded() + panels_.column(panel)) * depth_;
  }

  /// The kernel as panels, each step's columns beside each other; turned around for the gradient.
  void pack(index_t begin, index_t end, T* weights) const {
    const GemmKernels<T>& kernels = gemm_kernels<T>();
    const index_t own = shape_.channels / shape_.groups, n = shape_.filters;
    for (index_t i = begin; i < end; ++i) {
      const index_t g = i / panels_.count(), panel = i % panels_.count(), column = panels_.column(panel),
                    cols = panels_.columns(panel), ld = panels_.vectors(panel) * panels_.width();
      T* to = panel_of(weights, g, panel);
      for (index_t t = 0; t < plan_.taps(); ++t, to += sides_.source_group * ld) {
        const T* const tap = kernel_ + plan_.kernel_element(t, shape_) * own * n;
        if (sides_.turned)
          kernels.copy_columns(sides_.source_group, cols, tap + column * n + g * sides_.source_group, n, to, ld);
        else
          kernels.copy_rows(sides_.source_group, cols, tap + g * sides_.dest_group + column, n, to, ld);
      }
    }
  }

  /// Panels are computed from the last to the first, and pixels in order: so where the last vector of a pixel's
  /// filters has a rest, the elements behind it that are written too are written again later.
  void run_panel(const ConvPlan::Job& job, index_t g, index_t panel, const T* source, const T* b, T* out) const {
    const index_t vectors = panels_.vectors(panel), ld = vectors * panels_.width(), column = panels_.column(panel);
    const index_t rows = conv_kernels<T>().rows[vectors - 1], dest = sides_.dest;
    const auto& kernels = in_line_ ? conv_kernels<T>().in_line : conv_kernels<T>().blocks;
    const auto block = kernels[static_cast<std::size_t>(vectors - 1)];
    const T *const a = source + g * sides_.source_group, *const first = bias_ + g * panels_.padded() + column;
    for (index_t p = 0; p < job.pixels; p += rows) {
      const index_t n = std::min(rows, job.pixels - p), *at = rows_ + p;
      index_t last[most_conv_rows];  // a block reads all its rows: those behind the last pixel are that pixel again
      if (n < rows) {
        for (index_t i = 0; i < rows; ++i) last[i] = at[std::min(i, n - 1)];
        at = last;
      }
      if (whole_ && (p + n - 1) * dest + column + ld <= job.pixels * dest) {
        block(depth_, steps_, a, at, b, ld, first, 0, out + p * dest + column, dest, n);
        continue;
      }
      alignas(64) T apart[most_conv_rows * 48];
      block(depth_, steps_, a, at, b, ld, first, 0, apart, ld, n);
      for (index_t i = 0; i < n; ++i)
        std::copy_n(apart + i * ld, panels_.columns(panel), out + places_[p + i] + g * sides_.dest_group + column);
    }
  }

  const ConvShape& shape_;
  ConvSides sides_;
  ConvPlan plan_;
  ConvPanels panels_;
  index_t depth_;  // what an output sums over: taps and channels
  Workspace<index_t> steps_, rows_, places_;
  const T* kernel_;
  bool few_;  // jobs: each thread packs the kernel for itself, sooner than it would get another core's copy
  Workspace<T> weights_, bias_;
  bool whole_ = false, in_line_ = true;
};

/// The gradients of the kernel and the bias. Each thread sums up a part of the outputs, and the sums are added in
/// order; a large kernel is itself divided among the threads.
template <class T>
class ConvKernelGradient {
 public:
  ConvKernelGradient(const ConvShape& shape, const ConvAxis (&axes)[3])
      : shape_(shape),
        plan_(shape.batch, axes, shape.channels, shape.filters, sizeof(T), apart(shape.channels), 128),
        panels_(conv_kernels<T>(), shape.filters / shape.groups),
        group_(shape.channels / shape.groups),
        depth_(plan_.taps() * group_),
        steps_(depth_ + ConvPlan::spare),
        rows_(plan_.most_pixels()) {
    plan_.tap_places(group_, steps_);
    plan_.source_places(rows_);
  }

  /// `dbias` may be nullptr.
  void run(const T* x, const T* dy, T* dw, T* dbias) const {
    constexpr index_t large = 256 << 10;
    const index_t size = size_of_group() * shape_.groups, jobs = plan_.jobs();
    const index_t work = jobs * plan_.most_pixels() * depth_ * (shape_.filters / shape_.groups);
    const index_t threads = std::min<index_t>(num_threads(), std::max<index_t>(1, work / (128 << 10)));
    const bool divide = size > large;
    const index_t parts = divide ? 1 : std::min(threads, jobs),
                  rows = divide ? (depth_ + threads - 1) / threads : depth_;
    const Workspace<T> sums(parts * size), ones(dbias != nullptr ? plan_.most_pixels() : 0);
    std::fill_n(static_cast<T*>(sums), parts * size, T(0));
    if (dbias != nullptr) std::fill_n(static_cast<T*>(ones), plan_.most_pixels(), T(1));
    const index_t runs = divide ? (depth_ + rows - 1) / rows : parts,
                  each = (jobs + parts - 1) / std::max<index_t>(parts, 1);
    parallel::for_range(runs, 1, [&](index_t begin, index_t end) {
      const Workspace<T> buffer(plan_.buffer()), slopes(plan_.most_pixels() * panels_.padded());
      for (index_t i = begin; i < end; ++i) {
        const index_t row = divide ? i * rows : 0, job = divide ? 0 : i * each;
        const T* const one = dbias != nullptr && row == 0 ? static_cast<T*>(ones) : nullptr;
        for (index_t k = job; k < std::min(job + each, jobs); ++k)
          add(plan_.job(k), x, dy, static_cast<T*>(buffer), static_cast<T*>(slopes), sums + (divide ? 0 : i * size),
              row, std::min(row + rows, depth_), one);
      }
    });
    collect(sums, parts, size, dw, dbias);
  }

 private:
  /// Pixels whose distance is a multiple of 256 bytes share a few places of the first cache, and drive each other out.
  static index_t apart(index_t channels) {
    constexpr index_t line = 64 / sizeof(T);
    return channels % (4 * line) == 0 ? channels + line : 0;
  }
  /// With rows for the last block to read, and one for the bias.
  index_t size_of_group() const { return (depth_ + most_conv_rows + 1) * panels_.padded(); }

  /// Adds a job's part to rows [begin, end) of all groups' sums, and, if there are ones, to the bias's, which stand
  /// behind them.
  void add(const ConvPlan::Job& job, const T* x, const T* dy, T* buffer, T* slopes, T* sums, index_t begin, index_t end,
           const T* ones) const {
    const T* const source = plan_.source(job, x, buffer);
    const T* const slope = dy + plan_.dest_start(job);
    const index_t columns = shape_.filters / shape_.groups;
    for (index_t g = 0; g < shape_.groups; ++g)
      for (index_t panel = 0; panel < panels_.count(); ++panel) {
        const index_t vectors = panels_.vectors(panel), ld = vectors * panels_.width(), column = panels_.column(panel);
        const T* b = slope + g * columns + column;
        index_t b_step = shape_.filters;
        if (shape_.filters > ld || panels_.columns(panel) < ld) {
          gemm_kernels<T>().copy_rows(job.pixels, panels_.columns(panel), b, b_step, slopes, ld);
          b = slopes;
          b_step = ld;
        }
        const index_t rows = conv_kernels<T>().rows[vectors - 1], to_ld = panels_.padded();
        const auto block = conv_kernels<T>().blocks[static_cast<std::size_t>(vectors - 1)];
        T* const to = sums + g * size_of_group() + column;
        for (index_t m = begin; m < end; m += rows)
          block(job.pixels, rows_, source + g * group_, steps_ + m, b, b_step, to + m * to_ld, to_ld, to + m * to_ld,
                to_ld, std::min(rows, end - m));
        if (ones != nullptr)
          gemm_kernels<T>().vector_times_rows(panels_.columns(panel), job.pixels, ones, b, b_step,
                                              to + (depth_ + most_conv_rows) * to_ld, true);
      }
  }

  /// Sums of sums, where the kernel's elements are.
  void collect(const T* sums, index_t parts, index_t size, T* dw, T* dbias) const {
    const index_t columns = shape_.filters / shape_.groups, padded = panels_.padded();
    const auto row = [&](index_t m, T* to) {
      for (index_t g = 0; g < shape_.groups; ++g, to += columns) {
        const T* const from = sums + g * size_of_group() + m * padded;
        std::copy_n(from, columns, to);
        for (index_t part = 1; part < parts; ++part)
          for (index_t f = 0; f < columns; ++f) to[f] += from[part * size + f];
      }
    };
    if (dbias != nullptr) row(depth_ + most_conv_rows, dbias);
    parallel::for_range(depth_, std::max<index_t>(1, 4096 / shape_.filters), [&](index_t begin, index_t end) {
      for (index_t m = begin; m < end; ++m) row(m, dw + m * shape_.filters);
    });
  }

  const ConvShape& shape_;
  ConvPlan plan_;
  ConvPanels panels_;
  index_t group_, depth_;
  Workspace<index_t> steps_, rows_;
};

}  // namespace keratin::cpu_backend
#endif
