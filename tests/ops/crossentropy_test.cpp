// ops/crossentropy.hpp: values, saturated probabilities, the fused gradients, wrong labels.
#include <keratin/ops/crossentropy.hpp>
#include <keratin/ops/operators.hpp>
#include <keratin/ops/reductions.hpp>
#include <keratin/ops/sigmoid.hpp>
#include <keratin/ops/softmax.hpp>

#include <catch2/catch.hpp>
#include <limits>

#include "support/golden.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

const auto categorical = [](const Tensor& y, const Tensor& p) { return ops::categorical_crossentropy(y, p); };
const auto categorical_logits = [](const Tensor& y, const Tensor& p) {
  return ops::categorical_crossentropy(y, p, {.from_logits = true});
};
const auto sparse = [](const Tensor& y, const Tensor& p) { return ops::sparse_categorical_crossentropy(y, p); };
const auto sparse_logits = [](const Tensor& y, const Tensor& p) {
  return ops::sparse_categorical_crossentropy(y, p, {.from_logits = true});
};
const auto binary = [](const Tensor& y, const Tensor& p) { return ops::binary_crossentropy(y, p); };
const auto binary_logits = [](const Tensor& y, const Tensor& p) {
  return ops::binary_crossentropy(y, p, {.from_logits = true});
};

/// The gradient of Σ loss(y, f(z)) by z: fused, or with f's result kept from fusing by an op in between.
template <class Loss, class F>
Tensor gradient_of(const Loss& loss, const Tensor& y, const F& f, const Tensor& z, bool fused) {
  GradientTape tape;
  tape.watch(z);
  const Tensor p = f(z);
  return tape.gradient(loss(y, fused ? p : p + 0.0), z);
}

const Tensor wild({{3.0, -2.0, 0.5}, {40.0, 0.0, -40.0}, {-60.0, 60.0, 0.0}, {0.0, 0.0, 0.0}});
const Tensor soft({{0.25, 0.5, 0.25}, {1.0, 0.0, 0.0}, {0.5, 0.25, 0.25}, {0.0, 0.0, 1.0}});

}  // namespace

TEST_CASE("cross-entropies: values and gradients") {
  const OpCheck options{.tolerance = 1e-4, .gradient_tolerance = 1e-5};
  check_golden("categorical_crossentropy", categorical, options);
  check_golden("categorical_crossentropy_soft", categorical, options);
  check_golden("categorical_crossentropy_logits", categorical_logits, options);
  check_golden("categorical_crossentropy_axis0",
               [](const Tensor& y, const Tensor& p) { return ops::categorical_crossentropy(y, p, {.axis = 0}); },
               {.tolerance = 1e-4, .gradient_tolerance = 1e-5, .open_batch = false});
  check_golden("sparse_categorical_crossentropy", sparse, options);
  check_golden("sparse_categorical_crossentropy_column", sparse, options);
  check_golden("sparse_categorical_crossentropy_logits", sparse_logits, options);
  check_op_on("binary_crossentropy", binary, {random_tensor({3, 4}, 0, 1), random_tensor({3, 4}, 0.1, 0.9, 2)},
              options);
  check_golden("binary_crossentropy_logits", binary_logits, options);
}

TEST_CASE("probabilities of exactly 0 and 1 give Keras's finite losses") {
  each_level([] {  // 1 - 1e-7 is another number in float32 than in float64
    for (const auto& [name, loss] :
         {std::pair{"categorical_crossentropy_saturated", +categorical}, {"binary_crossentropy", +binary}}) {
      const Golden &g = golden_case(name), &narrow = golden_case(std::string(name) + "_float32");
      CHECK(all_close(loss(g.inputs[0], g.inputs[1]), g.result, 1e-9));
      const Tensors in = cast_floats(narrow.inputs, float32);
      CHECK(all_close(loss(in[0], in[1]), narrow.result, 1e-6));
    }
  });
  check_golden_values("sparse_categorical_crossentropy_saturated", sparse, 1e-5);
}

TEST_CASE("cross-entropies after softmax and sigmoid: finite differences of the whole") {
  const auto softmax = [](const Tensor& z) { return ops::softmax(z); };
  const OpCheck options{.tolerance = 1e-4, .gradient_tolerance = 1e-5, .open_batch = false};
  const Tensor z = random_tensor({5, 7}), y = ops::softmax(random_tensor({5, 7}, -2, 2, 3));
  check_op_on(
      "softmax, categorical", [&](const Tensor& in) { return categorical(y, softmax(in)); }, {z}, options);
  check_op_on(
      "softmax, sparse",
      [&](const Tensor& in) {
        return sparse(Tensor({0, 6, 3, 3, 1}), softmax(in));
      },
      {z}, options);
  check_op_on(
      "sigmoid, binary", [&](const Tensor& in) { return binary(y, ops::sigmoid(in)); }, {z}, options);
  check_op_on(
      "both followed", [&](const Tensor& t, const Tensor& in) { return categorical(ops::softmax(t), softmax(in)); },
      {y, z}, options);
}

TEST_CASE("the fused gradients are the ones of the separate ops, also where probabilities saturate") {
  const auto softmax = [](const Tensor& z) { return ops::softmax(z); };
  each_level([&] {
    for (const DType dtype : {float64, float32}) {
      const double tolerance = dtype == float64 ? 1e-9 : 1e-5;
      const Tensor z = wild.cast(dtype), y = soft.cast(dtype);
      CHECK(all_close(gradient_of(categorical, y, softmax, z, true), gradient_of(categorical, y, softmax, z, false),
                      tolerance));
      const Tensor small = z * 0.25, labels({2, 0, 1, 1});
      CHECK(all_close(gradient_of(sparse, labels, softmax, small, true),
                      gradient_of(sparse, labels, softmax, small, false), 1e-4));
      const Tensor fused = gradient_of(binary, y, ops::sigmoid, z * 0.1, true);
      CHECK(all_close(fused, gradient_of(binary, y, ops::sigmoid, z * 0.1, false), tolerance));
    }
  });
}

TEST_CASE("a gradient asked for at the softmax itself is not passed by") {
  const Tensor z({{1.0, 2.0, 3.0}}), y({{0.0, 1.0, 0.0}});
  GradientTape tape;
  tape.watch(z);
  const Tensor p = ops::softmax(z);
  tape.watch(p);
  const auto g = tape.gradient(categorical(y, p), {p, z});
  REQUIRE(g[0].defined());
  CHECK(all_close(g[1], p - y, 1e-12));
}

TEST_CASE("a softmax of a tape that is used up is a constant") {
  const Tensor z({{1.0, 2.0, 3.0}}), y({{0.0, 1.0, 0.0}});
  Tensor p;
  {
    GradientTape first;
    first.watch(z);
    p = ops::softmax(z);
    CHECK(first.gradient(p, z).defined());
  }
  GradientTape second;
  const Tensor w({{1.0, 1.0, 1.0}});
  second.watch(w);
  CHECK(second.gradient(categorical(y, p) + ops::sum(w), w).defined());
  GradientTape third;
  third.watch(w);
  CHECK_FALSE(third.gradient(categorical(y, p), w).defined());
}

TEST_CASE("the gradient is p - y where logits are far apart") {
  const Tensor z({{200.f, 0.f, -200.f}}), y({{0.f, 1.f, 0.f}});
  GradientTape tape;
  tape.watch(z);
  CHECK(values(tape.gradient(categorical_logits(y, z), z)) == std::vector<double>{1, -1, 0});
  CHECK(values(categorical_logits(y, z)) == std::vector<double>{200});
}

TEST_CASE("labels that are no class are errors") {
  const Tensor p = full({2, 3}, 1.0 / 3);
  CHECK_THROWS_WITH(sparse(Tensor({0, 3}), p), Catch::Contains("expected class numbers from 0 to 2; got 3. Hint"));
  CHECK_THROWS_AS(sparse(Tensor({-1, 0}), p), value_error);
  CHECK_THROWS_WITH(sparse(Tensor({0.f, std::numeric_limits<float>::quiet_NaN()}), p),
                    Catch::Contains("expected class numbers; got nan"));
  CHECK_THROWS_WITH(sparse(Tensor({0.5f, 1.f}), p), Catch::Contains("got 0.5"));
  CHECK_THROWS_AS(sparse(Tensor({1e30f, 1.f}), p), value_error);
  CHECK(sparse(Tensor({2.f, 1.f}), p).shape() == Shape{2});  // whole numbers as floats, as in Keras
}

TEST_CASE("targets of a wrong shape are errors that say what to do") {
  CHECK_THROWS_WITH(categorical(Tensor({0, 1}), zeros({2, 3})),
                    "categorical_crossentropy: expected target and output of one shape; got (2,) and (2, 3). Hint: "
                    "class numbers go with "
                    "sparse_categorical_crossentropy.");
  CHECK_THROWS_WITH(sparse(zeros({2, 3}), zeros({2, 3})),
                    Catch::Contains("Hint: one-hot rows go with categorical_crossentropy."));
  CHECK_THROWS_WITH(binary(zeros({2}), zeros({2, 1})),
                    "binary_crossentropy: expected target and output of one shape; got (2,) and (2, 1).");
  CHECK_THROWS_AS(categorical(zeros({}), zeros({})), shape_error);
  CHECK_THROWS_AS(sparse(zeros({}), zeros({})), shape_error);
}

TEST_CASE("an empty batch has no losses") {
  CHECK(categorical(zeros({0, 3}), zeros({0, 3})).shape() == Shape{0});
  CHECK(sparse(zeros({0}), zeros({0, 3})).shape() == Shape{0});
  CHECK(binary(zeros({0, 3}), zeros({0, 3})).shape() == Shape{0, 3});
}
