// How a workload is timed, for keratin and for its peers in C++ (peers/measure.py is the same in Python): the clock,
// blocks of training steps, and the JSON line that one run prints.
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
#include <utility>
#include <vector>

namespace bench {

using Seconds = std::vector<double>;

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds since the kernel started this process (proc(5), field 22 of /proc/self/stat).
inline double since_process_start() {
  std::ifstream file("/proc/self/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec) -
         std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

inline double quantile(Seconds values, double q) {
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto i = static_cast<std::size_t>(at);
  return values[i] + (values[std::min(i + 1, values.size() - 1)] - values[i]) * (at - static_cast<double>(i));
}

/// Seconds of single calls of f, for about `budget` seconds.
template <class F>
Seconds time_calls(const F& f, double budget) {
  for (int i = 0; i < 3; ++i) f();
  Seconds seconds;
  for (const double begin = now(); (now() - begin < budget && seconds.size() < 20000) || seconds.size() < 5;) {
    const double t = now();
    f();
    seconds.push_back(now() - t);
  }
  return seconds;
}

/// Notes when each step of each epoch ends. Every epoch must have at least two.
struct Stamps {
  std::vector<Seconds> epochs;
  double first_step = -1;  // since the process began

  void begin_epoch() { epochs.emplace_back(); }
  void end_step() {
    if (first_step < 0) first_step = since_process_start();
    epochs.back().push_back(now());
  }

  /// Seconds per step, in blocks of about 20 ms or a whole epoch; an epoch's first step is left out, as it holds the
  /// set-up.
  Seconds blocks(std::size_t& steps) const {
    Seconds single, all;
    for (const Seconds& e : epochs)
      for (std::size_t i = 1; i < e.size(); ++i) single.push_back(e[i] - e[i - 1]);
    steps = std::clamp(static_cast<std::size_t>(0.02 / quantile(single, 0.5)), std::size_t{1}, epochs[0].size() - 1);
    for (const Seconds& e : epochs)
      for (std::size_t i = 0; i + steps < e.size(); i += steps)
        all.push_back((e[i + steps] - e[i]) / static_cast<double>(steps));
    return all;
  }
};

struct Subject {
  const char *peer, *version, *workload;
  int threads, batch;
};

/// Times it and prints the JSON line. train(epochs) stamps its steps and returns the last epoch's loss and accuracy, of
/// which those after two epochs are printed, to compare; infer(n) runs a batch of n samples.
template <class Train, class Infer>
void measure(const Subject& subject, Stamps& stamps, const Train& train, const Infer& infer) {
  train(1);
  const double begin = now();
  const std::pair<double, double> learnt = train(1);
  const double epoch = now() - begin;
  stamps.epochs.clear();
  train(std::clamp(static_cast<int>(3 / epoch), 2, 400));
  std::size_t block_steps = 0;
  const Seconds steps = stamps.blocks(block_steps);
  const Seconds one = time_calls([&] { infer(1); }, 0.5), many = time_calls([&] { infer(256); }, 1);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double median = quantile(steps, 0.5);
  std::printf(
      "{\"peer\": \"%s\", \"workload\": \"%s\", \"threads\": %d, \"step_ms_median\": %.5f, \"step_ms_min\": %.5f, "
      "\"samples_per_s\": %.1f, \"infer_b1_us\": %.2f, \"infer_b256_ms\": %.4f, \"startup_s\": %.3f, \"step_ms_p10\": "
      "%.5f, "
      "\"step_ms_p90\": %.5f, \"n_blocks\": %zu, \"block_steps\": %zu, \"rss_mib\": %.1f, \"loss\": %.4f, "
      "\"accuracy\": %.4f, \"version\": \"%s\"}\n",
      subject.peer, subject.workload, subject.threads, median * 1e3, quantile(steps, 0) * 1e3, subject.batch / median,
      quantile(one, 0.5) * 1e6, quantile(many, 0.5) * 1e3, stamps.first_step, quantile(steps, 0.1) * 1e3,
      quantile(steps, 0.9) * 1e3, steps.size(), block_steps, static_cast<double>(usage.ru_maxrss) / 1024, learnt.first,
      learnt.second, subject.version);
}

}  // namespace bench
