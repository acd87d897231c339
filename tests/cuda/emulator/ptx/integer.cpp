// add, sub, mul, mad, div, rem, neg, abs, min, max of integers.
#include <algorithm>
#include <limits>

#include "operations.hpp"

namespace cuda_emulator {
namespace {

/// The type with twice the bits, where products are exact.
template <class T>
struct Wide;
template <>
struct Wide<std::uint8_t> {
  using type = std::uint16_t;
};
template <>
struct Wide<std::int8_t> {
  using type = std::int16_t;
};
template <>
struct Wide<std::uint16_t> {
  using type = std::uint32_t;
};
template <>
struct Wide<std::int16_t> {
  using type = std::int32_t;
};
template <>
struct Wide<std::uint32_t> {
  using type = std::uint64_t;
};
template <>
struct Wide<std::int32_t> {
  using type = std::int64_t;
};
__extension__ template <>
struct Wide<std::uint64_t> {
  using type = unsigned __int128;
};
__extension__ template <>
struct Wide<std::int64_t> {
  using type = __int128;
};

/// Sums and products wrap: computed as unsigned numbers.
template <class T>
using Bits = std::make_unsigned_t<T>;

struct Add {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  }
};
struct Subtract {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
  }
};
struct Low {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  }
};
struct High {
  template <class T>
  static T of(T a, T b) {
    using W = typename Wide<T>::type;
    return static_cast<T>((static_cast<W>(a) * static_cast<W>(b)) >> (8 * sizeof(T)));
  }
};
struct AddSaturated {
  template <class T>
  static T of(T a, T b) {
    const auto sum = static_cast<std::int64_t>(a) + static_cast<std::int64_t>(b);
    return static_cast<T>(std::clamp<std::int64_t>(sum, std::numeric_limits<std::int32_t>::min(),
                                                   std::numeric_limits<std::int32_t>::max()));
  }
};
template <class Product>
struct MultiplyAdd {
  template <class T>
  static T of(T a, T b, T c) {
    return Add::of(Product::of(a, b), c);
  }
};
struct Negate {
  template <class T>
  static T of(T a) {
    return static_cast<T>(0 - static_cast<std::uint64_t>(a));
  }
};
struct Absolute {
  template <class T>
  static T of(T a) {
    return a < T(0) ? Negate::of(a) : a;
  }
};
struct Minimum {
  template <class T>
  static T of(T a, T b) {
    return std::min(a, b);
  }
};
struct Maximum {
  template <class T>
  static T of(T a, T b) {
    return std::max(a, b);
  }
};
/// |a - b| + c
struct SumOfDifference {
  template <class T>
  static T of(T a, T b, T c) {
    return Add::of(a > b ? Subtract::of(a, b) : Subtract::of(b, a), c);
  }
};

/// The hardware does not trap; a program that divides by 0 has a mistake all the same.
template <bool remainder>
struct Divide {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    each_lane(w, [&](std::uint32_t l) {
      const T x = get<T>(a[l]), y = get<T>(b[l]);
      if (y == 0) w.fail(i, l, "an integer is divided by 0");
      if (std::is_signed_v<T> && y == static_cast<T>(-1))
        put<T>(to[l], remainder ? T(0) : Negate::of(x));
      else
        put<T>(to[l], static_cast<T>(remainder ? x % y : x / y));
    });
  }
};

/// mul.wide and mad.wide: the sources have half the bits of the result.
template <bool adds>
struct Widening {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    using W = typename Wide<T>::type;
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                               *const c = adds ? w.lane_values(i.from[2]) : a;
    each_lane(w, [&](std::uint32_t l) {
      auto product =
          static_cast<std::uint64_t>(static_cast<W>(static_cast<W>(get<T>(a[l])) * static_cast<W>(get<T>(b[l]))));
      if (adds) product += c[l];
      to[l] = sizeof(W) == 8 ? product : product & ((std::uint64_t{1} << (8 * (sizeof(W) % 8))) - 1);
    });
  }
};

Handler product(const Opcode& o, Type type) {
  const bool adds = o.is("mad");
  if (o.has("wide")) {
    if (size_of(type) > 4) return nullptr;
    return adds ? of_integer<Widening<true>>(type) : of_integer<Widening<false>>(type);
  }
  if (o.has("hi")) return adds ? of_integer<Ternary<MultiplyAdd<High>>>(type) : of_integer<Binary<High>>(type);
  return adds ? of_integer<Ternary<MultiplyAdd<Low>>>(type) : of_integer<Binary<Low>>(type);
}

}  // namespace

bool decode_integer(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  const Type type = o.type();
  if (o.has("sat")) {
    if (o.is("add") && type == Type::s32) instruction.run = Binary<AddSaturated>::run<std::int32_t>;
    return instruction.run != nullptr;
  }
  Handler& run = instruction.run;
  if (o.is("add")) run = of_integer<Binary<Add>>(type);
  if (o.is("sub")) run = of_integer<Binary<Subtract>>(type);
  if (o.is("mul") || o.is("mad")) run = product(o, type);
  if (o.is("div")) run = of_integer<Divide<false>>(type);
  if (o.is("rem")) run = of_integer<Divide<true>>(type);
  if (o.is("neg")) run = of_integer<Unary<Negate>>(type);
  if (o.is("abs")) run = of_integer<Unary<Absolute>>(type);
  if (o.is("min")) run = of_integer<Binary<Minimum>>(type);
  if (o.is("max")) run = of_integer<Binary<Maximum>>(type);
  if (o.is("sad")) run = of_integer<Ternary<SumOfDifference>>(type);
  return run != nullptr;
}

}  // namespace cuda_emulator
