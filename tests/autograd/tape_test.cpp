// autograd/gradient_tape.hpp and tape.hpp: what is followed, how gradients meet, tapes beside and after one another,
// memory, threads.
#include <keratin/autograd/gradient_tape.hpp>
#include <keratin/ops/ops.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "support/tensors.hpp"

using namespace keratin;
using namespace keratin::testing;

namespace {
using Values = std::vector<double>;
}

TEST_CASE("a tape follows watched tensors and trainable variables, and nothing else") {
  const Tensor x({1.0, 2.0}), y({3.0, 4.0});
  const Variable w(Tensor({5.0, 6.0}), "w"), fixed(Tensor({7.0, 8.0}), "fixed", false), whole(Tensor({1, 2}), "whole");
  GradientTape tape;
  tape.watch(x);
  const auto g = tape.gradient(x * y * w * fixed * whole, std::vector<Tensor>{x, y, w, fixed, whole});
  CHECK(values(g[0]) == Values{105, 384});
  CHECK_FALSE(g[1].defined());
  CHECK(values(g[2]) == Values{21, 128});
  CHECK_FALSE(g[3].defined());
  CHECK_FALSE(g[4].defined());
}

TEST_CASE("without a tape, after one, and under NoGradient nothing is recorded") {
  const Variable w(Tensor({1.0}), "w");
  CHECK_FALSE((w * 2).get().origin);
  {
    const GradientTape tape;
    CHECK((w * 2).get().origin);
    const NoGradient scope;
    CHECK_FALSE((w * 2).get().origin);
  }
  CHECK_FALSE((w * 2).get().origin);
}

TEST_CASE("the ways to write the sources") {
  const Tensor x({{1.0, 2.0}});
  const Variable w(Tensor({3.0}), "w"), b(Tensor({4.0}), "b");
  GradientTape tape({.persistent = true});
  tape.watch(x);
  const Tensor y = x * w + b;
  const Tensor one = tape.gradient(y, x), weight = tape.gradient(y, w);
  CHECK(values(one) == Values{3, 3});
  CHECK(values(weight) == Values{3});
  CHECK(tape.gradient(y, {x}).size() == 1);
  CHECK(tape.gradient(y, {w}).size() == 1);
  CHECK(values(tape.gradient(y, {w, b})[1]) == Values{2});
  CHECK(values(tape.gradient(y, std::vector<Variable>{b})[0]) == Values{2});
  CHECK(values(tape.gradient(y, {x, x})[1]) == Values{3, 3});
  CHECK(tape.gradient(y, std::vector<Tensor>{}).empty());
}

TEST_CASE("gradients of several uses add up, and shared ones are not overwritten") {
  const Tensor x({2.0, 3.0});
  GradientTape tape({.persistent = true});
  tape.watch(x);
  CHECK(values(tape.gradient(x + x, x)) == Values{2, 2});
  CHECK(values(tape.gradient(x * x * x, x)) == Values{12, 27});
  const Tensor a = x + 1, b = a + x, c = a + b;  // dc/da = 2, dc/dx = 3: a's and b's gradients are one tensor at first
  const auto g = tape.gradient(c, {a, b, x});
  CHECK(values(g[0]) == Values{2, 2});
  CHECK(values(g[1]) == Values{1, 1});
  CHECK(values(g[2]) == Values{3, 3});
  CHECK(values(tape.gradient(x.reshape({2, 1}) * x, x)) == Values{10, 10});
}

TEST_CASE("the gradient of a tensor by itself, of one that does not depend, of integers") {
  const Tensor x({2.0, 3.0}), z({1.0});
  GradientTape tape({.persistent = true});
  tape.watch(x);
  tape.watch(z);
  CHECK(values(tape.gradient(x, x)) == Values{1, 1});
  CHECK_FALSE(tape.gradient(x * 2, z).defined());
  CHECK_FALSE(tape.gradient(ops::argmax(x), x).defined());
  CHECK_FALSE(tape.gradient(Tensor({1.0}), x).defined());
  CHECK_FALSE(tape.gradient(ops::stop_gradient(x * 2), x).defined());
}

TEST_CASE("a tensor on the way has a gradient too") {
  const Tensor x({2.0, 3.0});
  GradientTape tape;
  tape.watch(x);
  const Tensor h = x * x, y = ops::exp(h * 0.1);
  const auto g = tape.gradient(y, {h, x});
  CHECK(all_close(g[0], y * 0.1, 1e-12));
  CHECK(all_close(g[1], y * 0.2 * x, 1e-12));
}

TEST_CASE("a tape gives gradients once, a persistent one as often as asked") {
  const Tensor x({2.0});
  GradientTape once, often({.persistent = true});
  once.watch(x);
  const Tensor y = x * x;
  CHECK(values(often.gradient(y, x)) == Values{4});
  CHECK(values(often.gradient(y, x)) == Values{4});
  CHECK(values(often.gradient(y * x, x)) == Values{12});
  CHECK(values(once.gradient(y, x)) == Values{4});
  CHECK_THROWS_WITH(once.gradient(y, x),
                    "GradientTape::gradient: expected one call; got a second. Hint: {.persistent = true}.");
}

TEST_CASE("two tapes at once both give gradients") {
  const Tensor x({3.0});
  GradientTape outer;
  outer.watch(x);
  const Tensor y = x * x;
  {
    GradientTape inner;
    CHECK(values(inner.gradient(y * x, x)) == Values{27});
  }
  CHECK(values(outer.gradient(y * 2, x)) == Values{12});
  CHECK_FALSE(tape::recording());
}

TEST_CASE("what an earlier tape recorded is a constant for a later one") {
  const Variable w(Tensor({2.0}), "w");
  Tensor state = ones({1}, float64);
  for (int step = 0; step < 3; ++step) {
    GradientTape tape;
    const Tensor next = state * w;
    CHECK(values(tape.gradient(next * 1.0, w)) == values(state));
    state = next;
  }
  CHECK(values(state) == Values{8});
}

TEST_CASE("gradients keep their tensor's shape and dtype through broadcasting and casts") {
  const Tensor a = ones({3, 1}), b = ones({1, 4}, float64), c = Tensor::scalar(2);
  GradientTape tape;
  for (const Tensor& x : {a, b, c}) tape.watch(x);
  const auto g = tape.gradient(a * b * c, {a, b, c});
  CHECK(g[0].dtype() == float32);
  CHECK(values(g[0]) == Values(3, 8));
  CHECK(g[1].dtype() == float64);
  CHECK(g[1].shape() == Shape{1, 4});
  CHECK(g[2].shape() == Shape{});
  CHECK(values(g[2]) == Values{12});
}

TEST_CASE("a chain of 100,000 ops neither overflows the stack nor is forgotten") {
  const Tensor x = Tensor::scalar(1, float64);
  for (const bool use : {true, false}) {
    GradientTape tape({.persistent = !use});
    tape.watch(x);
    Tensor y = x;
    for (int i = 0; i < 100000; ++i) y = y * 1.00001;
    if (use) CHECK(tape.gradient(y, x).item<double>() == Approx(y.item<double>()));
    y = Tensor();  // the last holder of the whole chain
  }
  CHECK(x.impl().unique());
}

TEST_CASE("records hold on to nothing once they are used or dropped") {
  const Tensor x = random_tensor({4, 4}), kernel = random_tensor({4, 4});
  const auto compute = [&] { return ops::mean(ops::softmax(ops::tanh(ops::matmul(x, kernel)) * x)); };
  for (const int way : {0, 1, 2}) {
    GradientTape tape({.persistent = way == 1});
    tape.watch(x);
    Tensor y = compute();
    CHECK_FALSE(x.impl().unique());
    if (way < 2) CHECK(tape.gradient(y, x).defined());
    if (way == 0) CHECK(x.impl().unique());  // although y lives on
    y = Tensor();
    CHECK(x.impl().unique());
    CHECK(x.get().storage.unique());
    CHECK(kernel.impl().unique());
  }
}

TEST_CASE("a vjp that throws leaves no gradients behind") {
  const Tensor x({1.0, 2.0});
  GradientTape tape({.persistent = true});
  tape.watch(x);
  const Tensor y = x * 3;
  const Tensor bad = y.view(y.shape());
  record(bad, {&y}, [](const Tensor& dy, InputGradients& dx) {
    dx.add(0, dy);
    fail<state_error>("test");
  });
  CHECK_THROWS_AS(tape.gradient(bad + y + x, x), state_error);
  CHECK(values(tape.gradient(y, x)) == Values{3, 3});
}

TEST_CASE("an op with several outputs gets the gradients of those that were used") {
  const Tensor x({1.0, 2.0});
  GradientTape tape({.persistent = true});
  tape.watch(x);
  const Tensor outputs[] = {x.view(x.shape()), x.view(x.shape())};
  record_all(outputs, std::span<const Tensor>(&x, 1), [](std::span<const Tensor> dys, InputGradients& dx) {
    if (dys[0].defined()) dx.add(0, dys[0]);
    if (dys[1].defined()) dx.add(0, dys[1] * 10);
  });
  CHECK(values(tape.gradient(outputs[0] + outputs[1], x)) == Values{11, 11});
  CHECK(values(tape.gradient(outputs[1], x)) == Values{10, 10});
  CHECK(values(tape.gradient(outputs[1], {outputs[0], outputs[1]})[1]) == Values{1, 1});
}

TEST_CASE("what cannot be watched is an error") {
  GradientTape tape;
  CHECK_THROWS_WITH(tape.watch(Tensor({1, 2})), "GradientTape::watch: expected a floating-point tensor; got int32.");
  CHECK_THROWS_AS(tape.watch(Input({3})), state_error);
  CHECK_THROWS_AS(tape.watch(Tensor()), state_error);
  CHECK_THROWS_AS(tape.gradient(Tensor(), Tensor({1.0})), state_error);
}

TEST_CASE("threads compute, and take gradients of their own, on shared tensors at the same time") {
  const Tensor x = random_tensor({40, 30}), kernel = random_tensor({30, 20}, -1, 1, 2);
  const auto loss = [&](const Tensor& w) { return ops::mean(ops::square(ops::softmax(ops::tanh(ops::matmul(x, w))))); };
  const auto run = [&] {
    const Tensor own = kernel.clone();
    GradientTape tape;
    tape.watch(own);
    return tape.gradient(loss(own), own);
  };
  const Tensor want = run(), value = loss(kernel);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) wrong += !all_close(run(), want, 1e-12) + !all_close(loss(kernel), value, 1e-12);
    });
  for (std::thread& t : threads) t.join();
  CHECK(wrong == 0);
}
