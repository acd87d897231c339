// StringLookup, TextVectorization, IntegerLookup, Hashing: what Keras gives (golden/make_lookups.py), files, errors.
#include <keratin/core/hash64.hpp>
#include <keratin/io/file.hpp>
#include <keratin/layers/layers.hpp>
#include <keratin/models/model.hpp>
#include <keratin/saving/saving.hpp>

#include <catch2/catch.hpp>

#include "support/temporary.hpp"
#include "support/tensors.hpp"

#if !defined(KERATIN_NO_JSON)
#include <nlohmann/json.hpp>

namespace lookups_test {

using namespace keratin;
using namespace keratin::layers;
using Json = nlohmann::json;
using testing::golden, testing::values;
using Lists = std::vector<std::vector<std::string>>;

const Json& rows(const char* name) {
  static const Json all = Json::parse(io::read_file(golden("layers/lookups.json")));
  return all[name];
}

std::optional<Int> number_or_none(const Json& j, const char* name) {
  return j.contains(name) && !j[name].is_null() ? std::optional<Int>(j[name].get<index_t>()) : std::nullopt;
}
Salt salt_of(const Json& args) {
  if (!args.contains("salt")) return {};
  return args["salt"].is_array() ? args["salt"].get<Salt>() : Salt{args["salt"].get<index_t>()};
}
void check_result(const Tensor& got, const Json& want) {
  CHECK(to_text(got.dtype()) == want["dtype"].get<std::string>());
  REQUIRE(got.shape() == Shape(want["shape"].get<std::vector<index_t>>()));
  const auto numbers = want["values"].get<std::vector<double>>(), v = values(got);
  for (std::size_t i = 0; i < v.size(); ++i) CHECK(std::abs(v[i] - numbers[i]) <= 1e-6 * (1 + std::abs(numbers[i])));
}
template <class L>
void check_vocabulary(const L& layer, const Json& row) {
  std::vector<std::string> whole, plain;
  for (const auto& token : layer.get_vocabulary()) whole.push_back(to_text(token));
  for (const auto& token : layer.get_vocabulary(false)) plain.push_back(to_text(token));
  CHECK(whole == row["vocabulary"].get<std::vector<std::string>>());
  CHECK(plain == row["plain"].get<std::vector<std::string>>());
  CHECK(layer.vocabulary_size() == row["size"].get<index_t>());
}
Tensor integers(const Json& data) {
  std::vector<index_t> numbers;
  if (!data[0].is_array()) return Tensor::from(data.get<std::vector<index_t>>(), {static_cast<index_t>(data.size())});
  for (const Json& r : data)
    for (const Json& v : r) numbers.push_back(v.get<index_t>());
  return Tensor::from(numbers, {static_cast<index_t>(data.size()), -1});
}
/// f(data as texts, or as lists of words).
template <class F>
auto with_texts(const Json& data, const F& f) {
  return data[0].is_array() ? f(data.get<Lists>()) : f(data.get<std::vector<std::string>>());
}

TEST_CASE("hashes are TensorFlow's, for texts of every length") {
  for (const Json& row : rows("hashes")) {
    const auto text = row["text"].get<std::string>();
    INFO(text.size());
    const std::uint64_t buckets = std::stoull(row["buckets"].get<std::string>());
    CHECK(farm_hash64(text) % buckets == std::stoull(row["fast"].get<std::string>()));
    CHECK(sip_hash64(text, row["salt"][0].get<std::uint64_t>(), row["salt"][1].get<std::uint64_t>()) % buckets ==
          std::stoull(row["strong"].get<std::string>()));
  }
}

TEST_CASE("StringLookup is Keras's") {
  for (const Json& row : rows("string_lookup")) {
    INFO(row["args"]);
    const Json& args = row["args"];
    StringLookupOptions o;
    o.max_tokens = number_or_none(args, "max_tokens");
    o.num_oov_indices = args.value("num_oov_indices", index_t{1});
    if (args.contains("mask_token")) o.mask_token = args["mask_token"].get<std::string>();
    o.vocabulary = args.value("vocabulary", o.vocabulary);
    o.idf_weights = args.value("idf_weights", o.idf_weights);
    o.invert = args.value("invert", false);
    o.output_mode = args.value("output_mode", "int");
    o.pad_to_max_tokens = args.value("pad_to_max_tokens", false);
    o.salt = salt_of(args);
    StringLookup layer(o);
    if (row.contains("adapt")) with_texts(row["adapt"], [&](const auto& data) { layer.adapt(data); });
    check_vocabulary(layer, row);
    if (o.invert)
      CHECK(layer(integers(row["data"])) == row["result"]["texts"].get<std::vector<std::string>>());
    else
      check_result(with_texts(row["data"], [&](const auto& data) { return layer(data); }), row["result"]);
  }
}

TEST_CASE("TextVectorization is Keras's") {
  for (const Json& row : rows("text_vectorization")) {
    INFO(row["args"]);
    const Json& args = row["args"];
    TextVectorizationOptions o;
    const auto name = [&](const char* key, const char* otherwise) {
      return !args.contains(key) ? std::string(otherwise) : args[key].is_null() ? "none" : args[key].get<std::string>();
    };
    o.max_tokens = number_or_none(args, "max_tokens");
    o.standardize = name("standardize", "lower_and_strip_punctuation");
    o.split = name("split", "whitespace");
    if (args.contains("ngrams")) o.ngrams = args["ngrams"].is_array() ? Ngrams{2, 3} : Ngrams(2);
    o.output_mode = args.value("output_mode", "int");
    o.output_sequence_length = number_or_none(args, "output_sequence_length");
    o.pad_to_max_tokens = args.value("pad_to_max_tokens", false);
    o.vocabulary = args.value("vocabulary", o.vocabulary);
    o.idf_weights = args.value("idf_weights", o.idf_weights);
    TextVectorization layer(o);
    if (row.contains("adapt")) layer.adapt(row["adapt"].get<std::vector<std::string>>());
    check_vocabulary(layer, row);
    check_result(with_texts(row["data"], [&](const auto& data) { return layer(data); }), row["result"]);
  }
}

IntegerLookup integer_lookup(const Json& args) {
  IntegerLookupOptions o;
  o.max_tokens = number_or_none(args, "max_tokens");
  o.num_oov_indices = args.value("num_oov_indices", index_t{1});
  o.mask_token = number_or_none(args, "mask_token");
  o.vocabulary = args.value("vocabulary", o.vocabulary);
  if (args.contains("idf_weights")) o.idf_weights = args["idf_weights"].get<std::vector<double>>();
  o.invert = args.value("invert", false);
  o.output_mode = args.value("output_mode", "int");
  o.pad_to_max_tokens = args.value("pad_to_max_tokens", false);
  o.oov_method = args.value("oov_method", "floormod");
  o.salt = salt_of(args);
  return IntegerLookup(o);
}
/// The configuration that a model file has of a layer, beside its name, in all that Keras has written.
void check_config(const Layer& layer, const Json& want) {
  Sequential model({Input({2}, {.dtype = int64})});
  model.add(layer);
  const Json got = Json::parse(model.to_json())["config"]["layers"][1]["config"];
  for (const auto& [key, value] : want.items()) {
    INFO(key);
    if (key == "name") continue;
    const Json& mine = got[key];
    CHECK((key == "dtype" && mine.is_string() ? value["config"]["name"] == mine : value == mine));
  }
}
template <class L>
void check_saved(const L& layer, const Tensor& x) {
  const testing::TemporaryFolder folder;
  Sequential model({Input(x.shape().from(1), {.dtype = int64})});
  model.add(layer);
  const Tensor y = model.predict(x, {.verbose = 0});
  CHECK(testing::all_close(layer(x), y, 1e-6));
  CHECK(model.output_shape().from(1) == y.shape().from(1));
  const auto same = model_from_json(model.to_json());
  CHECK(testing::all_close(same.predict(x, {.verbose = 0}), y, 1e-6));
#if !defined(KERATIN_NO_ZIP) && !defined(KERATIN_NO_HDF5)
  model.save(folder / "model.keras");
  const auto loaded = load_model(folder / "model.keras");
  CHECK(testing::all_close(loaded.predict(x, {.verbose = 0}), y, 0));
#endif
}

TEST_CASE("IntegerLookup is Keras's, and the same from a file") {
  for (const Json& row : rows("integer_lookup")) {
    INFO(row["args"]);
    const IntegerLookup layer = integer_lookup(row["args"]);
    if (row.contains("adapt")) layer.adapt(integers(row["adapt"]));
    check_vocabulary(layer, row);
    const Tensor x = integers(row["data"]);
    check_result(layer(x), row["result"]);
    check_saved(layer, x);
    if (row.contains("config")) check_config(layer, row["config"]);
  }
}

TEST_CASE("Hashing is Keras's, and the same from a file") {
  for (const Json& row : rows("hashing")) {
    INFO(row["args"]);
    const Json& args = row["args"];
    HashingOptions o;
    if (!row.contains("texts")) o.mask_value = number_or_none(args, "mask_value");
    o.salt = salt_of(args);
    o.output_mode = args.value("output_mode", "int");
    const Hashing layer(args["num_bins"].get<index_t>(), o);
    if (row.contains("texts")) {
      std::optional<std::string> mask;
      if (args.contains("mask_value")) mask = args["mask_value"].get<std::string>();
      check_result(layer.of(row["texts"].get<std::vector<std::string>>(), mask), row["result"]);
      continue;
    }
    const Tensor x = integers(row["data"]);
    check_result(layer(x), row["result"]);
    if (x.rank() == 2) check_saved(layer, x);
    if (row.contains("config")) check_config(layer, row["config"]);
  }
}

TEST_CASE("functions of your own standardize and split") {
  const auto upper = [](const std::string& text) {
    std::string out = text;
    for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
  };
  const auto halves = [](const std::string& text) {
    return std::vector<std::string>{text.substr(0, text.size() / 2), text.substr(text.size() / 2)};
  };
  TextVectorization layer({.standardize = upper, .split = halves});
  layer.adapt({"abcd", "abab"});
  CHECK(layer.get_vocabulary() == std::vector<std::string>{"", "[UNK]", "AB", "CD"});
  CHECK(values(layer({"cdxx"})) == std::vector<double>{3, 1});
  TextVectorization bytes({.split = "character"});
  bytes.adapt({"a\xff"});
  CHECK(bytes.get_vocabulary(false) == std::vector<std::string>{"\xEF\xBF\xBD", "a"});
}

TEST_CASE("lookups say what is missing or does not fit") {
  StringLookup empty;
  CHECK_THROWS_AS(empty({"a"}), state_error);
  CHECK_THROWS_AS(empty.adapt(std::vector<std::string>{}), value_error);
  CHECK_THROWS_AS(StringLookup({.vocabulary = {"a"}}).adapt({"a"}), state_error);
  CHECK_THROWS_WITH(StringLookup({.vocabulary = {"a", "a"}}), Catch::Contains("\"a\" twice"));
  CHECK_THROWS_AS(StringLookup({.mask_token = "a", .vocabulary = {"b", "a"}}), value_error);
  CHECK_THROWS_AS(StringLookup({.max_tokens = 2, .vocabulary = {"b", "a"}}), value_error);
  CHECK_THROWS_AS(StringLookup({.max_tokens = 1}), value_error);
  CHECK_THROWS_AS(StringLookup({.vocabulary = {"a"}, .output_mode = "tf_idf"}), value_error);
  CHECK_THROWS_AS(StringLookup({.vocabulary = {"a"}, .idf_weights = {1}}), value_error);
  CHECK_THROWS_AS(StringLookup({.output_mode = "binaries"}), name_error);
  CHECK_THROWS_AS(StringLookup({.invert = true, .output_mode = "count"}), value_error);
  CHECK_THROWS_AS(StringLookup({.pad_to_max_tokens = true}), value_error);
  CHECK_THROWS_WITH(StringLookup({.num_oov_indices = 0, .vocabulary = {"a"}})({"b"}), Catch::Contains("got \"b\""));
  const StringLookup given({.vocabulary = {"a"}}), inverse({.vocabulary = {"a"}, .invert = true});
  CHECK_THROWS_WITH(given({{"a", "b"}, {"a"}}), Catch::Contains("equally many words; got 2 and 1"));
  CHECK_THROWS_AS(given(Tensor({1})), value_error);
  CHECK_THROWS_AS(inverse({"a"}), value_error);
  CHECK_THROWS_AS(inverse(Tensor({1.5})), dtype_error);
  CHECK_THROWS_AS(TextVectorization({.standardize = "upper"}), name_error);
  CHECK_THROWS_AS(TextVectorization({.split = "words"}), name_error);
  CHECK_THROWS_AS(TextVectorization({.ngrams = 0}), value_error);
  CHECK_THROWS_AS(TextVectorization({.output_mode = "count", .output_sequence_length = 3}), value_error);
  CHECK_THROWS_AS(TextVectorization()({"a"}), state_error);
  CHECK_THROWS_AS(TextVectorization({.vocabulary = {"a"}})({{"a", "b"}}), shape_error);
  CHECK(TextVectorization({.vocabulary = {"a"}})({"", ""}).shape() == Shape{2, 0});
  CHECK_THROWS_AS(IntegerLookup()(Tensor({1})), state_error);
  CHECK_THROWS_AS(IntegerLookup({.oov_method = "md5"}), name_error);
  CHECK_THROWS_AS(IntegerLookup({.salt = {1}}), value_error);
  CHECK_THROWS_AS(IntegerLookup({.vocabulary = {1}}).adapt(Tensor({1})), state_error);
  CHECK_THROWS_AS(Hashing(0), value_error);
  CHECK_THROWS_AS(Hashing(3, {.output_mode = "hot"}), name_error);
  CHECK_THROWS_AS(Hashing(3, {.salt = {1, 2, 3}}), value_error);
}

}  // namespace lookups_test
#endif
