// Training steps as CUDA graphs: the same bits as step by step, whatever happens between and in them.
#include <keratin/backend/cuda/step_graph.hpp>
#include <keratin/keratin.hpp>
#include <keratin/tensor/pointwise.hpp>

#include <barrier>
#include <catch2/catch.hpp>
#include <thread>

#include "support/on_cuda.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

using Net = Sequential<float, cuda>;

/// What happened to steps since it was made: captured, started as graphs, left.
struct Counts {
#if KERATIN_CUDA
  cuda_backend::StepGraph::Counts before = cuda_backend::StepGraph::counts();
  std::size_t captured() const { return cuda_backend::StepGraph::counts().captured - before.captured; }
  std::size_t started() const { return cuda_backend::StepGraph::counts().started - before.started; }
  std::size_t left() const { return cuda_backend::StepGraph::counts().left - before.left; }
#else
  std::size_t captured() const { return 0; }
  std::size_t started() const { return 0; }
  std::size_t left() const { return 0; }
#endif
};

/// One net with graphs, one without.
struct Pair {
  Net plain, captured;
  Pair(const std::function<void(Net&)>& add, const std::function<CompileOptions()>& options) {
    for (Net* net : {&plain, &captured}) {
      set_random_seed(3);
      add(*net);
      CompileOptions own = options();
      own.jit_compile = net == &captured;
      net->compile(own);
    }
  }
  void fit(const Tensor& x, const Tensor& y, const FitOptions& options) {
    for (Net* net : {&plain, &captured}) {
      set_random_seed(7);
      histories.push_back(net->fit(x, y, options));
    }
  }
  void check() const {
    const auto want = plain.get_weights(), got = captured.get_weights();
    for (std::size_t i = 0; i < want.size(); ++i) {
      INFO("weight " << i);
      CHECK(same_bits(got[i], want[i]));
    }
    for (std::size_t i = 0; i + 1 < histories.size(); i += 2)
      for (const auto& [name, values] : histories[i].history) CHECK(histories[i + 1].history.at(name) == values);
  }
  std::vector<History> histories = {};
};

Tensor numbers(const Shape& shape, std::uint64_t seed) { return random_tensor(shape, -1, 1, seed).cast(float32); }

void add_dense(Net& m) {
  m.add(Dense(6, {.activation = "relu", .input_shape = {5}}));
  m.add(BatchNormalization());
  m.add(Dropout(0.3));
  m.add(Dense(3, {.activation = "softmax"}));
}

}  // namespace

TEST_CASE("on cuda steps as graphs train as steps do: dropout, a schedule, metrics, a short last batch") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({14, 5}, 1),
               y = utils::to_categorical(Tensor({0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1}), 3);
  Pair pair(add_dense, [] {
    return CompileOptions{.optimizer = optimizers::Adam(optimizers::schedules::ExponentialDecay(
                              {.initial_learning_rate = 0.1, .decay_steps = 2, .decay_rate = 0.5})),
                          .loss = "categorical_crossentropy",
                          .metrics = {"accuracy"}};
  });
  const Counts counts;
  pair.fit(x, y, {.batch_size = 4, .epochs = 5, .verbose = 0});
  pair.check();
  CHECK(counts.captured() == 2);
  CHECK(counts.started() == (15 - 3) + (5 - 3));
  CHECK(counts.left() == 0);
  pair.fit(x, y, {.batch_size = 4, .epochs = 2, .verbose = 0});  // the graphs are still there
  pair.check();
  CHECK(counts.captured() == 2);
  CHECK(counts.started() == 14 + 8);
}

TEST_CASE("on cuda steps as graphs: class numbers, sample weights, convolutions") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({9, 6, 6, 2}, 1), y = Tensor({0, 1, 2, 0, 1, 2, 0, 1, 2});
  Pair pair(
      [](Net& m) {
        m.add(Conv2D(4, {3, 3}, {.padding = "same", .activation = "relu", .input_shape = {6, 6, 2}}));
        m.add(MaxPooling2D());
        m.add(Conv2D(3, {2, 2}));
        m.add(Flatten());
        m.add(Dense(3));
      },
      [] {
        return CompileOptions{.optimizer = optimizers::SGD({.learning_rate = 0.1, .momentum = 0.9}),
                              .loss = losses::SparseCategoricalCrossentropy({.from_logits = true}),
                              .weighted_metrics = {"accuracy"}};
      });
  const Counts counts;
  pair.fit(x, y, {.batch_size = 3, .epochs = 3, .verbose = 0, .sample_weight = numbers({9}, 2)});
  pair.check();
  CHECK(counts.started() == 9 - 3);
  CHECK(counts.left() == 0);
}

TEST_CASE("on cuda steps as graphs: words, recurrent layers by cuDNN and step by step") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = random::randint({12, 4}, 0, 9), y = numbers({12, 1}, 2);
  const auto check = [&](const std::function<void(Net&)>& add) {
    Pair pair(
        [&](Net& m) {
          m.add(Embedding(9, 3));
          add(m);
          m.add(Dense(1));
        },
        [] { return CompileOptions{.optimizer = "rmsprop", .loss = "mse", .metrics = {"mae"}}; });
    const Counts counts;
    pair.fit(x, y, {.batch_size = 4, .epochs = 2, .verbose = 0});
    pair.check();
    CHECK(counts.started() == 6 - 3);
    CHECK(counts.left() == 0);
  };
  SECTION("LSTM") {
    check([](Net& m) { m.add(LSTM(3)); });
  }
  SECTION("GRU, backwards") {
    check([](Net& m) { m.add(GRU(3, {.go_backwards = true})); });
  }
  SECTION("GRU of old") {
    check([](Net& m) { m.add(GRU(3, {.recurrent_activation = "hard_sigmoid", .reset_after = false})); });
  }
}

TEST_CASE("on cuda what happens between steps as graphs counts: weights, rates, predictions") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  const auto options = [] { return CompileOptions{.optimizer = optimizers::RMSprop(0.01), .loss = "mse"}; };
  Pair pair(add_dense, options);
  const Counts counts;
  for (Net* net : {&pair.plain, &pair.captured}) {
    set_random_seed(7);
    for (int step = 0; step < 10; ++step) {
      if (step == 5) net->optimizer().set_learning_rate(0.1);
      if (step == 6) net->set_weights(net->get_weights());
      static_cast<void>(net->train_on_batch(x, y));
      if (step % 2 == 1) static_cast<void>(net->predict(x, {.verbose = 0}));
    }
  }
  pair.check();
  CHECK(counts.captured() == 1);
  CHECK(counts.left() == 0);
  CHECK(counts.started() == 10 - 3);
}

TEST_CASE("on cuda steps as graphs: rules that look at norms, masks, metrics that the CPU computes") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = random::randint({12, 4}, 0, 4), y = numbers({12, 4, 1}, 2);
  const auto check = [&](const std::function<Optimizer()>& optimizer) {
    Pair pair(
        [](Net& m) {
          m.add(Embedding(4, 3, {.mask_zero = true}));
          m.add(SimpleRNN(3, {.return_sequences = true}));
          m.add(Dense(1, {.activation = "sigmoid"}));
        },
        [&] {
          return CompileOptions{
              .optimizer = optimizer(), .loss = "mse", .metrics = {"mae", metrics::AUC({.name = "auc"})}};
        });
    const Counts counts;
    pair.fit(x, y, {.batch_size = 4, .epochs = 3, .verbose = 0});
    pair.check();
    CHECK(counts.started() > 0);
    CHECK(counts.left() == 0);
  };
  check([] { return optimizers::SGD({.learning_rate = 0.1, .clipnorm = 0.05}); });
  check([] { return optimizers::SGD({.learning_rate = 0.1, .global_clipnorm = 0.05}); });
  check([] { return optimizers::Lamb(0.01); });
  check([] { return optimizers::Adafactor(0.01); });
  check([] { return optimizers::Muon(); });
  check([] { return optimizers::Nadam(0.01); });
}

TEST_CASE("on cuda steps that wait for the device stay as they are") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  const auto read = [](const Tensor&, const Tensor& p) { return Tensor::scalar(ops::mean(p).item<double>(), float32); };
  Pair pair(add_dense, [&] { return CompileOptions{.optimizer = "sgd", .loss = "mse", .metrics = {read}}; });
  const Counts counts;
  pair.fit(x, y, {.batch_size = 2, .epochs = 2, .verbose = 0});
  pair.check();
  CHECK(counts.started() == 0);
  CHECK(counts.captured() == 0);
  CHECK(counts.left() == 3);  // then no more is tried
}

TEST_CASE("on cuda a step that takes another way is done as ever, and written down again") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  std::array<int, 2> calls{};
  std::size_t which = 0;
  Pair pair(
      [&](Net& m) {
        add_dense(m);
        m.add(Lambda([count = &calls[which++]](const Tensor& z) {
          if (z.symbolic()) return z * 2.0f;
          ++*count;
          if (*count == 5) static_cast<void>(z.to(cpu{}));  // waits once
          if (*count == 9) throw std::runtime_error("the ninth");
          return *count < 7 ? z * 2.0f : ops::tanh(z) + z;
        }));
      },
      [] { return CompileOptions{.optimizer = "adam", .loss = "mse"}; });
  calls = {};
  const Counts counts;
  for (Net* net : {&pair.plain, &pair.captured}) {
    set_random_seed(7);
    for (int step = 1; step <= 12; ++step) {
      if (step == 9)
        CHECK_THROWS_WITH(net->train_on_batch(x, y), Catch::Contains("the ninth"));
      else
        static_cast<void>(net->train_on_batch(x, y));
    }
  }
  pair.check();
  CHECK(counts.left() == 3);             // the 5th, the 7th, the 9th
  CHECK(counts.captured() == 3);         // the 3rd, the 8th, the 10th
  CHECK(counts.started() == 2 + 0 + 2);  // the 4th and 6th, the 11th and 12th
}

TEST_CASE("on cuda a product of other arrays is another way") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  const Tensor first = numbers({3, 3}, 3).to(cuda{}), then = numbers({3, 3}, 4).to(cuda{});
  int calls = 0;
  Pair pair(
      [&](Net& m) {
        add_dense(m);
        m.add(Lambda([&](const Tensor& z) { return ops::matmul(z, ++calls < 6 ? first : then); }));
      },
      [] { return CompileOptions{.optimizer = "sgd", .loss = "mse"}; });
  const Counts counts;
  for (Net* net : {&pair.plain, &pair.captured}) {
    set_random_seed(7);
    calls = 0;
    for (int step = 0; step < 8; ++step) static_cast<void>(net->train_on_batch(x, y));
  }
  pair.check();
  CHECK(counts.left() == 1);         // the 6th
  CHECK(counts.captured() == 2);     // the 3rd, the 7th
  CHECK(counts.started() == 2 + 1);  // the 4th and 5th, the 8th
}

TEST_CASE("on cuda what a step as a graph gives back is there until it has started") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  std::array<std::vector<Tensor>, 2> factors;  // one for each step, held by nobody else
  std::size_t which = 0;
  Pair pair(
      [&](Net& m) {
        add_dense(m);
        m.add(Lambda([own = &factors[which++]](const Tensor& z) {
          if (own->empty()) return z * 2.0f;  // while the model is built
          const Tensor factor = own->back();
          own->pop_back();
          return z * factor;
        }));
      },
      [] { return CompileOptions{.optimizer = "sgd", .loss = "mse"}; });
  const Counts counts;
  for (std::size_t k = 0; k < 2; ++k) {
    set_random_seed(7);
    for (std::uint64_t step = 0; step < 8; ++step) factors[k].push_back(numbers({8, 3}, step).to(cuda{}));
    for (int step = 0; step < 8; ++step) static_cast<void>((k == 0 ? pair.plain : pair.captured).train_on_batch(x, y));
  }
  pair.check();
  CHECK(counts.started() == 8 - 3);
}

TEST_CASE("on cuda another thread may predict while steps start as graphs") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  const auto add = [](Net& m) {  // nothing random, which threads would share
    m.add(Dense(6, {.activation = "tanh", .input_shape = {5}}));
    m.add(Dense(3));
  };
  Pair pair(add, [] { return CompileOptions{.optimizer = "sgd", .loss = "mse"}; });
  Net other;
  add(other);
  const Tensor want = other.predict(x, {.verbose = 0});
  bool same = true;
  std::thread thread([&] {
    for (int i = 0; i < 10; ++i) same = same && same_bits(other.predict(x, {.verbose = 0}), want);
  });
  pair.fit(x, y, {.batch_size = 4, .epochs = 8, .verbose = 0, .shuffle = false});
  thread.join();
  CHECK(same);
  pair.check();
}

#if KERATIN_CUDA
TEST_CASE("on cuda steps as graphs give their memory back") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 3}, 2);
  const auto run = [&] {
    Pair pair(add_dense, [] { return CompileOptions{.optimizer = "sgd", .loss = "mse"}; });
    pair.fit(x, y, {.batch_size = 4, .epochs = 4, .verbose = 0});
  };
  run();
  const std::size_t live = cuda_backend::memory_use(0).live;
  run();
  CHECK(cuda_backend::memory_use(0).live == live);
}
#endif

TEST_CASE("jit_compile changes nothing on the CPU") {
  const Tensor x = numbers({8, 5}, 1), y = numbers({8, 1}, 2);
  const auto trained = [&](bool jit) {
    set_random_seed(1);
    Sequential m;
    m.add(Dense(1, {.input_shape = {5}}));
    m.compile({.optimizer = "sgd", .loss = "mse", .jit_compile = jit});
    m.fit(x, y, {.epochs = 2, .verbose = 0});
    return m.get_weights();
  };
  const auto with = trained(true), without = trained(false);
  for (std::size_t i = 0; i < 2; ++i) CHECK(same_bits(with[i], without[i]));
}

TEST_CASE("on cuda a map that waits in another thread does not come into a step's graph") {
  KERATIN_NEEDS_CUDA();
#if KERATIN_CUDA
  const Tensor base = numbers({6}, 1), there = base.to(cuda{});
  cuda_backend::StepGraph graph(0);
  std::barrier both(2);
  std::vector<Tensor> made(8);
  std::thread other([&] {
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i] = i % 2 == 0 ? ops::exp(there) : ops::tanh(there) * 3.0;
      both.arrive_and_wait();
      both.arrive_and_wait();
    }
  });
  const Counts counts;
  for (std::size_t i = 0; i < made.size(); ++i) {
    both.arrive_and_wait();
    const Tensor x = there.clone();
    graph.begin();
    map_into(functors::Add{}, x, x, made[i]);
    graph.end();
    CHECK(greatest_error(x.to(cpu{}), base + (i % 2 == 0 ? ops::exp(base) : ops::tanh(base) * 3.0)) < 1e-6);
    both.arrive_and_wait();
  }
  other.join();
  CHECK(counts.captured() == 1);
  CHECK(counts.left() == 0);
#endif
}
