// batch_normalization, and normalize_batch, which takes the statistics from x itself.
#include <keratin/ops/batch_normalization.hpp>
#include <keratin/ops/ops.hpp>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

/// The batch, its moments, scale and offset, for channels on `axis`.
Tensors batch_inputs(const Shape& shape, index_t axis) {
  const index_t c = shape[static_cast<index_t>(shape.axis(axis, "test"))];
  return {random_tensor(shape), random_tensor({c}, -1, 1, 2), random_tensor({c}, 0.5, 2, 3),
          random_tensor({c}, -1, 1, 4), random_tensor({c}, -1, 1, 5)};
}

/// What the formula says, by plain ops.
Tensor by_plain_ops(const Tensor& x, const Tensor& scale, const Tensor& offset) {
  const Tensor mean = ops::mean(x, 0), variance = ops::var(x, 0);
  return (x - mean) / ops::sqrt(variance + Tensor::scalar(1e-3, x.dtype())) * scale + offset;
}

}  // namespace

TEST_CASE("batch_normalization") {
  for (const auto& each : std::vector<std::pair<Shape, index_t>>{
           {{5, 3}, -1}, {{4, 2, 3}, 1}, {{2, 3, 2, 17}, 3}, {{70, 33}, 1}, {{2, 4, 3}, 0}}) {
    const index_t axis = each.second;  // clang 14 captures no structured binding
    check_op_on("batch_normalization",
                [axis](const Tensors& in) {
                  return ops::batch_normalization(in[0], in[1], in[2], axis,
                                                  {.offset = in[4], .scale = in[3], .epsilon = 0.01});
                },
                batch_inputs(each.first, axis), {.open_batch = false});
  }
  check_op_on(
      "batch_normalization",
      [](const Tensors& in) { return ops::batch_normalization(in[0], in[1], in[2], -1, {.scale = in[3]}); },
      [] {
        Tensors in = batch_inputs({6, 4}, -1);
        in.resize(4);
        return in;
      }(),
      {.open_batch = false});
}

TEST_CASE("normalize_batch") {
  for (const auto& [shape, axis] : std::vector<std::pair<Shape, index_t>>{
           {{7, 3}, -1}, {{4, 5, 3}, 1}, {{3, 2, 4, 19}, 3}, {{300, 2}, 1}, {{1000, 40}, 1}}) {
    Tensors in = batch_inputs(shape, axis);
    const std::function<Tensor(const Tensors&)> op = [axis = axis](const Tensors& v) {
      return ops::normalize_batch(v[0], axis, {.offset = v[2], .scale = v[1]}).y;
    };
    const Tensors given = {in[0], in[3], in[4]};
    INFO("shape " << shape << ", axis " << axis);
    parts::check_gradients(op, given, {});
    parts::check_levels(op, given, {.tolerance = 1e-4});
    parity_op("normalize_batch", Checked::gradient);
  }
}

TEST_CASE("normalize_batch is the formula, also far from 0") {
  for (const double far : {0.0, 1000.0}) {
    const Tensor x = (random_tensor({517, 37}) + Tensor::scalar(far, float64)), scale = random_tensor({37}, 0, 1, 2),
                 offset = random_tensor({37}, 0, 1, 3);
    const auto made = ops::normalize_batch(x, -1, {.offset = offset, .scale = scale});
    CHECK(all_close(made.y, by_plain_ops(x, scale, offset), 1e-10));
    CHECK(all_close(made.mean, ops::mean(x, 0), 1e-12));
    CHECK(all_close(made.variance, ops::var(x, 0), 1e-10));
    const auto narrow = ops::normalize_batch(x.cast(float32), -1, {.offset = offset, .scale = scale});
    CHECK(all_close(narrow.y, made.y, far == 0 ? 1e-5 : 1e-3));
  }
}

TEST_CASE("batch_normalization is Keras's") {
  check_golden("batch_normalization",
               [](const Tensors& in) {
                 return ops::batch_normalization(in[0], in[1], in[2], 1, {.offset = in[3], .scale = in[4]});
               },
               {.tolerance = 1e-4, .open_batch = false});
}

TEST_CASE("batch_normalization refuses what does not fit") {
  const Tensor x = zeros({2, 3}), v = ones({3});
  CHECK_THROWS_AS(static_cast<void>(ops::batch_normalization(x, ones({2}), v, -1)), shape_error);
  CHECK_THROWS_AS(static_cast<void>(ops::batch_normalization(x, v, v, 2)), shape_error);
  CHECK_THROWS_WITH(static_cast<void>(ops::normalize_batch(x, -1, {.scale = ones({4})})),
                    Catch::Contains("expected 3 numbers as scale"));
  CHECK_THROWS_AS(static_cast<void>(ops::normalize_batch(Input({3}), -1)), state_error);
}
