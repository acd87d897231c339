// Clock, steady-state blocks of training steps, and the JSON line that one run of a workload prints.
#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <keratin/keratin.hpp>

namespace bench {

inline double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Seconds since the kernel started this process (proc(5), field 22 of /proc/self/stat).
inline double since_process_start() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec) -
         std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

inline double quantile(std::vector<double> values, double q) {
  if (values.empty()) return -1;
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  return values[i] + (values[std::min(i + 1, values.size() - 1)] - values[i]) * (at - static_cast<double>(i));
}

/// Seconds of single calls of f, for about `budget` seconds.
template <class F>
std::vector<double> time_calls(const F& f, double budget) {
  for (int i = 0; i < 3; ++i) f();
  std::vector<double> seconds;
  for (const double begin = now(); (now() - begin < budget && seconds.size() < 20000) || seconds.size() < 5;) {
    const double t = now();
    f();
    seconds.push_back(now() - t);
  }
  return seconds;
}

/// Notes when each step of each epoch begins.
struct Stamps : keratin::CustomCallback {
  std::vector<std::vector<double>> epochs;
  double first_step = -1;

  void on_epoch_begin(int) override { epochs.emplace_back(); }
  void on_train_batch_begin(int) override { epochs.back().push_back(now()); }
  void on_epoch_end(int, const keratin::Logs&) override { epochs.back().push_back(now()); }
  bool wants_batches() override {
    if (first_step < 0) first_step = since_process_start();
    return false;
  }

  /// Seconds per step in blocks of at least 20 ms; the first step of an epoch is left out, as it holds the set-up.
  std::vector<double> blocks(int& steps) const {
    double sum = 0, count = 0;
    for (const auto& e : epochs)
      for (std::size_t i = 2; i < e.size(); ++i, ++count) sum += e[i] - e[i - 1];
    std::vector<double> all;
    for (const auto& e : epochs) {
      const auto most = static_cast<int>(e.size()) - 2;
      steps = std::max(1, std::min(most, static_cast<int>(0.02 * count / sum)));
      const auto k = static_cast<std::size_t>(steps);
      for (std::size_t i = 1; i + k < e.size(); i += k) all.push_back((e[i + k] - e[i]) / static_cast<double>(steps));
    }
    return all;
  }
};

struct Result {
  std::string workload;
  int batch;
  std::vector<double> steps, one, many;  // seconds: a training step, inference of 1 and of 256 samples
  int block_steps;
  double startup;
};

inline void print(const Result& r) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double median = quantile(r.steps, 0.5);
  std::printf(
      "{\"peer\": \"keratin\", \"workload\": \"%s\", \"threads\": %d, \"step_ms_median\": %.5f, \"step_ms_min\": %.5f, "
      "\"samples_per_s\": %.1f, \"infer_b1_us\": %.2f, \"infer_b256_ms\": %.4f, \"startup_s\": %.3f, \"step_ms_p10\": %.5f, "
      "\"step_ms_p90\": %.5f, \"n_blocks\": %zu, \"block_steps\": %d, \"rss_mib\": %.1f}\n",
      r.workload.c_str(), keratin::num_threads(), median * 1e3, quantile(r.steps, 0) * 1e3, r.batch / median,
      quantile(r.one, 0.5) * 1e6, quantile(r.many, 0.5) * 1e3, r.startup, quantile(r.steps, 0.1) * 1e3,
      quantile(r.steps, 0.9) * 1e3, r.steps.size(), r.block_steps, static_cast<double>(usage.ru_maxrss) / 1024);
}

}  // namespace bench
