// Downloads, by file:// URLs: whole or not at all, with progress and checksum.
#include <keratin/io/file.hpp>
#include <keratin/io/http.hpp>

#include <catch2/catch.hpp>

#include "support/temporary.hpp"

#if !defined(KERATIN_NO_CURL)

using namespace keratin;
using testing::TemporaryFolder;

TEST_CASE("a download brings the file and tells its progress") {
  const TemporaryFolder folder;
  const std::string bytes(300000, 'x');
  io::write_file(folder / "from", bytes);
  index_t last = 0, size = 0;
  io::download("file://" + folder / "from", folder / "to", {.progress = [&](index_t done, index_t total) {
                 CHECK(done >= last);
                 last = done;
                 size = total;
               }});
  CHECK(io::read_file(folder / "to") == bytes);
  CHECK(last == 300000);
  CHECK(size == 300000);
}

TEST_CASE("a download is checked by its hash") {
  const TemporaryFolder folder;
  io::write_file(folder / "from", "abc");
  io::download("file://" + folder / "from", folder / "to", {.hash = "900150983cd24fb0d6963f7d28e17f72"});
  io::write_file(folder / "from", "abd");
  CHECK_THROWS_WITH(
      io::download("file://" + folder / "from", folder / "to", {.hash = "900150983cd24fb0d6963f7d28e17f72"}),
      Catch::Contains("900150983cd24fb0d6963f7d28e17f72"));
  CHECK(io::read_file(folder / "to") == "abc");
  CHECK(folder.count() == 2);
}

TEST_CASE("a download that fails is an error and leaves nothing") {
  const TemporaryFolder folder;
  const std::string missing = "file://" + folder / "none";
  CHECK_THROWS_AS(io::download(missing, folder / "to"), file_error);
  CHECK_THROWS_WITH(io::download(missing, folder / "to"), Catch::Contains(missing));
  CHECK_THROWS_AS(io::download("http://127.0.0.1:1/x", folder / "to"), file_error);
  CHECK_THROWS_AS(io::download("nothing://x", folder / "to"), file_error);
  CHECK_THROWS_AS(io::download("", folder / "to"), file_error);
  CHECK_THROWS_AS(io::download(missing, folder / "none/to"), file_error);
  CHECK(folder.count() == 0);
}

TEST_CASE("an exception of the progress function ends the download") {
  const TemporaryFolder folder;
  io::write_file(folder / "from", "abc");
  const auto stop = [](index_t, index_t) { throw std::logic_error("enough"); };
  CHECK_THROWS_WITH(io::download("file://" + folder / "from", folder / "to", {.progress = stop}), "enough");
  CHECK(folder.count() == 1);
}

#endif
