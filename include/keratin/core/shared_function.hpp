// SharedFunction<R(Args...)>: a callable of any type under one, as std::function, whose making takes a compiler several
// times as long; an op's lambdas are more than a hundred. Copies share the callable.
#pragma once
#include <type_traits>
#include <utility>

#include "ref.hpp"

namespace keratin {

template <class Signature>
class SharedFunction;

template <class R, class... Args>
class SharedFunction<R(Args...)> {
 public:
  SharedFunction() = default;
  template <class F>
  requires(!std::is_same_v<F, SharedFunction>) SharedFunction(F f)
      : held_(new Held<F>(std::move(f))), call_(&Held<F>::call) {}

  explicit operator bool() const { return call_ != nullptr; }
  R operator()(Args... args) const { return call_(*held_, args...); }

 private:
  template <class F>
  struct Held : RefCounted {
    explicit Held(F own) : f(std::move(own)) {}
    static R call(const RefCounted& held, Args... args) { return static_cast<const Held&>(held).f(args...); }
    F f;
  };
  Ref<RefCounted> held_;
  R (*call_)(const RefCounted&, Args...) = nullptr;
};

}  // namespace keratin
