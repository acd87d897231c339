// The matrix product against a plain loop: shapes, transpositions, edges, threads and instruction sets.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "keratin/backend/cpu/gemm.hpp"
#include "keratin/core/parallel.hpp"
#include "keratin/core/simd.hpp"

using namespace keratin;
using cpu_backend::Epilogue;
using cpu_backend::gemm;

namespace {

struct Case {
  bool trans_a, trans_b;
  index_t m, n, k;
  index_t extra = 0;  // added to each leading dimension
  bool accumulate = false;
};

// Small integers: every order of summing them gives the same number.
template <class T>
std::vector<T> numbers(index_t n, unsigned seed) {
  std::vector<T> v(static_cast<std::size_t>(n));
  for (T& x : v) {
    seed = seed * 1664525u + 1013904223u;
    x = static_cast<T>(static_cast<int>(seed >> 24) % 9 - 4);
  }
  return v;
}

struct Level {
  explicit Level(simd::Level wanted) : before(simd::level()) {
    if (wanted < before) simd::level() = wanted;
  }
  ~Level() { simd::level() = before; }
  simd::Level before;
};
struct Threads {
  explicit Threads(int n) { set_num_threads(n); }
  ~Threads() { set_num_threads(0); }
};

template <class T>
struct Product {
  explicit Product(const Case& c)
      : lda((c.trans_a ? c.m : c.k) + c.extra),
        ldb((c.trans_b ? c.k : c.n) + c.extra),
        ldc(c.n + c.extra),
        a(numbers<T>((c.trans_a ? c.k : c.m) * lda, 1)),
        b(numbers<T>((c.trans_b ? c.n : c.k) * ldb, 2)),
        out(numbers<T>(c.m * ldc, 3)) {}

  index_t lda, ldb, ldc;
  std::vector<T> a, b, out;

  static T at(const std::vector<T>& v, index_t i) { return v[static_cast<std::size_t>(i)]; }

  std::vector<T> expected(const Case& c) const {
    std::vector<T> y = out;
    for (index_t i = 0; i < c.m; ++i)
      for (index_t j = 0; j < c.n; ++j) {
        T sum = c.accumulate ? at(out, i * ldc + j) : T(0);
        for (index_t p = 0; p < c.k; ++p)
          sum += at(a, c.trans_a ? p * lda + i : i * lda + p) * at(b, c.trans_b ? j * ldb + p : p * ldb + j);
        y[static_cast<std::size_t>(i * ldc + j)] = sum;
      }
    return y;
  }
  void run(const Case& c, Epilogue epilogue = {}) {
    gemm<T>(c.trans_a, c.trans_b, c.m, c.n, c.k, a.data(), lda, b.data(), ldb, out.data(), ldc, c.accumulate, epilogue);
  }
};

template <class T>
bool correct(const Case& c) {
  Product<T> p(c);
  const std::vector<T> expected = p.expected(c);
  p.run(c);
  if (p.out == expected) return true;
  UNSCOPED_INFO("trans " << c.trans_a << c.trans_b << " m " << c.m << " n " << c.n << " k " << c.k << " extra "
                         << c.extra << " accumulate " << c.accumulate);
  return false;
}

template <class F>
void at_each_level(F f) {
  for (const auto level : {simd::Level::avx512, simd::Level::avx2, simd::Level::baseline}) {
    const Level set(level);
    f();
  }
}

}  // namespace

TEMPLATE_TEST_CASE("gemm: small shapes at each instruction set", "[gemm]", float, double) {
  at_each_level([] {
    bool all = true;
    for (index_t m = 1; m <= 40; m += m < 10 ? 1 : 3)
      for (index_t n = 1; n <= 40; n += n < 18 ? 1 : 3)
        for (index_t k : {1, 2, 3, 7, 8, 9, 17, 33, 40})
          for (int form = 0; form < 4; ++form)
            all = all && correct<TestType>({(form & 1) != 0, (form & 2) != 0, m, n, k, (m + n) % 3, (m + k) % 2 == 0});
    CHECK(all);
  });
}

TEMPLATE_TEST_CASE("gemm: shapes that need every block, with threads", "[gemm]", float, double) {
  const int threads = GENERATE(1, 2, 3);
  const Threads set(threads);
  at_each_level([] {
    for (int form = 0; form < 4; ++form) {
      const bool ta = (form & 1) != 0, tb = (form & 2) != 0;
      CHECK(correct<TestType>({ta, tb, 67, 131, 515}));
      CHECK(correct<TestType>({ta, tb, 131, 530, 70, 5}));
      CHECK(correct<TestType>({ta, tb, 30, 1030, 259, 1, true}));
      CHECK(correct<TestType>({ta, tb, 1, 515, 300}));
      CHECK(correct<TestType>({ta, tb, 515, 1, 300, 0, true}));
      CHECK(correct<TestType>({ta, tb, 515, 1, 300, 2}));
      CHECK(correct<TestType>({ta, tb, 3, 5, 4000}));
    }
  });
}

TEMPLATE_TEST_CASE("gemm: a CBLAS, where one is linked, computes the same", "[gemm]", float, double) {
  const auto before = cpu_backend::gemm_path();
  cpu_backend::gemm_path() = cpu_backend::GemmPath::blas;
  const int threads = GENERATE(1, 3);
  {
    const Threads set(threads);
    for (int form = 0; form < 4; ++form) {
      CHECK(correct<TestType>({(form & 1) != 0, (form & 2) != 0, 67, 131, 215, 3, form > 1}));
      CHECK(correct<TestType>({(form & 1) != 0, (form & 2) != 0, 300, 40, 30}));
    }
  }
  CHECK_FALSE(cpu_backend::blas_description().empty());
  cpu_backend::gemm_path() = before;
}

TEMPLATE_TEST_CASE("gemm_batched: each product by itself", "[gemm]", float, double) {
  using T = TestType;
  const int threads = GENERATE(1, 2);
  const index_t batch = GENERATE(1, 3, 40), size = GENERATE(4, 33, 70);
  const Threads set(threads);
  const std::vector<T> a = numbers<T>(batch * size * 6, 1), b = numbers<T>(6 * size, 2);
  std::vector<T> c(static_cast<std::size_t>(batch * size * size)), expected = c;
  for (index_t i = 0; i < batch; ++i)
    gemm<T>(false, true, size, size, 6, a.data() + i * size * 6, 6, b.data(), 6, expected.data() + i * size * size,
            size);
  cpu_backend::gemm_batched<T>(batch, {size * 6, 0, size * size}, false, true, size, size, 6, a.data(), 6, b.data(), 6,
                               c.data(), size);
  CHECK(c == expected);
}

TEST_CASE("gemm: nothing to sum and nothing to write", "[gemm]") {
  std::vector<float> c(6, 7.f);
  gemm<float>(false, false, 2, 2, 0, nullptr, 1, nullptr, 2, c.data(), 3, true);
  CHECK(c == std::vector<float>(6, 7.f));
  gemm<float>(false, false, 2, 2, 0, nullptr, 1, nullptr, 2, c.data(), 3);
  CHECK(c == std::vector<float>{0, 0, 7, 0, 0, 7});
  gemm<float>(false, false, 0, 2, 3, nullptr, 3, nullptr, 2, c.data(), 3);
  gemm<float>(false, false, 2, 0, 3, nullptr, 3, nullptr, 1, c.data(), 3);
  CHECK(c == std::vector<float>{0, 0, 7, 0, 0, 7});
}

TEST_CASE("gemm: nan and infinity stay in their rows and columns", "[gemm]") {
  std::vector<float> a(9 * 9, 1.f), b(9 * 21, 1.f), c(9 * 21, 0.f);
  a[4 * 9 + 2] = NAN;
  b[8 * 21 + 20] = INFINITY;
  gemm<float>(false, false, 9, 21, 9, a.data(), 9, b.data(), 21, c.data(), 21);
  for (std::size_t i = 0; i < 9; ++i)
    for (std::size_t j = 0; j < 21; ++j) {
      CHECK(std::isnan(c[i * 21 + j]) == (i == 4));
      CHECK(std::isinf(c[i * 21 + j]) == (j == 20 && i != 4));
    }
}

TEST_CASE("gemm: the epilogue sees each element once, finished", "[gemm]") {
  const int threads = GENERATE(1, 2, 3);
  const Threads set(threads);
  struct Context {
    std::vector<std::atomic<int>>* seen;
    index_t n;
  };
  const auto apply = [](const void* context, void* c, index_t row, index_t rows, index_t col, index_t cols,
                        index_t ldc) {
    const auto* x = static_cast<const Context*>(context);
    for (index_t i = 0; i < rows; ++i)
      for (index_t j = 0; j < cols; ++j) {
        static_cast<float*>(c)[i * ldc + j] += static_cast<float>(row + i) + 1000.f * static_cast<float>(col + j);
        (*x->seen)[static_cast<std::size_t>((row + i) * x->n + col + j)]++;
      }
  };
  for (const Case& c :
       {Case{false, false, 131, 700, 520}, Case{true, true, 200, 33, 300, 2, true}, Case{false, false, 32, 5, 5},
        Case{false, false, 1, 700, 600}, Case{false, true, 700, 1, 600}, Case{false, false, 7, 3, 0}}) {
    Product<float> p(c);
    std::vector<float> expected = p.expected(c);
    std::vector<std::atomic<int>> seen(static_cast<std::size_t>(c.m * c.n));
    const Context context{&seen, c.n};
    p.run(c, {apply, &context});
    bool once = true;
    for (auto& s : seen) once = once && s == 1;
    CHECK(once);
    for (index_t i = 0; i < c.m; ++i)
      for (index_t j = 0; j < c.n; ++j)
        expected[static_cast<std::size_t>(i * p.ldc + j)] += static_cast<float>(i) + 1000.f * static_cast<float>(j);
    CHECK(p.out == expected);
  }
}

TEMPLATE_TEST_CASE("gemm: the same bits with any number of threads", "[gemm]", float, double) {
  for (const Case& c :
       {Case{false, false, 129, 515, 784}, Case{true, false, 300, 70, 513}, Case{false, true, 2, 900, 700},
        Case{false, false, 1, 900, 700}, Case{false, true, 900, 1, 701}}) {
    std::vector<TestType> first;
    for (int threads : {1, 2, 3, 7}) {
      const Threads set(threads);
      Product<TestType> p(c);
      for (auto* v : {&p.a, &p.b})
        for (std::size_t i = 0; i < v->size(); ++i) (*v)[i] *= static_cast<TestType>(std::sin(0.1 + double(i)));
      p.run(c);
      if (threads == 1) first = p.out;
      CHECK(std::memcmp(first.data(), p.out.data(), first.size() * sizeof(TestType)) == 0);
    }
  }
}
