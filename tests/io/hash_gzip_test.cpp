// Checksums, gzip and IDX: known values, and files that are cut off or damaged.
#include <keratin/io/file.hpp>
#include <keratin/io/gzip.hpp>
#include <keratin/io/hash.hpp>
#include <keratin/io/idx.hpp>

#include <catch2/catch.hpp>
#include <random>

#include "support/temporary.hpp"

#if !defined(KERATIN_NO_ZIP) && !defined(KERATIN_NO_CURL)

using namespace keratin;
using testing::golden;
using testing::TemporaryFolder;

TEST_CASE("checksums of files are those of the standards") {
  const TemporaryFolder folder;
  io::write_file(folder / "abc", "abc");
  CHECK(io::sha256(folder / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(io::md5(folder / "abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(io::has_hash(folder / "abc", "900150983CD24FB0D6963F7D28E17F72"));
  CHECK(io::has_hash(folder / "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256"));
  CHECK_FALSE(io::has_hash(folder / "abc", "900150983cd24fb0d6963f7d28e17f73"));
  CHECK_THROWS_AS(io::has_hash(folder / "abc", "x", "sha1"), value_error);
  CHECK_THROWS_WITH(io::md5(folder / "none"), Catch::Contains("none") && Catch::Contains("No such file"));
  CHECK_THROWS_AS(io::md5(folder.path()), file_error);
}

TEST_CASE("gzip files are unpacked, several in a row too") {
  const std::string packed = io::read_file(golden("io/sets/fashion-mnist/t10k-labels-idx1-ubyte.gz"));
  const std::string labels("\0\0\x08\x01\0\0\0\x03\0\1\2", 11);
  CHECK(io::gunzip(packed, "labels") == labels);
  CHECK(io::gunzip(packed + packed, "labels") == labels + labels);
  CHECK(io::gunzip(packed + std::string(10, '\0'), "labels") == labels);
}

TEST_CASE("gzip files that are cut off or damaged are errors") {
  const std::string packed = io::read_file(golden("io/sets/fashion-mnist/train-images-idx3-ubyte.gz"));
  for (std::size_t n = 0; n < packed.size(); n += n < 40 ? 1 : 37)
    CHECK_THROWS_AS(io::gunzip(packed.substr(0, n), "cut"), file_error);
  CHECK_THROWS_WITH(io::gunzip(packed.substr(0, 100), "cut"),
                    "cut: expected a whole gzip file; got one that is cut off.");
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    std::string bytes = packed;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    try {
      (void)io::gunzip(bytes, "damaged");
    } catch (const file_error&) {
    }
  }
}

TEST_CASE("IDX files are read, packed or not") {
  const Tensor images = io::load_idx(golden("io/sets/fashion-mnist/train-images-idx3-ubyte.gz"));
  CHECK(images.shape() == Shape{5, 28, 28});
  CHECK(images.dtype() == uint8);
  const Tensor labels = io::parse_idx(std::string_view("\0\0\x08\x01\0\0\0\x02\5\6", 10), "labels");
  CHECK(labels.at<std::uint8_t>(1) == 6);
}

TEST_CASE("files that are no IDX files of bytes are errors") {
  const std::string good("\0\0\x08\x01\0\0\0\x02\5\6", 10);
  for (std::size_t n = 0; n < good.size(); ++n)
    CHECK_THROWS_AS(io::parse_idx(std::string_view(good).substr(0, n), "cut"), file_error);
  CHECK_THROWS_AS(io::parse_idx(good + "x", "long"), file_error);
  CHECK_THROWS_AS(io::parse_idx(std::string_view("\0\0\x0d\x01\0\0\0\0", 8), "float"), file_error);
  std::string huge("\0\0\x08\x03", 4);
  huge += std::string(12, '\xff');
  CHECK_THROWS_WITH(io::parse_idx(huge, "huge"), Catch::Contains("4294967295"));
}

#endif
