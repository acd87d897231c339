// config(): what a build says of itself.
#include <keratin/core/parallel.hpp>
#include <keratin/utils/config.hpp>

#include <catch2/catch.hpp>
#include <sstream>

namespace config_test {

using namespace keratin;

TEST_CASE("config tells version, BLAS, vectors, threads and features") {
  const Config c = keratin::config();
  CHECK(c.version == KERATIN_VERSION);
#if defined(KERATIN_COMPILED)
  CHECK(c.link_mode == "compiled");
#else
  CHECK(c.link_mode == "header-only");
#endif
  CHECK_FALSE(c.compiler.empty());
  CHECK_FALSE(c.blas.empty());
  CHECK((c.vectors == "AVX-512" || c.vectors == "AVX2" || c.vectors == "baseline"));
  CHECK(c.threads == num_threads());
  CHECK(c.features.size() >= 5);
  std::ostringstream text;
  text << c;
  CHECK_THAT(text.str(), Catch::Contains("keratin " KERATIN_VERSION) && Catch::Contains("BLAS: " + c.blas) &&
                             Catch::Contains("threads: " + std::to_string(c.threads)));
}

TEST_CASE("config's text lists what is missing") {
  Config c{"1.2.3", "g++ 12", "compiled", "none", "AVX2", 4, {{"zip", true}, {"hdf5", false}, {"json", true}}};
  CHECK(to_text(c) ==
        "keratin 1.2.3 (compiled, g++ 12)\nBLAS: none\nvectors: AVX2, threads: 4\nwith: zip json; without: hdf5\n");
}

}  // namespace config_test
