// Traced<T>: a number that writes down what is done to it. A functor written for vectors (math.hpp), called with some,
// leaves the steps of a kernel: a device's backend makes its text of them. What the functor holds, such as a learning
// rate, stays a number that the kernel is told, so that another one needs no other kernel.
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "device.hpp"
#include "simd.hpp"

namespace keratin::trace {

/// One step: `form` with %0, %1 … for the values of other steps, as in "%0 + %1".
struct Step {
  const char* form;
  std::uint16_t args[3];
  char type;  ///< Of the value: see type_code.
};

/// A letter for each type of a value; 'm' is a mask, a truth value.
template <class T>
constexpr char type_code() {
  if constexpr (std::is_same_v<T, float>) return 'f';
  if constexpr (std::is_same_v<T, double>) return 'd';
  if constexpr (std::is_same_v<T, std::int32_t>) return 'i';
  if constexpr (std::is_same_v<T, std::int64_t>) return 'l';
  if constexpr (std::is_same_v<T, std::int16_t>) return 's';
  if constexpr (std::is_same_v<T, std::int8_t>) return 'c';
  return 'u';  // std::uint8_t
}

/// What one call of a functor did: steps, the numbers it was made with, and which steps are its results.
struct Trace {
  static constexpr const char *input = "input", *constant = "constant";
  std::vector<Step> steps;               // an input's args[0] is its place; a constant's that of its number
  std::vector<std::uint64_t> constants;  // the bits of a number of the functor's type
  std::vector<std::uint16_t> results;
  bool complete = true;  // not if the functor did what can't be written down

  void clear() {
    steps.clear();
    constants.clear();
    results.clear();
    complete = true;
  }
  std::uint16_t add(char type, const char* form, std::uint16_t a = 0, std::uint16_t b = 0, std::uint16_t c = 0) {
    steps.push_back({form, {a, b, c}, type});
    return static_cast<std::uint16_t>(steps.size() - 1);
  }
};

/// The trace that this thread writes.
inline Trace& current() {
  static thread_local Trace trace;
  return trace;
}

template <class T>
class Traced {
 public:
  using value_type = T;
  static constexpr int width = 1;
  using Bits = Traced<simd::BitsOf<T>>;
  static constexpr char type = type_code<T>();

  /// A truth value.
  class Mask {
   public:
    explicit Mask(std::uint16_t step) : step_(step) {}
    std::uint16_t step() const { return step_; }
    friend Mask operator&(const Mask& a, const Mask& b) { return made("%0 && %1", a, b); }
    friend Mask operator|(const Mask& a, const Mask& b) { return made("%0 || %1", a, b); }
    friend Mask operator~(const Mask& a) { return made("!%0", a, a); }

   private:
    static Mask made(const char* form, const Mask& a, const Mask& b) {
      return Mask(current().add('m', form, a.step_, b.step_));
    }
    std::uint16_t step_;
  };

  Traced() : Traced(0) {}
  template <Number S>
  Traced(S number) {
    const T value = static_cast<T>(number);
    if (value == T(0) || value == T(1)) {  // part of the formula more often than not
      step_ = current().add(type, value == T(0) ? "0" : "1");
      return;
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    auto& constants = current().constants;
    step_ = current().add(type, Trace::constant, static_cast<std::uint16_t>(constants.size()));
    constants.push_back(bits);
  }
  static Traced input(std::size_t place) {
    return step(current().add(type, Trace::input, static_cast<std::uint16_t>(place)));
  }
  static Traced step(std::uint16_t number) {
    Traced x{Known{}};
    x.step_ = number;
    return x;
  }
  std::uint16_t step() const { return step_; }

  friend Traced operator+(const Traced& a, const Traced& b) { return made("%0 + %1", a, b); }
  friend Traced operator-(const Traced& a, const Traced& b) { return made("%0 - %1", a, b); }
  friend Traced operator*(const Traced& a, const Traced& b) { return made("%0 * %1", a, b); }
  friend Traced operator/(const Traced& a, const Traced& b) { return made("%0 / %1", a, b); }
  friend Traced operator-(const Traced& a) { return made("-%0", a, a); }
  Traced& operator+=(const Traced& b) { return *this = *this + b; }
  Traced& operator-=(const Traced& b) { return *this = *this - b; }
  Traced& operator*=(const Traced& b) { return *this = *this * b; }
  friend Traced operator&(const Traced& a, const Traced& b) { return made("%0 & %1", a, b); }
  friend Traced operator|(const Traced& a, const Traced& b) { return made("%0 | %1", a, b); }
  friend Traced operator^(const Traced& a, const Traced& b) { return made("%0 ^ %1", a, b); }
  friend Traced operator<<(const Traced& a, int n) { return made("%0 << %1", a, Traced(n)); }
  friend Traced operator>>(const Traced& a, int n) { return made("%0 >> %1", a, Traced(n)); }

  friend Mask operator<(const Traced& a, const Traced& b) { return compared("%0 < %1", a, b); }
  friend Mask operator<=(const Traced& a, const Traced& b) { return compared("%0 <= %1", a, b); }
  friend Mask operator>(const Traced& a, const Traced& b) { return compared("%0 > %1", a, b); }
  friend Mask operator>=(const Traced& a, const Traced& b) { return compared("%0 >= %1", a, b); }
  friend Mask operator==(const Traced& a, const Traced& b) { return compared("%0 == %1", a, b); }
  friend Mask operator!=(const Traced& a, const Traced& b) { return compared("%0 != %1", a, b); }
  friend Traced select(const Mask& m, const Traced& a, const Traced& b) {
    return step(current().add(type, "%0 ? %1 : %2", m.step(), a.step_, b.step_));
  }
  friend Traced to_number(const Mask& m) { return step(current().add(type, "%0 ? 1 : 0", m.step())); }

  /// A function of the device by its name, "expf(%0)".
  static Traced made(const char* form, const Traced& a, const Traced& b) {
    return step(current().add(type, form, a.step_, b.step_));
  }
  /// What a functor does number by number with C++ of its own can't be written down: the CPU does it.
  template <class F>
  friend Traced each(const Traced& x, F) {
    current().complete = false;
    return x;
  }
  template <class F>
  friend Traced each(const Traced& x, const Traced&, F) {
    current().complete = false;
    return x;
  }

 private:
  struct Known {};
  explicit Traced(Known) {}
  static Mask compared(const char* form, const Traced& a, const Traced& b) {
    return Mask(current().add('m', form, a.step_, b.step_));
  }
  std::uint16_t step_ = 0;
};

/// Whether a functor's numbers are such ones: then it may name a function of the device.
template <class V>
inline constexpr bool is_traced = requires(const V& v) {
  v.step();
};

// The functions of math.hpp by the names that CUDA C++ has for them. C's names serve float and double alike.
#define KERATIN_TRACED(name, form)      \
  template <class T>                    \
  Traced<T> name(const Traced<T>& x) {  \
    return Traced<T>::made(form, x, x); \
  }
KERATIN_TRACED(sqrt, "sqrt(%0)")
KERATIN_TRACED(exp, "exp(%0)")
KERATIN_TRACED(expm1, "expm1(%0)")
KERATIN_TRACED(log, "log(%0)")
KERATIN_TRACED(log1p, "log1p(%0)")
KERATIN_TRACED(tanh, "tanh(%0)")
KERATIN_TRACED(erf, "erf(%0)")
KERATIN_TRACED(erfc, "erfc(%0)")
KERATIN_TRACED(erfinv, "erfinv(%0)")
KERATIN_TRACED(nearbyint, "rint(%0)")
KERATIN_TRACED(floor, "floor(%0)")
KERATIN_TRACED(ceil, "ceil(%0)")
KERATIN_TRACED(trunc, "trunc(%0)")
KERATIN_TRACED(sin, "sin(%0)")
KERATIN_TRACED(cos, "cos(%0)")
KERATIN_TRACED(tan, "tan(%0)")
KERATIN_TRACED(arcsin, "asin(%0)")
KERATIN_TRACED(arccos, "acos(%0)")
KERATIN_TRACED(arctan, "atan(%0)")
KERATIN_TRACED(sinh, "sinh(%0)")
KERATIN_TRACED(cosh, "cosh(%0)")
KERATIN_TRACED(arcsinh, "asinh(%0)")
KERATIN_TRACED(arccosh, "acosh(%0)")
KERATIN_TRACED(arctanh, "atanh(%0)")
#undef KERATIN_TRACED
template <class T>
Traced<T> pow(const Traced<T>& x, const Traced<T>& y) {
  return Traced<T>::made("pow(%0, %1)", x, y);
}
template <class T>
Traced<T> arctan2(const Traced<T>& y, const Traced<T>& x) {
  return Traced<T>::made("atan2(%0, %1)", y, x);
}

/// Fills the thread's trace: by type-erased pointer, so that code which only passes it on is compiled once.
using Tracer = void (*)(const void* functor);

namespace detail {

template <class T, class F, std::size_t... k>
void trace_map(const void* functor) {
  Trace& trace = current();
  trace.clear();
  const Traced<T> in[] = {Traced<T>::input(k)...};
  const Traced<T> y((*static_cast<const F*>(functor))(in[k]...));
  trace.results.push_back(y.step());
}
template <std::size_t Changed, class T, class F, std::size_t... k>
void trace_update(const void* functor) {
  Trace& trace = current();
  trace.clear();
  Traced<T> x[] = {Traced<T>::input(k)...};
  (*static_cast<const F*>(functor))(x[k]...);
  for (std::size_t i = 0; i < Changed; ++i) trace.results.push_back(x[i].step());
}
template <class T, class F, std::size_t... k>
constexpr Tracer map_tracer(std::index_sequence<k...>) {
  return trace_map<T, F, k...>;
}
template <std::size_t Changed, class T, class F, std::size_t... k>
constexpr Tracer update_tracer(std::index_sequence<k...>) {
  return trace_update<Changed, T, F, k...>;
}

}  // namespace detail

/// The tracer of f(in0, in1, …) for N inputs of type T; of builds without a device none.
template <class T, class F, std::size_t N>
constexpr Tracer map_tracer() {
  if constexpr (with_cuda)
    return detail::map_tracer<T, F>(std::make_index_sequence<N>());
  else
    return nullptr;
}
/// The tracer of f(x0, x1, …), which changes the first `Changed` of N arguments.
template <std::size_t Changed, class T, class F, std::size_t N>
constexpr Tracer update_tracer() {
  if constexpr (with_cuda)
    return detail::update_tracer<Changed, T, F>(std::make_index_sequence<N>());
  else
    return nullptr;
}

}  // namespace keratin::trace
