// ops/saturate_cast.hpp.
#include <keratin/ops/saturate_cast.hpp>

#include <catch2/catch.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

TEST_CASE("saturate_cast: the ends of each dtype") {
  for (const DType dtype : {uint8, int32, float32, bool_}) {
    INFO(to_text(dtype));
    const Golden& g = golden_case(concat("saturate_cast_", dtype));
    parity_op("saturate_cast", Checked::value);
    CHECK(same_bits(ops::saturate_cast(g.inputs[0], dtype), g.result));
  }
  const Golden& g = golden_case("saturate_cast_int_uint8");
  CHECK(same_bits(ops::saturate_cast(g.inputs[0], uint8), g.result));
  // Keras's float64 to int64 overflows at 2^63; here the greatest double below it is the end.
  CHECK(ops::saturate_cast(Tensor({1e30}), int64).item<std::int64_t>() == 9223372036854774784);
  const Tensor far = Tensor({-1e30f, 3e9f, 1e30f});  // float32 has neither end's neighbour: the next one within
  CHECK(values(ops::saturate_cast(far, int32)) == std::vector<double>{-2147483648.0, 2147483520.0, 2147483520.0});
  CHECK(values(ops::saturate_cast(far, int64)) ==
        std::vector<double>{-9223372036854775808.0, 3e9, 9223371487098961920.0});
}

TEST_CASE("saturate_cast: between floats the gradient is clip's") {
  GradientTape tape;
  const Tensor x({-1e39, -2.0, 0.5, 1e39});
  tape.watch(x);
  const Tensor y = ops::saturate_cast(x, float32);
  CHECK(y.dtype() == float32);
  CHECK(values(tape.gradient(y, x)) == std::vector<double>{0, 1, 1, 0});
  check_op("saturate_cast", [](const Tensor& in) { return ops::saturate_cast(in, in.dtype()); }, {{Shape{3, 5}}});
  const Tensor s = ops::saturate_cast(Input({3}), uint8);
  CHECK(s.dtype() == uint8);
  CHECK(graph_node(s).class_name == "SaturateCast");
}
