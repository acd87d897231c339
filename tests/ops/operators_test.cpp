// ops/operators.hpp, and ops/op.hpp by the dtypes that ops give: those of Keras (golden/ops/promotion.txt).
#include <keratin/ops/ops.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("operators: values and gradients") {
  const auto formula = [](const Tensor& a, const Tensor& b) {
    return -(a + b) * 2.0f - 1 / (b * b + 3) + (2.5 - a) / 4 - a * 0.5;
  };
  check_op("formula", formula, {{Shape{2, 3}, Shape{3}}, {Shape{2, 3}, Shape{2, 3}}});
}

TEST_CASE("a number takes the tensor's dtype; a fraction makes integers float32") {
  CHECK((zeros({2}, float64) + 1.5f).dtype() == float64);
  CHECK((zeros({2}) + 1.5).dtype() == float32);
  CHECK((zeros({2}, int32) + 1).dtype() == int32);
  CHECK((2 * zeros({2}, uint8)).dtype() == uint8);
  CHECK((zeros({2}, int64) * 0.5).dtype() == float32);
  CHECK((1 - zeros({2}, bool_)).dtype() == int32);
  CHECK((zeros({2}, int32) / 2).dtype() == float32);
  CHECK((Input({2}, {.dtype = int32}) + 0.5).dtype() == float32);
}

TEST_CASE("arithmetic of bools is logic, as in numpy") {
  const Tensor a({true, true, false, false}), b({true, false, true, false});
  CHECK(values(a + b) == std::vector<double>{1, 1, 1, 0});
  CHECK(values(a * b) == std::vector<double>{1, 0, 0, 0});
  CHECK(values(ops::maximum(a, b)) == std::vector<double>{1, 1, 1, 0});
  CHECK(values(ops::minimum(a, b)) == std::vector<double>{1, 0, 0, 0});
  CHECK((a + b).dtype() == bool_);
}

TEST_CASE("integers divide and wrap as in numpy") {
  CHECK(values(Tensor({7, -7}) / Tensor({2, 2})) == std::vector<double>{3.5, -3.5});
  CHECK(values(ops::abs(Tensor({-3, 4}))) == std::vector<double>{3, 4});
  CHECK(values(ops::square(Tensor({-3, 4}))) == std::vector<double>{9, 16});
  CHECK(values(ops::sign(Tensor({-3, 0, 4}))) == std::vector<double>{-1, 0, 1});
  CHECK(values(ops::relu(Tensor({-3, 4}))) == std::vector<double>{0, 4});
  CHECK(values(-Tensor({std::int64_t{1} << 40})) == std::vector<double>{-0x1p40});
  CHECK(values(Tensor({std::uint8_t{250}}) + 10) == std::vector<double>{4});
}

namespace {

const std::map<std::string, Tensor (*)(const Tensor&)> unaries = {
    {"abs", ops::abs},
    {"exp", ops::exp},
    {"log", ops::log},
    {"negative", ops::negative},
    {"relu", ops::relu},
    {"sqrt", ops::sqrt},
    {"tanh", ops::tanh},
    {"logical_not", ops::logical_not},
    {"sigmoid", ops::sigmoid},
    {"sign", ops::sign},
    {"square", ops::square},
    {"softmax", [](const Tensor& x) { return ops::softmax(x); }},
    {"sum", [](const Tensor& x) { return ops::sum(x); }},
    {"mean", [](const Tensor& x) { return ops::mean(x); }},
    {"max", [](const Tensor& x) { return ops::max(x); }},
    {"min", [](const Tensor& x) { return ops::min(x); }},
    {"prod", [](const Tensor& x) { return ops::prod(x); }},
    {"var", [](const Tensor& x) { return ops::var(x); }},
    {"std", [](const Tensor& x) { return ops::std(x); }},
    {"any", [](const Tensor& x) { return ops::any(x); }},
    {"all", [](const Tensor& x) { return ops::all(x); }},
    {"argmax", [](const Tensor& x) { return ops::argmax(x); }},
    {"argmin", [](const Tensor& x) { return ops::argmin(x); }}};
const std::map<std::string, Tensor (*)(const Tensor&, const Tensor&)> binaries = {
    {"add", ops::add},     {"subtract", ops::subtract}, {"multiply", ops::multiply},      {"divide", ops::divide},
    {"power", ops::power}, {"minimum", ops::minimum},   {"maximum", ops::maximum},        {"equal", ops::equal},
    {"less", ops::less},   {"matmul", ops::matmul},     {"logical_and", ops::logical_and}};

DType dtype_named(const std::string& name) {
  for (const DType t : {float32, float64, int32, int64, uint8, bool_})
    if (name == to_string_view(t)) return t;
  return int32;  // uint32, which keratin has not
}

}  // namespace

TEST_CASE("every op gives the dtype that Keras gives, eager and symbolic") {
  std::ifstream file(KERATIN_SOURCE_DIR "/tests/golden/ops/promotion.txt");
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    std::istringstream words(line);
    const std::vector<std::string> word{std::istream_iterator<std::string>(words), {}};
    INFO(line);
    const DType first = dtype_named(word[1]), want = dtype_named(word.back());
    if (first == bool_ && word[0] == "abs") continue;  // int32 here
    const auto apply = [&](bool symbolic) {
      const auto make = [&](DType t) { return symbolic ? Input({2}, {.batch_size = 2, .dtype = t}) : ones({2, 2}, t); };
      return word.size() == 3 ? unaries.at(word[0])(make(first))
                              : binaries.at(word[0])(make(first), make(dtype_named(word[2])));
    };
    CHECK(to_text(apply(false).dtype()) == to_text(want));
    CHECK(to_text(apply(true).dtype()) == to_text(want));
  }
  CHECK(lines > 400);
}
