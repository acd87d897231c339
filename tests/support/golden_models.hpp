// The outside golden cases of whole models: golden/models, golden/train and golden/keras2, as Keras wrote them.
//   for_each_model("models", [](const ModelCase& c) { … });
#pragma once
#include <keratin/keratin.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "golden_count.hpp"
#include "golden_training.hpp"
#include "skip.hpp"

namespace keratin::testing {

struct ModelCase {
  std::string name, folder;
  Json meta;
  Tensors x, y, y_second;
  double atol = 1e-5, rtol = 1e-4;
  index_t batch_size = 32;

  std::string operator/(const std::string& file) const { return folder + "/" + file; }
  bool has(const std::string& file) const { return std::filesystem::exists(folder + "/" + file); }
};

inline Tensors numbered_arrays(const std::string& stem) {
  namespace fs = std::filesystem;
  if (fs::exists(stem + ".npy")) return {load_npy(stem + ".npy")};
  Tensors all;
  while (fs::exists(stem + std::to_string(all.size()) + ".npy"))
    all.push_back(load_npy(stem + std::to_string(all.size()) + ".npy"));
  return all;
}

inline ModelCase model_case(const std::string& folder) {
  ModelCase c{std::filesystem::path(folder).filename().string(), folder, read_json(folder + "/meta.json"), {}, {}, {}};
  c.x = numbered_arrays(folder + "/x");
  c.y = numbered_arrays(folder + "/y");
  c.y_second = numbered_arrays(folder + "/y_second");
  c.atol = c.meta["tolerance"]["atol"];
  c.rtol = c.meta["tolerance"]["rtol"];
  if (c.meta.contains("batch_size") && c.meta["batch_size"].is_number()) c.batch_size = c.meta["batch_size"];
  return c;
}

/// Whether the text of an error is about a class that keratin has not: then the case is left out, and counted.
inline std::string missing_class(const std::string& text) {
  const std::size_t at = text.find("; got \"");
  const std::size_t end = at == text.npos ? at : text.find('"', at + 7);
  return end == text.npos ? text.substr(0, 100) : text.substr(at + 7, end - at - 7);
}

/// `check(folder, name)` for all cases of a set; prints how many there were and which classes were missing.
template <class Check>
void for_each_case(const std::string& set, const Check& check) {
  const std::string root = shared("golden/" + set);
  if (root.empty()) KERATIN_SKIP("needs golden/" + set);
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(root)) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  GoldenCount count(set);
  for (const std::filesystem::path& folder : folders) {
    const std::string name = folder.filename().string();
    INFO(name);
    try {
      check(folder.string(), name);
      count.ran();
    } catch (const name_error& e) {
      count.lacks(missing_class(e.what()), name);
    } catch (const error& e) {
      FAIL_CHECK(name << ": " << e.what());
    }
  }
  CHECK(count.done() > 0);
}
/// The same for cases with a model, its inputs and outputs.
template <class Check>
void for_each_model(const std::string& set, const Check& check) {
  for_each_case(set, [&](const std::string& folder, const std::string&) { check(model_case(folder)); });
}

inline void check_outputs(const ModelCase& c, const Tensors& got, const Tensors& want) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    INFO("output " << i);
    REQUIRE(got[i].shape() == want[i].shape());
    const auto g = values(got[i]), w = values(want[i]);
    double worst = 0;
    for (std::size_t k = 0; k < w.size(); ++k) {
      const double over = std::abs(g[k] - w[k]) - c.atol - c.rtol * std::abs(w[k]);
      worst = std::isnan(over) ? INFINITY : std::max(worst, over);
    }
    INFO("above the tolerance by " << worst);
    CHECK(worst <= 0);
  }
}
/// predict gives what Keras's gave; twice, where the model keeps a state.
inline void check_predictions(const ModelCase& c, const ModelBase& model) {
  const PredictOptions options{.batch_size = c.batch_size, .verbose = 0};
  check_outputs(c, model.predict_all(c.x, options), c.y);
  if (!c.y_second.empty()) check_outputs(c, model.predict_all(c.x, options), c.y_second);
}

}  // namespace keratin::testing
