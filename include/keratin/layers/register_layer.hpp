// register_layer: makes layers of your own class loadable (keras.saving.register_keras_serializable).
//   struct Scale : CustomLayer {
//     Real factor = 1;
//     KERATIN_FIELDS(factor)
//     explicit Scale(Real f = 1) : factor(f) {}
//     …
//   };
//   register_layer<Scale>("Scale");   // once, before models are loaded
#pragma once
#include <optional>
#include <string_view>

#include "custom_layer.hpp"

namespace keratin {

namespace detail {

using MakeLayer = Layer (*)(Fields&);
void register_layer(const std::string& name, const std::type_info& type, MakeLayer make);

}  // namespace detail

/// The layer of the class registered by that name, as its configuration says; nothing if no class is.
std::optional<Layer> registered_layer(std::string_view name, Fields& f);
/// All registered names, "Scale, Shift".
std::string registered_layers();

/// From now on files name layers of class L so, and load_model and clone_model make them: by L's constructor without
/// arguments, then its KERATIN_FIELDS are set. Throws name_error if another class has that name.
template <std::derived_from<CustomLayer> L>
void register_layer(const std::string& name) {
  static_assert(std::default_initializable<L>,
                "register_layer needs a constructor that can be called without arguments: KERATIN_FIELDS are set then");
  detail::register_layer(name, typeid(L), [](Fields& f) -> Layer {
    auto layer = std::make_shared<L>();
    if constexpr (requires { layer->fields(f); }) layer->fields(f);
    detail::CustomKind::read_options(*layer, f);
    return MadeLayer<L>(std::move(layer));
  });
}

}  // namespace keratin

#if KERATIN_DEFINE(layers)
#include <map>
#include <mutex>

namespace keratin {

namespace detail {

struct LayerRegistry {
  struct Entry {
    const std::type_info* type;
    MakeLayer make;
  };
  std::mutex mutex;
  std::map<std::string, Entry, std::less<>> entries;
  static LayerRegistry& instance() {
    static LayerRegistry registry;
    return registry;
  }
};

KERATIN_INLINE void register_layer(const std::string& name, const std::type_info& type, MakeLayer make) {
  auto& registry = LayerRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  require(!name.empty(), "register_layer: expected a name; got none.");
  const auto [at, added] = registry.entries.try_emplace(name, LayerRegistry::Entry{&type, make});
  require<name_error>(added || *at->second.type == type,
                      "register_layer: expected a name that no other class has; got \"", name, "\" again.");
}

KERATIN_INLINE std::string registered_name(const std::type_info& type) {
  auto& registry = LayerRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  for (const auto& [name, entry] : registry.entries)
    if (*entry.type == type) return name;
  return {};
}

}  // namespace detail

KERATIN_INLINE std::optional<Layer> registered_layer(std::string_view name, Fields& f) {
  detail::MakeLayer make = nullptr;
  {
    auto& registry = detail::LayerRegistry::instance();
    const std::lock_guard lock(registry.mutex);
    const auto found = registry.entries.find(name);
    if (found == registry.entries.end()) return std::nullopt;
    make = found->second.make;
  }
  return make(f);
}

KERATIN_INLINE std::string registered_layers() {
  auto& registry = detail::LayerRegistry::instance();
  const std::lock_guard lock(registry.mutex);
  std::string names;
  for (const auto& [name, entry] : registry.entries) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace keratin
#endif
