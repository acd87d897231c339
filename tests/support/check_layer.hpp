// check_layer(kind, make, sample, options): all that is true of every layer, in one call.
//   check_layer("Dense", [] { return layers::Dense(3); }, {4}, {.weights = 2, .wrong = Shape{5}});
// Names, symbolic against eager shapes, gradients of input and weights against finite differences in float64, float32
// against float64, a training step, freezing, weights out and in, and an error that names the layer.
#pragma once
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "on_cuda.hpp"
#include "parity.hpp"
#include "tensors.hpp"

namespace keratin::testing {

struct LayerCheck {
  KERATIN_OPTIONS;
  std::size_t weights = 0;           ///< How many weights it must have.
  std::optional<Shape> output = {};  ///< The shape of one sample's output.
  std::optional<Shape> wrong = {};   ///< A sample's shape that it must refuse once it is built.
  Real low = -2, high = 2;           ///< Where random inputs lie.
  Real tolerance = 1e-6;             ///< Of gradients, relative to 1 + |value|.
  Flag trains_all = true;            ///< Whether a training step changes every trainable weight.
};

namespace detail {

using MakeLayer = std::function<Layer()>;

inline Tensor batch_of(const Shape& sample, index_t n, const LayerCheck& o, std::size_t seed = 1) {
  return random_tensor(sample.inserted(0, n), o.low, o.high, seed);
}
template <class T>
Sequential<T> model_of(const Shape& sample, const Layer& layer) {
  Sequential<T> model;
  model.add(Input(sample, {.dtype = dtype_of<T>()}));
  model.add(layer);
  return model;
}

inline void check_names(const std::string& kind, const MakeLayer& make) {
  clear_session();
  const std::string name = snake_case(kind);
  CHECK(make().name() == name);
  CHECK(make().name() == name + "_1");
  CHECK(make().class_name() == kind);
}

inline void check_shapes(const MakeLayer& make, const Shape& sample, const LayerCheck& o) {
  const Layer layer = make();
  CHECK_FALSE(layer.built());
  const Tensor x = Input(sample), y = layer(x);
  CHECK(layer.built());
  CHECK(y.shape()[0] == None);
  if (o.output) CHECK(y.shape().from(1) == *o.output);
  CHECK(layer.output().impl()->origin == y.impl()->origin);
  const Model model(x, y);
  for (const index_t n : {1, 3, 8}) {
    INFO("batch of " << n);
    const Tensor data = batch_of(sample, n, o).cast(float32), eager = layer(data);
    CHECK(eager.shape() == y.shape().with(0, n));
    CHECK(eager.dtype() == y.dtype());
    CHECK(same_bits(model.predict(data, {.batch_size = n, .verbose = 0}), eager));
  }
}

/// The derivative of Σ model(x) * projection by element i of `at`, by central differences.
inline double slope(const ModelBase& model, const Tensor& x, const Tensor& at, index_t i, const Tensor& projection) {
  double& value = at.data<double>()[i];
  const double before = value, h = 1e-5 * std::max(1.0, std::abs(before));
  value = before + h;
  const double above = weighted_sum(model(x), projection).item<double>();
  value = before - h;
  const double below = weighted_sum(model(x), projection).item<double>();
  value = before;
  return (above - below) / (2 * h);
}

inline void check_layer_gradients(const MakeLayer& make, const Shape& sample, const LayerCheck& o) {
  const auto model = model_of<double>(sample, make());
  const Tensor x = batch_of(sample, 3, o, 2);
  const Tensor projection = random_tensor(model(x).shape(), -1, 1, 3);
  std::vector<Tensor> sources = {x};
  for (const Variable& w : model.trainable_variables()) sources.push_back(w);
  GradientTape tape;
  tape.watch(x);
  const auto gradients = tape.gradient(weighted_sum(model(x), projection), sources);
  for (std::size_t k = 0; k < sources.size(); ++k) {
    INFO("gradient of " << (k == 0 ? std::string("the input") : model.trainable_variables()[k - 1].path()));
    REQUIRE(gradients[k].defined());
    REQUIRE(gradients[k].shape() == sources[k].shape());
    const index_t n = gradients[k].size(), step = std::max<index_t>(1, n / 40);
    for (index_t i = 0; i < n; i += step)
      CHECK(close(gradients[k].data<double>()[i], slope(model, x, sources[k], i, projection), o.tolerance));
  }
}

/// The same weights in float32 and float64 give the same.
inline void check_precision(const MakeLayer& make, const Shape& sample, const LayerCheck& o) {
  auto wide = model_of<double>(sample, make());
  auto narrow = model_of<float>(sample, make());
  narrow.set_weights(cast_floats(wide.get_weights(), float32));
  wide.set_weights(cast_floats(narrow.get_weights(), float64));
  const Tensor x = batch_of(sample, 5, o, 4), y = wide.predict(x, {.verbose = 0});
  CHECK(y.dtype() == float64);
  CHECK(narrow.predict(x, {.verbose = 0}).dtype() == float32);
  CHECK(all_close(narrow.predict(x, {.verbose = 0}), y, 2e-5));
}

inline void check_weights(const MakeLayer& make, const Shape& sample, const LayerCheck& o) {
  auto model = model_of<float>(sample, make());
  const Layer layer = model.get_layer(0);
  const auto kept = layer.get_weights();
  REQUIRE(kept.size() == o.weights);
  index_t count = 0;
  for (const Tensor& w : kept) count += w.size();
  CHECK(layer.count_params() == count);
  for (const Variable& w : layer.weights()) {  // "sequential/dense/kernel", "sequential/lstm/lstm_cell/kernel"
    CHECK(w.path().starts_with(model.name() + "/" + layer.name() + "/"));
    CHECK(w.path().ends_with("/" + w.name()));
  }
  std::vector<Tensor> others;
  for (const Tensor& w : kept) others.push_back(random_tensor(w.shape(), -1, 1, others.size() + 9).cast(w.dtype()));
  layer.set_weights(others);
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(same_bits(layer.get_weights()[i], others[i]));
  others.push_back(ones({1}));
  CHECK_THROWS_WITH(layer.set_weights(others), Catch::Contains(layer.name()));
}

inline std::vector<bool> changed_by_step(Sequential<>& model, const Tensor& x) {
  const auto before = model.get_weights();
  model.compile({.optimizer = optimizers::SGD(0.1), .loss = "mse"});
  model.train_on_batch(x, random_tensor(model(x).shape(), 3, 5, 6).cast(float32));
  std::vector<bool> changed;
  const auto after = model.get_weights();
  for (std::size_t i = 0; i < before.size(); ++i) changed.push_back(!same_bits(before[i], after[i]));
  return changed;
}

inline void check_step(const MakeLayer& make, const Shape& sample, const LayerCheck& o) {
  auto model = model_of<float>(sample, make());
  const Tensor x = batch_of(sample, 6, o, 5).cast(float32);
  const auto weights = model.weights();
  const auto changed = changed_by_step(model, x);
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (o.trains_all) {
      INFO("after a training step: " << weights[i].path());
      CHECK(changed[i] == weights[i].trainable());
    }
  const Layer layer = model.get_layer(0);
  layer.set_trainable(false);
  CHECK(layer.trainable_variables().empty());
  for (const bool c : changed_by_step(model, x)) CHECK_FALSE(c);
}

/// On a CUDA device: outputs, gradients of input and weights, and a training step, beside the CPU's.
inline void check_layer_on_cuda(const std::string& kind, const MakeLayer& make, const Shape& sample,
                                const LayerCheck& o) {
  INFO("on cuda");
  const auto build = [&](auto& model) {
    model.add(Input(sample));
    model.add(make());
  };
  Sequential<float, cpu> here;
  build(here);
  Sequential<float, cuda> there;
  build(there);
  there.set_weights(here.get_weights());
  for (const Variable& w : there.weights()) CHECK(w.device() == cuda{});
  const Tensor x = batch_of(sample, 5, o, 7).cast(float32);
  const Tensor projection = random_tensor(here(x).shape(), -1, 1, 8).cast(float32);
  const auto run = [&](const ModelBase& model, Device device) {
    const Tensor own = x.to(device);
    GradientTape tape;
    tape.watch(own);
    const Tensor y = model(own);
    Tensors all = {y};
    std::vector<Tensor> sources = {own};
    for (const Variable& w : model.trainable_variables()) sources.push_back(w);
    for (const Tensor& g : tape.gradient(weighted_sum(y, projection.to(device)), sources)) all.push_back(g);
    return all;
  };
  const Tensors want = run(here, cpu{}), got = run(there, cuda{});
  for (std::size_t k = 0; k < want.size(); ++k) {
    INFO((k == 0 ? "output" : k == 1 ? "gradient of the input" : "gradient of a weight"));
    REQUIRE(got[k].defined() == want[k].defined());
    if (!want[k].defined()) continue;
    CHECK(all_close(got[k], want[k], k == 0 ? 2e-5 : 1e-4));
    note_error(kind + (k == 0 ? "" : ", gradient"), float32, greatest_error(got[k], want[k]));
  }
  const auto step = [&](auto& model) {
    model.compile({.optimizer = optimizers::SGD(0.05), .loss = "mse"});
    set_random_seed(11);
    model.train_on_batch(x, projection);
    return model.get_weights();
  };
  const auto here_after = step(here), there_after = step(there);
  for (std::size_t i = 0; i < here_after.size(); ++i) {
    INFO("weight " << i << " after a training step");
    CHECK(all_close(there_after[i], here_after[i], 1e-4));
  }
}

inline void check_refusal(const MakeLayer& make, const Shape& sample, const Shape& wrong) {
  const Layer layer = make();
  static_cast<void>(layer(zeros(sample.inserted(0, 2))));
  CHECK_THROWS_WITH(static_cast<void>(layer(zeros(wrong.inserted(0, 2)))),
                    Catch::Contains(layer.name()) && Catch::Contains("expected"));
}

}  // namespace detail

/// All checks of a layer without options that need care: `make()` gives a new one, `sample` is the shape of one input.
inline void check_layer(const std::string& kind, const detail::MakeLayer& make, const Shape& sample,
                        const LayerCheck& options = {}) {
  INFO(kind << " on samples of shape " << sample);
  detail::check_names(kind, make);
  detail::check_shapes(make, sample, options);
  detail::check_layer_gradients(make, sample, options);
  detail::check_precision(make, sample, options);
  detail::check_weights(make, sample, options);
  detail::check_step(make, sample, options);
  if (has_cuda()) detail::check_layer_on_cuda(kind, make, sample, options);
  parity("layers", kind, Checked::gradient);
  if (options.wrong) detail::check_refusal(make, sample, *options.wrong);
}

}  // namespace keratin::testing
