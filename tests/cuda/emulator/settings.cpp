#include "settings.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "memory.hpp"

namespace cuda_emulator {
namespace {

struct Journal {
  std::vector<std::string> messages;
  bool printing = true;
  cudaError_t sticky = cudaSuccess, last = cudaSuccess;
};
Journal& journal() {
  static Journal& one = *new Journal;
  return one;
}

bool environment_is(const char* name, const char* value) {
  const char* const found = std::getenv(name);
  return found != nullptr && std::strcmp(found, value) == 0;
}

/// The last word: mistakes that no test asked for, and leaks.
void report_at_exit() {
  bool fails = !journal().messages.empty();
  if (fails)
    std::fprintf(stderr, "[emulator] %zu mistakes of the program, the first: %s\n", journal().messages.size(),
                 journal().messages.front().c_str());
  const std::vector<LiveBlock> leaks = live_blocks();
  if (!leaks.empty()) {
    std::fprintf(stderr,
                 "[emulator] %zu blocks of device memory were never freed, the first: allocation %zu, %zu bytes\n",
                 leaks.size(), leaks.front().number, leaks.front().bytes);
    fails = fails || settings().leaks_fail;
  }
  if (!fails) return;
  std::fflush(nullptr);
  std::_Exit(1);
}

Settings from_environment() {
  Settings s;
  if (const char* const capability = std::getenv("KERATIN_EMULATED_CC")) s.capability = std::atoi(capability);
  if (const char* const devices = std::getenv("KERATIN_EMULATED_DEVICES")) s.device_count = std::atoi(devices);
  s.deferred = environment_is("KERATIN_EMULATED_STREAMS", "deferred");
  s.races = !environment_is("KERATIN_EMULATED_RACES", "off");
  s.leaks_fail = environment_is("KERATIN_EMULATED_LEAKS", "fail");
  s.channels_last = !environment_is("KERATIN_EMULATED_CUDNN", "channels_first");
  std::atexit(report_at_exit);
  return s;
}

}  // namespace

Settings& settings() {
  static Settings one = from_environment();
  return one;
}
Counters& counts() {
  static Counters one;
  return one;
}
std::recursive_mutex& big_lock() {
  static std::recursive_mutex& one = *new std::recursive_mutex;
  return one;
}

void report(const std::string& message, cudaError_t status) {
  settings();
  Journal& j = journal();
  j.messages.push_back(message);
  if (j.printing) std::fprintf(stderr, "[emulator] %s\n", message.c_str());
  if (j.sticky == cudaSuccess) j.sticky = status;
}

cudaError_t sticky_error() { return journal().sticky; }

cudaError_t result(cudaError_t status) {
  Journal& j = journal();
  if (j.sticky != cudaSuccess) status = j.sticky;
  if (status != cudaSuccess && status != cudaErrorNotReady) j.last = status;
  return status;
}

cudaError_t last_error(bool reset) {
  Journal& j = journal();
  const cudaError_t error = j.sticky != cudaSuccess ? j.sticky : j.last;
  if (reset) j.last = cudaSuccess;
  return error;
}

std::vector<std::string> take_errors() {
  const Lock lock(big_lock());
  Journal& j = journal();
  j.sticky = j.last = cudaSuccess;
  return std::exchange(j.messages, {});
}

void set_printing(bool on) { journal().printing = on; }
void set_compute_capability(int capability) { settings().capability = capability; }
void set_deferred_streams(bool on) { settings().deferred = on; }
void set_global_race_checks(bool on) { settings().races = on; }
void set_memory_limit(std::size_t bytes) { settings().memory_limit = bytes; }
void set_device_count(int count) { settings().device_count = count; }
void set_leaks_fail(bool on) { settings().leaks_fail = on; }
void set_channels_last_convolutions(bool on) { settings().channels_last = on; }
Counters counters() { return counts(); }

}  // namespace cuda_emulator
