// Colormaps: matplotlib's colours at places of their own and between; names.
#include <keratin/utils/colormap.hpp>

#include <catch2/catch.hpp>
#include <cmath>

namespace colormap_test {

using namespace keratin;
using utils::Colormap;
using utils::Colour;
using utils::hex;

TEST_CASE("colormaps: ends, the middle, out of range and reversed") {
  const Colormap viridis("viridis", "test"), reversed("viridis_r", "test"), gray("gray", "test");
  CHECK(hex(viridis(0)) == "#440154");
  CHECK(hex(viridis(0.5)) == "#21918c");
  CHECK(hex(viridis(1)) == "#fde725");
  CHECK(viridis(-3) == viridis(0));
  CHECK(viridis(7) == viridis(1));
  CHECK(viridis(NAN) == viridis(0));
  CHECK(reversed(0.25) == viridis(0.75));
  for (int i = 0; i <= 255; ++i) CHECK(std::abs(gray(i / 255.0)[0] - i) <= 1);
  CHECK(hex(utils::class_colour(10)) == hex(utils::class_colour(0)));
  CHECK(hex(utils::lighter({0, 100, 255}, 0.5)) == "#80b2ff");
}

TEST_CASE("colormaps: an unknown name lists the known ones") {
  CHECK_THROWS_AS(Colormap("blues", "here"), name_error);
  CHECK_THROWS_WITH(Colormap("blues", "here"),
                    Catch::StartsWith("here: expected one of the colormaps gray, viridis") && Catch::Contains("Blues"));
}

}  // namespace colormap_test
