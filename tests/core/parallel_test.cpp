// core/parallel.hpp: every index once, the number of threads, loops inside loops and in several threads.
#include <keratin/core/parallel.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <numeric>
#include <thread>
#include <vector>

using namespace keratin;

namespace {

std::vector<int> counted(index_t n, index_t grain) {
  std::vector<int> counts(static_cast<std::size_t>(n), 0);
  parallel::for_range(n, grain, [&](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i) ++counts[static_cast<std::size_t>(i)];
  });
  return counts;
}

}  // namespace

TEST_CASE("for_range meets every index once, for any size, grain and number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    set_num_threads(threads);
    CHECK(num_threads() == threads);
    for (const index_t n : {0, 1, 2, 63, 64, 65, 1000, 99999})
      for (const index_t grain : {1, 7, 64, 1000})
        CHECK(counted(n, grain) == std::vector<int>(static_cast<std::size_t>(n), 1));
  }
  set_num_threads(0);
  CHECK(num_threads() >= 1);
}

TEST_CASE("runs are whole grains but for the last") {
  set_num_threads(3);
  std::atomic<int> odd{0};
  parallel::for_range(1000, 64,
                      [&](index_t begin, index_t end) { odd += begin % 64 != 0 || (end % 64 != 0 && end != 1000); });
  CHECK(odd == 0);
  set_num_threads(0);
}

TEST_CASE("a loop inside a loop, and loops of several threads at once, meet every index") {
  set_num_threads(2);
  std::atomic<index_t> sum{0};
  parallel::for_range(8, 1, [&](index_t begin, index_t end) {
    for (index_t i = begin; i < end; ++i) parallel::for_range(100, 1, [&](index_t b, index_t e) { sum += e - b; });
  });
  CHECK(sum == 800);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int k = 0; k < 200; ++k) wrong += counted(5000, 10) != std::vector<int>(5000, 1);
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
  set_num_threads(0);
}
