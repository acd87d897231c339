// What a program may allow a CUDA device: TF32, sums in any order.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/on_cuda.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// Allows something while it lives.
class Allowed {
 public:
  explicit Allowed(void (*allow)(bool)) : allow_(allow) { allow_(true); }
  Allowed(const Allowed&) = delete;
  Allowed& operator=(const Allowed&) = delete;
  ~Allowed() { allow_(false); }

 private:
  void (*allow_)(bool);
};

}  // namespace

TEST_CASE("on cuda products round to TF32 where that is allowed, and the device can") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = random_tensor({8, 64}, 0.5, 1.5, 1).cast(float32),
               b = random_tensor({64, 8}, 0.5, 1.5, 2).cast(float32);
  const Tensor want = ops::matmul(a.cast(float64), b.cast(float64));
  const auto error = [&] {
    return greatest_error(ops::matmul(a.to(cuda{}), b.to(cuda{})).to(cpu{}).cast(float64), want);
  };
  CHECK_FALSE(tf32_allowed());
  const double whole = error();
  CHECK(whole < 1e-6);
  {
    const Allowed tf32(allow_tf32);
    CHECK(tf32_allowed());
    const double rounded = error();
    if (list_devices()[1].compute_capability >= 80) {
      CHECK(rounded > 1e-5);
      CHECK(rounded < 1e-3);
    } else {
      CHECK(rounded == whole);
    }
  }
  CHECK(error() == whole);
}

TEST_CASE("on cuda rows that repeat are added up in their order, or in any where that is allowed") {
  KERATIN_NEEDS_CUDA();
  const Tensor ids = random::randint({300}, 0, 7);
  const auto slope = [&](DType dtype, Device device) {
    const Tensor table = random_tensor({7, 5}, -1, 1, 1).cast(dtype).to(device);
    const Tensor weights = random_tensor({300, 5}, -1, 1, 2).cast(dtype).to(device);
    GradientTape tape;
    tape.watch(table);
    return tape.gradient(ops::sum(ops::embedding(table, ids) * weights), {table})[0].to(cpu{});
  };
  for (const DType dtype : {float32, float64}) {
    const Tensor in_order = slope(dtype, cuda{});
    CHECK(same_bits(slope(dtype, cuda{}), in_order));
    const Allowed any_order(allow_atomic_sums);
    CHECK(atomic_sums_allowed());
    CHECK(all_close(slope(dtype, cuda{}), slope(dtype, cpu{}), dtype == float32 ? 1e-5 : 1e-13));
  }
  CHECK_FALSE(atomic_sums_allowed());
}
