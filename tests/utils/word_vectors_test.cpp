// utils/word_vectors.hpp, utils/plot_words.hpp.
#include <keratin/ops/matmul.hpp>
#include <keratin/ops/operators.hpp>
#include <keratin/utils/plot_words.hpp>
#include <keratin/utils/word_vectors.hpp>

#include <catch2/catch.hpp>

#include "support/pictures.hpp"
#include "support/tensors.hpp"

namespace word_vectors_test {

using namespace keratin;
using namespace keratin::testing;

const std::vector<std::string> words = {"", "cat", "dog", "car", "kitten's"};
Tensor vectors() { return Tensor({{9.f, 9.f}, {1.f, 0.1f}, {0.9f, 0.4f}, {0.f, -1.f}, {2.f, 0.2f}}); }

TEST_CASE("save_word2vec: a line for each word, the shortest digits that give the same float") {
  const TemporaryFolder folder;
  utils::save_word2vec(folder / "v.txt", words, vectors());
  CHECK(io::read_file(folder / "v.txt") == "4 2\ncat 1 0.1\ndog 0.9 0.4\ncar 0 -1\nkitten's 2 0.2\n");
  CHECK_THROWS_AS(utils::save_word2vec(folder / "v.txt", {"a"}, vectors()), shape_error);
  CHECK_THROWS_AS(utils::save_word2vec(folder / "v.txt", {"", "a b", "c", "d", "e"}, vectors()), value_error);
  CHECK_THROWS_AS(utils::save_word2vec(folder / "none/v.txt", words, vectors()), file_error);
}

TEST_CASE("most_similar: by the angle, the word itself and empty ones left out") {
  const auto all = utils::most_similar(words, vectors(), "cat");
  REQUIRE(all.size() == 3);
  CHECK(all[0].first == "kitten's");
  CHECK(all[0].second == Approx(1));
  CHECK(all[1].first == "dog");
  CHECK(all[1].second == Approx(0.94 / std::sqrt(1.01 * 0.97)));
  CHECK(all[2].first == "car");
  CHECK(utils::most_similar(words, vectors(), "cat", 1).size() == 1);
  CHECK_THROWS_AS(utils::most_similar(words, vectors(), "cow"), name_error);
  CHECK_THROWS_AS(utils::most_similar(words, vectors(), ""), name_error);
}

TEST_CASE("plot_words: the words at their principal components") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  utils::plot_words(words, vectors(), folder / "w.svg", {.title = "Words"});
  const std::string svg = io::read_file(folder / "w.svg");
  for (const char* text : {"cat", "dog", "car", "kitten's", "Words"})
    CHECK(occurrences(svg, concat(">", text, "<")) == 1);
  utils::plot_words(words, vectors(), folder / "w.png", {.count = 2});
  CHECK(png_size(io::read_file(folder / "w.png")) == std::pair(1200, 900));
  CHECK_THROWS_AS(utils::plot_words({"", ""}, zeros({2, 3}), folder / "x.png"), value_error);
  CHECK_THROWS_AS(utils::plot_words({"a", "b"}, zeros({2, 1}), folder / "x.png"), value_error);
}

TEST_CASE("principal_plane: distances of rows that lie in a plane are kept, however many numbers a vector has") {
  for (const index_t count : {6, 40}) {
    const Tensor flat = random_tensor({count, 2}), turn = random_tensor({2, 12}, -1, 1, 2);
    // Two orthonormal rows, so that the plane is only turned.
    double* const t = turn.data<double>();
    double dot = 0, a = 0, b = 0;
    for (int j = 0; j < 12; ++j) a += t[j] * t[j];
    for (int j = 0; j < 12; ++j) dot += t[j] * t[12 + j] / a;
    for (int j = 0; j < 12; ++j) t[12 + j] -= dot * t[j];
    for (int j = 0; j < 12; ++j) b += t[12 + j] * t[12 + j];
    for (int j = 0; j < 12; ++j) t[j] /= std::sqrt(a), t[12 + j] /= std::sqrt(b);
    const auto plane = values(utils::principal_plane(ops::matmul(flat, turn))), from = values(flat);
    const auto apart = [](const std::vector<double>& p, std::size_t i) {
      return std::hypot(p[2 * i] - p[0], p[2 * i + 1] - p[1]);
    };
    for (std::size_t i = 1; i < static_cast<std::size_t>(count); ++i) CHECK(apart(plane, i) == Approx(apart(from, i)));
  }
}

}  // namespace word_vectors_test
