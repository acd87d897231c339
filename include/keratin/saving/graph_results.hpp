// The layers and ops of a graph that is being read, and what their calls have given so far. Included by
// call_arguments.hpp.
#pragma once
#include "layer_reader.hpp"

#if KERATIN_DEFINE(saving) && KERATIN_HAS_JSON
#include <map>
#include <set>

namespace keratin::saving::detail {

/// A layer or an op of a graph.
struct Operation {
  const Json& json;
  std::string where;
  std::optional<Layer> layer = {};              ///< None for an op.
  std::map<std::size_t, Tensors> results = {};  ///< Of each call, by its number.
  std::size_t calls = 0;
};

/// ["dense", 0, 0], alone or, in Keras 2's nodes, with a fourth member: a layer, which of its calls, which output.
inline bool is_history(const Json& j) {
  return j.is_array() && j.size() >= 3 && j[0].is_string() && j[1].is_number_integer() && j[2].is_number_integer();
}

/// Finds the tensors of a graph by their histories.
class GraphResults {
 public:
  Operation& add(const std::string& name, const Json& json, const std::string& place) {
    require<file_error>(!name.empty() && !operations_.contains(name), place,
                        ": expected a name that no other layer has; got \"", name, "\".");
    return operations_.emplace(name, Operation{json, place}).first->second;
  }
  Operation& at(const std::string& name) { return operations_.at(name); }
  const Operation& at(const std::string& name) const { return operations_.at(name); }

  /// Notes all histories in what inbound_nodes, input_layers or output_layers holds.
  void note_used(const Json& j) {
    if (is_history(j)) {
      used_[j[0].get<std::string>()].insert(j[1].get<index_t>());
      for (std::size_t i = 3; i < j.size(); ++i) note_used(j[i]);
    } else if (j.is_structured()) {
      for (const Json& part : j) note_used(part);
    }
  }

  /// The tensor, or nothing if it is not made yet.
  std::optional<Tensor> find(const Json& history, const std::string& where) const {
    if (!is_history(history)) refuse(where, "[layer, call, output]", history);
    const auto found = operations_.find(history[0].get<std::string>());
    if (found == operations_.end())
      fail<file_error>(where, ": expected a layer of this model; got \"", history[0].get<std::string>(), "\".");
    const auto made = found->second.results.find(call_number(*found, history[1].get<index_t>(), where));
    if (made == found->second.results.end()) return std::nullopt;
    const auto output = history[2].get<index_t>();
    if (output < 0 || output >= static_cast<index_t>(made->second.size()))
      fail<file_error>(where, ": expected one of ", made->second.size(), " outputs of ", found->first, "; got number ",
                       output, ".");
    return made->second[static_cast<std::size_t>(output)];
  }

  /// The tensors of input_layers or output_layers: one, a list, or a dict, whose members Keras takes by name.
  Tensors ends(const Json& j, const std::string& where) const {
    if (is_history(j)) return {*find(j, where)};
    if (!j.is_structured()) refuse(where, "input_layers and output_layers", j);
    Tensors all;
    std::map<std::string, const Json*> sorted;
    for (const auto& item : j.items())
      if (j.is_object()) sorted[item.key()] = &item.value();
    for (const auto& [name, part] : sorted)
      for (const Tensor& x : ends(*part, where)) all.push_back(x);
    if (j.is_array())
      for (const Json& part : j)
        for (const Tensor& x : ends(part, where)) all.push_back(x);
    return all;
  }

 private:
  /// Keras 2 counts a nested model's calls from 1: the numbers in use stand for the calls in their order.
  std::size_t call_number(const std::pair<const std::string, Operation>& named, index_t number,
                          const std::string& where) const {
    const auto calls = static_cast<index_t>(named.second.calls);
    const std::set<index_t>& used = used_.at(named.first);
    const index_t own = *used.rbegin() >= calls ? std::distance(used.begin(), used.find(number)) : number;
    if (own < 0 || own >= calls)
      fail<file_error>(where, ": expected one of ", calls, " calls of ", named.first, "; got number ", number, ".");
    return static_cast<std::size_t>(own);
  }

  std::map<std::string, Operation> operations_;
  std::map<std::string, std::set<index_t>> used_;
};

}  // namespace keratin::saving::detail
#endif
