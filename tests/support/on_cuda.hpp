// The same op, layer or optimizer on a CUDA device, held to what the CPU gives: run by check_op, check_layer and
// check_optimizer wherever there is a device, real or emulated. Without one they say so nowhere: the tests tagged [gpu]
// do.
#pragma once
#include <keratin/backend/cuda/step_graph.hpp>
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>

#include <cstdlib>

#include "skip.hpp"
#include "tensors.hpp"

/// Skips a test without a device; with KERATIN_REQUIRE_GPU=1 in the environment it fails.
#define KERATIN_NEEDS_CUDA()                                                     \
  do {                                                                           \
    if (!keratin::testing::has_cuda()) {                                         \
      const char* const required = std::getenv("KERATIN_REQUIRE_GPU");           \
      if (required != nullptr && *required == '1')                               \
        FAIL("KERATIN_REQUIRE_GPU: no CUDA device: " << keratin::why_no_cuda()); \
      KERATIN_SKIP("no CUDA device: " + keratin::why_no_cuda());                 \
    }                                                                            \
  } while (false)

namespace keratin::testing {

/// Whether this build has the CUDA backend and this machine a device for it.
inline bool has_cuda() {
  static const bool found = with_cuda && list_devices().size() > 1;
  return found;
}

/// The CPU, and a CUDA device if there is one.
inline std::vector<Device> test_devices() {
  return has_cuda() ? std::vector<Device>{cpu{}, cuda{}} : std::vector<Device>{cpu{}};
}

inline Tensors on_device(const Tensors& xs, Device device) {
  Tensors there;
  for (const Tensor& x : xs) there.push_back(x.defined() ? x.to(device) : x);
  return there;
}

/// The greatest |got - want| / (1 + |want|).
inline double greatest_error(const Tensor& got, const Tensor& want) {
  const auto g = values(got), w = values(want);
  double most = 0;
  for (std::size_t i = 0; i < std::min(g.size(), w.size()); ++i)
    if (std::isfinite(g[i]) && std::isfinite(w[i])) most = std::max(most, std::abs(g[i] - w[i]) / (1 + std::abs(w[i])));
  return most;
}
/// Notes an error for the report: a line in the file that KERATIN_GPU_ERRORS names.
inline void note_error(const std::string& what, DType dtype, double error) {
  const char* const path = std::getenv("KERATIN_GPU_ERRORS");
  if (path == nullptr) return;
  std::ofstream(path, std::ios::app) << what << '\t' << to_string_view(dtype) << '\t' << error << '\n';
}

namespace parts {

/// Value and gradients of an op on the device, for inputs in the CPU's memory.
inline void check_op_on_cuda(const std::string& name, const std::function<Tensor(const Tensors&)>& op,
                             const Tensors& inputs, double tolerance, double gradient_tolerance) {
  INFO("on cuda, " << to_string_view(inputs[0].dtype()));
  const Tensor want = op(inputs);
  const Tensors there = on_device(inputs, cuda{});
  const Tensor got = op(there);
  CHECK(got.dtype() == want.dtype());
  CHECK(all_close(got, want, tolerance));
  note_error(name, inputs[0].dtype(), greatest_error(got, want));
  for (std::size_t k = 0; k < inputs.size(); ++k) CHECK(same_bits(there[k].to(cpu{}), inputs[k]));
  if (!is_float(want.dtype()) || want.size() == 0) return;
  const Tensor projection = random_tensor(want.shape(), -1, 1, 77).cast(want.dtype());
  const auto gradients = [&](const Tensors& xs, Device device) {
    const Tensors own = clones(xs);
    GradientTape tape;
    for (const Tensor& x : own)
      if (is_float(x.dtype())) tape.watch(x);
    return tape.gradient(weighted_sum(op(own), projection.to(device)), own);
  };
  const auto here = gradients(inputs, cpu{}), slopes = gradients(there, cuda{});
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    INFO("gradient of input " << k);
    REQUIRE(slopes[k].defined() == here[k].defined());
    if (!here[k].defined()) continue;
    CHECK(all_close(slopes[k], here[k], gradient_tolerance));
    note_error(name + ", gradient", inputs[0].dtype(), greatest_error(slopes[k], here[k]));
  }
}

}  // namespace parts

/// How many steps of training have started as CUDA graphs.
inline std::size_t started_graphs() {
#if KERATIN_CUDA
  return cuda_backend::StepGraph::counts().started;
#else
  return 0;
#endif
}

/// Some training steps of one model on the CPU and on the device, from the same weights: losses, weights, predictions.
/// On the device the last step starts as a CUDA graph.
inline void check_model_on_cuda(const std::function<void(Sequential<float, cpu>&)>& add_to_cpu,
                                const std::function<void(Sequential<float, cuda>&)>& add_to_cuda,
                                const CompileOptions& here, const CompileOptions& there, const Tensor& x,
                                const Tensor& y, double tolerance = 1e-4, int steps = 4) {
  if (!has_cuda()) return;
  set_random_seed(5);
  Sequential<float, cpu> on_cpu;
  add_to_cpu(on_cpu);
  static_cast<void>(on_cpu.predict(x, {.verbose = 0}));
  set_random_seed(5);
  Sequential<float, cuda> on_gpu;
  add_to_cuda(on_gpu);
  static_cast<void>(on_gpu.predict(x, {.verbose = 0}));
  on_gpu.set_weights(on_cpu.get_weights());
  CHECK(all_close(on_gpu.predict(x, {.verbose = 0}), on_cpu.predict(x, {.verbose = 0}), tolerance));
  on_cpu.compile(here);
  CompileOptions as_graph = there;
  as_graph.jit_compile = true;
  on_gpu.compile(as_graph);
  const std::size_t started = started_graphs();
  for (int i = 0; i < steps; ++i) {
    INFO("step " << i + 1);
    set_random_seed(static_cast<std::uint64_t>(i));
    const Scores a = on_cpu.train_on_batch(x, y);
    set_random_seed(static_cast<std::uint64_t>(i));
    const Scores b = on_gpu.train_on_batch(x, y);
    CHECK(close(b[0], a[0], tolerance));
  }
  CHECK(started_graphs() - started == static_cast<std::size_t>(steps) - 3);
  const auto want = on_cpu.get_weights(), got = on_gpu.get_weights();
  for (std::size_t i = 0; i < want.size(); ++i) {
    INFO("weight " << i);
    CHECK(all_close(got[i], want[i], tolerance));
  }
}

}  // namespace keratin::testing
