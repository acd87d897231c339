// The tutorials' networks on a CUDA device and on the CPU, from the same weights and random keys.
#include <keratin/backend/cuda/transfer.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>

#include "support/at_end.hpp"
#include "support/on_cuda.hpp"
#include "support/temporary.hpp"

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

namespace {

/// Freed blocks go back to the driver at the end: what is left then is lost.
void release_memory() {
  if constexpr (with_cuda) {
    if (!has_cuda()) return;
    cuda_backend::release_cached_memory();
    if (cuda_backend::memory_use(0).live > 0)
      std::cerr << "cuda:0 holds " << cuda_backend::memory_use(0).live << " bytes at the end\n";
  }
}
const bool releasing = (at_end().push_back(release_memory), true);

template <class M>
void mlp(M& m) {
  m.add(Dense(32, {.activation = "relu", .input_shape = {20}}));
  m.add(Dropout(0.3));
  m.add(Dense(16, {.activation = "tanh"}));
  m.add(Dense(4, {.activation = "softmax"}));
}
template <class M>
void cnn(M& m) {
  m.add(Conv2D(6, 3, {.padding = "same", .activation = "relu", .input_shape = {10, 9, 2}}));
  m.add(Conv2D(5, 3, {.strides = 2, .activation = "relu"}));
  m.add(MaxPooling2D(2));
  m.add(Dropout(0.25));
  m.add(Flatten());
  m.add(Dense(4, {.activation = "softmax"}));
}
template <class M>
void text_cnn(M& m) {
  m.add(Embedding(30, 8, {.input_shape = {12}}));
  m.add(Conv1D(7, 3, {.activation = "relu"}));
  m.add(GlobalMaxPooling1D());
  m.add(Dense(1, {.activation = "sigmoid"}));
}
template <class M>
void recurrent(M& m) {
  m.add(Embedding(30, 8, {.mask_zero = true, .input_shape = {12}}));
  m.add(GRU(6, {.return_sequences = true}));
  m.add(LSTM(5));
  m.add(Dense(1, {.activation = "sigmoid"}));
}
template <class M>
void normalized(M& m) {
  m.add(Dense(16, {.use_bias = false, .input_shape = {20}}));
  m.add(BatchNormalization());
  m.add(Activation("relu"));
  m.add(LayerNormalization());
  m.add(Dense(4, {.activation = "softmax"}));
}

Tensor images(index_t n, const Shape& sample) { return random_tensor(sample.inserted(0, n), 0, 1, 3).cast(float32); }
Tensor classes(index_t n, int k) { return utils::to_categorical(random::randint({n}, 0, k, 2), k); }
Tensor words(index_t n) { return random::randint({n, 12}, 0, 30, 4); }
Tensor yes_no(index_t n) { return random::randint({n, 1}, 0, 2, 5).cast(float32); }

CompileOptions options(const Optimizer& optimizer, const char* loss) {
  return {.optimizer = optimizer, .loss = Loss(std::string(loss)), .metrics = {Metric("accuracy")}};
}

/// How often an epoch of so many steps reads from the device, and takes new memory from the driver.
struct Traffic {
  std::size_t reads, requests;
};
template <class Network>
Traffic traffic_of(const Network& network, const Tensor& x, const Tensor& y, const char* loss, index_t steps) {
  Sequential<float, cuda> m;
  network(m);
  m.compile(options(optimizers::Adam(), loss));
  const FitOptions fit{.batch_size = x.shape()[0] / steps, .verbose = 0};
  m.fit(x, y, fit);
  const std::size_t reads = cuda_backend::transfers().to_host, requests = cuda_backend::memory_use(0).requests;
  m.fit(x, y, fit);
  return {cuda_backend::transfers().to_host - reads, cuda_backend::memory_use(0).requests - requests};
}
template <class Network>
void check_stays(const char* name, const Network& network, const Tensor& x, const Tensor& y, const char* loss) {
  if constexpr (with_cuda) {
    INFO(name);
    const Traffic few = traffic_of(network, x, y, loss, 2), many = traffic_of(network, x, y, loss, 8);
    CHECK(many.reads == few.reads);
    if (!cuda_backend::keeps_memory()) return;
    CHECK(few.requests == 0);
    CHECK(many.requests == 0);
  }
}

#define KERATIN_ON_BOTH(network, x, y, optimizer, loss)                                                   \
  check_model_on_cuda([](auto& m) { network(m); }, [](auto& m) { network(m); }, options(optimizer, loss), \
                      options(optimizer, loss), x, y)

}  // namespace

TEST_CASE("the tutorials' networks train alike on the CPU and on cuda") {
  KERATIN_NEEDS_CUDA();
  KERATIN_ON_BOTH(mlp, images(24, {20}), classes(24, 4), optimizers::SGD(0.1), "categorical_crossentropy");
  KERATIN_ON_BOTH(mlp, images(24, {20}), classes(24, 4), optimizers::Adadelta(), "categorical_crossentropy");
  KERATIN_ON_BOTH(mlp, images(24, {20}), random::randint({24}, 0, 4, 2), optimizers::Adam(),
                  "sparse_categorical_crossentropy");
  KERATIN_ON_BOTH(cnn, images(16, {10, 9, 2}), classes(16, 4), optimizers::Adam(), "categorical_crossentropy");
  KERATIN_ON_BOTH(text_cnn, words(16), yes_no(16), optimizers::Adam(), "binary_crossentropy");
  KERATIN_ON_BOTH(recurrent, words(16), yes_no(16), optimizers::RMSprop(), "binary_crossentropy");
  KERATIN_ON_BOTH(normalized, images(24, {20}), classes(24, 4), optimizers::SGD(0.1), "categorical_crossentropy");
}

TEST_CASE("a training step on cuda reads nothing back and takes no new memory") {
  KERATIN_NEEDS_CUDA();
  const char *const categorical = "categorical_crossentropy", *const binary = "binary_crossentropy";
  const auto stays = [](const char* name, auto network, const Tensor& x, const Tensor& y, const char* loss) {
    check_stays(name, network, x, y, loss);
  };
  stays(
      "mlp", [](auto& m) { mlp(m); }, images(16, {20}), classes(16, 4), categorical);
  stays(
      "cnn", [](auto& m) { cnn(m); }, images(16, {10, 9, 2}), classes(16, 4), categorical);
  stays(
      "text_cnn", [](auto& m) { text_cnn(m); }, words(16), yes_no(16), binary);
  stays(
      "recurrent", [](auto& m) { recurrent(m); }, words(16), yes_no(16), binary);
  stays(
      "normalized", [](auto& m) { normalized(m); }, images(16, {20}), classes(16, 4), categorical);
}

TEST_CASE("fit, evaluate, predict and files on cuda") {
  KERATIN_NEEDS_CUDA();
  const Tensor x = images(64, {20}), y = classes(64, 4);
  set_random_seed(1);
  Sequential<float, cuda> there;
  mlp(there);
  there.compile(options(optimizers::Adam(), "categorical_crossentropy"));
  set_random_seed(1);
  Sequential<float, cpu> here;
  mlp(here);
  here.compile(options(optimizers::Adam(), "categorical_crossentropy"));
  here.set_weights(there.get_weights());
  set_random_seed(2);
  const History a = here.fit(x, y, {.batch_size = 10, .epochs = 3, .verbose = 0, .validation_split = 0.25});
  set_random_seed(2);
  const History b = there.fit(x, y, {.batch_size = 10, .epochs = 3, .verbose = 0, .validation_split = 0.25});
  for (const auto& [name, values] : a.history)
    for (std::size_t e = 0; e < values.size(); ++e) {
      INFO(name << " of epoch " << e + 1);
      CHECK(close(b.history.at(name)[e], values[e], 1e-4));
    }
  const Tensor p = there.predict(x, {.verbose = 0});
  CHECK(p.device() == cpu{});
  CHECK(all_close(p, here.predict(x, {.verbose = 0}), 1e-4));
  CHECK(close(there.evaluate(x, y, {.verbose = 0})[0], here.evaluate(x, y, {.verbose = 0})[0], 1e-4));

  const TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    INFO(name);
    there.save(folder / name);
    const auto on_cpu = load_model<float, cpu>(folder / name);
    const auto on_device = load_model<float, cuda>(folder / name);
    CHECK(all_close(on_cpu.predict(x, {.verbose = 0}), p, 1e-5));
    CHECK(same_bits(on_device.predict(x, {.verbose = 0}), p));
    CHECK(on_device.optimizer().iterations() == there.optimizer().iterations());
  }
  there.save_weights(folder / "m.weights.h5");
  here.load_weights(folder / "m.weights.h5");
  CHECK(all_close(here.predict(x, {.verbose = 0}), p, 1e-5));
  here.fit(x, y, {.verbose = 0});
  here.save_weights(folder / "m.weights.h5");
  there.load_weights(folder / "m.weights.h5");
  CHECK(all_close(there.predict(x, {.verbose = 0}), here.predict(x, {.verbose = 0}), 1e-5));
}

TEST_CASE("devices tell what they are") {
  std::ostringstream text;
  text << list_devices()[0] << '\n'
       << DeviceInfo{cuda{1}, "NVIDIA H200", std::size_t{150} << 30, 90, 132, 4.8e12} << '\n';
  CHECK(text.str() == "cpu\ncuda:1: NVIDIA H200, 150 GiB, compute capability 9.0, 132 multiprocessors\n");
}

TEST_CASE("a device that is not there is named in the error") {
  if (has_cuda()) {
    CHECK_THROWS_WITH(zeros({2}, float32, cuda{99}), Catch::Contains("cuda:99") && Catch::Contains("cuda:0"));
    return;
  }
  CHECK_THROWS_WITH((Sequential<float, cuda>()), Catch::Contains("cuda:0") && Catch::Contains(why_no_cuda()));
  CHECK(list_devices().size() == 1);
  CHECK_FALSE(why_no_cuda().empty());
}

TEST_CASE("a CUDA device of this machine runs the library", "[gpu]") {
  KERATIN_NEEDS_CUDA();
  CHECK(list_devices()[1].compute_capability >= 75);
  CHECK(list_devices()[1].memory > 0);
}
