// Tables of single functions as Keras computes them: rows {name, config, inputs, values, gradients}, in
// golden/training/tables.json and, in more variety, outside in golden/tables.
//   for_each_row("losses", [](const Json& row) { … });
#pragma once
#include <keratin/io/file.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "golden_count.hpp"
#include "keras_compile.hpp"
#include "parity.hpp"
#include "skip.hpp"
#include "temporary.hpp"
#include "tensors.hpp"

namespace keratin::testing {

/// Numbers in nested lists as a tensor: int32 if all are written as integers, float32 else. "nan", "inf" and "-inf" are
/// texts.
inline void collect(const Json& j, std::vector<double>& numbers, Shape& shape, bool& integers, std::size_t depth = 0) {
  if (!j.is_array()) {
    integers = integers && j.is_number_integer();
    if (j.is_number()) return numbers.push_back(j.get<double>());
    const double infinity = std::numeric_limits<double>::infinity();
    return numbers.push_back(j == "nan" ? std::nan("") : j == "inf" ? infinity : -infinity);
  }
  if (shape.rank() == depth) shape.push_back(static_cast<index_t>(j.size()));
  for (const Json& part : j) collect(part, numbers, shape, integers, depth + 1);
}
inline Tensor tensor_from(const Json& j) {
  std::vector<double> numbers;
  Shape shape;
  bool integers = true;
  collect(j, numbers, shape, integers);
  return Tensor::from(numbers, shape).cast(integers ? int32 : float32);
}
inline std::optional<Tensor> weights_from(const Json& j) {
  return j.is_null() ? std::optional<Tensor>() : std::optional<Tensor>(tensor_from(j).cast(float32));
}
inline Tensors tensors_from(const Json& list) {
  Tensors all;
  for (const Json& j : list) all.push_back(tensor_from(j).cast(float32));
  return all;
}

/// |got - want| <= atol + rtol |want| for every element; NaN equals NaN.
inline void check_near(const Tensor& got, const Tensor& want, double rtol = 2e-5, double atol = 2e-6) {
  REQUIRE(got.shape() == want.shape());
  const auto g = values(got), w = values(want);
  for (std::size_t i = 0; i < g.size(); ++i) {
    INFO("element " << i << ": got " << g[i] << ", Keras " << w[i]);
    CHECK(
        (std::isnan(w[i]) ? std::isnan(g[i]) : g[i] == w[i] || std::abs(g[i] - w[i]) <= atol + rtol * std::abs(w[i])));
  }
}

/// `check(row)` for the rows of a table, here and outside; prints which classes of those outside were Missing.
template <class Check>
void for_each_row(const std::string& table, const std::string& key, const Check& check) {
  const auto run = [&](const Json& row) {
    INFO(row[key] << " " << row["config"]);
    check(row);
    parity(table, row[key], table == "optimizers" ? Checked::training : Checked::value);
  };
  const auto read = [](const std::string& path) { return Json::parse(io::read_file(path)); };
  const Json own = read(golden("training/tables.json"));
  for (const Json& row : own[table]) run(row);
  const std::string outside = shared("golden/tables/" + table + ".json");
  if (outside.empty()) return;
  GoldenCount count("tables/" + table);
  const Json all = read(outside);
  for (const Json& row : all["rows"]) try {
      run(row);
      count.ran();
    } catch (const Missing& m) {
      count.lacks(m.what());
    }
}

}  // namespace keratin::testing
