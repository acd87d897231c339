// What Keras's preprocessing gives: the table golden/preprocessing/keras.json, made by golden/make_preprocessing.py,
// and the one of the same form outside.
#include <keratin/data/timeseries_dataset.hpp>
#include <keratin/io/file.hpp>
#include <keratin/preprocessing/preprocessing.hpp>
#include <keratin/utils/normalize.hpp>
#include <keratin/utils/numpy_utils.hpp>
#include <keratin/utils/pad_sequences.hpp>

#include <catch2/catch.hpp>

#include "support/golden_count.hpp"
#include "support/skip.hpp"
#include "support/temporary.hpp"
#include "support/tensors.hpp"

#if !defined(KERATIN_NO_JSON)
#include <nlohmann/json.hpp>

namespace preprocessing_table_test {

using namespace keratin;
using Json = nlohmann::ordered_json;
using preprocessing::Sequences, preprocessing::Tokenizer;
using testing::values;

/// The number or text at `name`, or what it is otherwise.
template <class T>
T get(const Json& j, const char* name, T otherwise) {
  return j.contains(name) && !j[name].is_null() ? j[name].get<T>() : otherwise;
}
std::optional<Int> get_int(const Json& j, const char* name) {
  return j.contains(name) && !j[name].is_null() ? std::optional<Int>(j[name].get<index_t>()) : std::nullopt;
}
Shape shape_of(const Json& j) {
  Shape shape;
  for (const Json* part = &j; part->is_array(); part = &(*part)[0]) {
    shape.push_back(static_cast<index_t>(part->size()));
    if (part->empty()) break;
  }
  return shape;
}
void collect(const Json& j, std::vector<double>& numbers) {
  if (j.is_array())
    for (const Json& part : j) collect(part, numbers);
  else
    numbers.push_back(j.get<double>());
}
Tensor tensor(const Json& j) {
  std::vector<double> numbers;
  collect(j, numbers);
  return Tensor::from(numbers, shape_of(j));
}
void check_near(const Tensor& got, const Json& want) {
  std::vector<double> numbers;
  collect(want, numbers);
  const auto v = values(got);
  REQUIRE(v.size() == numbers.size());
  for (std::size_t i = 0; i < v.size(); ++i) CHECK(std::abs(v[i] - numbers[i]) <= 1e-6 + 1e-5 * std::abs(numbers[i]));
}

void text_to_word_sequence(const Json& row) {
  const Json& args = row["args"];
  preprocessing::TextToWordSequenceOptions options;
  options.filters = get(args, "filters", options.filters);
  options.lower = get(args, "lower", true);
  options.split = get(args, "split", options.split);
  CHECK(preprocessing::text_to_word_sequence(row["text"].get<std::string>(), options) ==
        row["words"].get<std::vector<std::string>>());
}

void hashing_trick(const Json& row) {
#if !defined(KERATIN_NO_CURL) && !defined(KERATIN_NO_OPENSSL)
  const auto hash = row["hash_function"].get<std::string>();
  CHECK(preprocessing::hashing_trick(row["text"].get<std::string>(), row["n"].get<index_t>(),
                                     {.hash_function = hash}) == row["ids"].get<std::vector<int>>());
#else
  static_cast<void>(row);
#endif
}

template <class Map>
void check_map(const Map& map, const Json& want) {
  CHECK(map.size() == want.size());
  for (const auto& [key, value] : map) {
    INFO(to_text(key));
    REQUIRE(want.contains(to_text(key)));
    CHECK(want[to_text(key)] == Json(value));
  }
}
std::vector<std::string> texts(const Json& row, const char* name) { return row[name].get<std::vector<std::string>>(); }

Tokenizer fitted(const Json& row) {
  const Json& args = row["args"];
  preprocessing::TokenizerOptions options;
  options.num_words = get_int(args, "num_words");
  options.filters = get(args, "filters", options.filters);
  options.lower = get(args, "lower", true);
  options.split = get(args, "split", options.split);
  options.char_level = get(args, "char_level", false);
  if (args.contains("oov_token")) options.oov_token = args["oov_token"].get<std::string>();
  Tokenizer tok(options);
  tok.fit_on_texts(texts(row, "fit_texts"));
  return tok;
}
/// All that Keras writes of a Tokenizer; the order within its dictionaries of counted texts is Python's and chance.
void check_json(const std::string& got, const std::string& want) {
  Json a = Json::parse(got), b = Json::parse(want);
  for (const char* unordered : {"word_docs", "index_docs", "index_word"}) {
    CHECK(nlohmann::json::parse(a["config"][unordered].get<std::string>()) ==
          nlohmann::json::parse(b["config"][unordered].get<std::string>()));
    b["config"][unordered] = a["config"][unordered];
  }
  CHECK(got.size() == want.size());
  CHECK(a.dump() == b.dump());
}

void tokenizer(const Json& row) {
  const Tokenizer tok = fitted(row);
  CHECK(tok.document_count == row["document_count"].get<index_t>());
  check_map(tok.word_counts, row["word_counts"]);
  std::vector<std::string> order;
  for (const auto& [word, count] : tok.word_counts) order.push_back(word);
  CHECK(order == texts(row, "word_counts_order"));
  check_map(tok.word_docs, row["word_docs"]);
  check_map(tok.word_index, row["word_index"]);
  check_map(tok.index_docs, row["index_docs"]);
  for (const auto& [number, word] : tok.index_word) CHECK(tok.word_index[word] == number);
  CHECK(tok.texts_to_sequences(texts(row, "fit_texts")) == row["sequences_fit"].get<Sequences>());
  const Sequences sequences = tok.texts_to_sequences(texts(row, "test_texts"));
  CHECK(sequences == row["sequences_test"].get<Sequences>());
  CHECK(tok.sequences_to_texts(sequences) == texts(row, "back_to_texts"));
  if (row.contains("matrix") && !row["matrix"].is_null())
    for (const auto& [mode, rows] : row["matrix"].items()) {
      INFO(mode);
      check_near(tok.texts_to_matrix(texts(row, "test_texts"), mode), rows);
    }
  if (row.contains("to_json")) check_json(tok.to_json(), row["to_json"].get<std::string>());
  const Tokenizer same = preprocessing::tokenizer_from_json(tok.to_json());
  CHECK(same.to_json() == tok.to_json());
  CHECK(same.texts_to_sequences(texts(row, "test_texts")) == sequences);
}

void tokenizer_second_fit(const Json& all) {
  const Json& row = all["tokenizer_second_fit"];
  Tokenizer tok = fitted(all["tokenizer"][3]);
  tok.fit_on_texts(texts(all["tokenizer"][3], "test_texts"));
  check_map(tok.word_index, row["word_index"]);
  CHECK(tok.document_count == row["document_count"].get<index_t>());
  check_json(tok.to_json(), row["to_json"].get<std::string>());
  const Tokenizer theirs = preprocessing::tokenizer_from_json(row["to_json"].get<std::string>());
  CHECK(theirs.word_index == tok.word_index);
  CHECK(theirs.index_docs == tok.index_docs);
}

void tokenizer_lists(const Json& row) {
  using Lists = std::vector<std::vector<std::string>>;
  Tokenizer tok;
  tok.fit_on_texts(row["fit"].get<Lists>());
  check_map(tok.word_index, row["word_index"]);
  CHECK(tok.texts_to_sequences({{"b", "c", "zz"}}) == row["seq"].get<Sequences>());
}

void fit_on_sequences(const Json& row) {
  Tokenizer tok({.num_words = row["num_words"].get<index_t>()});
  tok.fit_on_sequences(row["sequences"].get<Sequences>());
  CHECK(tok.document_count == row["document_count"].get<index_t>());
  check_map(tok.index_docs, row["index_docs"]);
  check_near(tok.sequences_to_matrix(row["sequences"].get<Sequences>(), "tfidf"), row["tfidf"]);
}

void pad_sequences(const Json& row) {
  utils::PadSequencesOptions options;
  options.maxlen = get_int(row, "maxlen");
  options.padding = row["padding"].get<std::string>();
  options.truncating = row["truncating"].get<std::string>();
  options.value = row["value"].get<double>();
  for (const DType known : {float32, int32, int64, uint8, bool_})
    if (row["dtype"] == to_text(known)) options.dtype = known;
  const Json& sequences = row["sequences"];
  std::vector<Tensor> tensors;
  for (const Json& s : sequences) tensors.push_back(tensor(s));
  const Tensor padded = utils::pad_sequences(tensors, options);
  CHECK(padded.dtype() == options.dtype);
  if (row.contains("shape"))
    CHECK(padded.shape() == Shape(row["shape"].get<std::vector<index_t>>()));
  else
    CHECK(padded.shape() == shape_of(row["result"]));
  check_near(padded, row["result"]);
  for (const Tensor& t : tensors)
    if (t.rank() > 1) return;
  check_near(utils::pad_sequences(sequences.get<std::vector<std::vector<double>>>(), options), row["result"]);
}

void to_categorical(const Json& row) {
  const Tensor y = utils::to_categorical(tensor(row["x"]), get_int(row, "num_classes"));
  CHECK(y.shape() == Shape(row["shape"].get<std::vector<index_t>>()));
  CHECK(testing::same_bits(y, tensor(row["result"]).cast(float32)));
}
void normalize(const Json& row) {
  check_near(utils::normalize(tensor(row["x"]), row["axis"].get<index_t>(), row["order"].get<index_t>()),
             row["result"]);
}
void sampling_table(const Json& row) {
  const auto check = [](const std::vector<double>& table, const Json& want, std::size_t step) {
    for (std::size_t i = 0; i < want.size(); ++i)
      CHECK(table.at(i * step) == Approx(want[i].get<double>()).epsilon(1e-12));
  };
  check(preprocessing::make_sampling_table(row["size"].get<index_t>()), row["table"], 1);
  check(preprocessing::make_sampling_table(row["size2"].get<index_t>(), row["sampling_factor2"].get<double>()),
        row["table2"], get(row, "step2", std::size_t{1}));
}
void skipgrams(const Json& row) {
  const Json& args = row["args"];
  const auto [couples, labels] =
      preprocessing::skipgrams(row["sequence"].get<std::vector<int>>(), row["vocabulary_size"].get<index_t>(),
                               {.window_size = args["window_size"].get<index_t>(),
                                .negative_samples = args["negative_samples"].get<double>(),
                                .shuffle = args["shuffle"].get<bool>(),
                                .categorical = get(args, "categorical", false)});
  check_near(couples, row["couples"]);
  CHECK(labels.shape() == shape_of(row["labels"]));
  check_near(labels, row["labels"]);
}

void check_batch(const Batch& got, const Json& want) {
  CHECK(got.x[0].shape() == shape_of(want["x"]));
  check_near(got.x[0], want["x"]);
  check_near(got.y[0], want["y"]);
}
void timeseries_dataset(const Json& row) {
  const Json& args = row["args"];
  utils::TimeseriesDatasetOptions options;
  options.sequence_stride = get(args, "sequence_stride", index_t{1});
  options.sampling_rate = get(args, "sampling_rate", index_t{1});
  options.batch_size = args["batch_size"].get<index_t>();
  options.start_index = get_int(args, "start_index");
  options.end_index = get_int(args, "end_index");
  const Tensor data = arange(20, float32), targets = arange(0, 200, 10, float32);
  std::size_t i = 0;
  for (const Batch& b :
       utils::timeseries_dataset_from_array(data, targets, args["sequence_length"].get<index_t>(), options)) {
    REQUIRE(i < row["batches"].size());
    check_batch(b, row["batches"][i++]);
  }
  CHECK(i == row["batches"].size());
}
void timeseries_generator(const Json& row) {
  const Json& args = row["args"];
  preprocessing::TimeseriesGenerator series(arange(20, float32).reshape({20, 1}), arange(0, 200, 10, float32),
                                            args["length"].get<index_t>(),
                                            {.sampling_rate = get(args, "sampling_rate", index_t{1}),
                                             .stride = get(args, "stride", index_t{1}),
                                             .start_index = get(args, "start_index", index_t{0}),
                                             .end_index = get_int(args, "end_index"),
                                             .reverse = get(args, "reverse", false),
                                             .batch_size = args["batch_size"].get<index_t>()});
  REQUIRE(series.size() == static_cast<index_t>(row["batches"].size()));
  for (index_t i = 0; i < series.size(); ++i) check_batch(series[i], row["batches"][static_cast<std::size_t>(i)]);
}

void check_table(const std::string& path, const std::string& set) {
  using Check = void (*)(const Json&);
  const std::map<std::string, Check> rows = {{"text_to_word_sequence", text_to_word_sequence},
                                             {"hashing_trick_md5", hashing_trick},
                                             {"tokenizer", tokenizer},
                                             {"tokenizer_lists", tokenizer_lists},
                                             {"fit_on_sequences", fit_on_sequences},
                                             {"pad_sequences", pad_sequences},
                                             {"to_categorical", to_categorical},
                                             {"normalize", normalize},
                                             {"sampling_table", sampling_table},
                                             {"skipgrams_no_negatives", skipgrams},
                                             {"timeseries_dataset", timeseries_dataset},
                                             {"TimeseriesGenerator", timeseries_generator}};
  const Json table = Json::parse(io::read_file(path));
  testing::GoldenCount count(set);
  for (const auto& [name, all] : table.items()) {
    INFO(name);
    if (name == "tolerance") continue;
    if (name == "tokenizer_second_fit") {
      tokenizer_second_fit(table);
      count.ran();
      continue;
    }
    REQUIRE(rows.contains(name));  // the whole table is checked
    const auto check = [&, check_row = rows.at(name)](const Json& row) {
      INFO(row.dump().substr(0, 400));
      check_row(row);
      count.ran();
    };
    if (all.is_array())
      for (const Json& row : all) check(row);
    else
      check(all);
  }
}

TEST_CASE("preprocessing is Keras's") { check_table(testing::golden("preprocessing/keras.json"), "preprocessing"); }

TEST_CASE("preprocessing is Keras's, as the table outside has it") {
  const std::string path = testing::shared("golden/tables/preprocessing.json");
  if (path.empty()) KERATIN_SKIP("needs golden/tables/preprocessing.json");
  check_table(path, "tables/preprocessing");
}

}  // namespace preprocessing_table_test
#endif
