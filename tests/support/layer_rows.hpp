// What Keras says of a layer, brought by the layer's own test file: layer_configs_test.cpp and layer_training_test.cpp
// check these rows together with those of golden/saving/layers.json and golden/layers/training.json.
//   const LayerRow row(R"({…})");                   as golden/make_layer_row.py prints it
//   const LayerRows rows("layers/conv_lstm.json");  several, which it wrote below golden/
#pragma once
#include "golden_table.hpp"

namespace keratin::testing {

/// Each: "saving", a row as in saving/layers.json, "training", one as in layers/training.json, and its "arrays".
inline std::vector<Json>& layer_rows() {
  static std::vector<Json> rows;
  return rows;
}

struct LayerRow {
  explicit LayerRow(const char* json) { layer_rows().push_back(Json::parse(json)); }
};

struct LayerRows {
  explicit LayerRows(const std::string& file) {
    for (const Json& row : Json::parse(io::read_file(golden(file)))) layer_rows().push_back(row);
  }
};

}  // namespace keratin::testing
