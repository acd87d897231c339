// JSON values, checked: what is read is of the kind it must be, or an error tells the place. Included by
// fields_writer.hpp and fields_reader.hpp.
#pragma once
#include "../io/json.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <cmath>
#include <new>

#include "../core/dtype.hpp"
#include "../core/shape.hpp"

namespace keratin::saving::detail {

using io::Json;

/// An object as Keras writes it: where its class is, and its configuration.
inline Json object_json(const char* module, const std::string& class_name, Json config) {
  return io::object(
      {{"module", module}, {"class_name", class_name}, {"config", std::move(config)}, {"registered_name", nullptr}});
}
/// A function, by its name; one that register_function knows as Keras knows those of its register_keras_serializable.
inline Json function_json(const std::string& name, bool registered) {
  const std::string whole = registered && name.find('>') == name.npos ? "Custom>" + name : name;
  return io::object({{"module", "builtins"},
                     {"class_name", "function"},
                     {"config", whole},
                     {"registered_name", registered ? whole : "function"}});
}
/// The name that register_function was given: without Keras's package for those that have none of their own.
inline std::string function_named(const std::string& name) {
  return name.starts_with("Custom>") ? name.substr(7) : name;
}
inline Json dtype_policy(DType compute) {
  const std::string name(to_string_view(compute));
  return object_json("keras", "DTypePolicy",
                     io::object({{"name", compute == DType::bfloat16 ? "mixed_" + name : name}}));
}
inline Json shape_json(const Shape& shape) {
  Json dims = Json::array();
  for (const index_t d : shape) dims.push_back(d < 0 ? Json() : Json(d));
  return dims;
}

/// What a value is, for errors: its text, cut short.
inline std::string shown(const Json& value) {
  if (value.is_object() || value.is_array())
    return concat(value.is_object() ? "an object of " : "a list of ", value.size());
  const std::string text = io::dump_json(value);
  return text.size() <= 60 ? text : text.substr(0, 57) + "…";
}

[[noreturn]] inline void refuse(const std::string& where, const char* expected, const Json& got) {
  fail<file_error>(where, ": expected ", expected, "; got ", shown(got), ".");
}

/// The member of an object. Throws file_error if it is no object or has no such member.
inline const Json& member(const Json& object, const char* key, const std::string& where) {
  if (!object.is_object()) refuse(where, "an object", object);
  const auto found = object.find(key);
  if (found == object.end()) fail<file_error>(where, ": expected \"", key, "\"; got none.");
  return *found;
}
/// The member, or null if there is none.
inline const Json& optional_member(const Json& object, const char* key) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}
inline const std::string& text(const Json& value, const std::string& where) {
  if (!value.is_string()) refuse(where, "a text", value);
  return value.get_ref<const std::string&>();
}
inline index_t integer(const Json& value, const std::string& where) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    refuse(where, "a number of 64 bits", value);
  if (value.is_number_integer()) return value.get<index_t>();
  if (!value.is_number_float() || value.get<double>() != std::floor(value.get<double>()) ||
      std::abs(value.get<double>()) > 9e15)
    refuse(where, "a whole number", value);
  return static_cast<index_t>(value.get<double>());
}
inline double number(const Json& value, const std::string& where) {
  if (value.is_number()) return value.get<double>();
  if (value == "NaN") return NAN;
  if (value == "Infinity") return INFINITY;
  if (value == "-Infinity") return -INFINITY;
  refuse(where, "a number", value);
}
inline bool flag(const Json& value, const std::string& where) {
  if (value.is_number_integer() && (value == 0 || value == 1)) return value == 1;
  if (!value.is_boolean()) refuse(where, "true or false", value);
  return value.get<bool>();
}
/// A list of sizes or axes, null for an open one; one number alone is a list of one.
inline Shape shape(const Json& value, const std::string& where) {
  Shape dims;
  if (value.is_number()) {
    dims.push_back(integer(value, where));
    return dims;
  }
  if (!value.is_array() || value.size() > Shape::max_rank) refuse(where, "a list of at most 8 sizes", value);
  for (const Json& d : value) dims.push_back(d.is_null() ? -1 : integer(d, where));
  return dims;
}
inline DType dtype(const Json& value, const std::string& where) {
  const Json& policy = value.is_object() ? optional_member(member(value, "config", where), "name") : value;
  for (const DType known : {float32, float64, int32, int64, uint8, bool_, DType::bfloat16})
    if (policy == std::string(to_string_view(known))) return known;
  if (policy == "float16" || policy == "mixed_float16" || policy == "mixed_bfloat16") return float32;
  if (policy == "int8" || policy == "int16" || policy == "uint16") return int32;
  if (policy == "uint32" || policy == "uint64") return int64;
  refuse(where, "a dtype", value);
}

/// Runs f; what it throws about arguments says where the configuration stands.
template <class F>
auto at_place(const std::string& where, const F& f) {
  const auto placed = [&](const char* what) {
    return std::string_view(what).starts_with(where) ? std::string(what) : where + ": " + what;
  };
  try {
    return f();
  } catch (const name_error& e) {
    throw name_error(placed(e.what()));
  } catch (const shape_error& e) {
    throw shape_error(placed(e.what()));
  } catch (const value_error& e) {
    throw value_error(placed(e.what()));
  } catch (const state_error& e) {
    throw file_error(placed(e.what()));
  } catch (const std::bad_alloc&) {
    fail<file_error>(where, ": expected sizes that fit into memory; got more.");
  }
}

}  // namespace keratin::saving::detail
#endif
