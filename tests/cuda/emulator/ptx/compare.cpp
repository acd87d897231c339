// setp, set, selp, slct.
#include <cmath>

#include "../half.hpp"
#include "operations.hpp"

namespace cuda_emulator {
namespace {

enum Comparison : std::uint8_t { eq, ne, lt, le, gt, ge, equ, neu, ltu, leu, gtu, geu, num, nan };
constexpr const char* comparison_names[] = {"eq",  "ne",  "lt",  "le",  "gt",  "ge",  "equ",
                                            "neu", "ltu", "leu", "gtu", "geu", "num", "nan"};
enum Combination : std::uint8_t { alone, with_and, with_or, with_xor };

template <class T>
bool is_nan(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(x);
  return false;
}

template <class T>
bool compare(int how, T a, T b) {
  const bool unordered = is_nan(a) || is_nan(b);
  switch (how) {
    case eq:
      return a == b;
    case ne:
      return !unordered && a != b;
    case lt:
      return a < b;
    case le:
      return a <= b;
    case gt:
      return a > b;
    case ge:
      return a >= b;
    case equ:
      return unordered || a == b;
    case neu:
      return unordered || a != b;
    case ltu:
      return unordered || a < b;
    case leu:
      return unordered || a <= b;
    case gtu:
      return unordered || a > b;
    case geu:
      return unordered || a >= b;
    case num:
      return !unordered;
    default:
      return unordered;
  }
}

bool combine(int how, bool value, bool other) {
  return how == with_and ? value && other : how == with_or ? value || other : value != other;
}

/// p|q = (a cmp b) op c: q uses the opposite comparison.
template <class T, class Read>
void set_predicates(Warp& w, const Instruction& i, const Read& read) {
  std::uint64_t* const to = w.lane_values(i.to);
  std::uint64_t* const second = i.second_to == Instruction::none ? nullptr : w.lane_values(i.second_to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const c = i.second_mode == alone ? a : w.lane_values(i.from[2]);
  each_lane(w, [&](std::uint32_t l) {
    const bool holds = compare<T>(i.mode, read(a[l]), read(b[l]));
    const bool other = ((c[l] & 1) != 0) != i.source_inverted;
    const bool p = i.second_mode == alone ? holds : combine(i.second_mode, holds, other);
    const bool q = i.second_mode == alone ? !holds : combine(i.second_mode, !holds, other);
    to[l] = p;
    if (second != nullptr) second[l] = q;
  });
}

struct SetPredicate {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    set_predicates<T>(w, i, [&](std::uint64_t bits) {
      T x = get<T>(bits);
      if constexpr (std::is_same_v<T, float>)
        if (i.flush && std::fpclassify(x) == FP_SUBNORMAL) x = 0;
      return x;
    });
  }
};
template <float (*widen)(std::uint16_t)>
void run_half_predicate(Warp& w, const Instruction& i) {
  set_predicates<float>(w, i, [](std::uint64_t bits) { return widen(static_cast<std::uint16_t>(bits)); });
}

/// set: 1.0 or all bits, else 0. Instruction::second_mode is whether the result is a float.
struct SetNumber {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    const std::uint64_t yes = i.second_mode != 0 ? std::bit_cast<std::uint32_t>(1.0f) : 0xffffffff;
    each_lane(w, [&](std::uint32_t l) { to[l] = compare<T>(i.mode, get<T>(a[l]), get<T>(b[l])) ? yes : 0; });
  }
};

void run_select(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const p = w.lane_values(i.from[2]);
  each_lane(w, [&](std::uint32_t l) { to[l] = ((p[l] & 1) != 0) != i.source_inverted ? a[l] : b[l]; });
}

/// slct: the first if the third is not negative.
template <class T>
void run_select_by_sign(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const c = w.lane_values(i.from[2]);
  each_lane(w, [&](std::uint32_t l) { to[l] = get<T>(c[l]) >= T(0) ? a[l] : b[l]; });
}

/// lo, ls, hi, hs are lt, le, gt, ge of unsigned numbers.
bool find_comparison(const std::string& name, std::uint8_t& mode) {
  static constexpr const char* unsigned_names[] = {"lo", "ls", "hi", "hs"};
  for (std::uint8_t k = 0; k < std::size(comparison_names); ++k)
    if (name == comparison_names[k]) return mode = k, true;
  for (std::uint8_t k = 0; k < std::size(unsigned_names); ++k)
    if (name == unsigned_names[k]) return mode = static_cast<std::uint8_t>(lt + k), true;
  return false;
}

Handler predicate_handler(Type type) {
  if (type == Type::f16) return run_half_predicate<from_float16>;
  if (type == Type::bf16) return run_half_predicate<from_bfloat16>;
  return of_number<SetPredicate>(type);
}

}  // namespace

bool decode_compare(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  if (o.is("selp")) instruction.run = run_select;
  if (o.is("slct"))
    instruction.run = o.type(1) == Type::f32 ? run_select_by_sign<float> : run_select_by_sign<std::int32_t>;
  if (o.is("setp") || o.is("set")) {
    if (o.parts().size() < 3 || !find_comparison(o.parts()[1], instruction.mode)) return false;
    const bool combines = o.has("and") || o.has("or") || o.has("xor");
    if (o.is("setp")) {
      instruction.second_mode = o.has("and") ? with_and : o.has("or") ? with_or : o.has("xor") ? with_xor : alone;
      if (!o.has("f16x2") && !o.has("bf16x2")) instruction.run = predicate_handler(o.type());
    } else if (!combines) {
      instruction.second_mode = o.type() == Type::f32;
      instruction.run = of_number<SetNumber>(o.type(1));
    }
  }
  return instruction.run != nullptr;
}

}  // namespace cuda_emulator
