// core/pool.hpp and core/ref.hpp: blocks come back, also from other threads; references are counted.
#include <keratin/core/pool.hpp>
#include <keratin/core/ref.hpp>

#include <catch2/catch.hpp>
#include <cstring>
#include <thread>
#include <vector>

using namespace keratin;

TEST_CASE("a freed block is given out again for the same size") {
  for (const std::size_t bytes : {1, 31, 32, 33, 500, 1024}) {
    void* const first = pool::allocate(bytes);
    std::memset(first, 1, bytes);
    pool::release(first, bytes);
    void* const second = pool::allocate(bytes);
    CHECK(first == second);
    pool::release(second, bytes);
  }
  void* const large = pool::allocate(100000);
  std::memset(large, 1, 100000);
  pool::release(large, 100000);
}

TEST_CASE("blocks in use never overlap, and may be freed by another thread") {
  std::vector<unsigned char*> blocks;
  for (int i = 0; i < 2000; ++i) {
    blocks.push_back(static_cast<unsigned char*>(pool::allocate(40)));
    std::memset(blocks.back(), i % 251, 40);
  }
  int wrong = 0;
  for (int i = 0; i < 2000; ++i)
    for (int k = 0; k < 40; ++k) wrong += blocks[static_cast<std::size_t>(i)][k] != i % 251;
  CHECK(wrong == 0);
  std::thread([&] {
    for (unsigned char* b : blocks) pool::release(b, 40);
  }).join();
}

TEST_CASE("List is a vector over the pool") {
  List<int> list;
  for (int i = 0; i < 1000; ++i) list.push_back(i);
  CHECK(list[999] == 999);
}

namespace {
struct Counted : RefCounted {
  explicit Counted(int& n) : live(n) { ++live; }
  ~Counted() override { --live; }
  int& live;
};
struct Derived : Counted {
  using Counted::Counted;
  char more[100] = {};
};
}  // namespace

TEST_CASE("an object lives as long as its references") {
  int live = 0;
  {
    Ref<Counted> a = make_ref<Derived>(live);
    CHECK(live == 1);
    CHECK(a.unique());
    Ref<Counted> b = a;
    CHECK_FALSE(a.unique());
    CHECK(a == b);
    a = nullptr;
    CHECK(live == 1);
    const Ref<Counted> c = std::move(b);
    CHECK_FALSE(b);  // NOLINT: that is what is tested
    CHECK(c.unique());
    Ref<Counted>& self = a;
    a = make_ref<Counted>(live);
    a = self;
    CHECK(live == 2);
  }
  CHECK(live == 0);
}
