// Pointwise ops on a CUDA device that become one kernel.
#include <keratin/backend/cuda/fused_maps.hpp>
#include <keratin/keratin.hpp>
#include <keratin/tensor/pointwise.hpp>

#include <catch2/catch.hpp>
#include <thread>

#include "support/on_cuda.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {

Tensor numbers(const Shape& shape, std::uint64_t seed) { return random_tensor(shape, -1, 1, seed).cast(float32); }

/// The maps that were asked for, and the kernels started for them, since it was made.
class Counted {
 public:
#if KERATIN_CUDA
  Counted() { synchronize(cuda{}), before_ = cuda_backend::map_counts(); }
  std::size_t asked() const { return cuda_backend::map_counts().asked - before_.asked; }
  std::size_t started() const { return cuda_backend::map_counts().started - before_.started; }

 private:
  cuda_backend::MapCounts before_;
#else
  std::size_t asked() const { return 0; }
  std::size_t started() const { return 0; }
#endif
};

/// What is computed from tensors on the CPU and on the device, and the kernels of maps that the device took.
struct Compared {
  template <class F, class... Ts>
  Compared(const F& f, const Ts&... in) : want(f(in...)) {
    const Counted maps;
    const Tensor y = f(in.to(cuda{})...);
    got = y.to(cpu{});
    asked = maps.asked();
    started = maps.started();
    error = greatest_error(got, want);
  }
  Tensor want, got;
  std::size_t asked, started;
  double error;
};

}  // namespace

TEST_CASE("on cuda a chain of pointwise ops is one kernel") {
  KERATIN_NEEDS_CUDA();
  const Shape shape = GENERATE(Shape{64}, Shape{7, 9}, Shape{2, 3, 5});
  const Tensor a = numbers(shape, 1), b = numbers(shape, 2), c = numbers(shape, 3);
  const Compared chain([](const Tensor& x, const Tensor& y, const Tensor& z) { return ops::tanh(x * y + z) * x; }, a, b,
                       c);
  CHECK(chain.asked == 4);
  CHECK(chain.started == 1);
  CHECK(chain.error < 1e-6);
}

TEST_CASE("on cuda rows, columns and numbers are broadcast in fused maps") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({6, 8}, 1), row = numbers({8}, 2), column = numbers({6, 1}, 3);
  const Compared chain(
      [](const Tensor& x, const Tensor& r, const Tensor& c) { return (x + r) * c - x * 0.25 + r / (c * c + 2.0); }, a,
      row, column);
  CHECK(chain.started < chain.asked);
  CHECK(chain.error < 1e-6);
}

TEST_CASE("on cuda a result that is kept on the way is written by the same kernel") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({5, 8}, 1), b = numbers({5, 8}, 2);
  const Counted maps;
  const Tensor sum = a.to(cuda{}) + b.to(cuda{}), y = ops::exp(sum), larger = ops::greater(y, sum);
  CHECK(greatest_error(y.to(cpu{}), ops::exp(a + b)) < 1e-6);
  CHECK(maps.started() == 1);
  CHECK(greatest_error(sum.to(cpu{}), a + b) < 1e-6);
  CHECK(ops::all(larger.to(cpu{})).item<bool>());
  CHECK(maps.started() == 1);
}

TEST_CASE("on cuda what nobody holds any more is not computed") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({32}, 1).to(cuda{});
  const Counted maps;
  static_cast<void>(ops::exp(a) + a);
  synchronize(cuda{});
  CHECK(maps.asked() == 2);
  CHECK(maps.started() == 0);
}

TEST_CASE("on cuda a waiting map takes its inputs as they were when it was asked for") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({4, 6}, 1), b = numbers({4, 6}, 2);
  const auto after = [&](auto&& change) {
    const Tensor x = a.to(cuda{}).clone(), y = x + b.to(cuda{});
    change(x);
    CHECK(greatest_error(y.to(cpu{}), a + b) < 1e-6);
    return x.to(cpu{});
  };
  CHECK(greatest_error(after([&](const Tensor& x) { x.assign(b); }), b) == 0);
  CHECK(greatest_error(after([&](const Tensor& x) { x.assign({{1, 2}}, b[0]); })[1], b[0]) == 0);
  CHECK(greatest_error(after([](const Tensor& x) { map_into(functors::Add{}, x, x, x); }), a + a) < 1e-6);
  CHECK(greatest_error(after([&](const Tensor& x) { x.data<float>()[0] = 3; })[0][0], Tensor::scalar(3)) == 0);
}

TEST_CASE("on cuda maps in place follow one another") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({16}, 1), b = numbers({16}, 2);
  const Compared sums(
      [](const Tensor& x, const Tensor& y) {
        const Tensor sum = x.clone(), first = sum * 1.0;
        for (int i = 0; i < 3; ++i) map_into(functors::Add{}, sum, sum, y);
        return ops::concatenate({sum, first, sum + first}, 0);
      },
      a, b);
  CHECK(sums.error < 1e-6);
  CHECK(sums.started < sums.asked);
}

TEST_CASE("on cuda views of waiting results, other shapes and other dtypes are computed one after another") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({4, 6}, 1);
  const Compared views(
      [](const Tensor& x) {
        const Tensor y = x + x, flat = y.reshape({24}), rows = y[1] * y[2];
        return (flat * flat).reshape({4, 6}) + rows + (y.cast(float64) * 2.0).cast(float32) +
               ops::sum(y * y, 0) * ops::where(ops::greater(x, y), x, y);
      },
      a);
  CHECK(views.error < 1e-5);
}

TEST_CASE("on cuda arrays that begin at one place are told apart by their shapes and steps") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({4, 4}, 1), v = numbers({4}, 2);
  const Compared first_row(
      [](const Tensor& x) {
        const Tensor y = x + x;
        return y * y[0];
      },
      a);
  CHECK(first_row.error < 1e-6);
  const Compared outer(
      [](const Tensor& x, const Tensor& w) {
        return x + w.reshape({4, 1}) * w.reshape({1, 4}) * x;
      },
      a, v);
  CHECK(outer.error < 1e-6);
  CHECK(outer.started < outer.asked);
}

TEST_CASE("on cuda more results than a kernel takes are made by several") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({3, 7}, 1), there = a.to(cuda{});
  std::vector<Tensor> kept;
  const Counted maps;
  for (int i = 0; i < 40; ++i) kept.push_back(there * static_cast<double>(i));
  synchronize(cuda{});
  CHECK(maps.asked() == 40);
  const std::size_t started = maps.started();
  CHECK(started > 1);
  CHECK(started < 20);
  for (int i = 0; i < 40; ++i)
    CHECK(greatest_error(kept[static_cast<std::size_t>(i)].to(cpu{}), a * static_cast<double>(i)) < 1e-6);
  CHECK(maps.started() == started);  // synchronize() had started all
}

TEST_CASE("on cuda a chain of hundreds of steps is cut into kernels of some length") {
  KERATIN_NEEDS_CUDA();
  const Compared chain(
      [](const Tensor& x) {
        Tensor y = x;
        for (int i = 0; i < 300; ++i) y = ops::tanh(y + x);
        return y;
      },
      numbers({9}, 1));
  CHECK(chain.asked == 600);
  CHECK(chain.started > 3);
  CHECK(chain.started < 20);
  CHECK(chain.error < 1e-5);
}

TEST_CASE("on cuda long chains over many arrays become few kernels") {
  KERATIN_NEEDS_CUDA();
  std::vector<Tensor> on_cpu, on_device;
  for (std::uint64_t i = 0; i < 12; ++i) {
    on_cpu.push_back(numbers({10, 4}, i));
    on_device.push_back(on_cpu.back().to(cuda{}));
  }
  const auto chain = [](const std::vector<Tensor>& all) {
    Tensor y = all[0];
    for (int round = 0; round < 8; ++round)
      for (const Tensor& x : all) y = ops::sin(y + x) * 0.9;
    return y;
  };
  const Counted maps;
  CHECK(greatest_error(chain(on_device).to(cpu{}), chain(on_cpu)) < 1e-5);
  const std::size_t asked = maps.asked();
  CHECK(maps.started() < asked / 6);
}

TEST_CASE("on cuda a thread's maps are computed when another asks for them, and when it ends") {
  KERATIN_NEEDS_CUDA();
  const Tensor a = numbers({5, 5}, 1), there = a.to(cuda{});
  Tensor y, z;
  std::thread([&] { y = ops::exp(there) + there; }).join();
  CHECK(greatest_error(y.to(cpu{}), ops::exp(a) + a) < 1e-6);
  const Tensor mine = there * there;
  std::thread([&] { z = (mine + there).to(cpu{}); }).join();
  CHECK(greatest_error(z, a * a + a) < 1e-6);
}

TEST_CASE("on cuda the maps of several threads do not mix") {
  KERATIN_NEEDS_CUDA();
  constexpr std::size_t count = 4;
  const Tensor shared = numbers({6, 6}, 1), there = shared.to(cuda{});
  std::vector<Tensor> in, got(count);
  for (std::size_t i = 0; i < count; ++i) in.push_back(numbers({6, 6}, 10 + i));
  const auto chain = [](const Tensor& x, const Tensor& w) {
    Tensor y = x;
    for (int round = 0; round < 20; ++round) y = ops::tanh(y * w + x);
    return y;
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i)
    threads.emplace_back([&, i] { got[i] = chain(in[i].to(cuda{}), there).to(cpu{}); });
  for (std::thread& t : threads) t.join();
  for (std::size_t i = 0; i < count; ++i) CHECK(greatest_error(got[i], chain(in[i], shared)) < 1e-5);
}

TEST_CASE("on cuda a model's training step takes fewer kernels than it has pointwise ops") {
  KERATIN_NEEDS_CUDA();
  Sequential<float, cuda> model;
  model.add(layers::Dense(8, {.activation = "mish", .input_shape = {4}}));
  model.add(layers::Dense(3, {.activation = "selu"}));
  model.compile({.optimizer = optimizers::Adam(1e-3), .loss = "log_cosh", .metrics = {"mae"}});
  const Tensor x = numbers({5, 4}, 1), y = numbers({5, 3}, 2);
  static_cast<void>(model.train_on_batch(x, y));
  const Counted maps;
  static_cast<void>(model.train_on_batch(x, y));
  synchronize(cuda{});
  const std::size_t asked = maps.asked();
  CHECK(maps.started() <= asked / 2);
}
