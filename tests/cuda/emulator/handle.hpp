// Handles and descriptors of the emulated libraries: only those that were made and not destroyed are accepted.
#pragma once
#include <map>
#include <memory>

#include "memory.hpp"
#include "settings.hpp"

namespace cuda_emulator {

template <class Object>
class Handles {
 public:
  template <class Handle>
  static Handle make(Object object = {}) {
    const Lock lock(big_lock());
    auto own = std::make_unique<Object>(std::move(object));
    const auto handle = reinterpret_cast<Handle>(own.get());
    all()[handle] = std::move(own);
    return handle;
  }
  /// Throws a Fault for what is none.
  static Object& get(const void* handle) {
    const auto found = all().find(handle);
    if (found == all().end()) throw Fault("a handle that does not exist, or was destroyed, is used");
    return *found->second;
  }
  static bool has(const void* handle) { return all().count(handle) != 0; }
  static void destroy(const void* handle) {
    get(handle);
    all().erase(handle);
  }

 private:
  static std::map<const void*, std::unique_ptr<Object>>& all() {
    static auto& objects = *new std::map<const void*, std::unique_ptr<Object>>;
    return objects;
  }
};

/// Does a call of a library that returns statuses of its own: a Fault is reported under the call's name and `wrong`
/// returned.
template <class Status, class Body>
Status library_call(const char* name, Status no_device, Status wrong, const Body& body) {
  const Lock lock(big_lock());
  if (settings().device_count == 0) return no_device;
  try {
    return body();
  } catch (const Fault& fault) {
    report(std::string(name) + ": " + fault.what(), cudaSuccess);
    return wrong;
  }
}

}  // namespace cuda_emulator
