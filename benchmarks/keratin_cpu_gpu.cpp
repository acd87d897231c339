// The same networks on the CPU and on a CUDA device:   keratin_cpu_gpu [W1 W4a …]   -> a table.
// Without a device the column stays empty, and the line above it says why.
#include <cstdio>
#include <cstring>

#include "timing.hpp"
#include "workloads.hpp"

using namespace keratin;

namespace {

struct Result {
  double step = 0, predict = 0;  // seconds
  double loss = 0;
};

/// A step's share of whole epochs, the median of some; every epoch is waited for. `graph`: steps start as CUDA graphs.
template <class D>
Result time_workload(const bench::Workload<D>& w, double budget, bool graph = false) {
  const Device device{D{}};
  set_random_seed(1);
  bench::as_graphs = graph;
  Model<float, D> model = w.build();
  const Batch data = bench::random_data(w, index_t{w.batch} * w.steps);
  const auto epoch = [&] {
    const History h = model.fit(data.x, data.y, {.batch_size = w.batch, .epochs = 1, .verbose = 0});
    synchronize(device);
    return h.history.at("loss").back();
  };
  Result r;
  epoch();
  r.loss = epoch();
  bench::Seconds seconds;
  for (const double begin = bench::now(); bench::now() - begin < budget || seconds.size() < 2;) {
    const double t = bench::now();
    epoch();
    seconds.push_back((bench::now() - t) / w.steps);
  }
  r.step = bench::quantile(seconds, 0.5);
  const Tensor many = bench::random_data(w, 256).x[0];
  const auto predict = [&] { static_cast<void>(model.predict_on_batch(many)); };
  r.predict = bench::quantile(bench::time_calls(predict, budget / 4), 0.5);
  return r;
}

/// What a device can do at best, as measured: bytes moved by a copy, and products of large matrices.
void print_roofline(Device device) {
  const index_t n = index_t{1} << 28, side = 8192;
  const Tensor x = zeros({n}, float32, device), a = zeros({side, side}, float32, device);
  const auto best = [&](const auto& work) {
    work();
    double least = 1e9;
    for (int i = 0; i < 5; ++i) {
      synchronize(device);
      const double t = bench::now();
      work();
      synchronize(device);
      least = std::min(least, bench::now() - t);
    }
    return least;
  };
  const double copy = best([&] { static_cast<void>(x.clone()); });
  const double add = best([&] { static_cast<void>(ops::add(x, x)); });
  const double exact = best([&] { static_cast<void>(ops::matmul(a, a)); });
  allow_tf32(true);
  const double tf32 = best([&] { static_cast<void>(ops::matmul(a, a)); });
  allow_tf32(false);
  const double moved = 8.0 * static_cast<double>(n), work = 2.0 * static_cast<double>(side * side * side);
  std::printf("copy %.0f GB/s, x + x %.0f GB/s, product of float32 %.1f TFLOP/s, by TF32 %.1f TFLOP/s\n",
              1e-9 * moved / copy, 1e-9 * moved / add, 1e-12 * work / exact, 1e-12 * work / tf32);
}

bool asked(int argc, char** argv, const char* name) {
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], name) == 0) return true;
  return argc < 2;
}

}  // namespace

int main(int argc, char** argv) {
  const auto devices = list_devices();
  const bool gpu = devices.size() > 1;
  if (gpu) {
    std::printf("%s, compute capability %.1f, %.0f GiB; CPU with %d threads\n", devices[1].name.c_str(),
                devices[1].compute_capability / 10.0, static_cast<double>(devices[1].memory) / (1 << 30),
                num_threads());
    std::printf("%s\n", cuda_versions().c_str());
    print_roofline(devices[1].device);
  } else {
    std::printf("no CUDA device: %s\n", why_no_cuda().c_str());
  }
  std::printf("\n%-5s %-24s %5s %11s %11s %9s %9s %12s %12s %9s\n", "", "network", "batch", "CPU ms/step",
              "GPU ms/step", "as graph", "CPU/GPU", "CPU samples/s", "GPU samples/s", "loss");
  const auto& here = bench::workloads<cpu>();
  for (std::size_t i = 0; i < here.size(); ++i) {
    const auto& w = here[i];
    if (!asked(argc, argv, w.name)) continue;
    const Result c = time_workload(w, 1.0);
    const auto on_gpu = [&](bool graph) {
      return gpu ? time_workload(bench::workloads<cuda>()[i], 1.0, graph) : Result{};
    };
    const Result steps = on_gpu(false), graphs = on_gpu(true), g = graphs.step < steps.step ? graphs : steps;
    const auto cell = [&](double v, const char* format) {
      char text[32];
      std::snprintf(text, sizeof text, format, v);
      return std::string(gpu ? text : "");
    };
    std::printf("%-5s %-24s %5d %11.3f %11s %9s %9s %12.0f %12s  %.4f %s\n", w.name, w.about, w.batch, 1e3 * c.step,
                cell(1e3 * steps.step, "%.3f").c_str(), cell(1e3 * graphs.step, "%.3f").c_str(),
                cell(c.step / std::max(g.step, 1e-12), "%.1f").c_str(), w.batch / c.step,
                cell(w.batch / std::max(g.step, 1e-12), "%.0f").c_str(), c.loss, cell(g.loss, "%.4f").c_str());
    std::fflush(stdout);
  }
  return 0;
}
