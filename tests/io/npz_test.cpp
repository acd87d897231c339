// npz and zip: files of numpy, round trips, and files that are cut off or damaged.
#include <keratin/io/file.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/io/zip.hpp>
#include <keratin/tensor/print.hpp>

#include <catch2/catch.hpp>
#include <random>

#include "support/skip.hpp"
#include "support/temporary.hpp"

#if !defined(KERATIN_NO_ZIP)

using namespace keratin;
using testing::golden;
using testing::TemporaryFolder;

TEST_CASE("npz files of numpy are read, stored and compressed") {
  for (const char* name : {"stored", "compressed"}) {
    auto arrays = load_npz(golden("io/" + std::string(name) + ".npz"));
    CHECK(arrays.size() == 2);
    CHECK(to_text(arrays["x"]) == "[[0. 1. 2.]\n [3. 4. 5.]]");
    CHECK(to_text(arrays["y"]) == "[1 0 1]");
    CHECK_THROWS_WITH(arrays["z"], Catch::Contains("x, y; got \"z\""));
  }
}

TEST_CASE("tensors survive save_npz and load_npz") {
  const TemporaryFolder folder;
  const Tensor x({{1.f, 2.f}}), y({1, 2, 3});
  for (bool compressed : {false, true}) {
    save_npz(folder / "xy.npz", {{"x", x}, {"y", y}}, {.compressed = compressed});
    const auto back = load_npz(folder / "xy.npz");
    CHECK(to_text(back["x"]) == to_text(x));
    CHECK(to_text(back["y"]) == to_text(y));
  }
  CHECK(folder.count() == 1);
  save_npz(folder / "none.npz", {});
  CHECK(load_npz(folder / "none.npz").empty());
}

TEST_CASE("the same tensors make the same npz file") {
  const TemporaryFolder folder;
  save_npz(folder / "a.npz", {{"x", Tensor({1.f})}});
  save_npz(folder / "b.npz", {{"x", Tensor({1.f})}});
  CHECK(io::read_file(folder / "a.npz") == io::read_file(folder / "b.npz"));
}

TEST_CASE("compressed members are smaller") {
  const TemporaryFolder folder;
  const Tensor x = zeros({1000});
  save_npz(folder / "x.npz", {{"x", x}}, {.compressed = true});
  CHECK(io::read_file(folder / "x.npz").size() < 500);
}

TEST_CASE("an npz file of Python objects, a missing one and an unwritable one are errors") {
  CHECK_THROWS_WITH(load_npz(golden("io/object.npz")),
                    Catch::Contains("member \"x.npy\"") && Catch::Contains("Python objects"));
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(load_npz(folder / "none.npz"), Catch::Contains("none.npz") && Catch::Contains("No such file"));
  CHECK_THROWS_AS(load_npz(folder.path()), file_error);
  CHECK_THROWS_AS(save_npz(folder / "none/x.npz", {{"x", Tensor({1.f})}}), file_error);
  CHECK_THROWS_AS(save_npz(folder / "x.npz", {{"x", Tensor()}}), state_error);
  CHECK(folder.count() == 0);
}

TEST_CASE("an npz file cut off anywhere is an error") {
  const TemporaryFolder folder;
  const std::string whole = io::read_file(golden("io/compressed.npz"));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    io::write_file(folder / "cut.npz", whole.substr(0, n));
    CHECK_THROWS_AS(load_npz(folder / "cut.npz"), file_error);
  }
}

TEST_CASE("npz files with random damage are read or refused, never more") {
  const TemporaryFolder folder;
  std::mt19937 random(2);
  for (const char* name : {"stored", "compressed"}) {
    const std::string whole = io::read_file(golden("io/" + std::string(name) + ".npz"));
    for (int i = 0; i < 300; ++i) {
      std::string bytes = whole;
      for (int k = 0; k < 2; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
      io::write_file(folder / "damaged.npz", bytes);
      try {
        const std::size_t count = load_npz(folder / "damaged.npz").size();
        CHECK(count <= 2);
      } catch (const keratin::error&) {
      }
    }
  }
}

TEST_CASE("a zip archive holds its members in order and appears only when closed") {
  const TemporaryFolder folder;
  {
    const auto zip = io::create_zip(folder / "a.zip");
    zip->add("b.txt", "bytes");
  }
  CHECK(folder.count() == 0);
  const auto zip = io::create_zip(folder / "a.zip");
  zip->add("b.txt", "bytes");
  zip->add("a/c.txt", std::string(100000, 'x'), true);
  zip->add("empty", "");
  zip->close();
  const auto back = io::open_zip(folder / "a.zip");
  CHECK(back->names() == std::vector<std::string>{"b.txt", "a/c.txt", "empty"});
  CHECK(back->read("b.txt") == "bytes");
  CHECK(back->read("a/c.txt") == std::string(100000, 'x'));
  CHECK(back->read("empty").empty());
  CHECK_THROWS_WITH(back->read("c"), Catch::Contains("no such member"));
}

TEST_CASE("the real MNIST is read") {
  const std::string path = testing::shared("data/mnist.npz");
  if (path.empty()) KERATIN_SKIP("needs data/mnist.npz");
  const auto arrays = load_npz(path);
  CHECK(arrays["x_train"].shape() == Shape{60000, 28, 28});
  CHECK(arrays["y_test"].dtype() == uint8);
}

#endif
