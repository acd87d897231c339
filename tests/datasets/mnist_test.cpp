// mnist and fashion_mnist: where they are looked for, what is checked, what the errors tell.
#include <keratin/datasets/fashion_mnist.hpp>
#include <keratin/datasets/mnist.hpp>
#include <keratin/io/file.hpp>
#include <keratin/io/npz.hpp>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/skip.hpp"
#include "support/temporary.hpp"

#if !defined(KERATIN_NO_CURL) && !defined(KERATIN_NO_ZIP)

using namespace keratin;
using testing::Environment;
using testing::golden;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// No server is within reach, whatever the machine's network is.
struct Offline {
  Environment https{"https_proxy", "http://127.0.0.1:1"};
  Environment none{"no_proxy", ""};
};

std::array<int, 10> counts(const Tensor& labels) {
  std::array<int, 10> n = {};
  for (auto label : labels.span<std::uint8_t>()) ++n[label];
  return n;
}

}  // namespace

TEST_CASE("mnist is found in the folders of KERATIN_DATA, the first one first") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment data("KERATIN_DATA", folder / "none:" + golden("io/sets"));
  const auto [train, test] = datasets::mnist::load_data();
  CHECK(train.x.shape() == Shape{5, 28, 28});
  CHECK(train.y.shape() == Shape{5});
  CHECK(test.x.shape() == Shape{3, 28, 28});
  CHECK(test.y.at<std::uint8_t>(2) == 2);
}

TEST_CASE("mnist and fashion_mnist are found in Keras's cache") {
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment data("KERATIN_DATA", "");
  fs::create_directories(folder / "cache");
  fs::copy(golden("io/sets"), folder / "cache/datasets", fs::copy_options::recursive);
  CHECK(datasets::mnist::load_data().train.x.shape() == Shape{5, 28, 28});
  CHECK(datasets::fashion_mnist::load_data().test.x.shape() == Shape{3, 28, 28});
}

TEST_CASE("fashion_mnist is found in a folder of its name") {
  for (const char* name : {"io/sets", "io/sets/fashion-mnist"}) {
    const Environment data("KERATIN_DATA", golden(name));
    const auto [train, test] = datasets::fashion_mnist::load_data();
    CHECK(train.x.shape() == Shape{5, 28, 28});
    CHECK(counts(test.y) == std::array<int, 10>{1, 1, 1});
  }
}

TEST_CASE("a data set that is nowhere is an error that lists what was tried") {
  const TemporaryFolder folder;
  const Offline offline;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment data("KERATIN_DATA", folder / "one:" + folder / "two");
  fs::create_directories(folder / "one");
  io::write_file(folder / "one/mnist.npz", io::read_file(golden("io/sets/mnist.npz")).substr(0, 500));
  CHECK_THROWS_AS(datasets::mnist::load_data(), file_error);
  CHECK_THROWS_WITH(datasets::mnist::load_data(), Catch::Contains(folder / "one/mnist.npz") &&
                                                      Catch::Contains(folder / "two/mnist.npz") &&
                                                      Catch::Contains(folder / "cache/datasets/mnist.npz") &&
                                                      Catch::Contains("https://") && Catch::Contains("KERATIN_DATA"));
}

TEST_CASE("arrays of other shapes or dtypes are refused") {
  const TemporaryFolder folder;
  const Offline offline;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment data("KERATIN_DATA", folder.path());
  const Tensor x = zeros({2, 28, 28}, uint8), y = zeros({2}, uint8);
  const auto refused = [&](const Named<Tensor>& arrays, const std::string& why) {
    save_npz(folder / "mnist.npz", arrays);
    CHECK_THROWS_WITH(datasets::mnist::load_data(), Catch::Contains(why));
  };
  refused({{"x_train", x}}, "expected one of the names x_train; got \"y_train\"");
  refused({{"x_train", x}, {"y_train", y}, {"x_test", x}, {"y_test", zeros({3}, uint8)}}, "uint8 (3,)");
  refused({{"x_train", x}, {"y_train", zeros({2})}, {"x_test", x}, {"y_test", y}}, "float32 (2,)");
  refused({{"x_train", zeros({2, 14, 14}, uint8)}, {"y_train", y}, {"x_test", x}, {"y_test", y}}, "(2, 14, 14)");
  refused({{"x_train", x}, {"y_train", full({2}, 10, uint8)}, {"x_test", x}, {"y_test", y}}, "labels from 0 to 9");
}

TEST_CASE("the real MNIST has its 70,000 digits") {
  const std::string folder = testing::shared("data");
  if (folder.empty()) KERATIN_SKIP("needs data/mnist.npz");
  const Environment data("KERATIN_DATA", folder);
  const auto [train, test] = datasets::mnist::load_data();
  CHECK(train.x.shape() == Shape{60000, 28, 28});
  CHECK(counts(train.y) == std::array<int, 10>{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949});
  CHECK(counts(test.y) == std::array<int, 10>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
}

TEST_CASE("the Fashion-MNIST of Debian's package has its 70,000 pictures") {
  if (!fs::exists("/usr/share/datasets/fashion-mnist")) KERATIN_SKIP("needs the package dataset-fashion-mnist");
  const TemporaryFolder folder;
  const Environment home("KERAS_HOME", folder / "cache");
  const Environment data("KERATIN_DATA", "");
  const auto [train, test] = datasets::fashion_mnist::load_data();
  CHECK(train.x.shape() == Shape{60000, 28, 28});
  for (int n : counts(train.y)) CHECK(n == 6000);
  for (int n : counts(test.y)) CHECK(n == 1000);
}

#endif
