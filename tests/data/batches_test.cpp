// Batches: where a training loop takes its batches from.
#include <keratin/data/batches.hpp>
#include <keratin/keratin.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "support/tensors.hpp"

using namespace keratin;
using data::Batches;

namespace {

const Tensor seven = arange(7).cast(float32).reshape({7, 1});

std::vector<std::vector<double>> epoch(Batches& batches, RandomKey key = {}) {
  std::vector<std::vector<double>> all;
  batches.start(key);
  while (const auto batch = batches.next()) all.push_back(testing::values(batch->x[0]));
  return all;
}
using Rows = std::vector<std::vector<double>>;

}  // namespace

TEST_CASE("batches of arrays in order share the arrays' rows") {
  Batches batches({seven, seven * 2.0, arange(7).cast(float32)}, 3, false);
  CHECK(batches.steps() == 3);
  CHECK(batches.samples() == 7);
  CHECK(epoch(batches) == Rows{{0, 1, 2}, {3, 4, 5}, {6}});
  CHECK(epoch(batches) == Rows{{0, 1, 2}, {3, 4, 5}, {6}});
  batches.start({});
  const auto first = batches.next();
  CHECK(first->x[0].data<float>() == seven.data<float>());
  CHECK(testing::values(first->y[0]) == std::vector<double>{0, 2, 4});
  CHECK(testing::values(*first->sample_weight) == std::vector<double>{0, 1, 2});
}

TEST_CASE("shuffled batches have each row once; the key decides the order") {
  Batches batches({seven, seven, arange(7).cast(float32)}, 2, true);
  const auto flat = [](const Rows& rows) {
    std::vector<double> all;
    for (const auto& r : rows) all.insert(all.end(), r.begin(), r.end());
    return all;
  };
  const auto a = flat(epoch(batches, {1, 2})), b = flat(epoch(batches, {1, 3})), again = flat(epoch(batches, {1, 2}));
  CHECK(a == again);
  CHECK(a != b);
  auto sorted = a;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == testing::values(seven));
  batches.start({5, 5});
  while (const auto batch = batches.next()) {
    CHECK(testing::values(batch->x[0]) == testing::values(batch->y[0]));
    CHECK(testing::values(batch->x[0]) == testing::values(*batch->sample_weight));
  }
}

TEST_CASE("a limit ends an epoch, and the next goes on unless rewound") {
  Batches batches({seven, seven, {}}, 2, false);
  batches.limit(2);
  CHECK(batches.steps() == 2);
  CHECK(epoch(batches) == Rows{{0, 1}, {2, 3}});
  CHECK(epoch(batches) == Rows{{4, 5}, {6}});
  CHECK(epoch(batches) == Rows{{0, 1}, {2, 3}});
  batches.rewind();
  CHECK(epoch(batches) == Rows{{0, 1}, {2, 3}});
}

TEST_CASE("a generator's batches pass through") {
  int n = 0;
  Batches open(
      [&]() -> std::optional<Batch> {
        return n++ % 3 < 2 ? std::optional<Batch>(Batch{full({1, 1}, n), ones({1, 1})}) : std::nullopt;
      },
      std::nullopt);
  CHECK_FALSE(open.steps().has_value());
  CHECK(epoch(open) == Rows{{1}, {2}});
  CHECK(epoch(open) == Rows{{4}, {5}});
  Batches limited([&] { return std::optional<Batch>(Batch{full({1, 1}, n++), ones({1, 1})}); }, 3);
  CHECK(limited.steps() == 3);
  CHECK(epoch(limited).size() == 3);
}
