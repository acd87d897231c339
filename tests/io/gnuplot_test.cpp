// Gnuplot: pictures of every kind, texts that mean nothing to it, and its own words where it fails.
#include <keratin/io/gnuplot.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/pictures.hpp"

namespace gnuplot_test {

using namespace keratin;
using io::Gnuplot;
using testing::TemporaryFolder;

void draw(const std::string& path, const std::string& commands, index_t width = 0, index_t height = 0) {
  Gnuplot plot("test", path, {320, 200}, width, height);
  plot.line(commands);
  plot.draw();
}

TEST_CASE("a text is quoted so that gnuplot reads it as it is, on one line") {
  CHECK(io::gnuplot_text("it's") == "'it''s'");
  CHECK(io::gnuplot_text("a\nb\tc\x7f") == "'a b c '");
  CHECK(io::gnuplot_tick("50%") == "'50%%'");
  CHECK(io::gnuplot_text("\xff é") == "'\xef\xbf\xbd é'");
}

TEST_CASE("gnuplot writes PNG, SVG and PDF of the size asked for") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  draw(folder / "a.png", "plot x");
  CHECK(testing::png_size(io::read_file(folder / "a.png")) == std::pair(480, 300));
  draw(folder / "b.PNG", "plot x", 640);
  CHECK(testing::png_size(io::read_file(folder / "b.PNG")) == std::pair(640, 400));
  draw(folder / "c.png", "plot x", 200, 900);
  CHECK(testing::png_size(io::read_file(folder / "c.png")) == std::pair(200, 900));
  draw(folder / "d.svg", "plot x");
  CHECK_THAT(io::read_file(folder / "d.svg"),
             Catch::Contains("<svg") && Catch::Contains("viewBox=\"0 0 320 200\"") && Catch::Contains("</svg>"));
  draw(folder / "e.pdf", "plot x");
  CHECK_THAT(io::read_file(folder / "e.pdf"), Catch::StartsWith("%PDF") && Catch::Contains("%%EOF"));
}

TEST_CASE("what a text may hold is shown, and never run") {
  KERATIN_NEEDS_PROGRAM("gnuplot");
  const TemporaryFolder folder;
  const std::string evil = "x'\nset output '" + folder / "evil" + "'; system('touch " + folder / "evil" + "') `touch " +
                           folder / "evil" + "` @a $b {/Bold c}_d^e \\n % <&>\"";
  const std::string tick = "100% of 'it' _x^y {z}";
  draw(folder / "t.svg", "set title " + io::gnuplot_text(evil) + "\nset xtics (" + io::gnuplot_tick(tick) +
                             " 0)\nplot x title " + io::gnuplot_text("k'e%y_1"));
  const std::string svg = io::read_file(folder / "t.svg");
  CHECK_FALSE(std::filesystem::exists(folder / "evil"));
  CHECK(folder.count() == 1);
  CHECK_THAT(svg, Catch::Contains("@a $b {/Bold c}_d^e \\n % &lt;&amp;>"));
  CHECK_THAT(svg, Catch::Contains("100% of 'it' _x^y {z}") && Catch::Contains("k'e%y_1"));
}

TEST_CASE("gnuplot: errors name the path, the program or what gnuplot said, and leave no file") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(draw(folder / "a.gif", ""),
                    Catch::StartsWith("test: expected a path that ends in .png, .svg or .pdf"));
  CHECK_THROWS_AS(draw(folder / "png", ""), value_error);
  CHECK_THROWS_AS(draw(folder / "a.png", "", -1), value_error);
  CHECK_THROWS_AS(draw(folder / "a.png", "", 0, 20001), value_error);
  CHECK_THROWS_AS(draw(folder / "none/a.png", "plot x"), file_error);
  {
    const testing::Environment path("PATH", folder.path());
    CHECK_THROWS_WITH(draw(folder / "a.png", "plot x"),
                      "test: expected the program gnuplot; got none by that name. "
                      "Hint: apt-get install gnuplot-nox.");
  }
  CHECK(folder.count() == 0);
  KERATIN_NEEDS_PROGRAM("gnuplot");
  CHECK_THROWS_WITH(draw(folder / "a.png", "plot nonsense(x)"),
                    Catch::Contains("expected gnuplot to succeed") && Catch::Contains("undefined function: nonsense"));
  CHECK(folder.count() == 0);
}

}  // namespace gnuplot_test
