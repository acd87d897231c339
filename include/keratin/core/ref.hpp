// Ref<T>: a pointer that shares ownership of a T which counts its own references. One word, one allocation per object.
#pragma once
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "platform.hpp"
#include "pool.hpp"

namespace keratin {

/// object.f(arguments…) for a virtual f. Called plainly, g++ compiles every override of f that a header-only program
/// has read, used or not, in the hope of calling one directly.
template <auto f, class T, class... Arguments>
decltype(auto) virtual_call(T& object, Arguments&&... arguments) {
  return (object.*f)(std::forward<Arguments>(arguments)...);
}

class RefCounted : public pool::Pooled {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;
  virtual ~RefCounted() = default;

 private:
  template <class>
  friend class Ref;
  KERATIN_NO_DEVIRTUALIZE virtual void last_reference_gone() { delete this; }
  std::atomic<std::uint32_t> references_{0};
};

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  explicit Ref(T* object) : object_(object) { retain(); }
  Ref(const Ref& other) : object_(other.object_) { retain(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <class U>
  requires std::convertible_to<U*, T*> Ref(const Ref<U>& other) : Ref(other.get()) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr && object_->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      virtual_call<&RefCounted::last_reference_gone>(static_cast<RefCounted&>(*object_));
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  /// Whether this is the only reference.
  bool unique() const { return object_ != nullptr && object_->references_.load(std::memory_order_acquire) == 1; }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  void retain() {
    if (object_ != nullptr) object_->references_.fetch_add(1, std::memory_order_relaxed);
  }
  T* object_ = nullptr;
};

template <class T, class... Args>
Ref<T> make_ref(Args&&... args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

}  // namespace keratin
