// OptimizerMap: which optimizer takes which weights, by their paths.
//   optimizers::OptimizerMap map(optimizers::SGD(0.1));
//   map["sequential/encoder/.*"] = optimizers::Adam(0.01);
#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "optimizer.hpp"

namespace keratin::optimizers {

/// Optimizers by the paths of weights, and one for all others (keras.optimizers.OptimizerMap). A key is a path, or a
/// regular expression that a whole path must match: "encoder" is that path alone, "encoder/.*" all below it. The
/// expressions are std::regex's (ECMAScript), which are Python's but for look-behind, named groups and flags.
class OptimizerMap {
 public:
  /// Throws value_error for an optimizer that is around others: LossScaleOptimizer, MultiOptimizer.
  explicit OptimizerMap(const Optimizer& default_optimizer);
  /// OptimizerMap("sgd", {{"encoder/.*", "adam"}}). Throws value_error as set does.
  OptimizerMap(const Optimizer& default_optimizer, std::initializer_list<std::pair<std::string, Optimizer>> map);
  OptimizerMap(const Optimizer& default_optimizer, const std::map<std::string, Optimizer>& map);

  /// What map[key] is: set by an assignment, else looked up.
  class Entry {
   public:
    void operator=(const Optimizer& optimizer) { map_.set(std::move(key_), optimizer); }
    void operator=(const Entry& other) { *this = static_cast<Optimizer>(other); }
    operator Optimizer() const { return map_.find(key_); }

   private:
    friend class OptimizerMap;
    Entry(OptimizerMap& map, std::string key) : map_(map), key_(std::move(key)) {}
    Entry(const Entry&) = default;
    OptimizerMap& map_;
    std::string key_;
  };
  Entry operator[](std::string key) { return {*this, std::move(key)}; }
  Optimizer operator[](const std::string& path) const { return find(path); }

  /// Throws value_error for a key that is there, one that is no regular expression, and an optimizer that is around
  /// others.
  void set(std::string key, const Optimizer& optimizer);
  /// That with this key; else that of the one expression that matches; else the default. Throws value_error if several
  /// match.
  Optimizer find(const std::string& path) const;
  /// That of a weight, by its path.
  Optimizer operator()(const Variable& weight) const { return find(weight.path()); }
  /// Whether there was such a key.
  bool erase(const std::string& key);
  std::size_t size() const { return entries_.size(); }
  /// Keys and optimizers, in the order in which they were set.
  const std::vector<std::pair<std::string, Optimizer>>& entries() const { return entries_; }
  const Optimizer& default_optimizer() const { return default_; }

 private:
  Optimizer default_;
  std::vector<std::pair<std::string, Optimizer>> entries_;
};

}  // namespace keratin::optimizers

#if KERATIN_DEFINE(optimizers)
#include <regex>

namespace keratin::optimizers {

namespace detail {

/// An optimizer inside a MultiOptimizer has weights of its own.
inline void check_inner(const Optimizer& optimizer) {
  const std::string kind = optimizer.impl().class_name();
  require(kind != "LossScaleOptimizer", "MultiOptimizer: expected optimizers that step by themselves; got ",
          "LossScaleOptimizer. Hint: put it around the MultiOptimizer.");
  require(kind != "MultiOptimizer", "MultiOptimizer: expected optimizers that step by themselves; got ",
          "MultiOptimizer. Hint: name its optimizers in one OptimizerMap.");
}

inline bool matches(const std::string& path, const std::string& pattern) {
  try {
    return std::regex_match(path, std::regex(pattern));
  } catch (const std::regex_error& e) {
    fail("OptimizerMap: expected a path or a regular expression; got \"", pattern, "\": ", e.what(), ".");
  }
}

}  // namespace detail

KERATIN_INLINE OptimizerMap::OptimizerMap(const Optimizer& default_optimizer) : default_(default_optimizer) {
  detail::check_inner(default_);
}
KERATIN_INLINE OptimizerMap::OptimizerMap(const Optimizer& default_optimizer,
                                          std::initializer_list<std::pair<std::string, Optimizer>> map)
    : OptimizerMap(default_optimizer) {
  for (const auto& [key, optimizer] : map) set(key, optimizer);
}
KERATIN_INLINE OptimizerMap::OptimizerMap(const Optimizer& default_optimizer,
                                          const std::map<std::string, Optimizer>& map)
    : OptimizerMap(default_optimizer) {
  for (const auto& [key, optimizer] : map) set(key, optimizer);
}

KERATIN_INLINE void OptimizerMap::set(std::string key, const Optimizer& optimizer) {
  for (const auto& [name, other] : entries_)
    require(name != key, "OptimizerMap: expected a key that it has not; got \"", key, "\", which names ", other.name(),
            ". Hint: erase it first.");
  detail::check_inner(optimizer);
  static_cast<void>(detail::matches("", key));  // refuses what is no expression
  entries_.emplace_back(std::move(key), optimizer);
}

KERATIN_INLINE bool OptimizerMap::erase(const std::string& key) {
  return std::erase_if(entries_, [&](const auto& entry) { return entry.first == key; }) > 0;
}

KERATIN_INLINE Optimizer OptimizerMap::find(const std::string& path) const {
  const std::pair<std::string, Optimizer>* found = nullptr;
  for (const auto& entry : entries_)
    if (entry.first == path) return entry.second;
  for (const auto& entry : entries_) {
    if (!detail::matches(path, entry.first)) continue;
    require(found == nullptr, "OptimizerMap: expected one optimizer for ", path, "; got two, of \"",
            found == nullptr ? "" : found->first, "\" and \"", entry.first, "\".");
    found = &entry;
  }
  return found == nullptr ? default_ : found->second;
}

}  // namespace keratin::optimizers
#endif
