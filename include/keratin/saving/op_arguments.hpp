// The arguments of a graph's ops that are no tensors, as Keras writes them. Included by config_writer.hpp.
#pragma once
#include "fields_json.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <cmath>
#include <span>
#include <sstream>

#include "../autograd/symbolic.hpp"

namespace keratin::saving::detail {

inline Json slice_json(const Slice& s) {
  return io::object({{"class_name", "__slice__"},
                     {"config", io::object({{"start", s.begin == 0 ? Json() : Json(s.begin)},
                                            {"stop", s.end == Slice::to_end ? Json() : Json(s.end)},
                                            {"step", nullptr}})}});
}
inline Json numbers_json(const Shape& shape) {
  Json list = Json::array();  // as Keras's -1 of reshape, not as an open dimension
  for (const index_t d : shape) list.push_back(d);
  return list;
}

/// The value; `op` names the op in the error. JSON has no infinity: clip's, which means no bound, is null.
inline Json literal_json(const OpArgument& a, const std::string& op) {
  if (const auto* slices = std::get_if<std::vector<Slice>>(&a.value)) {
    Json list = Json::array();
    for (const Slice& s : *slices) list.push_back(slice_json(s));
    return list;
  }
  if (const auto* shapes = std::get_if<std::vector<Shape>>(&a.value)) {
    Json list = Json::array();
    for (const Shape& s : *shapes) list.push_back(numbers_json(s));
    return list;
  }
  if (const auto* shape = std::get_if<Shape>(&a.value)) return numbers_json(*shape);
  if (const auto* b = std::get_if<bool>(&a.value)) return *b;
  if (const auto* i = std::get_if<index_t>(&a.value)) return *i;
  if (const auto* d = std::get_if<double>(&a.value)) {
    const std::string_view name = a.name;
    if (std::isinf(*d) && (name == "x_min" || name == "x_max")) return nullptr;
    require(std::isfinite(*d), "saving ", op, ": expected a finite ", a.name, ", as JSON has no other; got ", *d, ".");
    return *d;
  }
  if (const auto* s = std::get_if<std::string>(&a.value)) return *s;
  return nullptr;
}

/// Whether Keras has this argument in the op's call, not in its configuration.
inline bool is_call_argument(const GraphNode& node, std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> list[] = {{"FullLike", "fill_value"},
                                                                    {"GetItem", "key"},
                                                                    {"Isclose", "rtol"},
                                                                    {"Isclose", "atol"},
                                                                    {"Pad", "constant_values"},
                                                                    {"Quantile", "q"},
                                                                    {"SliceUpdate", "start_indices"}};
  return name == "tensors" ||
         std::find(std::begin(list), std::end(list),
                   std::pair<std::string_view, std::string_view>(node.class_name, name)) != std::end(list);
}

/// The names of a node's last inputs, if the call takes those by name (ops::tensors_by_name).
inline std::vector<std::string> tensor_names(const GraphNode& node) {
  std::vector<std::string> names;
  for (const OpArgument& a : node.arguments) {
    if (std::string_view(a.name) != "tensors") continue;
    std::istringstream text(std::get<std::string>(a.value));
    for (std::string name; text >> name;) names.push_back(name);
  }
  return names;
}

/// Tensors that Keras's op may go without but must be told so: null by name.
inline std::span<const char* const> optional_tensors(std::string_view class_name) {
  static constexpr const char* batch[] = {"offset", "scale"};
  static constexpr const char* layer[] = {"gamma", "beta"};
  static constexpr const char* rms[] = {"scale"};
  if (class_name == "BatchNorm") return batch;
  if (class_name == "LayerNorm") return layer;
  if (class_name == "RMSNorm") return rms;
  return {};
}

}  // namespace keratin::saving::detail
#endif
