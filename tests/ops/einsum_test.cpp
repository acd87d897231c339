// ops/einsum.hpp.
#include <keratin/ops/einsum.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("einsum: values, gradients") {
  for (const std::string s : {"ij,jk->ik", "bij,bjk", "ij->ji", "ij->", "ii->i", "ii", "i,j,k->kij", "...ij,jk->...ik",
                              "bqc,chd->bqhd", "ij,ij->i", "bhqk,bkhd->bqhd"})
    check_golden("einsum_" + s, [s](const Tensors& in) { return ops::einsum(s, in); }, {.open_batch = false});
  const Tensor a = random_tensor({1, 3, 2}), b = random_tensor({4, 3, 2});
  check_op_on("einsum that broadcasts", [](const Tensors& in) { return ops::einsum("...i,...i->...", in); }, {a, b},
              {.expected = ops::sum(ops::multiply(a, b), -1)});
  CHECK(values(ops::einsum("i, i ->", Tensor({1, 2}), Tensor({3, 4}))) == std::vector<double>{11});
}

TEST_CASE("einsum: errors") {
  CHECK_THROWS_AS(ops::einsum("ij,jk->iz", zeros({2, 3}), zeros({3, 2})), value_error);
  CHECK_THROWS_AS(ops::einsum("ij,jk", zeros({2, 3}), zeros({2, 2})), shape_error);
  CHECK_THROWS_AS(ops::einsum("ij", Tensors{zeros({2, 3}), zeros({2, 3})}), value_error);
  CHECK_THROWS_AS(ops::einsum("ij,jk", Tensors{zeros({2, 3})}), value_error);
  CHECK_THROWS_AS(ops::einsum("i1", Tensors{zeros({2, 3})}), value_error);
  CHECK_THROWS_AS(ops::einsum("ijk", Tensors{zeros({2, 3})}), shape_error);
  CHECK_THROWS_AS(ops::einsum("", Tensors{}), value_error);
}
