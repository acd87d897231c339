// Kernels from their text: compiled for the device when first used, by NVRTC, and kept on disk. Included by lower
// halves alone.
//
// The cache is a folder, $KERATIN_CUDA_CACHE, or keratin in $XDG_CACHE_HOME or ~/.cache; one file for each program,
// named by a hash of text, options and compiler. A file that is cut off or not ours is compiled anew.
#pragma once
#if KERATIN_CUDA
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <unordered_map>

#include "../../core/hash64.hpp"
#include "context.hpp"

namespace keratin::cuda_backend {

namespace detail {

inline std::filesystem::path cache_folder() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  if (const std::string own = variable("KERATIN_CUDA_CACHE"); !own.empty()) return own;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return std::filesystem::path(cache) / "keratin";
  if (const std::string home = variable("HOME"); !home.empty())
    return std::filesystem::path(home) / ".cache" / "keratin";
  return {};
}

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  return text.str();
}

// A file of the cache: this line, the length of what follows, and that.
inline constexpr const char* cache_mark = "keratin kernel ";

inline std::string cached_program(const std::filesystem::path& path) {
  const std::string whole = read_whole(path);
  const std::size_t line = whole.find('\n');
  if (line == std::string::npos || whole.rfind(cache_mark, 0) != 0) return "";
  const std::string body = whole.substr(line + 1);
  return whole.substr(std::strlen(cache_mark), line - std::strlen(cache_mark)) == std::to_string(body.size()) ? body
                                                                                                              : "";
}

/// Whole or not at all: under another name first. A cache that can't be written is no error.
inline void keep_program(const std::filesystem::path& path, const std::string& body) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  const std::filesystem::path part = path.string() + "." + std::to_string(std::random_device{}());
  {
    std::ofstream file(part, std::ios::binary);
    file << cache_mark << body.size() << '\n' << body;
    if (!file.flush()) {
      file.close();
      std::filesystem::remove(part, ignored);
      return;
    }
  }
  std::filesystem::rename(part, path, ignored);
  if (ignored) std::filesystem::remove(part, ignored);
}

inline std::string compile_program(const std::string& text, const std::string& arch) {
  nvrtcProgram program = nullptr;
  check(nvrtcCreateProgram(&program, text.c_str(), "keratin.cu", 0, nullptr, nullptr), "nvrtcCreateProgram");
  const std::string arch_option = "--gpu-architecture=" + arch;
  const char* const options[] = {arch_option.c_str(), "--std=c++17", "-default-device"};
  const nvrtcResult status = nvrtcCompileProgram(program, 3, options);
  std::string log;
  if (status != NVRTC_SUCCESS) {
    std::size_t size = 0;
    static_cast<void>(nvrtcGetProgramLogSize(program, &size));
    log.resize(size);
    if (size > 0) static_cast<void>(nvrtcGetProgramLog(program, log.data()));
  }
  std::string body;
  if (status == NVRTC_SUCCESS) {
    std::size_t size = 0;
    check(nvrtcGetCUBINSize(program, &size), "nvrtcGetCUBINSize");
    body.resize(size);
    check(nvrtcGetCUBIN(program, body.data()), "nvrtcGetCUBIN");
  }
  static_cast<void>(nvrtcDestroyProgram(&program));
  if (status != NVRTC_SUCCESS)
    fail<device_error>("nvrtcCompileProgram: expected a kernel for ", arch, " of this text; got ",
                       nvrtcGetErrorString(status), ".\n", log, "\n", text);
  return body;
}

}  // namespace detail

/// The compiled form of CUDA C++ text for a device of that capability: from the cache, or compiled now.
inline std::string compiled_program(const std::string& text, int compute_capability) {
  int major = 0, minor = 0;
  check(nvrtcVersion(&major, &minor), "nvrtcVersion");
  const std::string arch = "sm_" + std::to_string(compute_capability);
  const std::filesystem::path folder = detail::cache_folder();
  if (folder.empty()) return detail::compile_program(text, arch);
  std::ostringstream name;
  name << std::hex << farm_hash64(arch + " " + std::to_string(major) + "." + std::to_string(minor) + "\n" + text) << "_"
       << text.size() << ".cubin";
  std::string body = detail::cached_program(folder / name.str());
  if (body.empty()) {
    body = detail::compile_program(text, arch);
    detail::keep_program(folder / name.str(), body);
  }
  return body;
}

}  // namespace keratin::cuda_backend
#endif
