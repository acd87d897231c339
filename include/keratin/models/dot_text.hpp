// Texts in the language DOT, which graphviz reads.
#pragma once
#include <string>
#include <string_view>

#include "../core/platform.hpp"

#if KERATIN_DEFINE(models)
#include <algorithm>

#include "../io/utf8.hpp"

namespace keratin::utils::detail {

/// A text inside DOT's HTML-like labels.
inline std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : io::valid_utf8(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

inline bool is_dot_keyword(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const char* word : {"node", "edge", "graph", "digraph", "subgraph", "strict"})
    if (lower == word) return true;
  return false;
}

/// A text as DOT reads it back: a plain name as it is, others in quotes.
inline std::string dot_text(std::string_view text) {
  const auto plain = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool name = !text.empty() && !digit(text[0]) &&
                    std::all_of(text.begin(), text.end(), [&](char c) { return plain(c) || digit(c); });
  if (name && !is_dot_keyword(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : io::valid_utf8(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace keratin::utils::detail
#endif
