// core/random.hpp: Philox against the vectors of its authors, streams, keys.
#include <keratin/core/random.hpp>

#include <catch2/catch.hpp>
#include <set>

using namespace keratin;

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
  CHECK(philox::block({0, 0}, 0) == philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint64_t ones = ~std::uint64_t{0};
  CHECK(philox::block({ones, ones}, ones) == philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  // counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0
  CHECK(philox::block({0x299f31d0a4093822, 0x0370734413198a2e}, 0x85a308d3243f6a88) ==
        philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is the words of counters 0, 1, 2 …") {
  philox::Stream stream({5, 6});
  for (std::uint64_t counter = 0; counter < 3; ++counter)
    for (const std::uint32_t word : philox::block({5, 6}, counter)) CHECK(stream() == word);
}

TEST_CASE("below is even and stays below") {
  philox::Stream stream({1, 2});
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) ++counts[stream.below(7)];
  for (const int n : counts) CHECK(std::abs(n - 10000) < 500);
  for (int i = 0; i < 100; ++i) CHECK(stream.below(1) == 0);
  const std::uint64_t most = ~std::uint64_t{0};
  for (int i = 0; i < 100; ++i) CHECK(stream.below(most) < most);
}

TEST_CASE("keys of one seed are all different, and the same again from that seed") {
  set_random_seed(3);
  std::set<std::uint64_t> streams;
  for (int i = 0; i < 1000; ++i) streams.insert(next_random_key().stream);
  CHECK(streams.size() == 1000);
  set_random_seed(3);
  const RandomKey a = next_random_key();
  RandomGenerator own(3);
  const RandomKey b = own.next();
  CHECK(a.seed == b.seed);
  CHECK(a.stream == b.stream);
}
