// utils/numpy_utils.hpp against the outside table of Keras's preprocessing; what keratin has not of it is counted.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/golden_table.hpp"

using namespace keratin;
using testing::Json;

namespace {

void check_to_categorical(const Json& row) {
  const Tensor x = testing::tensor_from(row["x"]);
  const Tensor y = row["num_classes"].is_null() ? utils::to_categorical(x)
                                                : utils::to_categorical(x, Int(row["num_classes"].get<int>()));
  CHECK(y.shape() == Shape(row["shape"].get<std::vector<index_t>>()));
  CHECK(testing::same_bits(y, testing::tensor_from(row["result"]).cast(float32)));
}

}  // namespace

TEST_CASE("preprocessing gives Keras's results") {
  const std::string path = testing::shared("golden/tables/preprocessing.json");
  if (path.empty()) KERATIN_SKIP("needs golden/tables/preprocessing.json");
  testing::GoldenCount count("tables/preprocessing");
  const Json table = Json::parse(io::read_file(path));
  for (const auto& [name, rows] : table.items()) {
    if (!rows.is_array()) continue;
    INFO(name);
    for (const Json& row : rows) {
      if (name != "to_categorical") {
        count.lacks(name);
        continue;
      }
      check_to_categorical(row);
      count.ran();
    }
  }
  CHECK(count.done() >= 5);
}
#endif
