// What the examples on texts share: where their lines come from, and words by their numbers.
#pragma once
#include "support.hpp"

/// The first lines of a file in --data or KERATIN_DATA; else it is downloaded from `origin` into Keras's cache.
inline std::vector<std::string> read_lines(const std::string& file, const std::string& origin, std::size_t count) {
  const char* const folder = std::getenv("KERATIN_DATA");
  std::string path = folder == nullptr ? "" : (std::filesystem::path(folder) / file).string();
  if (!std::filesystem::exists(path))
    path = keratin::utils::get_file(std::filesystem::path(file).filename().string(), origin);
  std::ifstream lines(path);
  std::vector<std::string> all;
  for (std::string line; all.size() < count && std::getline(lines, line);) all.push_back(line);
  return all;
}

/// A word's number by the probabilities (1, words) that a model gives: drawn, or at temperature 0 the likeliest.
inline int choose_word(const keratin::Tensor& p, double temperature) {
  using namespace keratin;
  if (temperature == 0) return ops::argmax(p, 1).cast(int32).item<int>();
  return random::categorical(ops::log(p) / temperature, 1).cast(int32).item<int>();
}
