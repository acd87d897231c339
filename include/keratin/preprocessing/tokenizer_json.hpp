// A Tokenizer as JSON, in Keras's form: an object whose dictionaries are JSON texts in turn. Included by tokenizer.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(preprocessing)
#include <charconv>

#include "../io/json.hpp"
#include "../io/json_object.hpp"
#include "tokenizer.hpp"

namespace keratin::preprocessing {

#if KERATIN_HAS_JSON
namespace detail {

inline std::string json_of(const std::string& text) { return io::json_text(text); }
inline std::string json_of(index_t number) { return std::to_string(number); }

/// {"key": value, …}: keys are texts in JSON whatever they are.
template <class Map>
std::string json_object_of(const Map& map) {
  std::string out = "{";
  for (const auto& [key, value] : map) {
    if (out.size() > 1) out += ", ";
    out += (io::json_text(to_text(key)) += ": ") += json_of(value);
  }
  return out + "}";
}

/// The parts of a Tokenizer's JSON, each with the name under which it stands.
class TokenizerReader {
 public:
  explicit TokenizerReader(const std::string& json) : config_(io::parse_json(json, where)) {
    require<file_error>(config_.is_object() && config_.contains("config") && config_["config"].is_object(), where,
                        ": expected an object with config; got other JSON.");
    const io::Json config = config_["config"];  // a copy: what it is assigned to has it
    config_ = config;
  }

  template <class F>
  auto value(const char* name, const char* kind, const F& read) const {
    require<file_error>(config_.contains(name), where, ": expected a config with ", name, "; got none.");
    try {
      return read(config_[name]);
    } catch (const io::Json::exception&) {
      fail<file_error>(where, ": expected ", kind, " as ", name, "; got ", config_[name].type_name(), ".");
    }
  }
  std::string text(const char* name) const {
    return value(name, "a text", [](const io::Json& j) { return j.get<std::string>(); });
  }
  bool flag(const char* name) const {
    return value(name, "true or false", [](const io::Json& j) { return j.get<bool>(); });
  }
  /// f(key, number or text) for all that a dictionary has.
  template <class F>
  void each(const char* name, const F& f) const {
    io::read_json_object(text(name), concat(where, ", ", name), f);
  }
  void words(const char* name, WordMap<index_t>& map) const {
    each(name, [&](std::string_view word, const io::JsonScalar& v) { map.set(word, number(v, name)); });
  }
  static std::int64_t number(const io::JsonScalar& value, const char* name) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    require<file_error>(number != nullptr, where, ": expected numbers in ", name, "; got a text.");
    return *number;
  }
  static int small(std::int64_t number, const char* name) {
    require<file_error>(number >= INT32_MIN && number <= INT32_MAX, where, ": expected numbers of 32 bits in ", name,
                        "; got ", number, ".");
    return static_cast<int>(number);
  }
  static int key(std::string_view text, const char* name) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    require<file_error>(error == std::errc() && end == text.data() + text.size(), where,
                        ": expected numbers as keys of ", name, "; got \"", text, "\".");
    return number;
  }

 private:
  static constexpr const char* where = "tokenizer_from_json";
  io::Json config_;
};

}  // namespace detail

KERATIN_INLINE std::string Tokenizer::to_json() const {
  io::Json config;
  config["num_words"] = options.num_words ? io::Json(options.num_words->value) : io::Json();
  config["filters"] = options.filters;
  config["lower"] = options.lower.value;
  config["split"] = options.split;
  config["char_level"] = options.char_level.value;
  config["oov_token"] = options.oov_token ? io::Json(*options.oov_token) : io::Json();
  config["document_count"] = document_count;
  config["word_counts"] = detail::json_object_of(word_counts);
  config["word_docs"] = detail::json_object_of(word_docs);
  config["index_docs"] = detail::json_object_of(index_docs);
  config["index_word"] = detail::json_object_of(index_word);
  config["word_index"] = detail::json_object_of(word_index);
  io::Json whole;
  whole["class_name"] = "Tokenizer";
  whole["config"] = std::move(config);
  return io::dump_json(whole);
}

KERATIN_INLINE Tokenizer tokenizer_from_json(const std::string& json_string) {
  using Reader = detail::TokenizerReader;
  const Reader reader(json_string);
  const auto whole = [](const io::Json& j) { return j.is_null() ? std::optional<Int>() : Int(j.get<index_t>()); };
  TokenizerOptions options;
  options.num_words = reader.value("num_words", "a number", whole);
  options.filters = reader.text("filters");
  options.lower = reader.flag("lower");
  options.split = reader.text("split");
  options.char_level = reader.flag("char_level");
  options.oov_token = reader.value("oov_token", "a text", [](const io::Json& j) {
    return j.is_null() ? std::optional<std::string>() : j.get<std::string>();
  });
  Tokenizer tokenizer(options);
  tokenizer.document_count = reader.value("document_count", "a number", whole).value_or(0);
  reader.words("word_counts", tokenizer.word_counts);
  reader.words("word_docs", tokenizer.word_docs);
  reader.each("word_index", [&](std::string_view word, const io::JsonScalar& v) {
    tokenizer.word_index.set(word, Reader::small(Reader::number(v, "word_index"), "word_index"));
  });
  reader.each("index_docs", [&](std::string_view key, const io::JsonScalar& v) {
    tokenizer.index_docs[Reader::key(key, "index_docs")] = Reader::number(v, "index_docs");
  });
  reader.each("index_word", [&](std::string_view key, const io::JsonScalar& v) {
    const auto* const word = std::get_if<std::string>(&v);
    require<file_error>(word != nullptr, "tokenizer_from_json: expected texts in index_word; got a number.");
    tokenizer.index_word[Reader::key(key, "index_word")] = *word;
  });
  return tokenizer;
}
#else
KERATIN_INLINE std::string Tokenizer::to_json() const {
  io::lacks("Tokenizer.to_json", "nlohmann/json", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
KERATIN_INLINE Tokenizer tokenizer_from_json(const std::string&) {
  io::lacks("tokenizer_from_json", "nlohmann/json", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
#endif

}  // namespace keratin::preprocessing
#endif
