// What tests do without: KERATIN_SKIP("why") ends a test and counts it as skipped; shared("data/mnist.npz") is the path
// of an outside file, or empty where there is none.
//   const std::string path = shared("data/mnist.npz");
//   if (path.empty()) KERATIN_SKIP("needs data/mnist.npz");
#pragma once
#include <filesystem>
#include <string>

namespace keratin::testing {

/// Whether the running test case has been skipped; the listener in main.cpp reads and clears it.
inline bool& skipped() {
  static bool value = false;
  return value;
}

/// Notes and prints the skip; used through KERATIN_SKIP.
void skip(const std::string& reason);

/// The path of an outside file or folder, by its name in KERATIN_SHARED_DIR; empty if it is not there.
inline std::string shared(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(KERATIN_SHARED) / name;
  std::error_code ignored;
  return *KERATIN_SHARED != '\0' && std::filesystem::exists(path, ignored) ? path.string() : std::string();
}

}  // namespace keratin::testing

#define KERATIN_SKIP(reason)          \
  do {                                \
    ::keratin::testing::skip(reason); \
    return;                           \
  } while (false)
