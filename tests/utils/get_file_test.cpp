// get_file: the cache, checksums, archives; the files come from file:// URLs.
#include <keratin/io/file.hpp>
#include <keratin/io/hash.hpp>
#include <keratin/io/zip.hpp>
#include <keratin/utils/get_file.hpp>

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>

#include "support/temporary.hpp"

#if !defined(KERATIN_NO_CURL) && !defined(KERATIN_NO_ZIP)

using namespace keratin;
using testing::Environment;
using testing::TemporaryFolder;
using utils::get_file;

namespace {

/// Keeps what is printed away from the test's output.
class Quiet {
 public:
  Quiet() : old_(std::cout.rdbuf(text_.rdbuf())) {}
  ~Quiet() { std::cout.rdbuf(old_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* old_;
};

}  // namespace

TEST_CASE("a file is downloaded once and then taken from the cache") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  io::write_file(folder / "a.txt", "first");
  const std::string url = "file://" + folder / "a.txt";
  const Quiet quiet;
  CHECK(get_file("a.txt", url) == folder / "cache/datasets/a.txt");
  CHECK(io::read_file(folder / "cache/datasets/a.txt") == "first");
  CHECK(quiet.text().find("Downloading data from " + url + "\n5/5 ") == 0);
  io::write_file(folder / "a.txt", "second");
  CHECK(io::read_file(get_file("a.txt", url)) == "first");
  CHECK(io::read_file(get_file("", url)) == "first");
  CHECK(io::read_file(get_file("a.txt", url, {.force_download = true})) == "second");
  CHECK(io::read_file(get_file("b.txt", url, {.cache_subdir = "texts"})) == "second");
  CHECK(get_file("c.txt", url, {.cache_subdir = folder / "own"}) == folder / "own/c.txt");
  CHECK(get_file("c.txt", url, {.cache_dir = folder / "other"}) == folder / "other/datasets/c.txt");
}

TEST_CASE("a kept file with another hash is downloaded anew") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  io::write_file(folder / "a.txt", "old");
  const std::string url = "file://" + folder / "a.txt";
  const Quiet quiet;
  (void)get_file("a.txt", url);
  io::write_file(folder / "a.txt", "new");
  const std::string hash = io::sha256(folder / "a.txt");
  CHECK(io::read_file(get_file("a.txt", url, {.file_hash = hash})) == "new");
  CHECK(quiet.text().find("we will re-download") != std::string::npos);
  CHECK_THROWS_AS(get_file("a.txt", url, {.file_hash = std::string(64, '0')}), file_error);
  CHECK(io::read_file(folder / "cache/datasets/a.txt") == "new");
}

TEST_CASE("a zip archive is extracted") {
  const TemporaryFolder folder;
  const auto zip = io::create_zip(folder / "a.zip");
  zip->add("x.txt", "x");
  zip->add("sub/y.txt", "y", true);
  zip->close();
  const std::string url = "file://" + folder / "a.zip";
  const Quiet quiet;
  const utils::GetFileOptions options{.extract = true, .cache_dir = folder / "cache"};
  CHECK(get_file("a.zip", url, options) == folder / "cache/datasets/a_extracted");
  CHECK(io::read_file(folder / "cache/datasets/a_extracted/sub/y.txt") == "y");
  CHECK(get_file("plain", url, options) == folder / "cache/datasets/plain");
  CHECK(io::read_file(folder / "cache/datasets/plain/x.txt") == "x");
}

TEST_CASE("archives that are no zip archives or lead out of the folder are errors") {
  const TemporaryFolder folder;
  const utils::GetFileOptions options{.extract = true, .cache_dir = folder / "cache"};
  const Quiet quiet;
  io::write_file(folder / "a.tar", "ustar");
  CHECK_THROWS_WITH(get_file("a.tar", "file://" + folder / "a.tar", options),
                    Catch::Contains("expected a zip archive"));
  for (const char* name : {"../out.txt", "/tmp/out.txt", "a/../../out.txt", ".."}) {
    const auto zip = io::create_zip(folder / "bad.zip");
    zip->add(name, "x");
    zip->close();
    CHECK_THROWS_AS(get_file("bad.zip", "file://" + folder / "bad.zip",
                             {.extract = true, .cache_dir = folder / "cache", .force_download = true}),
                    file_error);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "cache/datasets/out.txt"));
}

TEST_CASE("names and URLs that cannot be are errors") {
  const TemporaryFolder folder;
  const utils::GetFileOptions options{.cache_dir = folder.path()};
  CHECK_THROWS_AS(get_file("a/b", "file:///x", options), value_error);
  CHECK_THROWS_AS(get_file("", "https://example.org", options), value_error);
  CHECK_THROWS_AS(get_file("", "https://example.org/", options), value_error);
  CHECK_THROWS_AS(get_file("x", "file://" + folder / "none", options), file_error);
}

#endif
