// Logic, shifts, and what looks at single bits.
#include <algorithm>

#include "operations.hpp"

namespace cuda_emulator {
namespace {

template <class T>
using Unsigned = std::make_unsigned_t<T>;

struct And {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(a & b);
  }
};
struct Or {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(a | b);
  }
};
struct Xor {
  template <class T>
  static T of(T a, T b) {
    return static_cast<T>(a ^ b);
  }
};
struct Not {
  template <class T>
  static T of(T a) {
    return static_cast<T>(~a);
  }
};
struct LogicalNot {
  template <class T>
  static T of(T a) {
    return static_cast<T>(a == 0);
  }
};
struct Reverse {
  template <class T>
  static T of(T a) {
    T result = 0;
    for (std::size_t bit = 0; bit < 8 * sizeof(T); ++bit)
      result = static_cast<T>(result | (((a >> bit) & 1) << (8 * sizeof(T) - 1 - bit)));
    return result;
  }
};

/// Shifts by a 32-bit number; by the width or more leaves nothing but the sign.
template <bool left>
struct Shift {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    constexpr std::uint32_t width = 8 * sizeof(T);
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]);
    each_lane(w, [&](std::uint32_t l) {
      const T x = get<T>(a[l]);
      const auto n = static_cast<std::uint32_t>(b[l]);
      if (left)
        put<T>(to[l], n >= width ? T(0) : static_cast<T>(static_cast<std::uint64_t>(x) << n));
      else
        put<T>(to[l], n >= width ? static_cast<T>(x < T(0) ? -1 : 0) : static_cast<T>(x >> n));
    });
  }
};

/// Counts whose result has 32 bits whatever the source has.
template <class F>
struct Count {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t* const a = w.lane_values(i.from[0]);
    each_lane(w, [&](std::uint32_t l) { put<std::uint32_t>(to[l], F::of(get<T>(a[l]), i.mode)); });
  }
};
struct Population {
  template <class T>
  static std::uint32_t of(T a, int) {
    return static_cast<std::uint32_t>(std::popcount(static_cast<Unsigned<T>>(a)));
  }
};
struct LeadingZeros {
  template <class T>
  static std::uint32_t of(T a, int) {
    return static_cast<std::uint32_t>(std::countl_zero(static_cast<Unsigned<T>>(a)));
  }
};
/// The highest bit that differs from the sign; with .shiftamt how far it is from the top.
struct HighestBit {
  template <class T>
  static std::uint32_t of(T a, int shift_amount) {
    const auto bits = static_cast<Unsigned<T>>(a < T(0) ? ~a : a);
    if (bits == 0) return 0xffffffff;
    const auto zeros = static_cast<std::uint32_t>(std::countl_zero(bits));
    return shift_amount != 0 ? zeros : static_cast<std::uint32_t>(8 * sizeof(T)) - 1 - zeros;
  }
};

struct ExtractField {
  template <class T>
  static T of(T x, std::uint32_t begin, std::uint32_t length) {
    constexpr std::uint32_t width = 8 * sizeof(T);
    const auto bits = static_cast<Unsigned<T>>(x);
    const bool sign = std::is_signed_v<T> && length > 0 && (bits >> std::min(begin + length - 1, width - 1) & 1) != 0;
    Unsigned<T> field = 0;
    for (std::uint32_t k = 0; k < width; ++k) {
      const bool bit = k < length && begin + k < width ? (bits >> (begin + k) & 1) != 0 : sign;
      field |= static_cast<Unsigned<T>>(bit) << k;
    }
    return static_cast<T>(field);
  }
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                               *const c = w.lane_values(i.from[2]);
    each_lane(w, [&](std::uint32_t l) { put<T>(to[l], of(get<T>(a[l]), b[l] & 0xff, c[l] & 0xff)); });
  }
};

struct InsertField {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                               *const c = w.lane_values(i.from[2]), *const d = w.lane_values(i.from[3]);
    each_lane(w, [&](std::uint32_t l) {
      const std::uint32_t begin = c[l] & 0xff, length = d[l] & 0xff;
      const std::uint64_t ones = length >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << length) - 1;
      const std::uint64_t place = begin >= 64 ? 0 : ones << begin, moved = begin >= 64 ? 0 : a[l] << begin;
      put<T>(to[l], static_cast<T>((b[l] & ~place) | (moved & place)));
    });
  }
};

/// lop3: any function of three bits, by its truth table.
void run_lop3(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const c = w.lane_values(i.from[2]), *const table = w.lane_values(i.from[3]);
  each_lane(w, [&](std::uint32_t l) {
    std::uint64_t result = 0;
    for (unsigned k = 0; k < 8; ++k)
      if ((table[l] >> k & 1) != 0)
        result |= ((k & 4) != 0 ? a[l] : ~a[l]) & ((k & 2) != 0 ? b[l] : ~b[l]) & ((k & 1) != 0 ? c[l] : ~c[l]);
    put<std::uint32_t>(to[l], static_cast<std::uint32_t>(result));
  });
}

/// shf: a 64-bit number {b, a} shifted, its upper (left) or lower half taken.
template <bool left, bool wraps>
void run_funnel(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const c = w.lane_values(i.from[2]);
  each_lane(w, [&](std::uint32_t l) {
    const auto count = static_cast<std::uint32_t>(c[l]);
    const std::uint32_t n = wraps ? count & 31 : std::min<std::uint32_t>(count, 32);
    const std::uint64_t both = b[l] << 32 | (a[l] & 0xffffffff);
    put<std::uint32_t>(to[l], static_cast<std::uint32_t>(left ? both << n >> 32 : both >> n));
  });
}

/// prmt: four bytes chosen from the eight of {b, a}, each perhaps replaced by its sign.
void run_permute(Warp& w, const Instruction& i) {
  std::uint64_t* const to = w.lane_values(i.to);
  const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                             *const c = w.lane_values(i.from[2]);
  each_lane(w, [&](std::uint32_t l) {
    const std::uint64_t both = b[l] << 32 | (a[l] & 0xffffffff);
    std::uint32_t result = 0;
    for (unsigned k = 0; k < 4; ++k) {
      const std::uint64_t selector = c[l] >> (4 * k) & 15;
      auto byte = static_cast<std::uint32_t>(both >> (8 * (selector & 7)) & 0xff);
      if ((selector & 8) != 0) byte = (byte & 0x80) != 0 ? 0xff : 0;
      result |= byte << (8 * k);
    }
    put<std::uint32_t>(to[l], result);
  });
}

Handler logic(const Opcode& o) {
  const Type type = o.type() == Type::pred ? Type::u8 : o.type();
  if (o.is("and")) return of_integer<Binary<And>>(type);
  if (o.is("or")) return of_integer<Binary<Or>>(type);
  if (o.is("xor")) return of_integer<Binary<Xor>>(type);
  if (o.is("not")) return o.type() == Type::pred ? Unary<LogicalNot>::run<std::uint8_t> : of_integer<Unary<Not>>(type);
  if (o.is("cnot")) return of_integer<Unary<LogicalNot>>(type);
  return nullptr;
}

}  // namespace

bool decode_bits(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  Handler& run = instruction.run;
  run = logic(o);
  if (o.is("shl")) run = of_integer<Shift<true>>(o.type());
  if (o.is("shr")) run = of_integer<Shift<false>>(o.type());
  if (o.is("popc")) run = of_integer<Count<Population>>(o.type());
  if (o.is("clz")) run = of_integer<Count<LeadingZeros>>(o.type());
  if (o.is("bfind")) run = of_integer<Count<HighestBit>>(o.type());
  if (o.is("bfind")) instruction.mode = o.has("shiftamt");
  if (o.is("brev")) run = of_integer<Unary<Reverse>>(o.type());
  const bool wide = size_of(o.type()) == 8, has_sign = o.type() == Type::s32 || o.type() == Type::s64;
  if (o.is("bfe"))
    run = has_sign ? wide ? ExtractField::run<std::int64_t> : ExtractField::run<std::int32_t>
          : wide ? ExtractField::run<std::uint64_t>
                   : ExtractField::run<std::uint32_t>;
  if (o.is("bfi")) run = wide ? InsertField::run<std::uint64_t> : InsertField::run<std::uint32_t>;
  if (o.is("lop3") && o.parts().size() == 2) run = run_lop3;
  if (o.is("shf")) {
    const bool wraps = o.has("wrap");
    run = o.has("l") ? wraps ? run_funnel<true, true> : run_funnel<true, false>
          : wraps ? run_funnel<false, true>
                     : run_funnel<false, false>;
  }
  if (o.is("prmt") && o.parts().size() == 2) run = run_permute;
  return run != nullptr;
}

}  // namespace cuda_emulator
