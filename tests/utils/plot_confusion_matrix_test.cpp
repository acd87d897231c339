// plot_confusion_matrix and normalize_confusion_matrix: numbers, names and colours of the cells; errors.
#include <keratin/utils/normalize_confusion_matrix.hpp>
#include <keratin/utils/plot_confusion_matrix.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

namespace plot_confusion_matrix_test {

using namespace keratin;
using testing::occurrences;
using testing::TemporaryFolder;
using utils::normalize_confusion_matrix;
using utils::plot_confusion_matrix;

const Tensor& counts() {
  static const Tensor matrix = Tensor({{123, 1, 0}, {7, 45, 8}, {0, 0, 0}}).cast(int64);
  return matrix;
}

TEST_CASE("normalize_confusion_matrix divides by rows") {
  const Tensor shares = normalize_confusion_matrix(counts());
  CHECK(shares.dtype() == float64);
  CHECK(shares.at<double>(0, 0) == 123 / 124.0);
  CHECK(shares.at<double>(1, 0) == 7 / 60.0);
  CHECK(shares.at<double>(1, 1) == 0.75);
  CHECK(shares.at<double>(2, 2) == 0);  // nobody is of that class
  CHECK_THROWS_AS(normalize_confusion_matrix(zeros({2, 3})), shape_error);
  CHECK_THROWS_AS(normalize_confusion_matrix(full({2, 2}, NAN)), value_error);
}

TEST_CASE("plot_confusion_matrix: counts or shares in the cells, names beside them") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  plot_confusion_matrix(counts(), folder / "c.svg", {.class_names = {"cat_1", "50% dog", "it's"}, .title = "Pets"});
  const std::string svg = io::read_file(folder / "c.svg");
  for (const char* number : {"123", "45"}) CHECK(occurrences(svg, concat("<text>", number, "</text>")) == 1);
  CHECK(occurrences(svg, "<text>0</text>") == 5);  // one is the legend's
  for (const char* name : {"cat_1", "50% dog", "it's"}) CHECK(occurrences(svg, concat(">", name, "<")) == 2);
  for (const char* text : {"true class", "predicted class", "Pets"})
    CHECK(occurrences(svg, concat(">", text, "<")) == 1);
  plot_confusion_matrix(counts(), folder / "n.svg", {.normalize = true});
  const std::string shares = io::read_file(folder / "n.svg");
  for (const char* number : {"0.99", "0.01", "0.75", "0.12", "0.13"})
    CHECK(occurrences(shares, concat("<text>", number, "</text>")) == 1);
  CHECK(occurrences(shares, "<text>0.00</text>") == 4);
  CHECK(folder.count() == 2);
}

TEST_CASE("plot_confusion_matrix: white on dark cells, dark on light ones") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  plot_confusion_matrix(counts(), folder / "c.svg");
  const std::string svg = io::read_file(folder / "c.svg");
  const auto colour_before = [&](const std::string& text) {
    const std::size_t at = svg.find("<text>" + text + "</text>");
    REQUIRE(at != svg.npos);
    const std::size_t fill = svg.rfind("fill=\"", at) + 6;
    return svg.substr(fill, svg.find('"', fill) - fill);
  };
  CHECK(colour_before("123") == "rgb(255,255,255)");
  CHECK(colour_before("45") == "rgb(32,32,32)");
}

TEST_CASE("plot_confusion_matrix: any number of classes") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  plot_confusion_matrix(ones({1, 1}), folder / "one.png");
  plot_confusion_matrix(zeros({2, 2}), folder / "zeros.png");
  plot_confusion_matrix(full({60, 60}, 1234), folder / "many.svg");
  CHECK(occurrences(io::read_file(folder / "many.svg"), "<text>1234</text>") == 0);
  CHECK(folder.count() == 3);
}

TEST_CASE("plot_confusion_matrix: errors") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(plot_confusion_matrix(zeros({2, 3}), folder / "c.png"),
                    Catch::Contains("(classes, classes); got (2, 3)"));
  CHECK_THROWS_AS(plot_confusion_matrix(zeros({0, 0}), folder / "c.png"), shape_error);
  CHECK_THROWS_WITH(plot_confusion_matrix(full({2, 2}, NAN), folder / "c.png"), Catch::Contains("got nan"));
  CHECK_THROWS_WITH(plot_confusion_matrix(full({2, 2}, -1), folder / "c.png"), Catch::Contains("from 0 on; got -1"));
  CHECK_THROWS_WITH(plot_confusion_matrix(zeros({2, 2}), folder / "c.png", {.class_names = {"a"}}),
                    Catch::Contains("expected 2 class_names; got 1"));
  CHECK_THROWS_AS(plot_confusion_matrix(zeros({2, 2}), folder / "c.png", {.cmap = "blue"}), name_error);
  CHECK_THROWS_AS(plot_confusion_matrix(zeros({2, 2}), folder / "c.txt"), value_error);
  const testing::Environment path("PATH", folder.path());
  CHECK_THROWS_WITH(plot_confusion_matrix(zeros({2, 2}), folder / "c.png"),
                    Catch::Contains("apt-get install gnuplot-nox"));
  CHECK(folder.count() == 0);
}

}  // namespace plot_confusion_matrix_test
