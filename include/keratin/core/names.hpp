// The names layers and models get by themselves: dense, dense_1, …, as in Keras.
#pragma once
#include <string>
#include <string_view>

#include "platform.hpp"

namespace keratin {

/// Keras's snake case of a class name: Conv2DTranspose -> conv2d_transpose, PReLU -> p_re_lu.
std::string snake_case(std::string_view class_name);
/// `base` at the first call, base_1 at the second …, counted for the whole program.
std::string unique_name(const std::string& base);
/// Starts the counting anew (keras.backend.clear_session).
void clear_session();

/// The end of an error about an unknown name: ` Hint: did you mean "val_accuracy"?` where one of `known` ("a, b, c") is
/// much like it or begins with it, else nothing.
std::string suggestion(std::string_view name, std::string_view known);

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace keratin {

namespace detail {

struct NameCounts {
  std::mutex mutex;
  std::map<std::string, int> counts;
  static NameCounts& instance() {
    static NameCounts names;
    return names;
  }
};

}  // namespace detail

KERATIN_INLINE std::string snake_case(std::string_view name) {
  // Keras: re.sub("(.)([A-Z][a-z]+)", r"\1_\2"), then re.sub("([a-z])([A-Z])", r"\1_\2"), then lower case.
  const auto upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  const auto lower = [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; };
  std::string first;
  for (std::size_t i = 0; i < name.size();) {
    first += name[i++];
    if (i + 1 >= name.size() || !upper(name[i]) || !lower(name[i + 1])) continue;
    first += '_';
    first += name[i++];
    while (i < name.size() && lower(name[i])) first += name[i++];
  }
  std::string text;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (i > 0 && upper(first[i]) && lower(first[i - 1])) text += '_';
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(first[i])));
  }
  return text;
}

KERATIN_INLINE std::string unique_name(const std::string& base) {
  auto& names = detail::NameCounts::instance();
  const std::lock_guard lock(names.mutex);
  const int n = names.counts[base]++;
  return n == 0 ? base : base + "_" + std::to_string(n);
}

KERATIN_INLINE void clear_session() {
  auto& names = detail::NameCounts::instance();
  const std::lock_guard lock(names.mutex);
  names.counts.clear();
}

namespace detail {

/// Small letters and digits alone: names differ in what stands between.
inline std::string plain(std::string_view name) {
  std::string text;
  for (char each : name) {
    const auto c = static_cast<unsigned char>(each);
    if (std::isalnum(c) != 0) text += static_cast<char>(std::tolower(c));
  }
  return text;
}

/// How many letters must be put in, taken out or changed to make a from b (Levenshtein).
inline std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

}  // namespace detail

KERATIN_INLINE std::string suggestion(std::string_view name, std::string_view known) {
  const std::string wanted = detail::plain(name.substr(0, 64));
  std::size_t least = wanted.size() / 3 + 1;
  std::string_view best;
  while (!known.empty() && !wanted.empty()) {
    const std::string_view one = known.substr(0, known.find(", "));
    known.remove_prefix(std::min(known.size(), one.size() + 2));
    const std::string candidate = detail::plain(one);
    const bool begins = wanted.size() >= 3 && candidate.rfind(wanted, 0) == 0;
    const std::size_t off = begins ? 0 : detail::distance(wanted, candidate);
    if (off >= least) continue;
    least = off;
    best = one;
  }
  return best.empty() ? std::string() : " Hint: did you mean \"" + std::string(best) + "\"?";
}

}  // namespace keratin
#endif
