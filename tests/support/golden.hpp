// What Keras gives: the cases of golden/ops/values.txt and images.txt, made by golden/make_ops.py and
// make_image_layers.py.
//   const Golden& g = golden_case("softmax_axis0");   g.inputs, g.result
#pragma once
#include <keratin/ops/cast.hpp>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "check_op.hpp"

namespace keratin::testing {

struct Golden {
  Tensors inputs;
  Tensor result;
};

/// "float64 2,3 0.5 …" as a tensor.
inline Tensor parse_tensor(const std::string& line) {
  std::istringstream in(line);
  std::string dtype, dims, number;
  in >> dtype >> dims;
  Shape shape;
  for (std::size_t at = 0; dims != "-" && at < dims.size();
       at = dims.find(',', at) == std::string::npos ? dims.size() : dims.find(',', at) + 1)
    shape.push_back(std::stoll(dims.substr(at)));
  std::vector<double> numbers;
  while (in >> number) numbers.push_back(std::strtod(number.c_str(), nullptr));
  for (const DType known : {float32, float64, int32, int64, uint8, bool_})
    if (dtype == to_string_view(known)) return Tensor::from(numbers, shape).cast(known);
  return Tensor::from(numbers, shape).cast(int32);  // uint32, which keratin has not
}

inline void read_goldens(const char* path, std::map<std::string, Golden>& cases) {
  std::ifstream file(path);
  Golden* open = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.find(' ') == std::string::npos) {
      open = &cases[line];
      continue;
    }
    if (open->result.defined()) open->inputs.push_back(open->result);
    open->result = parse_tensor(line);
  }
}
inline std::map<std::string, Golden> read_goldens() {
  std::map<std::string, Golden> cases;
  read_goldens(KERATIN_SOURCE_DIR "/tests/golden/ops/values.txt", cases);
  read_goldens(KERATIN_SOURCE_DIR "/tests/golden/ops/images.txt", cases);
  return cases;
}

inline const Golden& golden_case(const std::string& name) {
  static const std::map<std::string, Golden> cases = read_goldens();
  INFO("golden case " << name);
  REQUIRE(cases.contains(name));
  return cases.at(name);
}

/// check_op_on the golden case's inputs, with its result expected. `options.expected` is not used.
template <class F>
void check_golden(const std::string& name, F op, OpCheck options = {}) {
  const Golden& g = golden_case(name);
  options.expected = g.result;
  check_op_on(name, op, g.inputs, options);
}
/// A function of each element of one tensor: gradients and shapes, and the values of the golden case of its name.
template <class F>
void check_function(const char* name, F op, const OpCheck& options = {}) {
  check_op(name, op, {{Shape{}}, {Shape{7}}, {Shape{3, 17}}, {Shape{0, 3}}, {Shape{33001}}}, options);
  check_golden(name, op, options);
}
/// Only the values, in float64 and float32: for inputs with infinities, NaN or kinks.
template <class F>
void check_golden_values(const std::string& name, F op, double tolerance = 1e-6) {
  const Golden& g = golden_case(name);
  INFO(name);
  parity_op(name, Checked::value);
  each_level([&] {
    CHECK(all_close(parts::as_op(op)(g.inputs), g.result, tolerance));
    const Tensor narrow = is_float(g.result.dtype()) ? g.result.cast(float32) : g.result;  // 1e60 is infinite there
    CHECK(all_close(parts::as_op(op)(cast_floats(g.inputs, float32)), narrow, 10 * tolerance));
  });
}

}  // namespace keratin::testing
