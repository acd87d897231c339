// One call of an op in a saved graph: its tensors, and its other arguments by name. Included by op_table.hpp.
#pragma once
#include "fields_json.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include "../activations/relu.hpp"
#include "../ops/ops.hpp"

namespace keratin::saving::detail {

inline constexpr std::size_t by_name_alone = SIZE_MAX;

/// What a call is given. Keras writes an argument into the op's configuration, among the call's keyword arguments, or
/// in its place among the others.
struct OpCall {
  Tensors tensors;                             ///< In their order; undefined where null stands.
  const std::vector<const Json*>& given;       ///< What stands there, where that is no tensor.
  const std::map<std::string, Tensor>& named;  ///< Tensors among the keyword arguments.
  const Json& config;
  const Json& kwargs;
  const Json& key;  ///< Of x[key]; null for other ops.
  const std::string& where;

  const Tensor& operator[](std::size_t i) const {
    require<file_error>(i < tensors.size() && tensors[i].defined(), where, ": expected more than ", tensors.size(),
                        " tensors; got no other.");
    return tensors[i];
  }
  /// A tensor that may stand by name, or be missing.
  Tensor optional(const char* name, std::size_t place = by_name_alone) const {
    const auto found = named.find(name);
    if (found != named.end()) return found->second;
    return place < tensors.size() ? tensors[place] : Tensor();
  }
  Tensor tensor(const char* name, std::size_t place) const {
    const Tensor x = optional(name, place);
    require<file_error>(x.defined(), where, ": expected a tensor \"", name, "\"; got none.");
    return x;
  }
  const Json& argument(const char* name, std::size_t place = by_name_alone) const {
    static const Json none;
    for (const Json* object : {&config, &kwargs}) {
      const Json& value = optional_member(*object, name);
      if (!value.is_null()) return value;
    }
    return place < given.size() && given[place] != nullptr ? *given[place] : none;
  }
  std::string place_of(const char* name) const { return where + ", " + name; }

  Shape shape(const char* name, std::size_t place = by_name_alone) const {
    const Json& value = argument(name, place);
    return value.is_null() ? Shape() : detail::shape(value, place_of(name));
  }
  Axes axes() const { return Axes(shape("axis")); }
  Axes axes(index_t otherwise) const { return argument("axis").is_null() ? Axes(otherwise) : axes(); }
  index_t axis(index_t otherwise) const {
    const Json& value = argument("axis");
    return value.is_null() ? otherwise : integer(value, place_of("axis"));
  }
  std::optional<Int> optional_axis() const { return optional_integer("axis"); }
  std::optional<Int> optional_integer(const char* name) const {
    const Json& value = argument(name);
    if (value.is_null()) return std::nullopt;
    return Int(integer(value, place_of(name)));
  }
  double number(const char* name, double otherwise, std::size_t place = by_name_alone) const {
    const Json& value = argument(name, place);
    return value.is_null() ? otherwise : detail::number(value, place_of(name));
  }
  std::optional<Real> optional_number(const char* name) const {
    if (argument(name).is_null()) return std::nullopt;
    return Real(number(name, 0));
  }
  bool flag(const char* name, bool otherwise) const {
    const Json& value = argument(name);
    return value.is_null() ? otherwise : detail::flag(value, place_of(name));
  }
  std::string word(const char* name) const { return text(argument(name), place_of(name)); }
  DType dtype_or(DType otherwise) const {
    return argument("dtype").is_null() ? otherwise : detail::dtype(argument("dtype"), place_of("dtype"));
  }
  /// [[before, after], …], or one pair for all axes of the first tensor.
  std::vector<std::pair<Int, Int>> pairs(const char* name) const {
    const Json& value = argument(name);
    if (!value.is_array()) refuse(place_of(name), "a list of pairs", value);
    std::vector<std::pair<Int, Int>> list;
    for (const Json& part : value) {
      const Shape pair = detail::shape(part, place_of(name));
      require<file_error>(pair.rank() == 2, place_of(name), ": expected pairs of numbers; got ", pair, ".");
      list.emplace_back(pair[0], pair[1]);
    }
    return list;
  }
};

/// How a saved op is called: `one` gives its result, or `several` its results.
struct OpEntry {
  const char* class_name;
  Tensor (*one)(const OpCall& c);
  Tensors (*several)(const OpCall& c) = nullptr;
};

}  // namespace keratin::saving::detail
#endif
