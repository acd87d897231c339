// Activations against tables of Keras's values and gradients.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/check_op.hpp"
#include "support/listed_names.hpp"
#include "support/parity.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_table.hpp"

using namespace keratin;
using testing::Json;

namespace {

/// The activation of a row of the table, called with its options.
Tensor apply(const Json& row, const Tensor& x) {
  namespace act = activations;
  const std::string name = row["activation"];
  const Json& c = row["config"];
  if (name == "threshold") return act::threshold(x, c["threshold"].get<double>(), c["default_value"].get<double>());
  if (c.empty()) return act::Activation(name)(x);
  if (name == "relu") {
    act::ReluOptions o{.negative_slope = c.value("negative_slope", 0.0), .threshold = c.value("threshold", 0.0)};
    if (c.contains("max_value") && !c["max_value"].is_null()) o.max_value = c["max_value"].get<double>();
    return act::relu(x, o);
  }
  using WithAxis = Tensor (*)(const Tensor&, Int);
  using WithNumber = Tensor (*)(const Tensor&, Real);
  const std::map<std::string, WithAxis> axes = {
      {"softmax", act::softmax}, {"log_softmax", act::log_softmax}, {"glu", act::glu}, {"sparsemax", act::sparsemax}};
  const std::map<std::string, WithNumber> numbers = {{"leaky_relu", act::leaky_relu},
                                                     {"elu", act::elu},
                                                     {"celu", act::celu},
                                                     {"hard_shrink", act::hard_shrink},
                                                     {"soft_shrink", act::soft_shrink},
                                                     {"squareplus", act::squareplus}};
  REQUIRE(c.size() == 1);
  if (name == "gelu") return act::gelu(x, c["approximate"].get<bool>());
  if (axes.contains(name)) return axes.at(name)(x, c["axis"].get<int>());
  REQUIRE(numbers.contains(name));
  return numbers.at(name)(x, c.begin()->get<double>());
}

}  // namespace

TEST_CASE("activations and their gradients match Keras's tables") {
  testing::for_each_row("activations", "activation", [](const Json& row) {
    const Tensor x = testing::tensor_from(row["x"]).cast(float32);
    GradientTape tape;
    tape.watch(x);
    const Tensor y = apply(row, x),
                 cotangent = row.contains("cotangent") ? testing::tensor_from(row["cotangent"]) : ones(y.shape());
    testing::check_near(y, testing::tensor_from(row["y"]).cast(float32));
    testing::check_near(tape.gradient(testing::weighted_sum(y, cotangent), x),
                        testing::tensor_from(row["grad"]).cast(float32));
  });
}
#endif

TEST_CASE("an activation is a name, a function of the room, a lambda, or nothing") {
  const Tensor x({-1.f, 2.f});
  CHECK(testing::same_bits(activations::Activation()(x), x));
  CHECK(activations::Activation("relu").name() == "relu");
  CHECK(testing::same_bits(activations::Activation(activations::relu)(x), Tensor({0.f, 2.f})));
  CHECK(testing::same_bits(activations::Activation([](const Tensor& t) { return t * 2.0; })(x), Tensor({-2.f, 4.f})));
  CHECK_THROWS_WITH(activations::Activation("rellu"), Catch::Contains("relu") && Catch::Contains("got \"rellu\""));
}

TEST_CASE("every activation of the list has its own name, and its function is known by it") {
  for (const char* name : {"linear",    "relu",       "celu",        "elu",         "exponential",
                           "gelu",      "glu",        "hard_shrink", "hard_silu",   "hard_sigmoid",
                           "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "mish",
                           "relu6",     "selu",       "sigmoid",     "silu",        "soft_shrink",
                           "softmax",   "softplus",   "softsign",    "sparse_plus", "sparse_sigmoid",
                           "sparsemax", "squareplus", "tanh",        "tanh_shrink"}) {
    const activations::Activation f{std::string_view(name)};
    INFO(name);
    CHECK(f.name() == name);
    CHECK(activations::serialize(f) == name);
    const Tensor x = testing::random_tensor({3, 4});
    CHECK(f(x).rank() == 2);
  }
  CHECK(activations::Activation("swish").name() == "silu");
  CHECK(activations::Activation("hard_swish").name() == "hard_silu");
  CHECK(activations::serialize(activations::elu) == "elu");
  CHECK(activations::serialize(activations::swish) == "silu");
  CHECK(activations::serialize([](const Tensor& t) { return t * 2.0; }) == "function");
  CHECK_THROWS_AS(activations::Activation("threshold"), name_error);
}

TEST_CASE("gradients of activations are those of finite differences") {
  const Tensor x = testing::random_tensor({4, 6}, -2, 2, 3);  // no element is where a function bends
  const auto check = [&](const std::string& name, const auto& f) {
    INFO(name);
    testing::parts::check_gradients([&](const Tensors& in) { return f(in[0]); }, {x}, {});
    testing::parity("activations", name, testing::Checked::gradient);
  };
  for (const std::string& name : testing::listed_names(activations::deserialize))
    check(name, activations::Activation(name));
  check("threshold", [](const Tensor& t) { return activations::threshold(t, 0.3, -1); });
  testing::no_parity("activations", "threshold", testing::Checked::save);  // without defaults it has no name
}

TEST_CASE("relu with options: gradients, and the op of a graph") {
  const auto bent = [](const Tensor& x) {
    return activations::relu(x, {.negative_slope = 0.1, .max_value = 1.25, .threshold = 0.375});
  };
  testing::check_op("relu with options", bent, {{Shape{}}, {Shape{3, 17}}, {Shape{33001}}});
  CHECK(testing::values(activations::relu(Tensor({-1.f, 3.f, 9.f}), {.max_value = 6})) == std::vector<double>{0, 3, 6});
  CHECK(graph_node(activations::relu(Input({3}))).class_name == "ReLU");
  CHECK(graph_node(bent(Input({3}))).module == "keras.src.activations.activations");
  CHECK(activations::relu(Tensor({-1, 2})).dtype() == int32);
}
