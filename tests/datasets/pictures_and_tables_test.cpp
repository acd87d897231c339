// cifar10, cifar100 in all their formats; california_housing, boston_housing. The files: golden/make_datasets.py.
#include <keratin/datasets/boston_housing.hpp>
#include <keratin/datasets/california_housing.hpp>
#include <keratin/datasets/cifar10.hpp>
#include <keratin/datasets/cifar100.hpp>
#include <keratin/io/file.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/io/png.hpp>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/skip.hpp"
#include "support/temporary.hpp"
#include "support/tensors.hpp"

#if !defined(KERATIN_NO_JSON)
#include <nlohmann/json.hpp>
#endif

namespace pictures_and_tables_test {

using namespace keratin;
using datasets::Arrays, datasets::Split;
using testing::Environment, testing::golden, testing::TemporaryFolder, testing::values;
namespace fs = std::filesystem;

/// Picture i of the golden files.
std::uint8_t value(index_t i, index_t row, index_t column, index_t channel) {
  return static_cast<std::uint8_t>((3 * i + 5 * row + 7 * column + 11 * channel) % 256);
}
void check_pictures(const Tensor& x, index_t n, index_t first) {
  REQUIRE(x.shape() == Shape{n, 32, 32, 3});
  REQUIRE(x.dtype() == uint8);
  int wrong = 0;
  for (index_t i = 0; i < n; ++i)
    for (index_t r = 0; r < 32; ++r)
      for (index_t c = 0; c < 32; ++c)
        for (index_t k = 0; k < 3; ++k) wrong += x.at<std::uint8_t>(i, r, c, k) != value(first + i, r, c, k);
  CHECK(wrong == 0);
}
void check_cifar10(const Split& split) {
  check_pictures(split.train.x, 10, 0);
  check_pictures(split.test.x, 2, 10);
  CHECK(split.train.y.shape() == Shape{10, 1});
  CHECK(split.train.y.dtype() == uint8);
  CHECK(values(split.train.y) == std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(values(split.test.y) == std::vector<double>{0, 1});
}
/// The binary version of pictures: labels, then all red, all green, all blue.
std::string binary(const Tensor& x, const std::vector<std::string>& labels) {
  std::string bytes;
  for (index_t i = 0; i < x.shape()[0]; ++i) {
    bytes += labels[static_cast<std::size_t>(i)];
    const Tensor planes = x[i].transpose({2, 0, 1});
    for (const std::uint8_t v : planes.span<std::uint8_t>()) bytes += static_cast<char>(v);
  }
  return bytes;
}

TEST_CASE("cifar10 in all its formats") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment python("KERATIN_DATA", golden("datasets/cifar"));
  const Split split = datasets::cifar10::load_data();
  check_cifar10(split);
  const Environment data("KERATIN_DATA", folder.path());
  fs::create_directories(folder / "cifar-10-batches-bin");
  for (index_t k = 0; k < 6; ++k) {
    const std::string name = k < 5 ? "data_batch_" + std::to_string(k + 1) : "test_batch";
    const Tensor x = k < 5 ? split.train.x.slice(2 * k, 2 * k + 2) : split.test.x;
    const std::string first(1, static_cast<char>(2 * k % 10)), second(1, static_cast<char>(2 * k % 10 + 1));
    io::write_file(folder / "cifar-10-batches-bin/" + name + ".bin", binary(x, {first, second}));
  }
  check_cifar10(datasets::cifar10::load_data());
#if !defined(KERATIN_NO_ZIP)
  fs::remove_all(folder / "cifar-10-batches-bin");
  save_npz(
      folder / "cifar10.npz",
      {{"x_train", split.train.x}, {"y_train", split.train.y}, {"x_test", split.test.x}, {"y_test", split.test.y}});
  check_cifar10(datasets::cifar10::load_data());
  fs::remove(folder / "cifar10.npz");
#if !defined(KERATIN_NO_PNG)
  fs::create_directories(folder / "cifar10");
  save_npz(folder / "cifar10/labels.npz", {{"y_train", split.train.y}, {"y_test", split.test.y}});
  const auto write = [&](const std::string& name, const Tensor& x) {
    const auto bytes = x.span<std::uint8_t>();
    io::write_file(folder / "cifar10/" + name,
                   io::encode_png({32 * x.shape()[0], 32, 3, {bytes.begin(), bytes.end()}}));
  };
  write("train_00.png", split.train.x.slice(0, 6));
  write("train_01.png", split.train.x.slice(6, 10));
  write("test_00.png", split.test.x);
  check_cifar10(datasets::cifar10::load_data());
  write("train_01.png", split.train.x.slice(6, 9));
  CHECK_THROWS_WITH(datasets::cifar10::load_data(),
                    Catch::Contains("expected 10 pictures") && Catch::Contains("got 9"));
  write("train_01.png", split.train.x.slice(5, 10));
  CHECK_THROWS_WITH(datasets::cifar10::load_data(), Catch::Contains("after 6 pictures"));
  fs::remove_all(folder / "cifar10");
#endif
#endif
  fs::create_directories(folder / "cache/datasets/cifar-10-batches-py-target");  // where Keras unpacks it
  fs::copy(golden("datasets/cifar/cifar-10-batches-py"),
           folder / "cache/datasets/cifar-10-batches-py-target/cifar-10-batches-py");
  check_cifar10(datasets::cifar10::load_data());
}

TEST_CASE("cifar100 has two kinds of labels") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  const auto check = [](const Split& split, const std::vector<double>& train, const std::vector<double>& test) {
    check_pictures(split.train.x, 2, 0);
    check_pictures(split.test.x, 2, 2);
    CHECK(values(split.train.y) == train);
    CHECK(values(split.test.y) == test);
    CHECK(split.test.y.shape() == Shape{2, 1});
    CHECK(split.test.y.dtype() == int64);
  };
  const Environment python("KERATIN_DATA", golden("datasets/cifar"));
  const Split fine = datasets::cifar100::load_data();
  check(fine, {7, 99}, {17, 98});
  check(datasets::cifar100::load_data("coarse"), {1, 19}, {3, 19});
  const Environment data("KERATIN_DATA", folder.path());
  fs::create_directories(folder / "cifar-100-binary");
  io::write_file(folder / "cifar-100-binary/train.bin", binary(fine.train.x, {"\x01\x07", "\x13\x63"}));
  io::write_file(folder / "cifar-100-binary/test.bin", binary(fine.test.x, {"\x03\x11", "\x13\x62"}));
  check(datasets::cifar100::load_data(), {7, 99}, {17, 98});
  check(datasets::cifar100::load_data("coarse"), {1, 19}, {3, 19});
  CHECK_THROWS_AS(datasets::cifar100::load_data("rough"), name_error);
}

TEST_CASE("pictures that are not there or damaged") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache"), data("KERATIN_DATA", folder.path());
  const Environment https("https_proxy", "http://127.0.0.1:1"), none("no_proxy", "");
  CHECK_THROWS_WITH(datasets::cifar10::load_data(),
                    Catch::Contains(folder / "cifar-10-batches-bin") && Catch::Contains("KERATIN_DATA"));
  fs::copy(golden("datasets/cifar/cifar-10-batches-py"), folder / "cifar-10-batches-py");
  const std::string batch = io::read_file(folder / "cifar-10-batches-py/data_batch_3");
  io::write_file(folder / "cifar-10-batches-py/data_batch_3", batch.substr(0, 5000));
  CHECK_THROWS_WITH(datasets::cifar10::load_data(), Catch::Contains("a file that ends here"));
  io::write_file(folder / "cifar-10-batches-py/data_batch_3",
                 io::read_file(golden("datasets/cifar/cifar-100-python/test")));
  CHECK_THROWS_WITH(datasets::cifar10::load_data(), Catch::Contains("got \"labels\""));
  fs::create_directories(folder / "cifar-100-binary");
  io::write_file(folder / "cifar-100-binary/train.bin", std::string(3073, 'a'));
  CHECK_THROWS_WITH(datasets::cifar100::load_data(),
                    Catch::Contains("3074 bytes for each picture; got a file of 3073"));
  io::write_file(folder / "cifar-100-binary/train.bin", std::string(3074, 'z'));
  io::write_file(folder / "cifar-100-binary/test.bin", std::string(3074, 'z'));
  CHECK_THROWS_WITH(datasets::cifar100::load_data(), Catch::Contains("labels from 0 to 99; got 122"));
}

#if !defined(KERATIN_NO_ZIP)
TEST_CASE("real pictures of CIFAR-10, from npz") {
  const std::string mini = testing::shared("data/cifar10_mini.npz");
  if (mini.empty()) KERATIN_SKIP("needs data/cifar10_mini.npz");
  const TemporaryFolder folder;
  const Environment data("KERATIN_DATA", folder.path());
  fs::copy_file(mini, folder / "cifar10.npz");
  const auto [train, test] = datasets::cifar10::load_data();
  CHECK(train.x.shape() == Shape{1000, 32, 32, 3});
  CHECK(test.y.shape() == Shape{200, 1});
  CHECK(train.y.at<std::uint8_t>(0, 0) == 6);  // a frog
}

#if !defined(KERATIN_NO_PNG)
TEST_CASE("the real CIFAR-10 has its 60,000 pictures") {
  const std::string shared = testing::shared("data");
  if (testing::shared("data/cifar10").empty()) KERATIN_SKIP("needs data/cifar10");
  const Environment data("KERATIN_DATA", shared);
  const auto [train, test] = datasets::cifar10::load_data();
  REQUIRE(train.x.shape() == Shape{50000, 32, 32, 3});
  REQUIRE(test.x.shape() == Shape{10000, 32, 32, 3});
  std::array<int, 10> count = {};
  for (const std::uint8_t y : train.y.span<std::uint8_t>()) ++count[y];
  for (const int n : count) CHECK(n == 5000);
  std::array<double, 3> sum = {};
  const auto pixels = train.x.span<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) sum[i % 3] += pixels[i];
  const double expected[] = {0.4914, 0.4822, 0.4465};  // as usually published
  for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(sum[k] / (255.0 * 50000 * 1024) - expected[k]) < 5e-5);
}
#endif

#if !defined(KERATIN_NO_JSON)
TEST_CASE("house prices are parted as Keras does") {
  const Environment data("KERATIN_DATA", golden("datasets/housing"));
  const auto all = nlohmann::json::parse(io::read_file(golden("datasets/expected.json")));
  const auto check = [](const Split& split, const nlohmann::json& row) {
    const Arrays* parts[] = {&split.train, &split.test};
    for (std::size_t p = 0; p < 2; ++p) {
      CHECK(values(parts[p]->y) == row["split"][p][1].get<std::vector<double>>());
      std::vector<double> rows;
      for (const auto& r : row["split"][p][0])
        for (const auto& v : r) rows.push_back(v.get<double>());
      CHECK(values(parts[p]->x) == rows);
    }
  };
  for (const auto& row : all["california_housing"]) {
    const double share = row["args"].value("test_split", 0.2);
    const index_t seed = row["args"].value("seed", index_t{113});
    check(datasets::california_housing::load_data({.test_split = share, .seed = seed}), row);
    check(datasets::california_housing::load_data({.version = "small", .test_split = share, .seed = seed}), row);
  }
  for (const auto& row : all["boston_housing"]) {
    const double share = row["args"].value("test_split", 0.2);
    const Split split =
        datasets::boston_housing::load_data({.test_split = share, .seed = row["args"].value("seed", index_t{113})});
    check(split, row);
    CHECK(split.train.x.shape()[1] == 13);
    CHECK(split.train.x.dtype() == float64);
  }
  CHECK_THROWS_AS(datasets::california_housing::load_data({.version = "tiny"}), name_error);
  CHECK_THROWS_AS(datasets::boston_housing::load_data({.test_split = 1}), value_error);
}
#endif
#endif

}  // namespace pictures_and_tables_test
