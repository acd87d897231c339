// clone_model: the same graph and options, new layers and weights.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

namespace clone_model_test {

using namespace keratin;
using namespace keratin::layers;
using testing::all_close;
using testing::same_bits;

Tensor real(const Shape& shape, std::size_t seed = 1) {
  return testing::random_tensor(shape, -1, 1, seed).cast(float32);
}
std::vector<std::string> names(const ModelBase& model) {
  std::vector<std::string> all;
  for (const Layer& layer : model.layers()) all.push_back(layer.name() + " " + layer.class_name());
  return all;
}

struct Shift : CustomLayer {
  Real by = 0;
  KERATIN_FIELDS(by)
  Variable weight;
  explicit Shift(Real amount = 0) : by(amount) {}
  void build(const Shape& in) override { weight = add_weight("weight", {in.back()}, "zeros"); }
  Tensor call(const Tensor& x, CallContext) override { return x + weight + by.value; }
};

/// The clone computes what the model does once it has its weights, and has them for itself.
template <class M>
void check_clone(M model, const std::vector<Tensor>& data) {
  M twin = clone_model(model);
  CHECK(names(twin) == names(model));
  CHECK(twin.name() == model.name());
  CHECK_FALSE(twin.compiled());
  REQUIRE(twin.weights().size() == model.weights().size());
  for (std::size_t i = 0; i < twin.weights().size(); ++i)
    CHECK_FALSE(twin.weights()[i].impl() == model.weights()[i].impl());
  CHECK(twin.trainable_variables().size() == model.trainable_variables().size());
  const auto want = model.predict_all(data, {.verbose = 0});
  twin.set_weights(model.get_weights());
  const auto got = twin.predict_all(data, {.verbose = 0});
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(same_bits(got[i], want[i]));
  for (const Variable& w : twin.weights()) w.assign(zeros(w.shape()));
  CHECK(same_bits(model.predict_all(data, {.verbose = 0})[0], want[0]));
}

TEST_CASE("clone_model of a Sequential, built or not") {
  const auto stack = [](Sequential<> model) {
    model.add(Dense(4, {.activation = "tanh", .kernel_regularizer = regularizers::L2(0.1), .name = "first"}));
    model.add(Dropout(0.25, {.name = "drop"}));
    model.add(Lambda([](const Tensor& x) { return x * 3; }, {.name = "triple"}));
    model.add(Dense(2, {.use_bias = false, .name = "second", .trainable = false}));
    return model;
  };
  check_clone(stack(Sequential({Input({3}, {.name = "in"})}, {.name = "mine"})), {real({5, 3})});
  const auto open = clone_model(stack(Sequential()));
  CHECK(open.weights().empty());
  CHECK(open.predict(real({5, 3}), {.verbose = 0}).shape() == Shape{5, 2});
  CHECK(open.losses().size() == 1);
}

TEST_CASE("clone_model of a graph: shared layers, ops, nested models, several ends") {
  register_layer<Shift>("ShiftBy");
  const auto a = Input({3}, {.name = "a"}), b = Input({3}, {.name = "b"});
  const Dense shared(3, {.activation = "relu", .name = "shared"});
  Sequential inner({Input({3}), Dense(3, {.name = "in"})}, {.name = "inner"});
  inner.add(make_layer<Shift>(0.5));
  const auto h = inner(shared(a)) + 0.5 * shared(inner(b));
  const Model model({a, b}, {Dense(2, {.name = "end"})(ops::concatenate({h, a}, 1)), h.slice({{}, {0, 2}}), b},
                    {.name = "graph"});
  check_clone(model, {real({4, 3}), real({4, 3}, 2)});
  CHECK(clone_model(model).count_params() == model.count_params());
}

TEST_CASE("clone_model with masks and with a function of one's own") {
  const auto x = Input({4, 3}, {.name = "x"});
  const Model masked(x, Dense(2, {.name = "d"})(Masking({.mask_value = 2, .name = "skip"})(x)));
  check_clone(masked, {real({2, 4, 3})});
  Sequential model({Input({3}), Dense(4, {.name = "a"}), Dense(2, {.name = "b"})});
  const auto wider = clone_model(model, [](const Layer& layer) {
    return layer.name() == "a" ? Layer(Dense(7, {.name = "a"})) : Layer(Dense(2, {.name = "b"}));
  });
  CHECK(wider.count_params() == 3 * 7 + 7 + 7 * 2 + 2);
  struct Unknown : CustomLayer {
    Tensor call(const Tensor& t, CallContext) override { return t; }
  };
  model.add(make_layer<Unknown>());
  CHECK_THROWS_WITH(clone_model(model), Catch::Contains("Unknown"));
}

TEST_CASE("clone_model keeps float64") {
  Sequential<double> model({Input({3}), Dense(2)});
  const Sequential<double> twin = clone_model(model);
  CHECK(twin.get_weights()[0].dtype() == float64);
}

}  // namespace clone_model_test
