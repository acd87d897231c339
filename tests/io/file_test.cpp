// Files: read and written as a whole, or an error that names the file and the reason.
#include <keratin/io/file.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/temporary.hpp"

using namespace keratin;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("a file comes back as it was written") {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\n", 4);
  io::write_file(folder / "x", bytes);
  CHECK(io::read_file(folder / "x") == bytes);
  io::write_file(folder / "x", {"two ", "parts"});
  CHECK(io::read_file(folder / "x") == "two parts");
  io::write_file(folder / "x", "");
  CHECK(io::read_file(folder / "x").empty());
  CHECK(folder.count() == 1);
  CHECK(io::read_file("/proc/self/status").size() > 100);  // a file that tells no size
}

TEST_CASE("a file that is not committed leaves the old one as it was") {
  const TemporaryFolder folder;
  io::write_file(folder / "x", "old");
  {
    const io::NewFile file(folder / "x");
    CHECK(folder.count() == 2);
  }
  CHECK(folder.count() == 1);
  CHECK(io::read_file(folder / "x") == "old");
}

TEST_CASE("a link is written through") {
  const TemporaryFolder folder;
  io::write_file(folder / "x", "old");
  fs::create_symlink("x", folder / "link");
  io::write_file(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(io::read_file(folder / "x") == "new");
}

TEST_CASE("files that cannot be read or written are errors with path and reason") {
  const TemporaryFolder folder;
  io::write_file(folder / "file", "x");
  CHECK_THROWS_AS(io::read_file(folder / "none"), file_error);
  CHECK_THROWS_WITH(io::read_file(folder / "none"),
                    Catch::Contains(folder / "none") && Catch::Contains("No such file"));
  CHECK_THROWS_WITH(io::read_file(folder.path()), Catch::Contains("a folder"));
  CHECK_THROWS_WITH(io::write_file(folder.path(), "x"), Catch::Contains("a folder"));
  CHECK_THROWS_WITH(io::write_file(folder / "none/x", "x"), Catch::Contains("No such file or directory"));
  CHECK_THROWS_WITH(io::write_file(folder / "file/x", "x"), Catch::Contains("Not a directory"));
  CHECK_THROWS_WITH(io::write_file("/dev/null", "x"), Catch::Contains("not a regular file"));
  CHECK_THROWS_AS(io::write_file("/proc/keratin", "x"), file_error);
  CHECK_THROWS_AS(io::write_file("", "x"), file_error);
}

TEST_CASE("a folder that is not writable is an error that leaves nothing behind") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  if (::geteuid() == 0)  // root may write everywhere but into the kernel's own folders
    CHECK_THROWS_AS(io::write_file("/proc/x", "x"), file_error);
  else
    CHECK_THROWS_WITH(io::write_file(folder / "x", "x"), Catch::Contains("Permission denied"));
  fs::permissions(folder.path(), fs::perms::owner_all);
}
