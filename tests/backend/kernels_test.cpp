// backend/cpu: allocator, fill, copy, map, reduce, softmax and random kernels, called as ops call them.
#include <keratin/backend/cpu/allocator.hpp>
#include <keratin/backend/cpu/copy.hpp>
#include <keratin/backend/cpu/fill.hpp>
#include <keratin/backend/cpu/map.hpp>
#include <keratin/backend/cpu/random.hpp>
#include <keratin/backend/cpu/reduce.hpp>
#include <keratin/backend/cpu/softmax.hpp>

#include <catch2/catch.hpp>
#include <cstdint>
#include <thread>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::cpu_backend;
using keratin::testing::each_level;

TEST_CASE("allocate: blocks are aligned, do not overlap, and come back") {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (const std::size_t bytes :
       std::initializer_list<std::size_t>{0, 1, 4, 1000, 1024, 1025, 1281, 4096, 100000, 1 << 20})
    for (int copy = 0; copy < 3; ++copy) {
      auto* const p = static_cast<unsigned char*>(allocate(bytes));
      if (bytes > 1024) CHECK(reinterpret_cast<std::uintptr_t>(p) % 64 == 0);
      std::memset(p, static_cast<int>(blocks.size()), bytes);
      blocks.emplace_back(p, bytes);
    }
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    const auto [p, bytes] = blocks[k];
    CHECK(std::all_of(p, p + bytes, [k](unsigned char c) { return c == static_cast<unsigned char>(k); }));
  }
  for (const auto& [p, bytes] : blocks) release(p, bytes);
  void* const again = allocate(1 << 20);
  CHECK(std::any_of(blocks.begin(), blocks.end(), [again](const auto& b) { return b.first == again; }));
  release(again, 1 << 20);
  release_cached_memory();
}

TEST_CASE("allocate from several threads at once") {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (std::size_t k = 0; k < 2000; ++k) {
        const std::size_t bytes = 16 + 37 * k % 9000;
        auto* const p = static_cast<unsigned char*>(allocate(bytes));
        std::memset(p, t, bytes);
        release(p, bytes);
      }
    });
  for (std::thread& t : threads) t.join();
}

TEST_CASE("fill sets elements of every dtype") {
  float f[5];
  fill(f, 5, float32, -0.0);
  CHECK(std::signbit(f[4]));
  std::int64_t i[3];
  fill(i, 3, int64, 7);
  CHECK(i[2] == 7);
  bool b[2] = {};
  fill(b, 2, bool_, 3);
  CHECK((b[0] && b[1]));
  fill(nullptr, 0, float32, 1);
}

TEST_CASE("copy_strided copies blocks of any strides") {
  std::vector<std::int32_t> in(24), out(24, -1);
  for (int i = 0; i < 24; ++i) in[static_cast<std::size_t>(i)] = i;
  copy_strided({2, 3}, 4, reinterpret_cast<char*>(out.data()), {6, 2}, reinterpret_cast<const char*>(in.data()),
               {1, 4});
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) CHECK(out[6 * i + 2 * j] == static_cast<int>(i + 4 * j));
  CHECK(std::count(out.begin(), out.end(), -1) == 18);
  copy_strided({0, 3}, 4, nullptr, {}, nullptr, {});
  CHECK(row_major({2, 3, 4})[0] == 12);
}

TEST_CASE("rows are gathered, and added back where they repeat") {
  const std::vector<std::int64_t> rows = {2, 0, 2};
  const std::vector<float> in = {1, 2, 3, 4, 5, 6};
  std::vector<float> out(6), sum(6, 0.f);
  gather_rows(3, 8, reinterpret_cast<char*>(out.data()), reinterpret_cast<const char*>(in.data()), rows.data());
  CHECK(out == std::vector<float>{5, 6, 1, 2, 5, 6});
  scatter_add_rows(3, 2, sum.data(), out.data(), rows.data());
  CHECK(sum == std::vector<float>{1, 2, 0, 0, 10, 12});
}

namespace {
struct Step {
  template <class V>
  void operator()(V& w, V& m, const V& g) const {
    m = m * V(0.5) + g;
    w = w - m;
  }
};
}  // namespace

TEST_CASE("update changes its first arrays and no other") {
  for (const index_t n : {1, 7, 16, 33}) {
    const auto size = static_cast<std::size_t>(n);
    each_level([&] {
      std::vector<float> w(size, 1.f), m(size, 2.f), g(size, 3.f);
      void* const arrays[] = {w.data(), m.data(), g.data()};
      const Step step;
      update_versions<2, float, Step, 3>().best()(&step, n, arrays);
      CHECK(w == std::vector<float>(size, -3.f));
      CHECK(m == std::vector<float>(size, 4.f));
      CHECK(g == std::vector<float>(size, 3.f));
    });
  }
}

TEST_CASE("softmax may work in place") {
  std::vector<double> x = {1, 2, 3, -1, 0, 1}, y(6);
  softmax(2, 3, y.data(), x.data());
  softmax(2, 3, x.data(), x.data());
  CHECK(x == y);
  CHECK(x[0] + x[1] + x[2] == Approx(1));
}

TEST_CASE("random words are Philox's, with every vector width, from any block on") {
  const RandomKey key{0x0123456789abcdef, 0xfedcba9876543210};
  each_level([&] {
    for (const index_t first : {index_t{0}, index_t{4}, index_t{1} << 35})
      for (const index_t n : {1, 4, 31, 257}) {
        std::vector<std::uint32_t> words(static_cast<std::size_t>(n));
        random_words(key, first, n, words.data());
        bool right = true;
        for (index_t i = 0; i < n; ++i)
          right = right &&
                  words[static_cast<std::size_t>(i)] ==
                      philox::block(key, static_cast<std::uint64_t>(first + i) / 4)[static_cast<std::size_t>(i % 4)];
        CHECK(right);
      }
  });
}
