// CUDA's own mathematical functions, as NVRTC compiles them, against the host's.
#include <cmath>
#include <functional>
#include <limits>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

template <class T>
struct Unary {
  const char* name;
  std::function<T(T)> host;
  double ulps;  ///< As CUDA's manual gives them, and one for the host's function.
};
template <class T>
struct Binary {
  const char* name;
  std::function<T(T, T)> host;
  double ulps;
};

template <class T>
const char* type_name() {
  return sizeof(T) == 4 ? "float" : "double";
}

/// Ordinary, large, tiny and special numbers.
template <class T>
std::vector<T> samples() {
  std::vector<T> all = {T(0),
                        T(-0.0),
                        T(1),
                        T(-1),
                        T(1e-30),
                        T(3e7),
                        T(-12345.678),
                        T(1e20),
                        T(-1e5),
                        std::numeric_limits<T>::infinity(),
                        -std::numeric_limits<T>::infinity(),
                        std::numeric_limits<T>::quiet_NaN(),
                        std::numeric_limits<T>::denorm_min()};
  for (int i = 0; i < 200; ++i) all.push_back(T(i - 100) * T(0.0737) + T(0.011));
  return all;
}

template <class T>
bool agrees(T device, T host, double ulps) {
  if (device == host || (std::isnan(host) && std::isnan(device))) return true;
  if (!std::isfinite(host) || !std::isfinite(device)) return false;
  const T next = std::nextafter(std::fabs(host), std::numeric_limits<T>::infinity());
  return std::fabs(device - host) <= T(ulps) * (next - std::fabs(host));
}

template <class T>
void check_unary(const std::vector<Unary<T>>& functions) {
  std::string text;
  for (const Unary<T>& f : functions)
    text += std::string("extern \"C\" __global__ void k_") + f.name + "(" + type_name<T>() + "* y, const " +
            type_name<T>() +
            "* x, int n) { int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) y[i] = " + f.name + "(x[i]); }\n";
  const DeviceProgram program(text);
  const std::vector<T> x = samples<T>();
  const DeviceArray<T> in(x), out(x.size());
  const int n = static_cast<int>(x.size());
  for (const Unary<T>& f : functions) {
    REQUIRE(program.launch((std::string("k_") + f.name).c_str(), dim3(3), dim3(96), out.data(), in.data(), n) ==
            cudaSuccess);
    const std::vector<T> y = out.host();
    for (std::size_t i = 0; i < x.size(); ++i) {
      CAPTURE(f.name, x[i], y[i], f.host(x[i]));
      CHECK(agrees(y[i], f.host(x[i]), f.ulps));
    }
  }
}

template <class T>
void check_binary(const std::vector<Binary<T>>& functions) {
  std::string text;
  for (const Binary<T>& f : functions)
    text += std::string("extern \"C\" __global__ void k_") + f.name + "(" + type_name<T>() + "* y, const " +
            type_name<T>() + "* a, const " + type_name<T>() +
            "* b, int n) { int i = threadIdx.x; if (i < n) y[i] = " + f.name + "(a[i], b[i]); }\n";
  const DeviceProgram program(text);
  std::vector<T> a = samples<T>(), b = samples<T>();
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = b[(i * 7 + 3) % b.size()];
  const DeviceArray<T> left(a), right(b), out(a.size());
  for (const Binary<T>& f : functions) {
    REQUIRE(program.launch((std::string("k_") + f.name).c_str(), dim3(1), dim3(256), out.data(), left.data(),
                           right.data(), static_cast<int>(a.size())) == cudaSuccess);
    const std::vector<T> y = out.host();
    for (std::size_t i = 0; i < a.size(); ++i) {
      CAPTURE(f.name, a[i], b[i], y[i], f.host(a[i], b[i]));
      CHECK(agrees(y[i], f.host(a[i], b[i]), f.ulps));
    }
  }
}

#define HOST(f) [](auto x) { return std::f(x); }
#define HOST2(f) [](auto x, auto y) { return std::f(x, y); }

}  // namespace

TEST_CASE("CUDA's functions of a float") {
  check_unary<float>({{"expf", HOST(exp), 3},   {"logf", HOST(log), 2},     {"tanhf", HOST(tanh), 3},
                      {"erff", HOST(erf), 3},   {"sinf", HOST(sin), 3},     {"cosf", HOST(cos), 3},
                      {"tanf", HOST(tan), 5},   {"log1pf", HOST(log1p), 3}, {"expm1f", HOST(expm1), 3},
                      {"sqrtf", HOST(sqrt), 0}, {"floorf", HOST(floor), 0}, {"roundf", HOST(round), 0},
                      {"rintf", HOST(rint), 0}, {"truncf", HOST(trunc), 0}, {"ceilf", HOST(ceil), 0},
                      {"fabsf", HOST(fabs), 0}, {"asinhf", HOST(asinh), 4}, {"atanf", HOST(atan), 3},
                      {"sinhf", HOST(sinh), 4}, {"cbrtf", HOST(cbrt), 2},   {"exp2f", HOST(exp2), 3}});
}
TEST_CASE("CUDA's functions of a double") {
  check_unary<double>({{"exp", HOST(exp), 2},
                       {"log", HOST(log), 2},
                       {"tanh", HOST(tanh), 3},
                       {"erf", HOST(erf), 3},
                       {"sin", HOST(sin), 3},
                       {"cos", HOST(cos), 3},
                       {"tan", HOST(tan), 3},
                       {"log1p", HOST(log1p), 2},
                       {"expm1", HOST(expm1), 2},
                       {"sqrt", HOST(sqrt), 0},
                       {"floor", HOST(floor), 0},
                       {"round", HOST(round), 0},
                       {"rint", HOST(rint), 0},
                       {"lgamma", HOST(lgamma), 30},
                       {"atan", HOST(atan), 3}});
}
TEST_CASE("CUDA's functions of two numbers") {
  check_binary<float>({{"powf", HOST2(pow), 9},
                       {"fmodf", HOST2(fmod), 0},
                       {"fminf", HOST2(fmin), 0},
                       {"fmaxf", HOST2(fmax), 0},
                       {"atan2f", HOST2(atan2), 4},
                       {"hypotf", HOST2(hypot), 4},
                       {"copysignf", HOST2(copysign), 0},
                       {"nextafterf", HOST2(nextafter), 0}});
  check_binary<double>({{"pow", HOST2(pow), 3}, {"fmod", HOST2(fmod), 0}, {"atan2", HOST2(atan2), 3}});
}
