// A JSON object of numbers and texts alone, read member by member: dictionaries of many words, of which the general
// reader would search all for each new one.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

using JsonScalar = std::variant<std::int64_t, std::string>;

/// f(key, value) for each member, in the text's order. Throws file_error if the text is no JSON object, or has other
/// values than whole numbers and texts.
void read_json_object(std::string_view text, const std::string& where,
                      const std::function<void(std::string_view key, const JsonScalar& value)>& f);

/// A text in quotes, with other characters than ASCII escaped, as Python's json.dumps writes it.
std::string json_text(const std::string& text);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "json.hpp"

namespace keratin::io {

#if KERATIN_HAS_JSON
namespace detail {

/// What nlohmann's parser tells of a text.
class FlatObject final : public nlohmann::json_sax<Json> {
 public:
  using Callback = std::function<void(std::string_view, const JsonScalar&)>;
  FlatObject(const std::string& where, const Callback& f) : where_(where), f_(f) {}

  bool number_integer(number_integer_t v) override { return give(v); }
  bool number_unsigned(number_unsigned_t v) override {
    return v <= INT64_MAX ? give(static_cast<std::int64_t>(v)) : refuse("a larger number");
  }
  bool string(string_t& v) override { return give(std::move(v)); }
  bool key(string_t& v) override {
    key_ = std::move(v);
    return true;
  }
  bool start_object(std::size_t) override {
    return std::exchange(inside_, true) ? refuse("an object within it") : true;
  }
  bool end_object() override { return true; }
  bool null() override { return refuse("null"); }
  bool boolean(bool) override { return refuse("true or false"); }
  bool number_float(number_float_t, const string_t&) override { return refuse("a fraction"); }
  bool binary(binary_t&) override { return refuse("bytes"); }
  bool start_array(std::size_t) override { return refuse("an array"); }
  bool end_array() override { return true; }
  bool parse_error(std::size_t place, const std::string&, const nlohmann::detail::exception&) override {
    fail<file_error>(where_, ": expected a JSON object; got a text that is none at place ", place, ".");
  }

 private:
  bool give(JsonScalar value) {
    if (!inside_) return refuse("a value without one");
    f_(key_, value);
    return true;
  }
  [[noreturn]] bool refuse(const char* what) const {
    fail<file_error>(where_, ": expected a JSON object of whole numbers and texts; got ", what, ".");
  }
  const std::string& where_;
  const Callback& f_;
  std::string key_;
  bool inside_ = false;
};

}  // namespace detail

KERATIN_INLINE void read_json_object(std::string_view text, const std::string& where,
                                     const std::function<void(std::string_view, const JsonScalar&)>& f) {
  detail::FlatObject reader(where, f);
  Json::sax_parse(text, &reader);
}
KERATIN_INLINE std::string json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}
#else
KERATIN_INLINE void read_json_object(std::string_view, const std::string& where,
                                     const std::function<void(std::string_view, const JsonScalar&)>&) {
  lacks(where, "nlohmann/json", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
KERATIN_INLINE std::string json_text(const std::string&) {
  lacks("json_text", "nlohmann/json", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
#endif

}  // namespace keratin::io
#endif
