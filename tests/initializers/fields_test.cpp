// Configurations of initializers, regularizers and constraints: every field is read as it is written.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/json_fields.hpp"

using namespace keratin;
using testing::FromJson;
using testing::Json;

TEST_CASE("every initializer's fields are read as they are written") {
  for (const char* name :
       {"Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "LecunNormal", "LecunUniform",
        "Ones", "Orthogonal", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Zeros"}) {
    testing::check_fields(name, [&](Fields& f) { return initializers::deserialize(name, f); },
                          {"mode", "distribution"});
    CHECK(Initializer(std::string(name)).impl().class_name() == name);
  }
  FromJson config(Json{{"mode", "fan_avg"}, {"distribution", "uniform"}, {"input_axes", {1}}, {"output_axes", {0}}});
  const Json read = testing::fields_of(initializers::deserialize("VarianceScaling", config).impl());
  CHECK(read["mode"] == "fan_avg");
  CHECK(read["distribution"] == "uniform");
  CHECK(read["input_axes"] == Json::array({1}));  // a list, even of one axis, as Keras wants it
}

TEST_CASE("every regularizer's fields are read as they are written") {
  for (const char* name : {"L1", "L1L2", "L2", "OrthogonalRegularizer"})
    testing::check_fields(name, [&](Fields& f) { return regularizers::deserialize(name, f); }, {"mode"});
  FromJson columns(Json{{"mode", "columns"}}), one(Json{{"l1", 0.5}});
  CHECK(testing::fields_of(regularizers::deserialize("OrthogonalRegularizer", columns).impl())["mode"] == "columns");
  CHECK(testing::fields_of(regularizers::deserialize("L1L2", one).impl()) == Json{{"l1", 0.5}, {"l2", 0.0}});
}

TEST_CASE("every constraint's fields are read as they are written") {
  for (const char* name : {"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"})
    testing::check_fields(name, [&](Fields& f) { return constraints::deserialize(name, f); });
  FromJson axes(Json{{"axis", {0, 1, 2}}});
  CHECK(testing::fields_of(constraints::deserialize("UnitNorm", axes).impl())["axis"] == Json::array({0, 1, 2}));
}

TEST_CASE("what is code or an array has no configuration") {
  CHECK(Initializer([](const Shape& s, DType d) { return zeros(s, d); }).impl().class_name() == "function");
  CHECK(initializers::Constant(ones({2})).impl().class_name() == "function");
  CHECK(Regularizer([](const Tensor& w) { return ops::sum(w); }).impl().class_name() == "function");
  CHECK(constraints::Constraint([](const Tensor& w) { return w; }).impl().class_name() == "function");
  const optimizers::LearningRate rate = [](index_t) { return 0.1; };
  CHECK(rate.schedule().impl().class_name() == "function");
}

TEST_CASE("Constant takes its number alone or by name") {
  CHECK(initializers::Constant({.value = 0.5})({2}).at<float>(0) == 0.5f);
  CHECK(initializers::Constant(0.25)({2}).at<float>(1) == 0.25f);
  CHECK(initializers::Constant()({2}).at<float>(1) == 0);
}
#endif
