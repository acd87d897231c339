// A program compiled for an emulated device: NVRTC's PTX takes the place of the machine code. Linked before libnvrtc,
// these calls replace its own.
#include <dlfcn.h>
#include <nvrtc.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>

namespace {

/// Keeps a kernel's text for kernels.cpp, which compiles it for real devices: once, and whole or not at all.
void keep_text(const std::string& text) {
  const char* const folder = std::getenv("KERATIN_EMULATED_KERNELS");
  if (folder == nullptr || *folder == '\0') return;
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  const std::string path = std::string(folder) + "/" + std::to_string(std::hash<std::string>{}(text)) + ".cu";
  if (std::filesystem::exists(path, ignored)) return;
  const std::string part = path + "." + std::to_string(std::random_device{}());
  std::ofstream(part, std::ios::binary) << text;
  std::filesystem::rename(part, path, ignored);
}

}  // namespace

extern "C" {

nvrtcResult nvrtcCreateProgram(nvrtcProgram* program, const char* text, const char* name, int count,
                               const char* const* headers, const char* const* names) {
  keep_text(text);
  static const auto real = reinterpret_cast<decltype(&nvrtcCreateProgram)>(dlsym(RTLD_NEXT, "nvrtcCreateProgram"));
  return real(program, text, name, count, headers, names);
}
nvrtcResult nvrtcGetCUBINSize(nvrtcProgram program, std::size_t* size) { return nvrtcGetPTXSize(program, size); }
nvrtcResult nvrtcGetCUBIN(nvrtcProgram program, char* code) { return nvrtcGetPTX(program, code); }

}  // extern "C"
