// Initializers, regularizers and constraints against a table of Keras's own results.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/constraints/constraints.hpp>
#include <keratin/initializers/initializers.hpp>
#include <keratin/ops/ops.hpp>
#include <keratin/regularizers/regularizers.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>

#include "support/golden_count.hpp"
#include "support/parity.hpp"
#include "support/skip.hpp"
#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>

using namespace keratin;

namespace {

using Json = nlohmann::json;
constexpr const char* file = "golden/tables/regularizers_constraints_initializers.json";

Json table() {
  const std::string path = keratin::testing::shared(file);
  return path.empty() ? Json() : Json::parse(std::ifstream(path));
}

void collect(const Json& j, std::vector<float>& values, Shape& shape, std::size_t depth = 0) {
  if (!j.is_array()) return values.push_back(j.get<float>());
  if (shape.rank() == depth) shape.push_back(static_cast<index_t>(j.size()));
  for (const Json& part : j) collect(part, values, shape, depth + 1);
}
Tensor tensor(const Json& j) {
  std::vector<float> values;
  Shape shape;
  collect(j, values, shape);
  return Tensor::from(values, shape);
}

void check_equal(const Tensor& got, const Tensor& expected) {
  REQUIRE(got.shape() == expected.shape());
  const auto a = got.span<float>(), b = expected.span<float>();
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i] - b[i]) <= 1e-6f + 1e-5f * std::abs(b[i]));
}

Regularizer regularizer(const std::string& name, const Json& c) {
  if (name == "L1") return regularizers::L1(c["l1"].get<double>());
  if (name == "L2") return regularizers::L2(c["l2"].get<double>());
  if (name == "L1L2") return regularizers::L1L2({.l1 = c["l1"].get<double>(), .l2 = c["l2"].get<double>()});
  return regularizers::OrthogonalRegularizer({.factor = c["factor"].get<double>(), .mode = c["mode"]});
}

constraints::Constraint constraint(const std::string& name, const Json& c) {
  if (name == "NonNeg") return constraints::NonNeg();
  const Json& a = c["axis"];
  const Axes axis = a.is_array() ? Axes(Shape(a.get<std::vector<index_t>>())) : Axes(a.get<index_t>());
  if (name == "MaxNorm") return constraints::MaxNorm({.max_value = c["max_value"].get<double>(), .axis = axis});
  if (name == "UnitNorm") return constraints::UnitNorm({.axis = axis});
  return constraints::MinMaxNorm({.min_value = c["min_value"].get<double>(),
                                  .max_value = c["max_value"].get<double>(),
                                  .rate = c["rate"].get<double>(),
                                  .axis = axis});
}

Initializer initializer(const std::string& name, const Json& c) {
  namespace in = initializers;
  if (name == "RandomNormal")
    return in::RandomNormal({.mean = c["mean"].get<double>(), .stddev = c["stddev"].get<double>()});
  if (name == "TruncatedNormal")
    return in::TruncatedNormal({.mean = c["mean"].get<double>(), .stddev = c["stddev"].get<double>()});
  if (name == "RandomUniform")
    return in::RandomUniform({.minval = c["minval"].get<double>(), .maxval = c["maxval"].get<double>()});
  if (name == "VarianceScaling")
    return in::VarianceScaling(
        {.scale = c["scale"].get<double>(), .mode = c["mode"], .distribution = c["distribution"]});
  return name;
}

}  // namespace

TEST_CASE("regularizers match the table of Keras's results", "[regularizers]") {
  const Json all = table();
  if (all.is_null()) KERATIN_SKIP(std::string("needs ") + file);
  testing::GoldenCount count("tables/regularizers");
  for (const Json& j : all["regularizers"]) {
    INFO(j["class_name"] << " " << j["config"]);
    const Regularizer r = regularizer(j["class_name"], j["config"]);
    const Tensor x = tensor(j["x"]);
    GradientTape tape;
    tape.watch(x);
    const Tensor y = r(x);
    check_equal(y, tensor(j["value"]));
    check_equal(tape.gradient(y, x), tensor(j["grad"]));
    count.ran();
    testing::parity("regularizers", j["class_name"], testing::Checked::value);
  }
}

TEST_CASE("constraints match the table of Keras's results", "[constraints]") {
  const Json all = table();
  if (all.is_null()) KERATIN_SKIP(std::string("needs ") + file);
  testing::GoldenCount count("tables/constraints");
  for (const Json& j : all["constraints"]) {
    INFO(j["class_name"] << " " << j["config"]);
    check_equal(constraint(j["class_name"], j["config"])(tensor(j["x"])), tensor(j["y"]));
    count.ran();
    testing::parity("constraints", j["class_name"], testing::Checked::value);
  }
}

TEST_CASE("initializers match the table of Keras's results", "[initializers]") {
  const Json all = table();
  if (all.is_null()) KERATIN_SKIP(std::string("needs ") + file);
  set_random_seed(1);
  testing::GoldenCount count("tables/initializers");
  for (const Json& j : all["initializers"]) {
    INFO(j["class_name"] << " " << j["config"] << " " << j["shape"]);
    const Shape shape(j["shape"].get<std::vector<index_t>>());
    const auto fans = initializers::compute_fans(shape);
    CHECK((fans.in == j["fan_in"] && fans.out == j["fan_out"]));
    const Tensor x = initializer(j["class_name"], j["config"])(shape);
    const double deviation = j["sample_std"];
    CHECK(ops::mean(x).item<double>() == Approx(j["sample_mean"].get<double>()).margin(0.1 * deviation));
    CHECK(ops::std(x).item<double>() == Approx(deviation).epsilon(0.1));
    const bool bounded = j["class_name"] != "RandomNormal" && j["class_name"] != "VarianceScaling";
    if (bounded) CHECK(ops::max(x).item<double>() == Approx(j["sample_max"].get<double>()).epsilon(0.05));
    if (bounded) CHECK(ops::min(x).item<double>() == Approx(j["sample_min"].get<double>()).epsilon(0.05));
    count.ran();
    testing::parity("initializers", j["class_name"], testing::Checked::value);
  }
  for (const auto& [name, class_name] : all["string_names"].items())
    CHECK(Initializer(name).impl().class_name() == class_name.get<std::string>());
}

TEST_CASE("constant initializers match the table of Keras's results", "[initializers]") {
  const Json all = table();
  if (all.is_null()) KERATIN_SKIP(std::string("needs ") + file);
  for (const Json& j : all["deterministic_initializers"]) {
    const Tensor expected = tensor(j["value"]);
    const std::string name = j["class_name"];
    Initializer made = name;
    if (name == "Constant") made = initializers::Constant(j["config"]["value"].get<double>());
    if (name == "Identity") made = initializers::Identity({.gain = expected.at<float>(0, 0)});
    check_equal(made(expected.shape()), expected);
    testing::parity("initializers", name, testing::Checked::value);
  }
  const Json& o = all["orthogonal"];
  const Shape shape(o["shape"].get<std::vector<index_t>>());
  const Tensor q = initializers::Orthogonal({.gain = o["gain"].get<double>(), .seed = 1})(shape);
  check_equal(ops::matmul(ops::transpose(q), q), tensor(o["gram"]));
  testing::parity("initializers", "Orthogonal", testing::Checked::value);
}
#endif
