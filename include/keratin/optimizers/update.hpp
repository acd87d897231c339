// The pass that a step functor makes over all weights at once, and the small ones around it.
#pragma once
#include <algorithm>

#include "../backend/cuda/map.hpp"
#include "../tensor/reduce.hpp"
#include "row_update.hpp"

#if KERATIN_DEFINE(optimizers)
namespace keratin::optimizers {

/// All weights of a CUDA device in one pass, if they lie on one. `squares`, if any, are those of the gradients.
inline bool updated_on_cuda(const cpu_backend::UpdateVersions& kernel, const void* step,
                            std::span<const WeightUpdate> weights, std::span<const Tensor> squares = {}) {
  if constexpr (with_cuda) {
    if (!on_cuda(weights[0].weight)) return false;
    const Device device = weights[0].weight.device();
    List<cuda_backend::UpdateArrays> sets;
    List<DeviceData> gradients;  // of those that come from elsewhere, until the pass is asked for
    std::size_t count = 0;
    for (const WeightUpdate& u : weights) {
      cuda_backend::UpdateArrays set{.n = u.weight.size()};
      count = 0;
      set.arrays[count++] = device_output(u.weight);
      for (const Tensor& slot : u.slots) set.arrays[count++] = device_output(slot);
      gradients.push_back(DeviceData(u.gradient, device));
      set.arrays[count++] = gradients[gradients.size() - 1].get();
      if (!squares.empty()) set.arrays[count++] = DeviceData(squares[sets.size()], device).get();
      sets.push_back(set);
    }
    return cuda_backend::update(device.index(), kernel.trace, step, weights[0].weight.dtype(), count,
                                {sets.begin(), sets.end()});
  }
  return false;
}

inline void run_update(UpdateKernels kernels, const void* step, std::span<const WeightUpdate> weights) {
  if (weights.empty()) return;
  List<index_t> ends;  // where each weight ends in the one long run
  index_t total = 0;
  for (const WeightUpdate& u : weights) ends.push_back(total += u.weight.size());
  const DType dtype = weights[0].weight.dtype();  // float32 or float64, as build() requires
  if (updated_on_cuda(kernels[dtype == float32 ? 0 : 1], step, weights)) return;
  const auto kernel = kernels[dtype == float32 ? 0 : 1].best();
  parallel::for_range(total, cpu_backend::pointwise_grain, [&](index_t begin, index_t end) {
    index_t start = 0;
    for (std::size_t i = 0; i < weights.size(); start = ends[i++]) {
      const index_t first = std::max(begin, start), last = std::min(end, ends[i]);
      if (first >= last) continue;
      const auto at = static_cast<std::size_t>(first - start) * size_of(dtype);
      const WeightUpdate& u = weights[i];
      void* arrays[max_slots + 2] = {u.weight.data<char>() + at};
      std::size_t count = 1;
      for (const Tensor& slot : u.slots) arrays[count++] = slot.data<char>() + at;
      arrays[count] = const_cast<char*>(u.gradient.data<const char>()) + at;
      kernel(step, last - first, arrays);
    }
  });
}

/// The weights of a CUDA device that a batch used rows of, by their uses' squares; returns the others.
template <std::size_t Slots, class Step>
List<WeightUpdate> update_used_rows(const Step& step, std::span<const WeightUpdate> weights) {
  List<WeightUpdate> used, others;
  List<Tensor> squares;
  for (const WeightUpdate& u : weights) {
    const Uses uses = uses_of(u.gradient);
    if (uses.rows.defined()) squares.push_back(squares_on_cuda(u, uses));
    (uses.rows.defined() ? used : others).push_back(u);
  }
  if (used.empty()) return others;
  const DType dtype = used[0].weight.dtype();
  const auto& kernel = squared_kernels<Slots, Step>[dtype == float32 ? 0 : 1];
  const std::span<const WeightUpdate> all(used.begin(), used.end());
  require<state_error>(updated_on_cuda(kernel, &step, all, {squares.begin(), squares.end()}),
                       "optimizer: expected a rule that a CUDA device has a kernel for; got another.");
  return others;
}

/// step(w, slots…, g) for every element of every weight, where the step changes w and the slots. A step that is told
/// g² too gets, of the rows of an embedding that a batch used more than once, the sum of the squares of all uses, as
/// Keras on TensorFlow does.
template <std::size_t Slots, class Step>
void update_whole(const Step& step, std::span<const WeightUpdate> weights) {
  static_assert(Slots <= max_slots);
  if constexpr (requires { Step::takes_square; }) {
    const OwnSquare<Step> own{step};
    if (!weights.empty() && on_cuda(weights[0].weight)) {
      const List<WeightUpdate> others = update_used_rows<Slots>(step, weights);
      return run_update(update_kernels<Slots, OwnSquare<Step>>, &own, {others.begin(), others.end()});
    }
    const List<RepeatedRows> repeated = take_repeated_rows(weights);
    run_update(update_kernels<Slots, OwnSquare<Step>>, &own, weights);
    for (const RepeatedRows& r : repeated) r.update(squared_kernels<Slots, Step>, &step);
  } else {
    run_update(update_kernels<Slots, Step>, &step, weights);
  }
}

/// The same; a step that says what becomes of idle rows is spared those of embeddings, on the CPU.
template <std::size_t Slots, class Step>
void update_all(const Step& step, std::span<const WeightUpdate> weights) {
  if constexpr (requires { step.idle(); }) {
    if (!weights.empty() && !on_cuda(weights[0].weight)) {
      const List<WeightUpdate> others = update_by_rows<Slots>(step, weights);
      return update_whole<Slots>(step, std::span<const WeightUpdate>(others.begin(), others.end()));
    }
  }
  update_whole<Slots>(step, weights);
}

namespace detail {

struct Square {
  template <class V>
  V operator()(const V& g) const {
    return g * g;
  }
};
struct Bound {
  double limit;
  template <class V>
  V operator()(const V& g) const {
    return math::min(math::max(g, V(-limit)), V(limit));
  }
};
struct Scale {
  double factor;
  template <class V>
  V operator()(const V& x) const {
    return x * V(factor);
  }
};
/// g with a norm of at most `limit`; s: the sum of the squares that the norm is made of.
struct LimitedNorm {
  double limit;
  template <class V>
  V operator()(const V& g, const V& s) const {
    const V length = math::sqrt(s);
    return g * select(length <= V(limit), V(1), V(limit) / length);
  }
};
/// NaN unless x is finite.
struct FiniteOrNaN {
  template <class V>
  V operator()(const V& x) const {
    return x + (x - x);
  }
};
struct ScaledSum {
  double factor;
  template <class V>
  V operator()(const V& x, const V& y) const {
    return (x + y) * V(factor);
  }
};
/// Zeros, whatever was there.
struct Nothing {
  template <class V>
  V operator()(const V&) const {
    return V(0);
  }
};
/// x - factor step.
struct StepBack {
  double factor;
  template <class V>
  V operator()(const V& x, const V& step) const {
    return x - V(factor) * step;
  }
};
struct MoveTowards {
  double share;
  template <class V>
  V operator()(const V& x, const V& target) const {
    return x + V(share) * (target - x);
  }
};

}  // namespace detail

inline Tensor sum_of_squares(const Tensor& g) {
  const auto all = Axes().flags(g.shape().rank(), "optimizer");
  return reduce<cpu_backend::SumReducer>(map(detail::Square{}, g), all, false);
}
inline void clip_by_norm(Tensor& g, const Tensor& squares, double limit) {
  g = map(detail::LimitedNorm{limit}, g, squares);
}
/// A gradient may be shared with others, so it is replaced, not changed.
inline void scale(Tensor& g, double factor) {
  if (factor != 1) g = map(detail::Scale{factor}, g);
}
inline void clip_by_value(Tensor& g, double limit) { g = map(detail::Bound{limit}, g); }
inline void scale_in_place(const Tensor& x, double factor) { map_into(detail::Scale{factor}, x, x); }
inline void move_towards(const Tensor& x, const Tensor& target, double share) {
  map_into(detail::MoveTowards{share}, x, x, target);
}

}  // namespace keratin::optimizers
#endif
