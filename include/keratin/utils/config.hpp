// config(): what this build of keratin consists of and what it runs on.
//   std::cout << keratin::config();
#pragma once
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "../core/args.hpp"
#include "../core/platform.hpp"

namespace keratin {

struct Config {
  std::string version;    ///< KERATIN_VERSION.
  std::string compiler;   ///< That of the library: with keratin::compiled not always the program's.
  std::string link_mode;  ///< "compiled" or "header-only".
  std::string blas;       ///< The CBLAS linked and its kernel, and whether it is used; "none".
  std::string vectors;    ///< The instructions in use: "AVX-512", "AVX2" or "baseline".
  index_t threads = 1;    ///< How many an op may use.
  std::vector<std::pair<std::string, bool>> features;  ///< Each optional library, and whether this build has it.
};

[[nodiscard]] Config config();
/// A line for each.
[[nodiscard]] std::string to_text(const Config& config);
std::ostream& operator<<(std::ostream& os, const Config& config);

}  // namespace keratin

#if KERATIN_DEFINE(utils)
#include <ostream>

#include "../backend/cpu/gemm.hpp"
#include "../core/parallel.hpp"
#include "../core/simd.hpp"
#include "../io/features.hpp"

namespace keratin {

namespace detail {

inline std::string compiler_name() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "g++ " __VERSION__;
#else
  return "unknown";
#endif
}

inline const char* vector_name(simd::Level level) {
  switch (level) {
    case simd::Level::avx512:
      return "AVX-512";
    case simd::Level::avx2:
      return "AVX2";
    default:
      return "baseline";
  }
}

}  // namespace detail

KERATIN_INLINE Config config() {
#if defined(KERATIN_COMPILED)
  const char* const link_mode = "compiled";
#else
  const char* const link_mode = "header-only";
#endif
  return {KERATIN_VERSION,
          detail::compiler_name(),
          link_mode,
          cpu_backend::blas_description(),
          detail::vector_name(simd::level()),
          num_threads(),
          io::features()};
}

KERATIN_INLINE std::string to_text(const Config& config) {
  std::string with, without;
  for (const auto& [name, present] : config.features) (present ? with : without) += " " + name;
  std::string text = "keratin " + config.version + " (" + config.link_mode + ", " + config.compiler + ")\n";
  text += "BLAS: " + config.blas + "\n";
  text += "vectors: " + config.vectors + ", threads: " + std::to_string(config.threads) + "\n";
  text += "with:" + (with.empty() ? " none" : with);
  return text + (without.empty() ? "\n" : "; without:" + without + "\n");
}

KERATIN_INLINE std::ostream& operator<<(std::ostream& os, const Config& config) { return os << to_text(config); }

}  // namespace keratin
#endif
