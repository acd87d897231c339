// plot_series: what its pictures hold; errors.
#include <keratin/utils/plot_series.hpp>

#include <catch2/catch.hpp>
#include <cmath>

#include "support/pictures.hpp"

using namespace keratin;
using testing::occurrences;
using testing::TemporaryFolder;
using utils::plot_series;

TEST_CASE("plot_series: a curve for each series, at its place on the axis") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  const Tensor measured = Tensor::from(std::vector<double>(60, 2.0), {60, 1}), forecast({1.0, std::nan(""), 3.0});
  plot_series({{"measured", measured, 1950}, {"forecast", forecast, 2010}}, folder / "s.svg",
              {.title = "Sunspots", .x_label = "year", .y_label = "number"});
  CHECK(folder.count() == 1);
  const std::string svg = io::read_file(folder / "s.svg");
  for (const char* text : {"measured", "forecast", ">Sunspots<", ">year<", ">number<", ">1960<", ">2010<"}) {
    INFO(text);
    CHECK(occurrences(svg, text) >= 1);
  }
  CHECK(svg.find(">1940<") == std::string::npos);
}

TEST_CASE("plot_series: errors") {
  CHECK_THROWS_WITH(plot_series({}, "s.svg"), Catch::Contains("at least one series; got none"));
  CHECK_THROWS_WITH(plot_series({{"a", zeros({0})}}, "s.svg"), Catch::Contains("numbers in \"a\"; got none"));
  CHECK_THROWS_WITH(plot_series({{"a", ones({2})}}, "s.bmp"),
                    Catch::Contains("plot_series") && Catch::Contains(".bmp"));
}
