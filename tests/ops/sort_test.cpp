// ops/sort.hpp.
#include <keratin/ops/sort.hpp>
#include <keratin/ops/top_k.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("sort and argsort: values, gradients, axes") {
  for (const int axis : {-1, 0, 1}) {
    const std::string suffix = "_axis" + std::to_string(axis);
    check_golden("sort" + suffix, [axis](const Tensor& x) { return ops::sort(x, axis); });
    check_golden("argsort" + suffix, [axis](const Tensor& x) { return ops::argsort(x, axis); },
                 {.differentiable = false});
  }
  check_golden("argsort_ties", [](const Tensor& x) { return ops::argsort(x); }, {.differentiable = false});
  CHECK(values(ops::argsort(Tensor({{3, 1}, {2, 9}}), {})) == std::vector<double>{1, 2, 0, 3});
  CHECK(values(ops::sort(Tensor({true, false}))) == std::vector<double>{0, 1});
  CHECK(values(ops::argsort(Tensor({std::nan(""), 2.0, 1.0}))) == std::vector<double>{2, 1, 0});
  CHECK(ops::sort(zeros({2, 0})).shape() == Shape{2, 0});
}

TEST_CASE("sort: rows shared among threads give the same bits") {
  check_op("sort", [](const Tensor& x) { return ops::sort(x, -1); }, {{Shape{300, 17}}});
  check_op("sort", [](const Tensor& x) { return ops::sort(x, 0); }, {{Shape{17, 300}}});
  const Tensor few = random_tensor({4000, 6}, 0, 5).cast(int32);  // many equal ones: they keep their order
  Tensor places;
  {
    const WithThreads one(1);
    places = ops::argsort(few);
  }
  const auto at = places.span<std::int32_t>();
  const auto numbers = few.span<std::int32_t>();
  bool stable = true;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (i % 6 == 0) continue;
    const auto before = numbers[i / 6 * 6 + static_cast<std::size_t>(at[i - 1])],
               now = numbers[i / 6 * 6 + static_cast<std::size_t>(at[i])];
    stable = stable && (before < now || (before == now && at[i - 1] < at[i]));
  }
  CHECK(stable);
  for (const int threads : {2, 3, 5}) {
    const WithThreads several(threads);
    CHECK(same_bits(ops::argsort(few), places));
  }
}

TEST_CASE("sort, argsort and top_k of long rows: the same on every device") {
  const Tensor x = random_tensor({3, 1500}, 0, 400, 9).cast(int32);  // with equal ones
  check_op("sort", [](const Tensor& v) { return ops::sort(v, -1); }, {{Shape{2, 1025}}});
  Tensor odd = random_tensor({700}, -1, 1, 10).cast(float32);
  for (const index_t i : {0, 99, 698}) odd.data<float>()[i] = std::nanf("");
  for (const Device device : test_devices()) {
    CHECK(same_bits(ops::argsort(x.to(device)).to(cpu{}), ops::argsort(x)));
    CHECK(same_bits(ops::argsort(odd.to(device)).to(cpu{}), ops::argsort(odd)));
    for (const index_t k : {1, 5, 1499}) {
      CHECK(same_bits(ops::top_k(x.to(device), k).indices.to(cpu{}), ops::top_k(x, k).indices));
      CHECK(same_bits(ops::top_k(x.to(device), k).values.to(cpu{}), ops::top_k(x, k).values));
    }
  }
}
