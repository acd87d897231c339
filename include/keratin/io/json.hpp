// JSON (nlohmann/json) as Python reads and writes it: keys keep their order, and NaN and Infinity are numbers.
#pragma once
#include <string>
#include <string_view>

#include "features.hpp"

#if KERATIN_DEFINE(io) || KERATIN_DEFINE(saving) || KERATIN_DEFINE(preprocessing)
#if KERATIN_HAS_JSON
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <utility>

namespace keratin::io {

/// A value; objects keep the order of their keys.
using Json = nlohmann::ordered_json;

/// A member of an object.
struct Member {
  const char* key;
  mutable Json value;
};
/// The object of some: `object({{"name", "dense"}, {"units", 3}})`. The library's own braces are compiled anew for each
/// length of a key.
inline Json object(std::initializer_list<Member> members) {
  Json made = Json::object();
  for (const Member& m : members) made[std::string(m.key)] = std::move(m.value);
  return made;
}

/// The value of a text. Throws file_error, with `where` and the place in the text, if it is no JSON, or nested more
/// than 256 deep.
Json parse_json(std::string_view text, const std::string& where);

/// The text of a value as Python's json.dumps makes it: `{"a": [1, 2.0, null]}`, with other characters than ASCII
/// escaped.
std::string dump_json(const Json& value);

}  // namespace keratin::io
#endif
#endif

#if KERATIN_DEFINE(io)
#if KERATIN_HAS_JSON
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace keratin::io {

namespace detail {

/// Python writes NaN, Infinity and -Infinity, which JSON has not: they become texts, which number() understands.
KERATIN_INLINE std::string quote_constants(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (!quoted) {
      std::size_t length = 0;
      for (const std::string_view word : {"NaN", "Infinity", "-Infinity"})
        if (rest.starts_with(word)) length = word.size();
      if (length > 0) {
        ((out += '"') += rest.substr(0, length)) += '"';
        i += length - 1;
        continue;
      }
    }
    out += text[i];
    if (quoted && text[i] == '\\' && i + 1 < text.size())
      out += text[++i];
    else if (text[i] == '"')
      quoted = !quoted;
  }
  return out;
}

/// As Python's repr: 1.0, 0.001, 1e-07.
KERATIN_INLINE std::string python_repr(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  char text[32];
  const std::string shortest(text, std::to_chars(text, text + sizeof text, x, std::chars_format::scientific).ptr);
  const int exponent = std::atoi(shortest.c_str() + shortest.find('e') + 1);
  if (exponent < -4 || exponent >= 16) return shortest;
  std::string fixed(text, std::to_chars(text, text + sizeof text, x, std::chars_format::fixed).ptr);
  return fixed.find('.') == fixed.npos ? fixed + ".0" : fixed;
}

KERATIN_INLINE void dump_json(const Json& value, std::string& out) {
  if (value.is_object() || value.is_array()) {
    out += value.is_object() ? '{' : '[';
    const char* separator = "";
    for (const auto& item : value.items()) {
      out += separator;
      separator = ", ";
      if (value.is_object()) out += Json(item.key()).dump(-1, ' ', true) + ": ";
      dump_json(item.value(), out);
    }
    out += value.is_object() ? '}' : ']';
  } else if (value.is_number_float()) {
    out += python_repr(value.get<double>());
  } else {
    out += value.dump(-1, ' ', true, Json::error_handler_t::replace);
  }
}

}  // namespace detail

KERATIN_INLINE Json parse_json(std::string_view text, const std::string& where) {
  constexpr int most = 256;  // what walks through the value later goes down into it step by step
  const auto too_deep = [&](int depth, Json::parse_event_t, Json&) {
    require<file_error>(depth <= most, where, ": expected JSON nested at most ", most, " deep; got more.");
    return true;
  };
  const bool constants = text.find("NaN") != text.npos || text.find("Infinity") != text.npos;
  try {
    return constants ? Json::parse(detail::quote_constants(text), too_deep) : Json::parse(text, too_deep);
  } catch (const Json::exception& e) {
    const std::string_view reason = e.what();
    fail<file_error>(where, ": expected JSON; got: ", reason.substr(std::min(reason.size(), reason.find("] ") + 2)),
                     ".");
  }
}

KERATIN_INLINE std::string dump_json(const Json& value) {
  std::string text;
  detail::dump_json(value, text);
  return text;
}

}  // namespace keratin::io
#endif
#endif
