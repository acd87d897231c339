// What a .keras file keeps of a layer beside configuration and weights: the vocabulary that a lookup layer was adapted
// to, in assets/, and its idf weights, among the weights. Included by keras_file.hpp.
#pragma once
#include "json_values.hpp"
#include "weights_file.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <algorithm>
#include <sstream>

#include "../io/zip.hpp"

namespace keratin::saving::detail {

/// The vocabulary of an IntegerLookup that was adapted becomes part of its configuration, as if it had been given: the
/// layer then has its width when the graph is read. The file's lines begin with what stands for no token.
inline void give_vocabulary(Json& config, const std::string& lines, const Tensor& idf_weights,
                            const std::string& where) {
  const Json& oov = optional_member(config, "num_oov_indices");
  const bool weighted = optional_member(config, "output_mode") == "tf_idf";
  const bool masked =
      optional_member(config, "output_mode") == "int" && !optional_member(config, "mask_token").is_null();
  const index_t first = (masked ? 1 : 0) + (oov.is_null() ? 1 : static_cast<index_t>(integer(oov, where)));
  Json vocabulary = Json::array(), idf = Json::array();
  std::istringstream text(lines);
  index_t number = 0;
  for (std::string line; std::getline(text, line); ++number) {
    if (number < first || line.empty()) continue;
    std::size_t read = 0;
    try {
      vocabulary.push_back(std::stoll(line, &read));
    } catch (const std::exception&) {
      read = 0;
    }
    require<file_error>(read == line.size(), where, ": expected whole numbers; got \"", line, "\".");
    if (!weighted) continue;
    require<file_error>(idf_weights.defined() && number < idf_weights.size(), where, ": expected idf_weights for its ",
                        number + 1, " lines; got fewer.");
    idf.push_back(idf_weights.cast(float64).data<const double>()[number]);
  }
  config["vocabulary"] = std::move(vocabulary);
  if (weighted) config["idf_weights"] = std::move(idf);
}

/// Completes the configuration of a model, whose layers are in the group of that name.
inline void read_assets(Json& model, const std::string& group, const io::ZipReader& zip, const io::Hdf5Reader& weights,
                        const std::string& path) {
  const auto config = model.find("config");
  if (config == model.end() || !config->is_object() || !config->contains("layers")) return;
  std::map<std::string, int> counts;
  for (Json& layer : (*config)["layers"]) {
    if (!layer.is_object() || !optional_member(layer, "class_name").is_string()) continue;
    const std::string base = snake_case(layer["class_name"].get<std::string>());
    const int n = counts[base]++;
    const std::string own = group + "layers/" + base + (n == 0 ? "" : "_" + std::to_string(n));
    read_assets(layer, own + "/", zip, weights, path);
    const std::string file = "assets/" + own + "/vocabulary.txt", idf = own + "/vars/idf_weights";
    if (base != "integer_lookup" || std::find(zip.names().begin(), zip.names().end(), file) == zip.names().end() ||
        !optional_member(layer, "config").is_object())
      continue;
    give_vocabulary(layer["config"], zip.read(file), weights.has(idf) ? weights.read(idf) : Tensor(),
                    "\"" + path + "\", " + file);
  }
}

}  // namespace keratin::saving::detail
#endif
