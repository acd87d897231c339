// Dataset: elements, in tf.data's order, and their number.
#include <keratin/keratin.hpp>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <set>

#include "support/tensors.hpp"

using namespace keratin;
using utils::Dataset;

namespace {

using Rows = std::vector<std::vector<double>>;

Dataset numbers(int n) { return Dataset::from_tensor_slices(arange(n).cast(float32)); }

Rows rows(const Dataset& dataset, std::size_t most = 100) {
  Rows all;
  for (const Batch& b : dataset) {
    all.push_back(testing::values(b.x[0]));
    if (all.size() == most) break;
  }
  return all;
}
std::vector<double> flat(const Dataset& dataset, std::size_t most = 100) {
  std::vector<double> all;
  for (const auto& r : rows(dataset, most)) all.insert(all.end(), r.begin(), r.end());
  return all;
}
using Flat = std::vector<double>;

/// 0, 1, 2 … and an exception in the place of one.
Dataset failing_at(int place) {
  return numbers(10).map([place](const Batch& b) {
    if (b.x[0].item<double>() == place) throw std::runtime_error("bad sample");
    return b;
  });
}

}  // namespace

TEST_CASE("a dataset of slices gives rows, each pass from the first") {
  const auto d = Dataset::from_tensor_slices(Tensor({{1.f, 2.f}, {3.f, 4.f}}), Tensor({5, 6}), Tensor({0.5f, 1.f}));
  CHECK(d.cardinality() == 2);
  for (int pass = 0; pass < 2; ++pass) {
    int i = 0;
    for (const Batch& b : d) {
      CHECK(b.x[0].shape() == Shape{2});
      CHECK(b.y[0].item<double>() == 5 + i);
      CHECK(b.sample_weight->item<double>() == 0.5 * (i + 1));
      ++i;
    }
    CHECK(i == 2);
  }
  CHECK_THROWS_AS(Dataset::from_tensor_slices(zeros({2}), zeros({3})), shape_error);
  CHECK_THROWS_AS(Dataset::from_tensor_slices(Inputs{}), value_error);
  CHECK(Dataset::from_tensors(zeros({2, 3})).cardinality() == 1);
  CHECK(rows(Dataset::from_tensors(zeros({2}))) == Rows{{0, 0}});
}

TEST_CASE("map, filter, take, skip, concatenate and repeat go one after another") {
  const auto twice = [](const Batch& b) { return Batch{b.x[0] * 2.0}; };
  const auto even = [](const Batch& b) { return static_cast<int>(b.x[0].item<double>()) % 2 == 0; };
  CHECK(flat(numbers(4).map(twice)) == Flat{0, 2, 4, 6});
  CHECK(flat(numbers(5).filter(even)) == Flat{0, 2, 4});
  CHECK(flat(numbers(5).take(2)) == Flat{0, 1});
  CHECK(flat(numbers(5).take(-1)).size() == 5);
  CHECK(flat(numbers(5).skip(3)) == Flat{3, 4});
  CHECK(flat(numbers(5).skip(9)).empty());
  CHECK(flat(numbers(5).skip(-1)).empty());
  CHECK(flat(numbers(2).concatenate(numbers(3))) == Flat{0, 1, 0, 1, 2});
  CHECK(flat(numbers(2).repeat(2)) == Flat{0, 1, 0, 1});
  CHECK(flat(numbers(2).repeat(0)).empty());
  CHECK(flat(numbers(2).repeat(), 5) == Flat{0, 1, 0, 1, 0});
  CHECK(flat(numbers(0).repeat()).empty());
  CHECK(flat(numbers(7).batch(3).unbatch()) == Flat{0, 1, 2, 3, 4, 5, 6});
}

TEST_CASE("batch joins elements, the last fewer, and refuses those of different shapes") {
  CHECK(rows(numbers(5).batch(2)) == Rows{{0, 1}, {2, 3}, {4}});
  CHECK(rows(numbers(5).batch(2, {.drop_remainder = true})) == Rows{{0, 1}, {2, 3}});
  CHECK(rows(numbers(4).repeat(2).batch(3)) == Rows{{0, 1, 2}, {3, 0, 1}, {2, 3}});
  const auto whole = Dataset::from_tensor_slices({zeros({4, 2}), ones({4})}, Tensor({1, 2, 3, 4}), ones({4})).batch(4);
  for (const Batch& b : whole) {
    CHECK(b.x[0].shape() == Shape{4, 2});
    CHECK(b.x[1].shape() == Shape{4});
    CHECK(b.y[0].dtype() == int32);
    CHECK(b.sample_weight->shape() == Shape{4});
  }
  const auto uneven = numbers(3).map([](const Batch& b) { return Batch{zeros({b.x[0].item<double>() > 1 ? 2 : 1})}; });
  CHECK_THROWS_AS(rows(uneven.batch(3)), shape_error);
  CHECK_THROWS_AS(numbers(3).batch(0), value_error);
}

TEST_CASE("shuffle draws from a buffer, the same order for the same seed, another each pass") {
  const auto d = numbers(20).shuffle(20, {.seed = 7});
  const Flat first = flat(d), second = flat(d);
  CHECK(first != second);
  for (const Flat& f : {first, second}) CHECK(std::set<double>(f.begin(), f.end()).size() == 20);
  const auto again = numbers(20).shuffle(20, {.seed = 7});
  CHECK(flat(again) == first);
  CHECK(flat(again) == second);
  CHECK(flat(numbers(20).shuffle(20, {.seed = 8})) != first);
  const auto fixed = numbers(20).shuffle(20, {.reshuffle_each_iteration = false});
  CHECK(flat(fixed) == flat(fixed));
  const Flat near = flat(numbers(20).shuffle(3, {.seed = 1}));
  for (std::size_t i = 0; i < near.size(); ++i) CHECK(near[i] < static_cast<double>(i) + 3);
  const Flat repeated = flat(d.repeat(2), 100);
  CHECK(Flat(repeated.begin(), repeated.begin() + 20) != Flat(repeated.begin() + 20, repeated.end()));
  CHECK(flat(numbers(5).shuffle(1)) == Flat{0, 1, 2, 3, 4});
}

TEST_CASE("shuffle without a seed follows set_random_seed, behind prefetch and repeat too") {
  const auto run = [](std::uint64_t seed) {
    set_random_seed(seed);
    const auto d = numbers(30)
                       .shuffle(30)
                       .map([](const Batch& b) { return Batch{b.x[0] + random::uniform({}) * 1e-3}; })
                       .repeat(2)
                       .prefetch(3);
    return flat(d);
  };
  CHECK(run(3) == run(3));
  CHECK(run(3) != run(4));
}

TEST_CASE("cache makes each element once") {
  int made = 0;
  const auto d = numbers(3).map([&](const Batch& b) { return ++made, b; }).cache();
  CHECK(flat(d, 2) == Flat{0, 1});  // a pass that is left early keeps nothing
  made = 0;
  CHECK(flat(d) == Flat{0, 1, 2});
  CHECK(flat(d) == Flat{0, 1, 2});
  CHECK(made == 3);
}

TEST_CASE("zip gives inputs, targets and weights; generators begin anew each pass") {
  const auto d = Dataset::zip(numbers(3), numbers(5).skip(1), numbers(9));
  CHECK(d.cardinality() == 3);
  double i = 0;
  for (const Batch& b : d) {
    CHECK(b.y[0].item<double>() == i + 1);
    CHECK(b.sample_weight->item<double>() == i);
    ++i;
  }
  CHECK_THROWS_AS(rows(Dataset::zip(Dataset::zip(numbers(1), numbers(1)), numbers(1))), value_error);
  const auto counting = Dataset::from_generator(
      [] { return [n = 0]() mutable { return n == 3 ? std::nullopt : std::optional<Batch>(Batch{Tensor({n++})}); }; });
  CHECK(flat(counting) == Flat{0, 1, 2});
  CHECK(flat(counting.repeat(2)) == Flat{0, 1, 2, 0, 1, 2});
  CHECK(counting.cardinality() == unknown_cardinality);
  const auto round = Dataset::from_generator([] {
    return [n = 0]() mutable { return n++ % 4 == 3 ? std::nullopt : std::optional<Batch>(Batch{Tensor({n})}); };
  });
  CHECK(rows(round.batch(2)) == Rows{{1, 2}, {3}});  // whose generator would go on after its end
}

TEST_CASE("cardinality follows the changes as in tf.data") {
  const auto none = [](const Batch&) { return false; };
  CHECK(numbers(7).batch(3).cardinality() == 3);
  CHECK(numbers(7).batch(3, {.drop_remainder = true}).cardinality() == 2);
  CHECK(numbers(7).repeat(3).cardinality() == 21);
  CHECK(numbers(7).repeat().cardinality() == infinite_cardinality);
  CHECK(numbers(0).repeat().cardinality() == 0);
  CHECK(numbers(7).repeat().take(4).cardinality() == 4);
  CHECK(numbers(7).repeat().skip(4).cardinality() == infinite_cardinality);
  CHECK(numbers(7).take(9).cardinality() == 7);
  CHECK(numbers(7).skip(5).prefetch(1).shuffle(2).cache().cardinality() == 2);
  CHECK(numbers(7).filter(none).cardinality() == unknown_cardinality);
  CHECK(numbers(7).filter(none).take(0).cardinality() == 0);
  CHECK(numbers(7).concatenate(numbers(2)).cardinality() == 9);
  CHECK(numbers(7).concatenate(numbers(2).filter(none)).cardinality() == unknown_cardinality);
  CHECK(numbers(7).concatenate(numbers(2).repeat()).cardinality() == infinite_cardinality);
  CHECK(Dataset::zip(numbers(7).repeat(), numbers(4)).cardinality() == 4);
}

TEST_CASE("prefetch gives the same elements, in order, from a thread of its own") {
  CHECK(flat(numbers(50).prefetch(4)) == flat(numbers(50)));
  CHECK(rows(numbers(50).batch(8).prefetch(1).prefetch(2)) == rows(numbers(50).batch(8)));
  CHECK_THROWS_AS(numbers(3).prefetch(0), value_error);
}

TEST_CASE("what is thrown in prefetch's thread is thrown to who asks, after what came before it") {
  Flat seen;
  const auto d = failing_at(4).prefetch(8);
  CHECK_THROWS_WITH(
      [&] {
        for (const Batch& b : d) seen.push_back(b.x[0].item<double>());
      }(),
      "bad sample");
  CHECK(seen == Flat{0, 1, 2, 3});
  CHECK_THROWS_WITH(flat(d.batch(2)), "bad sample");  // and again
}

TEST_CASE("prefetch can be left at any place") {
  for (std::size_t most = 1; most < 12; ++most) {
    CHECK(flat(numbers(10).repeat().prefetch(3), most).size() == most);
    static_cast<void>(numbers(10).prefetch(20).begin());
    static_cast<void>(failing_at(0).prefetch(2).skip(-1).begin());
  }
  std::atomic<int> made{0};
  {
    const auto d = numbers(100).map([&](const Batch& b) { return ++made, b; }).prefetch(2);
    auto at = d.begin();
    CHECK(at->x[0].item<double>() == 0);
  }
  CHECK(made <= 4);  // no more than the buffer is made ahead
}
