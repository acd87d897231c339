// CTC on a device, as on the CPU (backend/cpu/ctc.hpp): a block of threads for a sample, in float64.
#pragma once
#include "../cpu/ctc.hpp"

namespace keratin::cuda_backend {

/// losses[i] = -log of the probability of sample i's labels; NaN if one of them is no class. All pointers are the
/// device's.
void ctc_loss(int device, const cpu_backend::Ctc& c, double* losses);
/// slopes = d(Σ scales[i] losses[i])/d(log_p); 0 where a loss is infinite.
void ctc_gradient(int device, const cpu_backend::Ctc& c, double* slopes, const double* scales);

}  // namespace keratin::cuda_backend

#if KERATIN_DEFINE(backend) && KERATIN_CUDA
#include "launch.hpp"
#include "scratch.hpp"

namespace keratin::cuda_backend {

inline constexpr const char* ctc_text = R"cuda(
struct Ctc {
  index_t batch, length, steps, classes;
  int blank;
  const int *labels, *label_counts, *step_counts;
  const double* log_p;
};
__device__ index_t within(int count, index_t most) { return count < 0 ? 0 : count < most ? count : most; }
// A sample's labels but for the blanks among them, and how many; -1 if one is no class.
struct Paths { int *labels, *counts; };
struct Path {
  __device__ Path(const Ctc& c, const Paths& paths, index_t i)
      : labels(paths.labels + i * c.length), n(2 * paths.counts[i] + 1), blank(c.blank) {}
  __device__ int label(index_t s) const { return s % 2 == 0 ? blank : labels[s / 2]; }
  __device__ bool may_skip(index_t s) const { return s % 2 == 1 && s >= 2 && labels[s / 2] != labels[s / 2 - 1]; }
  const int* labels;
  index_t n;
  int blank;
};
#define IMPOSSIBLE __longlong_as_double(0xfff0000000000000ll)
__device__ double log_sum(double a, double b) {
  const double high = a < b ? b : a, low = a < b ? a : b;
  return low == IMPOSSIBLE ? high : high + log1p(exp(low - high));
}
KERNEL void ctc_paths(Ctc c, Paths paths) {
  FOR_EACH(i, c.batch) {
    int count = 0;
    for (index_t k = 0, n = within(c.label_counts[i], c.length); k < n; ++k) {
      const int label = c.labels[i * c.length + k];
      if (label < 0 || label >= c.classes) {
        count = -1;
        break;
      }
      if (label != c.blank) paths.labels[i * c.length + count++] = label;
    }
    paths.counts[i] = count;
  }
}
// Blocks (i, 0) make alpha, blocks (i, 1) beta: (batch, steps, 2 length + 1), step after step.
KERNEL void ctc_sums(Ctc c, Paths paths, double* alpha, double* beta) {
  const index_t i = blockIdx.x, most = 2 * c.length + 1, steps = within(c.step_counts[i], c.steps);
  const bool back = blockIdx.y == 1;
  const Path path(c, paths, i);
  double* const sums = (back ? beta : alpha) + i * c.steps * most;
  for (index_t k = 0; k < steps; ++k) {
    const index_t t = back ? steps - 1 - k : k;
    const double* const p = c.log_p + (i * c.steps + t) * c.classes;
    for (index_t s = threadIdx.x; s < path.n; s += blockDim.x) {
      double sum = IMPOSSIBLE;
      if (k == 0) {
        if (back ? s >= path.n - 2 : s < 2) sum = 0;
      } else if (back) {
        const double *const after = sums + (t + 1) * most, *const q = p + c.classes;
        sum = after[s] + q[path.label(s)];
        if (s + 1 < path.n) sum = log_sum(sum, after[s + 1] + q[path.label(s + 1)]);
        if (s + 2 < path.n && path.may_skip(s + 2)) sum = log_sum(sum, after[s + 2] + q[path.label(s + 2)]);
      } else {
        const double* const before = sums + (t - 1) * most;
        sum = before[s];
        if (s > 0) sum = log_sum(sum, before[s - 1]);
        if (path.may_skip(s)) sum = log_sum(sum, before[s - 2]);
      }
      sums[t * most + s] = back ? sum : sum + p[path.label(s)];
    }
    __syncthreads();
  }
}
KERNEL void ctc_loss(Ctc c, Paths paths, double* losses, const double* alpha) {
  FOR_EACH(i, c.batch) {
    const index_t most = 2 * c.length + 1, steps = within(c.step_counts[i], c.steps), n = 2 * paths.counts[i] + 1;
    const double* const last = alpha + (i * c.steps + steps - 1) * most;
    if (n < 0)
      losses[i] = __longlong_as_double(0x7ff8000000000000ll);
    else if (steps == 0)
      losses[i] = n > 1 ? -IMPOSSIBLE : 0;
    else
      losses[i] = -(n > 1 ? log_sum(last[n - 1], last[n - 2]) : last[n - 1]);
  }
}
// A block for a step of a sample; a thread for each label there is, at its first place in the path.
KERNEL void ctc_gradient(Ctc c, Paths paths, double* slopes, const double* losses, const double* scales,
                         const double* alpha, const double* beta) {
  const index_t i = blockIdx.x / c.steps, t = blockIdx.x % c.steps, most = 2 * c.length + 1;
  double* const out = slopes + blockIdx.x * c.classes;
  for (index_t k = threadIdx.x; k < c.classes; k += blockDim.x) out[k] = 0;
  __syncthreads();
  const double loss = losses[i], scale = scales[i];
  if (loss == -IMPOSSIBLE || t >= within(c.step_counts[i], c.steps)) return;
  const Path path(c, paths, i);
  const double *const a = alpha + blockIdx.x * most, *const b = beta + blockIdx.x * most;
  for (index_t s = threadIdx.x; s < path.n; s += blockDim.x) {
    const int label = path.label(s);
    index_t first = s % 2;
    while (first < s && path.label(first) != label) first += 2;
    if (first < s) continue;
    double sum = 0;
    for (index_t r = s; r < path.n; r += 2)
      if (path.label(r) == label) sum += exp(a[r] + b[r] + loss);
    out[label] = -scale * sum;
  }
}
)cuda";

/// A call's arrays on the device.
class CtcRun {
 public:
  CtcRun(int device, const cpu_backend::Ctc& c)
      : device_(device),
        c_(c),
        labels_(device, bytes<std::int32_t>(c.batch * c.length)),
        counts_(device, bytes<std::int32_t>(c.batch)),
        alpha_(device, bytes<double>(c.batch * c.steps * (2 * c.length + 1))) {
    static constexpr TypedKernel<cpu_backend::Ctc, Paths> kernel{ctc_text, "ctc_paths"};
    kernel(context(), float64, grid_for(context(), c.batch), c_, paths());
  }

  /// beta: null if it is not wanted.
  void sums(void* beta) const {
    static constexpr TypedKernel<cpu_backend::Ctc, Paths, void*, void*> kernel{ctc_text, "ctc_sums"};
    const Grid grid{dim3(static_cast<unsigned>(c_.batch), beta == nullptr ? 1 : 2), dim3(threads)};
    kernel(context(), float64, grid, c_, paths(), alpha_.data(), beta);
  }
  void loss(void* losses) const {
    static constexpr TypedKernel<cpu_backend::Ctc, Paths, void*, void*> kernel{ctc_text, "ctc_loss"};
    kernel(context(), float64, grid_for(context(), c_.batch), c_, paths(), losses, alpha_.data());
  }
  void gradient(double* slopes, const double* scales) const {
    static constexpr TypedKernel<cpu_backend::Ctc, Paths, double*, void*, const double*, void*, void*> kernel{
        ctc_text, "ctc_gradient"};
    const Scratch beta(device_, bytes<double>(c_.batch * c_.steps * (2 * c_.length + 1))),
        losses(device_, bytes<double>(c_.batch));
    sums(beta.data());
    loss(losses.data());
    const Grid grid{dim3(static_cast<unsigned>(c_.batch * c_.steps)), dim3(threads)};
    kernel(context(), float64, grid, c_, paths(), slopes, losses.data(), scales, alpha_.data(), beta.data());
  }

 private:
  static constexpr unsigned threads = 128;
  struct Paths {
    void *labels, *counts;
  };
  template <class T>
  static std::size_t bytes(index_t n) {
    return static_cast<std::size_t>(n) * sizeof(T);
  }
  const Context& context() const { return Context::of(device_); }
  Paths paths() const { return {labels_.data(), counts_.data()}; }

  int device_;
  cpu_backend::Ctc c_;
  Scratch labels_, counts_, alpha_;
};

KERATIN_INLINE void ctc_loss(int device, const cpu_backend::Ctc& c, double* losses) {
  if (c.batch == 0) return;
  const CtcRun run(device, c);
  run.sums(nullptr);
  run.loss(losses);
}
KERATIN_INLINE void ctc_gradient(int device, const cpu_backend::Ctc& c, double* slopes, const double* scales) {
  if (c.batch * c.steps > 0) CtcRun(device, c).gradient(slopes, scales);
}

}  // namespace keratin::cuda_backend
#endif
