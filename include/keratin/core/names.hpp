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

}  // namespace keratin

#if KERATIN_DEFINE(core)
#include <cctype>
#include <map>
#include <mutex>

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

}  // namespace keratin
#endif
