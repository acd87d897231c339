// ops/diag.hpp.
#include <keratin/ops/diag.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("diag, diagonal, trace, tril, triu: values, gradients") {
  check_golden("diag", [](const Tensor& x) { return ops::diag(x); }, {.open_batch = false});
  check_golden("diag_k", [](const Tensor& x) { return ops::diag(x, -1); }, {.open_batch = false});
  check_golden("diag_vector", [](const Tensor& x) { return ops::diag(x, 1); }, {.open_batch = false});
  check_golden("diagonal", [](const Tensor& x) { return ops::diagonal(x, {.offset = 1, .axis1 = 0, .axis2 = 2}); },
               {.open_batch = false});
  check_golden("trace", [](const Tensor& x) { return ops::trace(x); }, {.open_batch = false});
  check_golden("tril", [](const Tensor& x) { return ops::tril(x); });
  check_golden("tril_k", [](const Tensor& x) { return ops::tril(x, -1); });
  check_golden("triu", [](const Tensor& x) { return ops::triu(x); });
  check_golden("triu_k", [](const Tensor& x) { return ops::triu(x, -1); });
  CHECK_THROWS_AS(ops::diag(zeros({})), shape_error);
  CHECK_THROWS_AS(ops::tril(zeros({2})), shape_error);
  CHECK_THROWS_AS(ops::diagonal(zeros({2, 2}), {.axis2 = 0}), shape_error);
}
