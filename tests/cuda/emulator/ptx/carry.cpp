// Sums with carry: add.cc, addc, sub.cc, subc, mad.cc, madc.
#include "operations.hpp"

namespace cuda_emulator {
namespace {

enum Mode : std::uint8_t { takes_carry = 1, gives_carry = 2, subtracts = 4, multiplies_low = 8, multiplies_high = 16 };

struct WithCarry {
  template <class T>
  static void run(Warp& w, const Instruction& i) {
    __extension__ using Exact = unsigned __int128;
    const bool multiplies = (i.mode & (multiplies_low | multiplies_high)) != 0;
    std::uint64_t* const to = w.lane_values(i.to);
    const std::uint64_t *const a = w.lane_values(i.from[0]), *const b = w.lane_values(i.from[1]),
                               *const c = multiplies ? w.lane_values(i.from[2]) : a;
    each_lane(w, [&](std::uint32_t l) {
      T x = get<T>(a[l]), y = get<T>(b[l]);
      if (multiplies) {
        const Exact product = static_cast<Exact>(x) * y;
        x = static_cast<T>((i.mode & multiplies_high) != 0 ? product >> (8 * sizeof(T)) : product);
        y = get<T>(c[l]);
      }
      const Exact carry = (i.mode & takes_carry) != 0 ? w.carry >> l & 1 : 0;
      const Exact sum =
          (i.mode & subtracts) != 0 ? static_cast<Exact>(x) - y - carry : static_cast<Exact>(x) + y + carry;
      put<T>(to[l], static_cast<T>(sum));
      if ((i.mode & gives_carry) != 0)
        w.carry = (w.carry & ~(Lanes{1} << l)) | static_cast<Lanes>(sum >> (8 * sizeof(T)) & 1) << l;
    });
  }
};

}  // namespace

bool decode_carry(const Request& request, Instruction& instruction) {
  const Opcode& o = request.opcode;
  const bool takes = o.is("addc") || o.is("subc") || o.is("madc"), gives = o.has("cc");
  if (!takes && !gives) return false;
  const bool multiplies = o.is("mad") || o.is("madc");
  instruction.mode = static_cast<std::uint8_t>((takes ? takes_carry : 0) | (gives ? gives_carry : 0) |
                                               (o.is("sub") || o.is("subc") ? subtracts : 0));
  if (multiplies) instruction.mode |= o.has("hi") ? multiplies_high : multiplies_low;
  const bool is_signed_high = multiplies && o.has("hi") && o.type() == Type::s32;
  if (is_signed_high) return false;
  instruction.run = size_of(o.type()) == 8 ? WithCarry::run<std::uint64_t> : WithCarry::run<std::uint32_t>;
  return true;
}

}  // namespace cuda_emulator
