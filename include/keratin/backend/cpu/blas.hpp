// The CBLAS that the program is linked with, if any: what it is called, whether its products are right, and how it runs
// on one thread. Part of the lower half of gemm.hpp.
#pragma once
#include "gemm_task.hpp"

#if KERATIN_DEFINE(backend)
#include <array>
#include <cstdio>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#if !defined(KERATIN_NO_BLAS) && __has_include(<cblas.h>) && __has_include(<dlfcn.h>)
#define KERATIN_HAS_BLAS 1
#define bfloat16 openblas_bfloat16  // OpenBLAS's header gives the whole program a type of keratin's name
#include <cblas.h>
#undef bfloat16
#include <dlfcn.h>
#else
#define KERATIN_HAS_BLAS 0
#endif

namespace keratin::cpu_backend::blas {

#if KERATIN_HAS_BLAS

/// A function of the libraries that the program has loaded, or null.
template <class Function>
Function* loaded(const char* symbol) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, symbol));
}

/// The product's function. With KERATIN_LINK_BLAS, which CMake sets where it links a CBLAS, the linker must find it. A
/// plain `g++ program.cpp` must link without one: then it is looked for when the program runs.
template <class T>
auto* function() {
  constexpr bool single = sizeof(T) == sizeof(float);
#if defined(KERATIN_LINK_BLAS)
  if constexpr (single)
    return &cblas_sgemm;
  else
    return &cblas_dgemm;
#else
  using Type = std::remove_pointer_t<std::conditional_t<single, decltype(&cblas_sgemm), decltype(&cblas_dgemm)>>;
  static Type* const found = loaded<Type>(single ? "cblas_sgemm" : "cblas_dgemm");
  return found;
#endif
}

inline bool linked() { return function<float>() != nullptr && function<double>() != nullptr; }

inline std::string name() {
  const auto config = loaded<char*()>("openblas_get_config"), core = loaded<char*()>("openblas_get_corename");
  if (config == nullptr) return "CBLAS";
  const std::string text = config();  // OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...
  const std::string version = text.substr(0, text.find(' ', text.find(' ') + 1));
  return core == nullptr ? version : version + " (" + core() + ")";
}

/// While one lives, OpenBLAS computes on the calling thread: keratin's threads each call it for their part. OpenBLAS
/// has one setting for the whole program, so it is put back when the last one is gone. Other libraries keep theirs.
class OneThread {
 public:
  OneThread() {
    State& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.set == nullptr || s.get == nullptr || s.users++ > 0) return;
    s.before = s.get();
    s.set(1);
  }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() {
    State& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.set != nullptr && s.get != nullptr && --s.users == 0) s.set(s.before);
  }

 private:
  struct State {
    std::mutex mutex;
    void (*set)(int) = loaded<void(int)>("openblas_set_num_threads");
    int (*get)() = loaded<int()>("openblas_get_num_threads");
    int users = 0, before = 1;
  };
  static State& state() {
    static State s;
    return s;
  }
};

// The integer type of a CBLAS is named differently by each: it is that of the fourth argument.
template <class T, class I, class... Rest>
void call(void (*product)(CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, I, I, I, Rest...), const GemmTask<T>& t) {
  product(CblasRowMajor, t.trans_a ? CblasTrans : CblasNoTrans, t.trans_b ? CblasTrans : CblasNoTrans,
          static_cast<I>(t.m), static_cast<I>(t.n), static_cast<I>(t.k), T(1), t.a, static_cast<I>(t.lda), t.b,
          static_cast<I>(t.ldb), t.accumulate ? T(1) : T(0), t.c, static_cast<I>(t.ldc));
}

template <class T>
void run(const GemmTask<T>& t) {
  call(function<T>(), t);
  t.finish(0, t.m, 0, t.n);
}

/// Whether one product has the numbers of a plain loop. They are small integers, so every right result is exact.
template <class T>
bool product_is_right(bool trans_a, bool trans_b, index_t m, index_t n, index_t k) {
  const auto at = [](std::vector<T>& v, index_t i) -> T& { return v[static_cast<std::size_t>(i)]; };
  std::vector<T> a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(k * n)),
      c(static_cast<std::size_t>(m * n), T(3));
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(i * 7 % 11) - T(5);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<T>(i * 5 % 13) - T(6);
  run<T>({trans_a, trans_b, m, n, k, a.data(), trans_a ? m : k, b.data(), trans_b ? k : n, c.data(), n, true, {}});
  for (index_t i = 0; i < m; ++i)
    for (index_t j = 0; j < n; ++j) {
      T sum = T(3);
      for (index_t p = 0; p < k; ++p)
        sum += at(a, trans_a ? p * m + i : i * k + p) * at(b, trans_b ? j * k + p : p * n + j);
      if (at(c, i * n + j) != sum) return false;
    }
  return true;
}

/// Whether a CBLAS is linked and computes right products; found once. Some versions of OpenBLAS do not on processors
/// newer than they are.
inline bool works() {
  static const bool result = [] {
    if (!linked()) return false;
    const OneThread one;
    constexpr std::array<std::array<index_t, 3>, 5> shapes{
        {{3, 5, 7}, {16, 16, 16}, {33, 65, 40}, {70, 10, 130}, {64, 96, 300}}};
    for (const auto& [m, n, k] : shapes)
      for (const bool trans_a : {false, true})
        for (const bool trans_b : {false, true})
          if (!product_is_right<float>(trans_a, trans_b, m, n, k) ||
              !product_is_right<double>(trans_a, trans_b, m, n, k)) {
            std::fprintf(stderr,
                         "keratin: %s computes wrong products on this processor; keratin's own kernels are used.\n",
                         name().c_str());
            return false;
          }
    return true;
  }();
  return result;
}

#else

inline bool linked() { return false; }
inline bool works() { return false; }
inline std::string name() { return "none"; }
struct OneThread {
  OneThread() {}
};
template <class T>
void run(const GemmTask<T>&) {}

#endif

}  // namespace keratin::cpu_backend::blas
#endif
