// Tokenizer beside what Keras's tables hold (golden_table_test.cpp): arguments, generators, errors, files of others.
#include <keratin/preprocessing/preprocessing.hpp>
#include <keratin/utils/pad_sequences.hpp>

#include <array>
#include <catch2/catch.hpp>
#include <list>
#include <sstream>

#include "support/tensors.hpp"

namespace tokenizer_test {

using namespace keratin;
using preprocessing::Sequences, preprocessing::Tokenizer;
using Words = std::vector<std::string>;
using testing::values;

TEST_CASE("a Tokenizer takes texts in whatever list, and lists of words") {
  const Words docs = {"the fox", "the dog"};
  const std::array<std::string_view, 2> views = {"the fox", "the dog"};
  const std::list<std::string> linked(docs.begin(), docs.end());
  const Sequences expected = {{1, 2}, {1, 3}};
  Tokenizer tok;
  tok.fit_on_texts(docs);
  CHECK(tok.texts_to_sequences(docs) == expected);
  CHECK(tok.texts_to_sequences(views) == expected);
  CHECK(tok.texts_to_sequences(linked) == expected);
  CHECK(tok.texts_to_sequences({"the fox", "the dog"}) == expected);
  CHECK(tok.texts_to_sequences({docs[0], docs[1]}) == expected);
  CHECK(tok.texts_to_sequences({{"The", "fox"}, {"the", "dog"}}) == expected);
  CHECK(tok.texts_to_sequences(std::vector<Words>{{"the", "fox"}, {"the", "dog"}}) == expected);
  CHECK(tok.texts_to_sequences(Words{}).empty());
  STATIC_REQUIRE(!std::is_convertible_v<const std::string&, Texts>);  // Python would take its characters
  STATIC_REQUIRE(!std::is_convertible_v<const char*, Texts>);
}

TEST_CASE("what a Tokenizer has learned reads as in Keras") {
  Tokenizer tok({.num_words = 3});
  tok.fit_on_texts({"b a b", "c a", ""});
  CHECK(tok.word_index["b"] == 1);
  CHECK(tok.word_index.size() == 3);
  CHECK_THROWS_WITH(tok.word_index["d"], Catch::Contains("expected one of 3 words; got \"d\""));
  CHECK(tok.index_word.at(2) == "a");
  CHECK(tok.word_docs["a"] == 2);
  CHECK(tok.document_count == 3);
  Words words;
  for (const auto& [word, number] : tok.word_index) words.push_back(word + std::to_string(number));
  CHECK(words == Words{"b1", "a2", "c3"});
  CHECK(tok.texts_to_sequences({"a b c d"}) == Sequences{{2, 1}});
  const Tensor x = utils::pad_sequences(tok.texts_to_sequences({"a", "b a b"}), {.maxlen = 2});
  CHECK(values(x) == std::vector<double>{0, 2, 2, 1});
  Tokenizer copy = tok;
  copy.fit_on_texts({"d d d d"});
  CHECK(copy.word_index["d"] == 1);
  CHECK(tok.word_index["b"] == 1);
}

TEST_CASE("texts may come one by one") {
  const auto lines = [](const char* text) {
    return [in = std::make_shared<std::istringstream>(text)]() -> std::optional<std::string> {
      std::string line;
      return std::getline(*in, line) ? std::optional(line) : std::nullopt;
    };
  };
  Tokenizer tok;
  tok.fit_on_texts(lines("one two\ntwo three\n"));
  CHECK(tok.word_index["two"] == 1);
  auto next = tok.texts_to_sequences_generator(lines("three\nfour\ntwo one"));
  CHECK(next() == std::vector<int>{3});
  CHECK(next() == std::vector<int>{});
  CHECK(next() == std::vector<int>{1, 2});
  CHECK(next() == std::nullopt);
  auto again = tok.texts_to_sequences_generator({"two", "one"});
  CHECK(again() == std::vector<int>{1});
}

TEST_CASE("an analyzer cuts texts instead") {
  const auto halves = [](const std::string& text) {
    return Words{text.substr(0, text.size() / 2), text.substr(text.size() / 2)};
  };
  Tokenizer tok({.analyzer = halves});
  tok.fit_on_texts({"abab", "abcd"});
  CHECK(tok.word_counts["ab"] == 3);
  CHECK(preprocessing::hashing_trick(
            "AbcD", 9, {.hash_function = [](const std::string& w) { return w.size(); }, .analyzer = halves}) ==
        std::vector<int>{3, 3});
}

TEST_CASE("a Tokenizer says what it lacks") {
  Tokenizer empty, unknown({.oov_token = "?"});
  CHECK_THROWS_AS(empty.texts_to_matrix({"a"}), state_error);
  CHECK_THROWS_AS(unknown.texts_to_sequences({"a"}), state_error);
  CHECK_THROWS_AS(Tokenizer({.num_words = 3}).sequences_to_matrix({{1}}, "tfidf"), state_error);
  CHECK_THROWS_AS(Tokenizer({.num_words = 3}).sequences_to_matrix({{1}}, "one-hot"), name_error);
  CHECK_THROWS_WITH(Tokenizer({.num_words = 3}).sequences_to_matrix({{1, -1}}), Catch::Contains("from 0; got -1"));
  CHECK(values(Tokenizer({.num_words = 3}).sequences_to_matrix({{1, 3, 2, 1}, {}}, "count")) ==
        std::vector<double>{0, 2, 1, 0, 0, 0});
  CHECK_THROWS_AS(Tokenizer({.num_words = -1}), value_error);
  CHECK_THROWS_WITH(Tokenizer({.split = ""}), Catch::Contains("a split of at least one character"));
  CHECK_THROWS_AS(Tokenizer({.filters = "\xff"}), value_error);
  CHECK(empty.texts_to_sequences({"", "words unseen"}) == Sequences{{}, {}});
  CHECK(empty.sequences_to_texts({{1, 2}, {}}) == Words{"", ""});
}

TEST_CASE("bytes that are no UTF-8 are refused") {
  const std::string latin1 = "d\xe9j\xe0 vu", cut = "caf\xc3";
  for (const Tokenizer& tok : {Tokenizer(), Tokenizer({.lower = false}), Tokenizer({.char_level = true})}) {
    Tokenizer fresh = tok;
    CHECK_THROWS_WITH(fresh.fit_on_texts({latin1}),
                      Catch::Contains("the byte 233 at place 1") && Catch::Contains("iconv"));
    CHECK_THROWS_AS(fresh.fit_on_texts(std::vector<Words>{{cut}}), value_error);
  }
  CHECK_THROWS_AS(preprocessing::text_to_word_sequence(cut), value_error);
  CHECK_THROWS_AS(preprocessing::hashing_trick(latin1, 9), value_error);
}

TEST_CASE("hashing_trick gives the same numbers in every run") {
  // FNV-1a, as Python computes it
  CHECK(preprocessing::hashing_trick("the fox, the dog", 1000) == std::vector<int>{355, 492, 355, 553});
  CHECK(preprocessing::one_hot("the fox, the dog", 1000) == preprocessing::hashing_trick("the fox the dog", 1000));
  CHECK(preprocessing::one_hot("", 1000).empty());
  CHECK_THROWS_AS(preprocessing::one_hot("a", 1), value_error);
  CHECK_THROWS_AS(preprocessing::hashing_trick("a", 9, {.hash_function = "sha"}), name_error);
}

#if !defined(KERATIN_NO_JSON)
TEST_CASE("tokenizer_from_json refuses what to_json does not write") {
  const std::string good = Tokenizer({.num_words = 5}).to_json();
  CHECK(preprocessing::tokenizer_from_json(good).to_json() == good);
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& bad : {std::string(), std::string("[]"), std::string("{}"), std::string("{\"config\": 1}"),
                                 good.substr(0, good.size() / 2), changed("\"num_words\": 5", "\"num_words\": \"5\""),
                                 changed("\"lower\": true", "\"lower\": 1"), changed("\"split\"", "\"splits\""),
                                 changed("\"word_index\": \"{}\"", "\"word_index\": {}"),
                                 changed("\"word_index\": \"{}\"", "\"word_index\": \"[1]\""),
                                 changed("\"word_index\": \"{}\"", "\"word_index\": \"{\\\"a\\\": 5000000000}\""),
                                 changed("\"word_counts\": \"{}\"", "\"word_counts\": \"{\\\"a\\\": {\\\"b\\\": 1}}\""),
                                 changed("\"word_counts\": \"{}\"", "\"word_counts\": \"{\\\"a\\\": \\\"b\\\"}\""),
                                 changed("\"word_counts\": \"{}\"", "\"word_counts\": \"{\\\"a\\\": 1\""),
                                 changed("\"index_word\": \"{}\"", "\"index_word\": \"{\\\"a\\\": \\\"b\\\"}\""),
                                 changed("\"index_word\": \"{}\"", "\"index_word\": \"{\\\"1\\\": 1.5}\"")}) {
    INFO(bad);
    CHECK_THROWS_AS(preprocessing::tokenizer_from_json(bad), file_error);
  }
}
#endif

}  // namespace tokenizer_test
