// Models and products that round what they multiply to bfloat16, on a CUDA device: held to exact products of numbers
// that were rounded before.
#include <keratin/keratin.hpp>

#include <bit>
#include <catch2/catch.hpp>

#include "support/on_cuda.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

/// Devices before 8.0 have no bfloat16: there all stays as it is.
bool rounds() { return list_devices().at(1).compute_capability >= 80; }

/// x with each number rounded to bfloat16: to the nearest, to the even one of two.
Tensor rounded(const Tensor& x) {
  if (!rounds()) return x;
  std::vector<float> all;
  for (const double value : values(x)) {
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    all.push_back(std::bit_cast<float>((bits + 0x7fffu + (bits >> 16 & 1u)) & 0xffff0000u));
  }
  return Tensor::from(all, x.shape());
}
Tensor numbers(const Shape& shape, std::uint64_t seed) { return random_tensor(shape, -1, 1, seed).cast(float32); }

/// Value and gradients of f on the device: f in bfloat16, and then its gradient, outside the scope.
template <class F>
Tensors on_cuda(const F& f, const Tensor& a, const Tensor& b, const Tensor& dy) {
  const Tensor x = a.to(cuda{}), y = b.to(cuda{});
  GradientTape tape;
  tape.watch(x), tape.watch(y);
  Tensor z;
  {
    const Bfloat16Products scope;
    z = f(x, y);
  }
  const Tensors d = tape.gradient(ops::sum(z * dy.to(cuda{})), Tensors{x, y});
  return {z.to(cpu{}), d[0].to(cpu{}), d[1].to(cpu{})};
}
template <class F>
Tensors on_cpu(const F& f, const Tensor& a, const Tensor& b, const Tensor& dy) {
  const Tensor x = rounded(a), y = rounded(b);
  GradientTape tape;
  tape.watch(x), tape.watch(y);
  const Tensor z = f(x, y);
  const Tensors d = tape.gradient(ops::sum(z * rounded(dy)), Tensors{x, y});
  return {z, d[0], d[1]};
}

template <class M>
void network(M& m) {
  m.add(Conv2D(6, 3, {.padding = "same", .activation = "relu", .input_shape = {8, 8, 3}}));
  m.add(BatchNormalization());
  m.add(MaxPooling2D(2));
  m.add(Flatten());
  m.add(Dense(16, {.activation = "relu"}));
  m.add(Dense(4, {.activation = "softmax"}));
}

}  // namespace

TEST_CASE("matrix products in bfloat16 are exact products of rounded numbers, gradients too") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({9, 21}, 1), b = numbers({21, 5}, 2), dy = numbers({9, 5}, 3);
  const auto product = [](const Tensor& x, const Tensor& y) { return ops::matmul(x, y); };
  const Tensors got = on_cuda(product, a, b, dy), want = on_cpu(product, a, b, dy);
  for (std::size_t i = 0; i < 3; ++i) CHECK(all_close(got[i], want[i], 1e-6));
  CHECK(all_close(got[0], product(a, b), 1e-6) != rounds());
}

TEST_CASE("convolutions in bfloat16 are those of rounded numbers, and round their results") {
  KERATIN_NEEDS_CUDA();
  for (const char* const padding : {"valid", "same"}) {
    const Tensor x = numbers({2, 6, 7, 4}, 4), kernel = numbers({3, 2, 4, 5}, 5);
    const auto convolve = [&](const Tensor& image, const Tensor& weights) {
      return ops::conv(image, weights, {.padding = padding});
    };
    const Tensor dy = numbers(convolve(x, kernel).shape(), 6);
    const Tensors got = on_cuda(convolve, x, kernel, dy), want = on_cpu(convolve, x, kernel, dy);
    for (std::size_t i = 0; i < 3; ++i) {
      // Two sums of float32 that differ in their last digit may round to neighbours: a step of 2^-8.
      CHECK(all_close(got[i], rounded(want[i]), rounds() ? 1.0 / 256 : 1e-6));
      CHECK(same_bits(got[i], rounded(got[i])));
    }
  }
}

TEST_CASE("a model in bfloat16 has float32 weights, learns, and is close to one in float32") {
  KERATIN_NEEDS_CUDA();
  set_random_seed(1);
  Sequential<float, cuda> exact;
  Sequential<bfloat16, cuda> coarse;
  network(exact), network(coarse);
  coarse.set_weights(exact.get_weights());
  for (const Variable& w : coarse.weights()) CHECK(w.dtype() == float32);
  const Tensor x = numbers({32, 8, 8, 3}, 7), y = random::randint({32}, 0, 4, 8);
  const Tensor p = coarse.predict(x, {.verbose = 0}), q = exact.predict(x, {.verbose = 0});
  CHECK(p.dtype() == float32);
  CHECK(all_close(p, q, 0.02));
  CHECK(same_bits(p, q) != rounds());
  coarse.compile({.optimizer = optimizers::Adam(0.01), .loss = "sparse_categorical_crossentropy"});
  const History history = coarse.fit(x, y, {.batch_size = 16, .epochs = 6, .verbose = 0});
  CHECK(history.history.at("loss").back() < 0.7 * history.history.at("loss").front());
}

TEST_CASE("a model in bfloat16 is saved with Keras's policy and comes back") {
  KERATIN_NEEDS_CUDA();
  const TemporaryFolder folder;
  Sequential<bfloat16, cuda> m;
  network(m);
  CHECK_THAT(m.to_json(), Catch::Contains("mixed_bfloat16"));
  m.save(folder / "m.keras");
  const auto again = load_model<bfloat16, cuda>(folder / "m.keras");
  const auto exact = load_model(folder / "m.keras");
  const Tensor x = numbers({3, 8, 8, 3}, 9);
  CHECK(same_bits(again.predict(x, {.verbose = 0}), m.predict(x, {.verbose = 0})));
  CHECK(all_close(exact.predict(x, {.verbose = 0}), m.predict(x, {.verbose = 0}), 0.02));
  CHECK_THAT(again.to_json(), Catch::Contains("mixed_bfloat16"));
  CHECK_THAT(exact.to_json(), !Catch::Contains("mixed_bfloat16"));
}
