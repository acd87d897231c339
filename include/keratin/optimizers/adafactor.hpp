// Adafactor: of the mean squares of a matrix's gradients it keeps those of rows and columns alone.
//   b = 1 - t^beta_2_decay;   s = g² + epsilon_1;   v = r c / mean(r), where
//   r <- b r + (1 - b) mean(s, last axis);   c <- b c + (1 - b) mean(s, the axis before);   for vectors v <- b v + (1 -
//   b) s u = g / sqrt(v);   w <- w - max(epsilon_2, rms(w)) min(lr, 1 / sqrt(t)) u / max(1, rms(u) / clip_threshold)
// Shazeer and Stern, "Adafactor", 2018.
#pragma once
#include "optimizer.hpp"

namespace keratin::optimizers {

struct AdafactorOptions {
  KERATIN_OPTIONS;
  LearningRate learning_rate = 0.001;
  Real beta_2_decay = -0.8;
  Real epsilon_1 = 1e-30;
  Real epsilon_2 = 1e-3;
  Real clip_threshold = 1.0;
  Flag relative_step = true;  ///< Kept for configurations: in Keras too the step is bounded by 1 / sqrt(t) either way.
  KERATIN_OPTIMIZER_OPTIONS;
  KERATIN_OPTIMIZER_FIELDS(beta_2_decay, epsilon_1, epsilon_2, clip_threshold, relative_step)
};

/// (keras.optimizers.Adafactor)
struct Adafactor : Optimizer {
  using Options = AdafactorOptions;
  explicit Adafactor(const AdafactorOptions& options = {});
  explicit Adafactor(const LearningRate& learning_rate) : Adafactor(AdafactorOptions{.learning_rate = learning_rate}) {}
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <cmath>

#include "update.hpp"

namespace keratin::optimizers {

namespace detail {

struct SquarePlus {
  double epsilon;
  template <class V>
  V operator()(const V& g) const {
    return g * g + V(epsilon);
  }
};
struct OverRoot {
  template <class V>
  V operator()(const V& g, const V& v) const {
    return g / math::sqrt(v);
  }
};
struct Factored {
  template <class V>
  V operator()(const V& row, const V& mean_row, const V& column) const {
    return row / mean_row * column;
  }
};

/// The mean along one axis, counted from the last: 1 is the last.
inline Tensor mean_from_last(const Tensor& x, std::size_t axis, bool keepdims) {
  std::array<bool, Shape::max_rank> flags{};
  const std::size_t at = x.shape().rank() - axis;
  flags[at] = true;
  return reduce<cpu_backend::SumReducer>(x, flags, keepdims, 1 / static_cast<double>(x.shape()[at]));
}
/// The step of a weight w of n numbers, `way`: its direction; the others: the sums of both's squares.
struct AdafactorMove {
  double epsilon, limit, clip_threshold, n;
  template <class V>
  V operator()(const V& w, const V& way, const V& w_squares, const V& way_squares) const {
    const V alpha = math::max(math::sqrt(w_squares / V(n)), V(epsilon)) * V(limit);
    return w - alpha / math::max(math::sqrt(way_squares / V(n)) / V(clip_threshold), V(1)) * way;
  }
};

}  // namespace detail

class AdafactorImpl final : public OptimizerOf<AdafactorOptions> {
 public:
  explicit AdafactorImpl(const AdafactorOptions& o) : OptimizerOf("Adafactor", o, {{""}, {""}, {"velocity"}}) {}

 private:
  /// r, c and v; r and c of a vector are there, without use, since Keras saves them.
  Tensor make_slot(std::size_t kind, const Variable& weight) const override {
    Shape shape = weight.shape();
    if (kind < 2 && shape.rank() < 2) return zeros({}, int32);
    if (kind < 2) shape = shape.without(shape.rank() - 1 - kind);
    return zeros(shape, weight.dtype(), weight.device());
  }

  void update(std::span<const WeightUpdate> weights, double rate, index_t step) override {
    const auto t = static_cast<double>(step);
    const double share = std::pow(t, options_.beta_2_decay), limit = std::min(rate, 1 / std::sqrt(t));
    for (const WeightUpdate& u : weights) {
      mean_squares(u, share);
      const Tensor way = map(detail::OverRoot{}, u.gradient, u.slots[2]);
      const auto n = static_cast<double>(std::max<index_t>(way.size(), 1));
      map_into(detail::AdafactorMove{options_.epsilon_2, limit, options_.clip_threshold, n}, u.weight, u.weight, way,
               sum_of_squares(u.weight), sum_of_squares(way));
    }
  }

  void mean_squares(const WeightUpdate& u, double share) const {
    const Tensor &r = u.slots[0], &c = u.slots[1], &v = u.slots[2];
    const Tensor squares = map(detail::SquarePlus{options_.epsilon_1}, u.gradient);
    const Shape& shape = squares.shape();
    if (shape.rank() < 2) return move_towards(v, squares, share);
    move_towards(r, detail::mean_from_last(squares, 1, false), share);
    move_towards(c, detail::mean_from_last(squares, 2, false), share);
    Shape rows = shape, columns = shape, one = shape;
    rows[shape.rank() - 1] = 1;
    columns[shape.rank() - 2] = 1;
    one[shape.rank() - 1] = one[shape.rank() - 2] = 1;
    map_into(detail::Factored{}, v, r.view(rows), detail::mean_from_last(r, 1, true).view(one), c.view(columns));
  }
};

KERATIN_INLINE Adafactor::Adafactor(const AdafactorOptions& options)
    : Optimizer(Ref<OptimizerImpl>(new AdafactorImpl(options))) {}

}  // namespace keratin::optimizers
#endif
