// imdb and reuters: what Keras reads from the same files (golden/make_datasets.py).
#include <keratin/datasets/imdb.hpp>
#include <keratin/datasets/reuters.hpp>
#include <keratin/io/file.hpp>
#include <keratin/utils/pad_sequences.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/skip.hpp"
#include "support/temporary.hpp"
#include "support/tensors.hpp"

#if !defined(KERATIN_NO_ZIP) && !defined(KERATIN_NO_JSON)
#include <nlohmann/json.hpp>

namespace words_test {

using namespace keratin;
using datasets::WordLists, datasets::WordSplit;
using testing::Environment, testing::golden, testing::TemporaryFolder, testing::values;
using Json = nlohmann::json;

std::optional<Int> number_or_none(const Json& args, const char* name, std::optional<Int> otherwise) {
  if (!args.contains(name)) return otherwise;
  return args[name].is_null() ? std::nullopt : std::optional<Int>(args[name].get<index_t>());
}
template <class Options>
Options options_from(const Json& args) {
  Options o;
  o.num_words = number_or_none(args, "num_words", std::nullopt);
  o.skip_top = args.value("skip_top", index_t{0});
  o.maxlen = number_or_none(args, "maxlen", std::nullopt);
  if constexpr (requires { o.test_split; }) o.test_split = args.value("test_split", 0.2);
  o.seed = args.value("seed", index_t{113});
  o.start_char = number_or_none(args, "start_char", 1);
  o.oov_char = number_or_none(args, "oov_char", 2);
  o.index_from = args.value("index_from", index_t{3});
  return o;
}
void check(const WordLists& got, const Json& want) {
  CHECK(got.x == want[0].get<std::vector<std::vector<int>>>());
  CHECK(values(got.y) == want[1].get<std::vector<double>>());
  CHECK(got.y.dtype() == int64);
}
Json expected(const char* name) { return Json::parse(io::read_file(golden("datasets/expected.json")))[name]; }

TEST_CASE("imdb and reuters are Keras's") {
  const Environment data("KERATIN_DATA", golden("datasets/words"));
  for (const Json& row : expected("imdb")) {
    INFO(row["args"]);
    const WordSplit split = datasets::imdb::load_data(options_from<datasets::imdb::LoadDataOptions>(row["args"]));
    check(split.train, row["split"][0]);
    check(split.test, row["split"][1]);
  }
  for (const Json& row : expected("reuters")) {
    INFO(row["args"]);
    const auto [train, test] =
        datasets::reuters::load_data(options_from<datasets::reuters::LoadDataOptions>(row["args"]));
    check(train, row["split"][0]);
    check(test, row["split"][1]);
  }
  CHECK(datasets::reuters::get_label_names().size() == 46);
  CHECK(datasets::reuters::get_label_names()[3] == "earn");
}

TEST_CASE("word indices are read as they stand") {
  const Environment data("KERATIN_DATA", golden("datasets/words"));
  for (const WordMap<int>& index : {datasets::imdb::get_word_index(), datasets::reuters::get_word_index()}) {
    CHECK(index == WordMap<int>{{"the", 1}, {"a \"b\"", 2}, {"café", 3}});
    CHECK(index.begin()->first == "the");
  }
}

TEST_CASE("sets of words that are not there, damaged or of another kind") {
  const TemporaryFolder folder;
  const Environment https("https_proxy", "http://127.0.0.1:1"), none("no_proxy", "");
  const Environment home("KERAS_HOME", folder / "cache"), data("KERATIN_DATA", folder.path());
  CHECK_THROWS_WITH(datasets::imdb::load_data(), Catch::Contains(folder / "imdb.npz") && Catch::Contains("https://") &&
                                                     Catch::Contains("KERATIN_DATA"));
  std::filesystem::copy_file(golden("datasets/words/reuters.npz"), folder / "imdb.npz");
  CHECK_THROWS_WITH(datasets::imdb::load_data(), Catch::Contains("x_train.npy"));
  std::filesystem::copy_file(golden("io/sets/mnist.npz"), folder / "other.npz");
  CHECK_THROWS_WITH(datasets::imdb::load_data({.path = "other.npz"}),
                    Catch::Contains("lists of numbers (dtype object)"));
  io::write_file(folder / "reuters.npz", io::read_file(golden("datasets/words/reuters.npz")).substr(0, 400));
  CHECK_THROWS_AS(datasets::reuters::load_data(), file_error);
  io::write_file(folder / "imdb_word_index.json", "{\"a\": \"b\"}");
  CHECK_THROWS_WITH(datasets::imdb::get_word_index(), Catch::Contains("another value for \"a\""));
  const Environment good("KERATIN_DATA", golden("datasets/words"));
  CHECK_THROWS_WITH(datasets::imdb::load_data({.maxlen = 1}), Catch::Contains("shorter than maxlen"));
  CHECK_THROWS_AS(datasets::imdb::load_data({.index_from = INT32_MAX}), value_error);
  CHECK_THROWS_AS(datasets::imdb::load_data({.seed = -1}), value_error);
  CHECK_THROWS_AS(datasets::reuters::load_data({.test_split = 1.5}), value_error);
}

TEST_CASE("the real IMDB has its 50,000 reviews") {
  const std::string folder = testing::shared("data");
  if (folder.empty() || !std::filesystem::exists(folder + "/imdb.npz")) KERATIN_SKIP("needs data/imdb.npz");
  const Environment data("KERATIN_DATA", folder);
  const auto [train, test] = datasets::imdb::load_data({.num_words = 20000});
  CHECK(train.x.size() == 25000);
  CHECK(test.x.size() == 25000);
  // the first review that Keras's tutorials print
  const std::vector<int> first(train.x[0].begin(), train.x[0].begin() + 8);
  CHECK(first == std::vector<int>{1, 14, 22, 16, 43, 530, 973, 1622});
  CHECK(train.x[0].size() == 218);
  CHECK(train.y.at<std::int64_t>(0) == 1);
  double praise = 0;
  for (const double y : values(train.y)) praise += y;
  CHECK(praise == 12500);
  const Tensor x = utils::pad_sequences(train.x, {.maxlen = 140});
  CHECK(x.shape() == Shape{25000, 140});
  const auto index = datasets::imdb::get_word_index();
  CHECK(index.size() == 88584);
  CHECK(index["the"] == 1);
}

}  // namespace words_test
#endif
