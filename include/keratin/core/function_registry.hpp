// Functions under names: a file can hold a function's name, not its code. register_function (layers/
// register_function.hpp) enters them here; each room finds those of its own signature.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>

#include "error.hpp"

namespace keratin {

/// A configuration's field that names a registered function.
struct FunctionName {
  std::string name = {};
};

namespace detail {

/// What tells a function from others: its type, and of a plain one the address.
struct FunctionId {
  const std::type_info* type = nullptr;
  void (*address)() = nullptr;

  template <class R, class... Args>
  static FunctionId of(const std::function<R(Args...)>& f) {
    using Plain = R (*)(Args...);
    const Plain* const plain = f.template target<Plain>();
    return {&f.target_type(), plain != nullptr ? reinterpret_cast<void (*)()>(*plain) : nullptr};
  }
  bool operator==(const FunctionId& other) const { return *type == *other.type && address == other.address; }
};

struct RegisteredFunction {
  std::shared_ptr<const void> function = {};  ///< A std::function of the signature.
  FunctionId id = {};
  bool stateless = false;  ///< Whether all functions of its type are the same one.
};

/// Enters the function in place of what had its name, which is returned; one that is empty takes the name away.
RegisteredFunction put_function(const std::string& name, const std::type_info& signature, RegisteredFunction f);
RegisteredFunction find_function(std::string_view name, const std::type_info& signature);
std::string name_of_function(const FunctionId& id, const std::type_info& signature);

template <class Signature, class F>
RegisteredFunction made_registered(const F& f) {
  const auto whole = std::make_shared<const std::function<Signature>>(f);
  return {whole, FunctionId::of(*whole), std::is_empty_v<F>};
}

}  // namespace detail

/// The function of this signature that is registered under the name; an empty one if none is.
template <class Signature>
std::function<Signature> registered_function(std::string_view name) {
  const auto found = detail::find_function(name, typeid(Signature));
  if (!found.function) return {};
  return *static_cast<const std::function<Signature>*>(found.function.get());
}

/// The name that this function is registered under, if it is a plain function or a lambda that keeps nothing; "" if it
/// is not.
template <class R, class... Args>
std::string registered_name_of(const std::function<R(Args...)>& f) {
  return f ? detail::name_of_function(detail::FunctionId::of(f), typeid(R(Args...))) : std::string();
}

/// All registered names, "quantile, twice".
std::string registered_functions();

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <map>
#include <mutex>
#include <typeindex>
#include <utility>

namespace keratin {

namespace detail {

struct FunctionRegistry {
  using Key = std::pair<std::string, std::type_index>;
  std::mutex mutex;
  std::map<Key, RegisteredFunction> entries;
  static FunctionRegistry& instance() {
    static FunctionRegistry registry;
    return registry;
  }
};

KERATIN_INLINE RegisteredFunction put_function(const std::string& name, const std::type_info& signature,
                                               RegisteredFunction f) {
  require(!name.empty(), "register_function: expected a name; got none.");
  auto& registry = FunctionRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  const FunctionRegistry::Key key(name, signature);
  RegisteredFunction before;
  if (const auto found = registry.entries.find(key); found != registry.entries.end()) before = found->second;
  if (f.function)
    registry.entries[key] = std::move(f);
  else
    registry.entries.erase(key);
  return before;
}

KERATIN_INLINE RegisteredFunction find_function(std::string_view name, const std::type_info& signature) {
  auto& registry = FunctionRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  const auto found = registry.entries.find({std::string(name), signature});
  return found == registry.entries.end() ? RegisteredFunction() : found->second;
}

KERATIN_INLINE std::string name_of_function(const FunctionId& id, const std::type_info& signature) {
  auto& registry = FunctionRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  for (const auto& [key, entry] : registry.entries)
    if (key.second == signature && entry.id == id && (entry.stateless || id.address != nullptr)) return key.first;
  return {};
}

}  // namespace detail

KERATIN_INLINE std::string registered_functions() {
  auto& registry = detail::FunctionRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  std::string names;
  for (const auto& [key, entry] : registry.entries) names += (names.empty() ? "" : ", ") + key.first;
  return names;
}

}  // namespace keratin
#endif
