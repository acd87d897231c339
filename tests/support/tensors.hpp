// Tensors in tests: making, comparing and describing them; every vector width; threads.
#pragma once
#include <keratin/autograd/symbolic.hpp>
#include <keratin/core/parallel.hpp>
#include <keratin/core/random.hpp>
#include <keratin/core/simd.hpp>
#include <keratin/ops/cast.hpp>
#include <keratin/ops/multiply.hpp>
#include <keratin/ops/reductions.hpp>
#include <keratin/ops/slice.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace keratin::testing {

/// Numbers between low and high, float64; the same for the same seed, and exact in float32.
inline Tensor random_tensor(const Shape& shape, double low = -2, double high = 2, std::size_t seed = 1) {
  Tensor x = Tensor::empty(shape, float64);
  philox::Stream stream({seed, 1});
  for (double& v : x.span<double>())
    v = static_cast<float>(low + (high - low) * (static_cast<double>(stream()) + 0.5) * 0x1p-32);
  return x;
}

/// All elements as double, whatever the dtype.
inline std::vector<double> values(const Tensor& x) {
  const Tensor wide = x.to(cpu{}).cast(float64);
  const auto all = wide.span<double>();
  return {all.begin(), all.end()};
}

inline Tensors clones(const Tensors& xs) {
  Tensors copies;
  for (const Tensor& x : xs) copies.push_back(x.clone());
  return copies;
}
inline Tensors cast_floats(const Tensors& xs, DType dtype) {
  Tensors cast;
  for (const Tensor& x : xs) cast.push_back(is_float(x.dtype()) ? x.cast(dtype) : x);
  return cast;
}
inline Tensor weighted_sum(const Tensor& y, const Tensor& weights) { return ops::sum(ops::multiply(y, weights)); }

/// Whether |got - want| <= tolerance * (1 + |want|); NaN equals NaN.
inline bool close(double got, double want, double tolerance) {
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) && std::isnan(want);
  return got == want || std::abs(got - want) <= tolerance * (1 + std::abs(want));
}
/// The same for all elements; shapes must be equal. Tells the first that differs.
inline bool all_close(const Tensor& got, const Tensor& want, double tolerance) {
  if (got.shape() != want.shape()) {
    UNSCOPED_INFO("shape " << got.shape() << " instead of " << want.shape());
    return false;
  }
  const auto g = values(got), w = values(want);
  for (std::size_t i = 0; i < g.size(); ++i)
    if (!close(g[i], w[i], tolerance)) {
      UNSCOPED_INFO("element " << i << " is " << Catch::StringMaker<double>::convert(g[i]) << " instead of "
                               << Catch::StringMaker<double>::convert(w[i]));
      return false;
    }
  return true;
}
/// Whether dtype, shape and every bit are equal.
inline bool same_bits(const Tensor& a, const Tensor& b) {
  return a.dtype() == b.dtype() && a.shape() == b.shape() &&
         (a.size() == 0 ||
          std::memcmp(a.data<void>(), b.data<void>(), static_cast<std::size_t>(a.size()) * size_of(a.dtype())) == 0);
}

inline std::string describe(const Tensors& xs) {
  std::string text;
  for (const Tensor& x : xs) text += concat(text.empty() ? " of " : ", ", x.dtype(), " ", x.shape());
  return text;
}

/// While it lives, ops use n threads.
class WithThreads {
 public:
  explicit WithThreads(int n) : before_(num_threads()) { set_num_threads(n); }
  ~WithThreads() { set_num_threads(before_); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;

 private:
  int before_;
};

/// While it lives, kernels use these vectors.
class WithLevel {
 public:
  explicit WithLevel(simd::Level level) : before_(simd::level()) { simd::level() = level; }
  ~WithLevel() { simd::level() = before_; }
  WithLevel(const WithLevel&) = delete;
  WithLevel& operator=(const WithLevel&) = delete;

 private:
  simd::Level before_;
};

/// Runs `body` on one thread with each kind of vectors that this processor has.
template <class Body>
void each_level(const Body& body) {
  const simd::Level best = simd::level();
  const WithThreads one(1);
  for (const simd::Level level : {simd::Level::baseline, simd::Level::avx2, simd::Level::avx512}) {
    if (level > best) continue;
    INFO("vector level " << static_cast<int>(level));
    const WithLevel scope(level);
    body();
  }
}

}  // namespace keratin::testing
