// check_optimizer(optimizer, row): an optimizer along a trajectory of Keras: weights after every step and after
// finalize, for one thread and two and every vector width, in float32 and float64. It keeps its state for each weight
// apart.
#pragma once
#include <functional>

#include "golden_table.hpp"

namespace keratin::testing {

struct Trajectory {
  std::vector<Tensors> weights;  // after each step
  Tensors final;                 // after finalize
};

inline std::vector<Variable> variables_from(const Tensors& start, DType dtype) {
  std::vector<Variable> all;
  for (const Tensor& w : start) all.emplace_back(w.cast(dtype).clone(), "w" + std::to_string(all.size()));
  return all;
}
inline Tensors copies(const std::vector<Variable>& weights) {
  Tensors all;
  for (const Variable& w : weights) all.push_back(w.clone());
  return all;
}

/// The row's steps, in this dtype.
inline Trajectory walk(const Optimizer& optimizer, const Json& row, DType dtype) {
  const auto weights = variables_from(tensors_from(row["w0"]), dtype);
  Trajectory t;
  for (const Json& step : row["steps"]) {
    optimizer.apply(cast_floats(tensors_from(step["grads"]), dtype), weights);
    t.weights.push_back(copies(weights));
  }
  optimizer.impl().finalize(weights);
  t.final = copies(weights);
  return t;
}

inline void check_trajectory(const Trajectory& t, const Json& row) {
  for (std::size_t s = 0; s < t.weights.size(); ++s) {
    INFO("step " << s + 1);
    const Tensors want = tensors_from(row["steps"][s]["weights"]);
    for (std::size_t i = 0; i < want.size(); ++i) check_near(t.weights[s][i], want[i]);
  }
  const Tensors last = tensors_from(row["after_finalize"]);
  for (std::size_t i = 0; i < last.size(); ++i) check_near(t.final[i], last[i]);
}

/// A weight without a gradient stays as it is, in spite of decay.
inline void check_undefined_gradient(const Optimizer& optimizer) {
  const auto weights = variables_from({ones({3}), ones({2})}, float32);
  optimizer.apply({Tensor(), ones({2})}, weights);
  CHECK(same_bits(weights[0], ones({3})));
  CHECK_FALSE(same_bits(weights[1], ones({2})));
}

/// `make()` gives a new optimizer; `row` is one of the table "optimizers".
inline void check_optimizer(const std::function<Optimizer()>& make, const Json& row) {
  const Trajectory first = walk(make(), row, float32);
  check_trajectory(first, row);
  check_trajectory(walk(make(), row, float64), row);
  each_level([&] { check_trajectory(walk(make(), row, float32), row); });
  const WithThreads two(2);
  const Trajectory again = walk(make(), row, float32);
  for (std::size_t i = 0; i < first.final.size(); ++i) CHECK(same_bits(again.final[i], first.final[i]));
  check_undefined_gradient(make());
}

}  // namespace keratin::testing
