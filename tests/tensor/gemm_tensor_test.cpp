// tensor/gemm.hpp: transposed operands and broadcast batches.
#include <keratin/ops/transpose.hpp>
#include <keratin/tensor/gemm.hpp>

#include <catch2/catch.hpp>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("gemm of transposed operands is gemm of their transposes") {
  for (const DType dtype : {float32, float64})
    for (const auto& [m, n, k] : {std::array<index_t, 3>{1, 1, 1}, {3, 4, 5}, {17, 33, 9}, {2, 3, 0}, {64, 70, 65}}) {
      const Tensor a = random_tensor({m, k}).cast(dtype), b = random_tensor({k, n}, -2, 2, 2).cast(dtype),
                   want = gemm(a, b);
      CHECK(want.shape() == Shape{m, n});
      CHECK(all_close(gemm(a.transpose(), b, {.transpose_a = true}), want, 1e-5));
      CHECK(all_close(gemm(a, b.transpose(), {.transpose_b = true}), want, 1e-5));
      CHECK(all_close(gemm(a.transpose(), b.transpose(), {.transpose_a = true, .transpose_b = true}), want, 1e-5));
    }
}

TEST_CASE("batches of products broadcast") {
  const Tensor a = random_tensor({2, 1, 3, 4}), b = random_tensor({5, 4, 6}), y = gemm(a, b);
  CHECK(y.shape() == Shape{2, 5, 3, 6});
  for (index_t i = 0; i < 2; ++i)
    for (index_t j = 0; j < 5; ++j) CHECK(all_close(y[i][j], gemm(a[i][0], b[j]), 1e-12));
  CHECK_THROWS_WITH(gemm(zeros({2, 3, 3}), zeros({3, 3, 3})),
                    "matmul: expected shapes that broadcast; got (2,) and (3,).");
}
