// Integer arithmetic, conversions and bit operations of kernels, against the host's.
#include <bit>
#include <limits>

#include "device_program.hpp"

using namespace emulator_tests;

TEST_CASE("integers of all widths, conversions and bit operations") {
  const DeviceProgram program(R"(
    extern "C" __global__ void integers(long long* y, int a, unsigned b, long long c, short s, signed char k) {
      int n = 0;
      #define PUT(x) y[n++] = (long long)(x)
      PUT(a / 7); PUT(a % 7); PUT(c / a); PUT(c % a); PUT(b / 10u); PUT((int)((unsigned)a * a)); PUT((unsigned long long)c * c); PUT(__mulhi(a, 123456789));
      PUT(__umul64hi(c, c)); PUT(a >> 3); PUT(b >> 3); PUT(b << 5); PUT(c >> 33); PUT(s * k); PUT((unsigned char)k);
      PUT((short)a); PUT((unsigned short)a); PUT(__popc(b)); PUT(__clz(b)); PUT(__brev(b)); PUT(__ffs(b)); PUT(__clzll(c));
      PUT(__byte_perm(a, b, 0x5173)); PUT(__funnelshift_l(a, b, 9)); PUT(__funnelshift_r(a, b, 9)); PUT((int)1e20f);
      PUT((int)-3.9f); PUT((unsigned)3.9); PUT(__float2int_rn(2.5f)); PUT(__double2ll_ru(2.1)); PUT((long long)-1e30);
      PUT(abs(a)); PUT(min(a, (int)b)); PUT(max(b, 5u)); PUT(((b >> 7) & 511)); PUT(a ^ (b | s) & ~k);
      PUT(__float_as_int((float)a)); PUT(__double_as_longlong((double)c)); PUT(__float2uint_rz(-5.f)); PUT(__sad(a, 5, 6u));
    })");
  const int a = -123456;
  const unsigned b = 0x00f3a5c0;
  const long long c = 0x123456789abcdefLL;
  const short s = -300;
  const signed char k = -5;
  const DeviceArray<long long> out(40);
  REQUIRE(program.launch("integers", dim3(1), dim3(1), out.data(), a, b, c, s, k) == cudaSuccess);
  const auto u = static_cast<unsigned>(a);
  const std::vector<long long> expected = {
      a / 7,
      a % 7,
      c / a,
      c % a,
      b / 10u,
      static_cast<int>(u * u),
      static_cast<long long>(static_cast<unsigned long long>(c) * static_cast<unsigned long long>(c)),
      static_cast<int>((static_cast<long long>(a) * 123456789) >> 32),
      static_cast<long long>((static_cast<unsigned long long>((0x1234567ull * 0x1234567ull)) +
                              ((2 * 0x1234567ull * 0x89abcdefull + (0x89abcdefull * 0x89abcdefull >> 32)) >> 32))),
      a >> 3,
      b >> 3,
      b << 5,
      c >> 33,
      s * k,
      static_cast<unsigned char>(k),
      static_cast<short>(a),
      static_cast<unsigned short>(a),
      12,
      8,
      0x03a5cf00,
      7,
      7,
      0,
      0,
      0,
      2147483647,
      -3,
      3,
      2,
      3,
      std::numeric_limits<long long>::min(),
      123456,
      a,
      b,
      (b >> 7) & 511,
      static_cast<long long>(u ^ ((b | static_cast<unsigned>(s)) & static_cast<unsigned>(~k)))};
  const std::vector<long long> y = out.host();
  const auto bytes = [&](unsigned selector) {
    const unsigned long long both = static_cast<unsigned long long>(b) << 32 | u;
    unsigned r = 0;
    for (unsigned i = 0; i < 4; ++i)
      r |= static_cast<unsigned>(both >> (8 * (selector >> (4 * i) & 7)) & 255) << (8 * i);
    return r;
  };
  for (std::size_t i = 0; i < 22; ++i) {
    CAPTURE(i);
    CHECK(y[i] == expected[i]);
  }
  CHECK(y[22] == bytes(0x5173));
  CHECK(y[23] == static_cast<unsigned>(b << 9 | u >> 23));
  CHECK(y[24] == static_cast<unsigned>(u >> 9 | b << 23));
  for (std::size_t i = 25; i < 36; ++i) {
    CAPTURE(i);
    CHECK(y[i] == expected[i]);
  }
  CHECK(std::bit_cast<float>(static_cast<int>(y[36])) == static_cast<float>(a));
  CHECK(std::bit_cast<double>(y[37]) == static_cast<double>(c));
  CHECK(y[38] == 0);
  CHECK(y[39] == 123461 + 6);
}
