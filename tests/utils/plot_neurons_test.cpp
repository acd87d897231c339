// plot_neurons: circles, lines and numbers; errors.
#include <keratin/utils/plot_neurons.hpp>

#include <catch2/catch.hpp>

#include "support/pictures.hpp"

namespace plot_neurons_test {

using namespace keratin;
using testing::occurrences;
using testing::TemporaryFolder;
using utils::plot_neurons;

std::string svg(const std::vector<Int>& layers, const utils::PlotNeuronsOptions& options = {}) {
  const TemporaryFolder folder;
  plot_neurons(layers, folder / "n.svg", options);
  return io::read_file(folder / "n.svg");
}

TEST_CASE("plot_neurons: a circle for each unit, dots where there are more") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const std::string small = svg({5, 4, 3});
  CHECK(occurrences(small, "<text>5</text>") == 1);
  CHECK(occurrences(small, "<text>4</text>") == 1);
  const std::string mlp = svg({784, 128, 10}, {.labels = {"input_x", "it's hidden", "output"}, .title = "MLP"});
  for (const char* text : {"784", "128", "10", "input_x", "it's hidden", "output", "MLP"})
    CHECK(occurrences(mlp, concat("<text>", text, "</text>")) == 1);
  CHECK(occurrences(svg({7}), "<text>7</text>") == 1);
  CHECK(svg({100}, {.max_units = 5}).size() < svg({100}, {.max_units = 50}).size());
}

TEST_CASE("plot_neurons: errors") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(plot_neurons({}, folder / "n.png"), value_error);
  CHECK_THROWS_WITH(plot_neurons({3, 0}, folder / "n.png"), Catch::Contains("expected units above 0; got 0"));
  CHECK_THROWS_AS(plot_neurons({3, 2}, folder / "n.png", {.labels = {"a"}}), value_error);
  CHECK_THROWS_AS(plot_neurons({3, 2}, folder / "n.png", {.max_units = 2}), value_error);
  CHECK_THROWS_AS(plot_neurons({3, 2}, folder / "n.jpg"), value_error);
  const testing::Environment path("PATH", folder.path());
  CHECK_THROWS_WITH(plot_neurons({3, 2}, folder / "n.png"), Catch::Contains("apt-get install gnuplot-nox"));
  CHECK(folder.count() == 0);
}

}  // namespace plot_neurons_test
