// plot_scatter and plot_decision_boundary: points, legends, regions; errors.
#include <keratin/io/features.hpp>
#include <keratin/io/png.hpp>
#include <keratin/layers/layers.hpp>
#include <keratin/models/model.hpp>
#include <keratin/ops/ops.hpp>
#include <keratin/utils/plot_decision_boundary.hpp>
#include <keratin/utils/plot_scatter.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

namespace plot_scatter_test {

using namespace keratin;
using testing::occurrences;
using testing::TemporaryFolder;
using utils::plot_decision_boundary;
using utils::plot_scatter;

const Tensor& points() {
  static const Tensor xy({{0.f, 0.f}, {1.f, 0.f}, {0.f, 1.f}, {1.f, 1.f}, {0.5f, 2.f}});
  return xy;
}
const Tensor& labels() {
  static const Tensor classes({0, 1, 1, 0, 1});
  return classes;
}

TEST_CASE("plot_scatter: a mark for each point in the colour of its class, and a legend") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  plot_scatter(points(), labels(), folder / "s.svg",
               {.class_names = {"in_side", "out's"}, .title = "Set", .x_label = "width", .y_label = "height"});
  const std::string svg = io::read_file(folder / "s.svg");
  for (const char* text : {"in_side", "out's", "Set", "width", "height"})
    CHECK(occurrences(svg, concat(">", text, "<")) == 1);
  CHECK(occurrences(svg, "'#gpPt6' transform") == 5 + 2);
  for (const char* colour : {"rgb( 59,  76, 192)", "rgb(180,   4,  38)"}) CHECK(occurrences(svg, colour) > 0);
  plot_scatter(points(), ops::one_hot(labels(), 2), folder / "s.png");
  CHECK(testing::png_size(io::read_file(folder / "s.png")) == std::pair(960, 720));
  plot_scatter(points(), Tensor({0, 11, 3, 3, 0}), folder / "many.svg");
  const std::string many = io::read_file(folder / "many.svg");
  CHECK(occurrences(many, ">class 11<") == 1);
  CHECK(occurrences(many, ">class 1<") == 0);  // only those that occur
  plot_scatter(points(), folder / "plain.svg");
  CHECK(occurrences(io::read_file(folder / "plain.svg"), ">class") == 0);
  plot_scatter(full({1, 2}, 3), folder / "one.svg");
  CHECK(folder.count() == 5);
}

/// The colour of a pixel at a place of the axes, both from 0 to 1: found in a picture of known layout.
std::vector<int> colour(const io::Bitmap& b, double x, double y) {
  const auto column = static_cast<index_t>(x * static_cast<double>(b.width - 1));
  const auto row = static_cast<index_t>((1 - y) * static_cast<double>(b.height - 1));
  const auto from = b.bytes.begin() + (row * b.width + column) * b.channels;
  return {from[0], from[1], from[2]};
}

TEST_CASE("plot_decision_boundary: bands of probability, from a function and from a model") {
  for (const auto& [name, used] : io::features())
    if (name == "png" && !used) KERATIN_SKIP("needs libpng");
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  const auto left_to_right = [](const Tensor& xy) { return ops::sigmoid(20 * (xy.slice(0, 1, 1) - 0.5f)); };
  const auto check = [&](const char* file) {
    const io::Bitmap b = io::decode_png(io::read_file(folder / file), "test");
    const auto blue = colour(b, 0.2, 0.5), red = colour(b, 0.77, 0.5);
    CHECK(blue[2] > blue[0] + 60);
    CHECK(red[0] > red[2] + 60);
  };
  plot_decision_boundary(left_to_right, points(), labels(), folder / "f.png");
  check("f.png");
  const auto two = [&](const Tensor& xy) { return ops::concatenate({1.0f - left_to_right(xy), left_to_right(xy)}, 1); };
  plot_decision_boundary(two, points(), labels(), folder / "two.png", {.resolution = 50});
  check("two.png");
  Sequential model({Input({2}), layers::Dense(1, {.activation = "sigmoid"})});
  model.set_weights({Tensor({{20.f}, {0.f}}), Tensor({-10.f})});
  plot_decision_boundary(model, points(), labels(), folder / "m.png");
  check("m.png");
  plot_decision_boundary(model, points(), labels(), folder / "m.svg",
                         {.class_names = {"no", "yes"}, .title = "Logistic"});
  const std::string svg = io::read_file(folder / "m.svg");
  for (const char* text : {"no", "yes", "Logistic", "probability", "x1", "x2"})
    CHECK(occurrences(svg, concat(">", text, "<")) == 1);
}

TEST_CASE("plot_decision_boundary: several classes, and a function that is the same everywhere") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  const auto three = [](const Tensor& xy) { return ops::softmax(ops::concatenate({xy, 1.0f - xy.slice(0, 1, 1)}, 1)); };
  plot_decision_boundary(three, points(), Tensor({0, 1, 2, 0, 1}), folder / "three.png");
  const auto same = [](const Tensor& xy) { return full({xy.shape()[0], 1}, 0.25); };
  plot_decision_boundary(same, points(), labels(), folder / "same.png");
  plot_decision_boundary(same, points(), zeros({5}), folder / "one_class.png", {.resolution = 2});
  CHECK(folder.count() == 3);
}

TEST_CASE("plot_scatter, plot_decision_boundary: errors") {
  const TemporaryFolder folder;
  const std::string path = folder / "s.png";
  CHECK_THROWS_WITH(plot_scatter(zeros({3, 3}), path), Catch::Contains("points of shape (n, 2); got (3, 3)"));
  CHECK_THROWS_AS(plot_scatter(zeros({0, 2}), path), shape_error);
  CHECK_THROWS_WITH(plot_scatter(full({2, 2}, NAN), path), Catch::Contains("expected finite points; got nan"));
  CHECK_THROWS_AS(plot_scatter(points(), Tensor({0, 1}), path), shape_error);
  CHECK_THROWS_WITH(plot_scatter(points(), labels(), path, {.class_names = {"a"}}),
                    Catch::Contains("expected 2 class_names; got 1"));
  const auto wrong = [](const Tensor&) { return zeros({3, 1}); };
  CHECK_THROWS_WITH(plot_decision_boundary(wrong, points(), labels(), path),
                    Catch::Contains("(40000, classes); got (3, 1)"));
  const auto nan = [](const Tensor& xy) { return full({xy.shape()[0]}, NAN); };
  CHECK_THROWS_WITH(plot_decision_boundary(nan, points(), labels(), path), Catch::Contains("finite outputs; got nan"));
  CHECK_THROWS_AS(plot_decision_boundary(nan, points(), labels(), path, {.resolution = 1}), value_error);
  const testing::Environment environment("PATH", folder.path());
  CHECK_THROWS_WITH(plot_scatter(points(), path), Catch::Contains("apt-get install gnuplot-nox"));
  CHECK(folder.count() == 0);
}

}  // namespace plot_scatter_test
