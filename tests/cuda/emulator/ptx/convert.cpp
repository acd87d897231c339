// cvt: between all types, with all roundings.
#include "../half.hpp"
#include "real.hpp"

namespace cuda_emulator {
namespace {

bool is_real(Type t) { return t == Type::f16 || t == Type::bf16 || t == Type::f32 || t == Type::f64; }
bool is_signed(Type t) { return t == Type::s8 || t == Type::s16 || t == Type::s32 || t == Type::s64; }

/// The low `bytes` bytes.
std::uint64_t cut(std::uint64_t bits, std::size_t bytes) {
  return bytes >= 8 ? bits : bits & ((std::uint64_t{1} << (8 * bytes)) - 1);
}

/// The range of an integer type, as a double that is exact up to the ends of 64-bit types.
struct Range {
  double least, end;
};
Range range_of(Type t) {
  const int bits = static_cast<int>(8 * size_of(t));
  return is_signed(t) ? Range{-std::ldexp(1.0, bits - 1), std::ldexp(1.0, bits - 1)}
                      : Range{0.0, std::ldexp(1.0, bits)};
}

double read_real(Type t, std::uint64_t bits) {
  switch (t) {
    case Type::f16:
      return from_float16(static_cast<std::uint16_t>(bits));
    case Type::bf16:
      return from_bfloat16(static_cast<std::uint16_t>(bits));
    case Type::f32:
      return get<float>(bits);
    default:
      return get<double>(bits);
  }
}
std::uint64_t write_real(Type t, double x) {
  std::uint64_t bits = 0;
  switch (t) {
    case Type::f16:
      return to_float16(static_cast<float>(x));
    case Type::bf16:
      return to_bfloat16(static_cast<float>(x));
    case Type::f32:
      put<float>(bits, static_cast<float>(x));
      return bits;
    default:
      put<double>(bits, x);
      return bits;
  }
}

/// Integers to integers. Instruction::mode is the result's type.
struct IntegerToInteger {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    const std::size_t bytes = size_of(static_cast<Type>(i.mode));
    each_lane(w, [&](std::uint32_t l) { to[l] = cut(static_cast<std::uint64_t>(get<T>(a[l])), bytes); });
  }
};
struct SaturatedInteger {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    const Type type = static_cast<Type>(i.mode);
    const Range range = range_of(type);
    each_lane(w, [&](std::uint32_t l) {
      const T x = get<T>(a[l]);
      auto bits = static_cast<std::uint64_t>(x);
      if (static_cast<double>(x) < range.least)
        bits = is_signed(type) ? std::uint64_t{1} << (8 * size_of(type) - 1) : 0;
      if (static_cast<double>(x) >= range.end)
        bits = cut(~std::uint64_t{0}, size_of(type)) >> static_cast<unsigned>(is_signed(type));
      to[l] = cut(bits, size_of(type));
    });
  }
};

struct IntegerToReal {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    const Type type = static_cast<Type>(i.mode);
    static constexpr int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
    const Rounding rounding(modes[i.second_mode]);
    each_lane(w, [&](std::uint32_t l) {
      volatile T x = get<T>(a[l]);
      if (type == Type::f64) return put<double>(to[l], static_cast<double>(x));
      volatile float result = static_cast<float>(x);
      if (type == Type::f32) return put<float>(to[l], result);
      to[l] = write_real(type, result);
    });
  }
};

/// NaN becomes 0, or the least number of 64 bits.
std::uint64_t to_integer(double x, Type type, int rounding) {
  if (std::isnan(x)) return size_of(type) == 8 ? std::uint64_t{1} << 63 : 0;
  x = rounding == FE_TOWARDZERO ? std::trunc(x)
      : rounding == FE_DOWNWARD ? std::floor(x)
      : rounding == FE_UPWARD   ? std::ceil(x)
                                : std::nearbyint(x);
  const Range range = range_of(type);
  if (x >= range.end) return cut(~std::uint64_t{0}, size_of(type)) >> static_cast<unsigned>(is_signed(type));
  if (x < range.least) x = range.least;
  if (x < 0) return cut(static_cast<std::uint64_t>(static_cast<std::int64_t>(x)), size_of(type));
  return static_cast<std::uint64_t>(x);
}
constexpr int roundings[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};

template <Type from>
void run_real_to_integer(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) {
    double x = read_real(from, a[l]);
    if (i.flush && from == Type::f32) x = flushed(static_cast<float>(x));
    to[l] = to_integer(x, static_cast<Type>(i.mode), roundings[i.second_mode]);
  });
}

/// Between real types; second_mode + 4 rounds to a whole number instead.
template <Type from>
void run_real_to_real(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  const Type type = static_cast<Type>(i.mode);
  const Rounding rounding(roundings[i.second_mode % 4]);
  each_lane(w, [&](std::uint32_t l) {
    volatile double x = read_real(from, a[l]);
    if (i.flush && from == Type::f32) x = flushed(static_cast<float>(x));
    if (i.second_mode >= 4) x = std::nearbyint(x);
    if (i.saturate) x = saturated(static_cast<double>(x));
    if (i.flush && type == Type::f32) x = flushed(static_cast<float>(x));
    to[l] = write_real(type, x);
  });
}

/// cvt.rn.bf16x2.f32 d, a, b: a in the upper half.
template <std::uint16_t (*narrow)(float)>
void run_pair(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
  each_lane(w,
            [&](std::uint32_t l) { to[l] = std::uint64_t{narrow(get<float>(a[l]))} << 16 | narrow(get<float>(b[l])); });
}
void run_tf32(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t* const a = w.lane_values(i.from[0]);
  each_lane(w, [&](std::uint32_t l) { put<float>(to[l], to_tf32(get<float>(a[l]))); });
}

Handler from_real(Type from, bool to_real) {
  switch (from) {
    case Type::f16:
      return to_real ? run_real_to_real<Type::f16> : run_real_to_integer<Type::f16>;
    case Type::bf16:
      return to_real ? run_real_to_real<Type::bf16> : run_real_to_integer<Type::bf16>;
    case Type::f32:
      return to_real ? run_real_to_real<Type::f32> : run_real_to_integer<Type::f32>;
    default:
      return to_real ? run_real_to_real<Type::f64> : run_real_to_integer<Type::f64>;
  }
}

/// The place in `roundings`, 4 more if it is to a whole number (.rni …).
std::uint8_t rounding_index(const Opcode& o) {
  static constexpr const char* names[] = {"rn", "rz", "rm", "rp", "rni", "rzi", "rmi", "rpi"};
  for (std::uint8_t k = 0; k < std::size(names); ++k)
    if (o.has(names[k])) return k;
  return 0;
}

}  // namespace

bool decode_convert(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (!o.is("cvt")) return false;
  if (o.has("tf32")) {
    if (o.has("rna")) instruction.run = run_tf32;
    return instruction.run != nullptr;
  }
  if (o.type_count() != 2 || o.has("relu") || o.has("satfinite") || o.has("rs")) return false;
  const Type to = o.type(0), from = o.type(1);
  if (o.has("bf16x2") || o.has("f16x2")) {
    instruction.run = to == Type::bf16 ? run_pair<to_bfloat16> : run_pair<to_float16>;
    return from == Type::f32 && (o.has("rn") || o.has("bf16x2"));
  }
  instruction.mode = static_cast<std::uint8_t>(to);
  instruction.second_mode = rounding_index(o);
  if (is_real(from)) {
    instruction.run = from_real(from, is_real(to));
    if (!is_real(to)) instruction.second_mode %= 4;
  } else if (is_real(to)) {
    instruction.run = of_integer<IntegerToReal>(from);
  } else {
    instruction.run = o.has("sat") ? of_integer<SaturatedInteger>(from) : of_integer<IntegerToInteger>(from);
  }
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
