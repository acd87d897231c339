// check_optimizer(make, row): an optimizer along a trajectory of Keras: weights after every step and after finalize,
// for one thread and two and every vector width, in float32 and float64. What it keeps has Keras's names, shapes and
// order, and carries a run on in another optimizer, to the bit.
#pragma once
#include <functional>

#include "golden_table.hpp"
#include "on_cuda.hpp"

namespace keratin::testing {

using MakeOptimizer = std::function<Optimizer()>;

struct Trajectory {
  std::vector<Tensors> weights;  // after each step
  Tensors final;                 // after finalize
};

inline std::vector<Variable> variables_from(const Tensors& start, DType dtype, const Json& paths = Json::array(),
                                            Device device = cpu{}) {
  std::vector<Variable> all;
  for (const Tensor& w : start) {
    const std::size_t i = all.size();
    const std::string path = i < paths.size() ? paths[i].get<std::string>() : "w" + std::to_string(i);
    all.emplace_back(device == cpu{} ? w.cast(dtype).clone() : w.cast(dtype).to(device),
                     path.substr(path.rfind('/') + 1));
    all.back().info().path = path;
  }
  return all;
}
inline std::vector<Variable> weights_of(const Json& row, DType dtype, Device device = cpu{}) {
  return variables_from(tensors_from(row["w0"]), dtype, row.value("paths", Json::array()), device);
}
inline Tensors copies(const std::vector<Variable>& weights) {
  Tensors all;
  for (const Variable& w : weights) all.push_back(w.clone());
  return all;
}
inline Tensors gradients_of(const Json& step, DType dtype) { return cast_floats(tensors_from(step["grads"]), dtype); }

/// The row's steps, in this dtype and on this device.
inline Trajectory walk(const Optimizer& optimizer, const Json& row, DType dtype, Device device = cpu{}) {
  const auto weights = weights_of(row, dtype, device);
  Trajectory t;
  for (const Json& step : row["steps"]) {
    optimizer.apply(on_device(gradients_of(step, dtype), device), weights);
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

/// Names and shapes in Keras's order; after the row's steps values too, where the row has them.
inline void check_variables(const Optimizer& optimizer, const Json& row) {
  const auto got = optimizer.variables();
  const Json& want = row["variables"];
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const std::string path = want[i]["path"], name = path.substr(path.rfind('/') + 1);
    INFO("variable " << path);
    CHECK(got[i].name == (name.rfind("variable", 0) == 0 ? "variable" : name));  // Keras counts those
    CHECK(got[i].value.shape() == Shape(want[i]["shape"].get<std::vector<index_t>>()));
    if (want[i].contains("value")) check_near(got[i].value, tensor_from(want[i]["value"]));
  }
  CHECK(got[0].value.dtype() == int64);
}

/// Another optimizer that is given all variables in the middle of the run ends where the first one does, to the bit.
inline void check_resumed(const MakeOptimizer& make, const Json& row, const Trajectory& whole) {
  const Optimizer first = make(), second = make();
  const auto weights = weights_of(row, float32);
  const std::size_t half = row["steps"].size() / 2;
  Tensors state;
  for (std::size_t i = 0; i < row["steps"].size(); ++i) {
    if (i == half) {
      for (const auto& v : first.variables()) state.push_back(v.value.clone());
      second.build(weights);
      second.impl().set_variables(state);
    }
    (i < half ? first : second).apply(gradients_of(row["steps"][i], float32), weights);
  }
  if (row.contains("variables")) check_variables(second, row);
  second.impl().finalize(weights);
  for (std::size_t i = 0; i < weights.size(); ++i) CHECK(same_bits(weights[i], whole.final[i]));
}

/// A weight without a gradient stays as it is, in spite of decay.
inline void check_undefined_gradient(const Optimizer& optimizer, index_t steps) {
  const auto weights = variables_from({ones({3}), ones({2})}, float32);
  for (index_t i = 0; i < steps; ++i) optimizer.apply({Tensor(), ones({2})}, weights);
  CHECK(same_bits(weights[0], ones({3})));
  CHECK_FALSE(same_bits(weights[1], ones({2})));
}

/// What it tells of its options is Keras's configuration.
inline void check_configuration(const Optimizer& optimizer, const Json& row) {
  const Json got = fields_of(optimizer.impl());
  const Json& want = row["full_config"];
  CHECK(got.size() == want.size());
  for (const auto& [key, value] : want.items()) {
    INFO(key << ": got " << got[key] << ", Keras " << value);
    if (key == "learning_rate" && value.is_object())
      CHECK((got[key]["class_name"] == value["class_name"] && got[key]["config"] == value["config"]));
    else if (key != "name")  // Keras counts its optimizers
      CHECK(got[key] == value);
  }
}

/// `make()` gives a new optimizer; `row` is one of the table "optimizers".
inline void check_optimizer(const MakeOptimizer& make, const Json& row) {
  const Optimizer optimizer = make();
  const Trajectory first = walk(optimizer, row, float32);
  check_trajectory(first, row);
  check_trajectory(walk(make(), row, float64), row);
  if (has_cuda()) {
    INFO("on cuda");
    check_trajectory(walk(make(), row, float32, cuda{}), row);
    check_trajectory(walk(make(), row, float64, cuda{}), row);
  }
  each_level([&] { check_trajectory(walk(make(), row, float32), row); });
  {
    const WithThreads two(2);
    const Trajectory again = walk(make(), row, float32);
    for (std::size_t i = 0; i < first.final.size(); ++i) CHECK(same_bits(again.final[i], first.final[i]));
  }
  check_resumed(make, row, first);
  if (row.contains("variables")) check_variables(optimizer, row);
  if (row.contains("full_config")) check_configuration(optimizer, row);
  const Json& steps = row["config"].value("gradient_accumulation_steps", Json(1));
  check_undefined_gradient(make(), steps.get<index_t>());
}

}  // namespace keratin::testing
