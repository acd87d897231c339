// normalize, in several norms.
#include <keratin/ops/normalize.hpp>
#include <keratin/ops/operators.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("normalize") {
  check_golden("normalize", [](const Tensor& x) { return ops::normalize(x, {.order = 3}); }, {.tolerance = 1e-4});
  for (const index_t order : {1, 2, 3})
    for (const Axes& axis : {Axes(-1), Axes{0, 2}, Axes()})
      check_op("normalize", [=](const Tensor& x) { return ops::normalize(x, {.axis = axis, .order = order}); },
               {{{2, 3, 4}}}, {.tolerance = 1e-4});
}

TEST_CASE("normalize gives norm 1, and leaves 0 alone") {
  const Tensor x = Tensor({{3.0, -4.0}, {0.0, 0.0}, {1e-9, 0.0}});
  CHECK(all_close(ops::normalize(x), Tensor({{0.6, -0.8}, {0.0, 0.0}, {0.01, 0.0}}), 1e-12));
  CHECK(all_close(ops::normalize(x, {.order = 1}), Tensor({{3 / 7.0, -4 / 7.0}, {0.0, 0.0}, {0.01, 0.0}}), 1e-12));
  CHECK_THROWS_WITH(static_cast<void>(ops::normalize(x, {.order = 0})), Catch::Contains("order of at least 1; got 0"));
}
