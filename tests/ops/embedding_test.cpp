// ops/embedding.hpp.
#include <keratin/ops/embedding.hpp>
#include <keratin/ops/operators.hpp>
#include <keratin/ops/reductions.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/check_op.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {
const auto op = [](const Tensor& table, const Tensor& ids) { return ops::embedding(table, ids); };
}

TEST_CASE("embedding: rows by their numbers, gradients summed over the uses of a row") {
  check_op_on("embedding", op, {random_tensor({5, 3}), Tensor({{0, 4}, {2, 2}})});
  check_op_on("embedding of one id", op, {random_tensor({5, 3}), Tensor::scalar(1, int64)});
  check_op_on("embedding of none", op, {random_tensor({5, 3}), zeros({0, 2}, int32)});
  check_op_on("embedding, many uses", op, {random_tensor({40, 130}), random_tensor({30, 20}, 0, 39).cast(int32)});
}

TEST_CASE("embedding: threads share columns, and the sums keep their order") {
  const Tensor ids = random_tensor({4000}, 0, 50).cast(int32);
  for (const index_t n : {1, 7, 33, 100}) {
    const Tensor table = random_tensor({50, n}).cast(float32), dy = random_tensor({4000, n}).cast(float32);
    std::vector<double> want(static_cast<std::size_t>(50 * n), 0.0);
    for (index_t i = 0; i < 4000; ++i)
      for (index_t j = 0; j < n; ++j)
        want[static_cast<std::size_t>(ids.data<int>()[i] * n + j)] += dy.data<float>()[i * n + j];
    Tensor first;
    for (const int threads : {1, 2, 5}) {
      set_num_threads(threads);
      GradientTape tape;
      tape.watch(table);
      const Tensor g = tape.gradient(ops::sum(ops::embedding(table, ids) * dy), table);
      CHECK(all_close(g, Tensor::from(want, {50, n}), 1e-4));
      if (threads == 1) first = g;
      CHECK(same_bits(g, first));
    }
    set_num_threads(0);
  }
}

TEST_CASE("embedding: ids of every dtype, and those that are no rows") {
  const Tensor table = Tensor({{1, 2}, {3, 4}, {5, 6}}).cast(float32);
  for (const DType dtype : {float32, float64, int32, int64, uint8, bool_})
    CHECK(values(ops::embedding(table, Tensor({1, 0}).cast(dtype))) == std::vector<double>{3, 4, 1, 2});
  CHECK(values(ops::embedding(table, Tensor({1.9, -0.5}))) == std::vector<double>{3, 4, 1, 2});  // as Keras casts
  CHECK_THROWS_WITH(ops::embedding(table, Tensor({0, 3})),
                    "embedding: expected ids from 0 to 2; got 3. Hint: input_dim is the greatest id plus 1.");
  CHECK_THROWS_WITH(ops::embedding(table, Tensor({-1}), "words"), "words: expected ids from 0 to 2; got -1.");
  CHECK_THROWS_AS(ops::embedding(table, Tensor({3.0})), value_error);
  CHECK_THROWS_AS(ops::embedding(table, Tensor({std::nan("")})), value_error);
  CHECK_THROWS_AS(ops::embedding(zeros({3}), Tensor({0})), shape_error);
}
