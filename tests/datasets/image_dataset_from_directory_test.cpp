// image_dataset_from_directory: files, labels, orders and pictures as Keras makes them of the same folder; errors.
#include <keratin/datasets/image_dataset_from_directory.hpp>
#include <keratin/io/features.hpp>
#include <keratin/io/npz.hpp>
#include <keratin/ops/concatenate.hpp>
#include <keratin/utils/save_img.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "support/golden_training.hpp"
#include "support/skip.hpp"
#include "support/temporary.hpp"

namespace image_dataset_from_directory_test {

using namespace keratin;
using testing::golden;
using testing::Json;
using utils::DirectoryDataset;
using utils::image_dataset_from_directory;
using utils::ImageDatasetOptions;

bool without_libraries() {
  for (const auto& [name, used] : io::features())
    if ((name == "png" || name == "zip" || name == "json") && !used) return true;
  return false;
}

/// The folder of golden/make_image_datasets.py.
struct Pictures : testing::TemporaryFolder {
  Pictures() {
    struct File {
      const char* path;
      index_t height, width, channels;
    };
    const File files[] = {{"b/three.png", 11, 17, 3},     {"b/one.PNG", 8, 8, 1},           {"a/two.png", 20, 9, 3},
                          {"a/deep/four.png", 12, 30, 4}, {"a/deep-er/five.png", 9, 14, 3}, {"c/six.png", 40, 25, 3},
                          {"c/seven.png", 5, 6, 3},       {".hidden/no.png", 4, 4, 3},      {"stray.png", 7, 7, 3}};
    for (index_t k = 0; k < std::ssize(files); ++k) {
      const File& f = files[k];
      const Tensor pixels = Tensor::empty({f.height, f.width, f.channels}, uint8);
      for (index_t i = 0; i < pixels.size(); ++i) {
        const index_t c = i % f.channels, x = i / f.channels % f.width, y = i / f.channels / f.width;
        pixels.data<std::uint8_t>()[i] = static_cast<std::uint8_t>(31 * k + 7 * y + 13 * x + 50 * c);
      }
      const std::string file = *this / f.path;
      std::filesystem::create_directories(std::filesystem::path(file).parent_path());
      utils::save_img(file, pixels, {.file_format = "png", .scale = false});
    }
    std::ofstream(*this / "a/notes.txt") << "no picture";
  }
};

double difference(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape() || a.dtype() != b.dtype()) return 1e9;
  const Tensor x = a.cast(float64), y = b.cast(float64);
  double worst = 0;
  for (index_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::abs(x.data<double>()[i] - y.data<double>()[i]));
  return worst;
}

struct Case {
  const char* name;
  ImageDatasetOptions options;
};

ImageDatasetOptions sized(ImageDatasetOptions options, bool shuffle) {
  if (options.image_size.shape() == Shape{256, 256}) options.image_size = {10, 16};
  if (options.batch_size && *options.batch_size == 32) options.batch_size = 3;
  options.shuffle = shuffle;
  options.verbose = false;
  return options;
}

void check_files(const DirectoryDataset& made, const Json& expected, const Pictures& folder) {
  CHECK(Json(made.class_names) == expected["class_names"]);
  Json paths = Json::array();
  for (const std::string& path : made.file_paths)
    paths.push_back(std::filesystem::relative(path, folder.path()).string());
  CHECK(paths == expected["paths"]);
}

TEST_CASE("image_dataset_from_directory makes what Keras makes") {
  if (without_libraries()) KERATIN_SKIP("needs libpng, libzip, JSON");
  const Pictures folder;
  const Json about = testing::read_json(golden("datasets/pictures.json"));
  const Named<Tensor> arrays = load_npz(golden("datasets/pictures.npz"));
  const std::vector<int> listed = {7, 3, 3, 0, 0, 1, 7, 9, 9};
  const Case cases[] = {
      {"plain", {}},
      {"categorical", {.label_mode = "categorical", .batch_size = 2, .interpolation = "nearest"}},
      {"binary", {.label_mode = "binary", .class_names = {"c", "a"}, .interpolation = "bicubic"}},
      {"one by one", {.batch_size = std::nullopt, .image_size = {6, 11}, .interpolation = "area"}},
      {"no mode", {.label_mode = std::nullopt, .color_mode = "grayscale"}},
      {"no labels", {.labels = std::nullopt, .interpolation = "Lanczos3"}},
      {"listed", {.labels = listed}},
      {"listed categorical", {.labels = {1, 2, 2, 0, 0, 1, 2, 3, 3}, .label_mode = "categorical"}},
      {"cropped", {.interpolation = "lanczos5", .crop_to_aspect_ratio = true}},
      {"padded", {.pad_to_aspect_ratio = true}},
      {"padded high", {.image_size = {31, 7}, .interpolation = "bicubic", .pad_to_aspect_ratio = true}},
      {"alpha first", {.color_mode = "rgba", .crop_to_aspect_ratio = true, .data_format = "channels_first"}},
      {"training", {.validation_split = 0.3, .subset = "training"}},
      {"validation", {.validation_split = 0.3, .subset = "validation"}},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const Json& expected = about.at(c.name);
    const DirectoryDataset made = image_dataset_from_directory(folder.path(), sized(c.options, false));
    check_files(made, expected, folder);
    Tensors x, y;
    for (const Batch& batch : made) {
      x.push_back(batch.x[0]);
      if (!batch.y.empty()) y.push_back(batch.y[0]);
    }
    CHECK(made.cardinality() == std::ssize(expected["elements"]));
    REQUIRE(x.size() == expected["elements"].size());
    const auto together = [&](Tensors parts) {
      if (!c.options.batch_size)
        for (Tensor& part : parts) part = part.reshape(part.shape().inserted(0, 1));
      return ops::concatenate(parts, 0);
    };
    // TensorFlow makes gray of colours with its own rounding: a step of 255 beside Pillow's.
    const double tolerance = c.options.color_mode == "grayscale" ? 1.01 : 2e-3;
    CHECK(difference(together(x), arrays[c.name + std::string(" x")]) < tolerance);
    CHECK(y.empty() == (c.name == std::string("no mode") || c.name == std::string("no labels")));
    if (!y.empty()) CHECK(difference(together(y), arrays[c.name + std::string(" y")]) == 0);
  }
}

TEST_CASE("image_dataset_from_directory shuffles and splits files as Keras does") {
  if (without_libraries()) KERATIN_SKIP("needs libpng, libzip, JSON");
  const Pictures folder;
  const Json about = testing::read_json(golden("datasets/pictures.json"));
  const Case cases[] = {{"seed 5", {.seed = 5}},
                        {"seed 6 training", {.seed = 6, .validation_split = 0.4, .subset = "training"}},
                        {"seed 6 validation", {.seed = 6, .validation_split = 0.4, .subset = "validation"}},
                        {"seed 7 listed", {.labels = {7, 3, 3, 0, 0, 1, 7, 9, 9}, .seed = 7}}};
  for (const Case& c : cases) {
    INFO(c.name);
    const DirectoryDataset made = image_dataset_from_directory(folder.path(), sized(c.options, true));
    check_files(made, about.at(c.name), folder);
  }
  const auto [train, val] =
      image_datasets_from_directory(folder.path(), sized({.seed = 6, .validation_split = 0.4}, true));
  check_files(train, about.at("seed 6 training"), folder);
  check_files(val, about.at("seed 6 validation"), folder);

  // Mixed, each picture keeps its label; the same seed, the same order.
  const auto labels_of = [&] {
    std::vector<std::pair<float, std::int32_t>> found;
    const auto made = image_dataset_from_directory(
        folder.path(), sized({.batch_size = std::nullopt, .image_size = {4, 4}, .seed = 2}, true));
    for (const Batch& b : made) found.emplace_back(b.x[0].at<float>(0, 0, 0), b.y[0].item<std::int32_t>());
    return found;
  };
  auto mixed = labels_of();
  CHECK(mixed == labels_of());
  auto by_path = std::vector<std::pair<float, std::int32_t>>();
  const auto made =
      image_dataset_from_directory(folder.path(), sized({.batch_size = std::nullopt, .image_size = {4, 4}}, false));
  for (const Batch& b : made) by_path.emplace_back(b.x[0].at<float>(0, 0, 0), b.y[0].item<std::int32_t>());
  CHECK(mixed != by_path);
  std::sort(mixed.begin(), mixed.end());
  std::sort(by_path.begin(), by_path.end());
  CHECK(mixed == by_path);
}

TEST_CASE("image_dataset_from_directory says what it expected") {
  if (without_libraries()) KERATIN_SKIP("needs libpng, libzip, JSON");
  const Pictures folder;
  struct Wrong {
    const char* message;
    ImageDatasetOptions options;
  };
  const Wrong cases[] = {
      {"expected labels \"inferred\"", {.labels = "guessed"}},
      {"class_names with labels \"inferred\" alone", {.labels = {1}, .class_names = {"a"}}},
      {"subfolders: a, b, c; got a, d", {.class_names = {"a", "d"}}},
      {"expected as many labels as files; got 2 labels and 9 files", {.labels = {1, 2}}},
      {"expected a label_mode", {.label_mode = "one hot"}},
      {"expected a color_mode", {.color_mode = "cmyk"}},
      {"expected interpolation", {.interpolation = "best"}},
      {"expected data_format", {.data_format = "first"}},
      {"got both", {.crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}},
      {"two classes with label_mode binary; got a, b, c", {.label_mode = "binary"}},
      {"validation_split between 0 and 1; got 1.5", {.validation_split = 1.5, .subset = "training"}},
      {"got a validation_split alone", {.validation_split = 0.5}},
      {"got a subset alone", {.subset = "training"}},
      {"subset of training, validation or both", {.validation_split = 0.5, .subset = "test"}},
      {"Hint: auto [train, val]", {.seed = 1, .validation_split = 0.5, .subset = "both"}},
      {"expected a seed", {.validation_split = 0.5, .subset = "training"}},
      {"expected validation files", {.seed = 1, .validation_split = 0.1, .subset = "validation"}},
      {"expected a batch_size above 0", {.batch_size = 0}},
  };
  for (const Wrong& wrong : cases) {
    ImageDatasetOptions options = wrong.options;
    options.verbose = false;
    CHECK_THROWS_WITH(image_dataset_from_directory(folder.path(), options), Catch::Contains(wrong.message));
  }
  CHECK_THROWS_WITH(image_dataset_from_directory(folder / "nowhere"), Catch::Contains("expected a folder"));
  std::ofstream(folder / "a/moving.gif") << "GIF89a";
  CHECK_THROWS_WITH(image_dataset_from_directory(folder.path(), {.verbose = false}), Catch::Contains("moving.gif"));
  std::filesystem::remove(folder / "a/moving.gif");
  std::ofstream(folder / "a/broken.png") << "no PNG";
  const auto broken = image_dataset_from_directory(folder.path(), sized({}, false));
  CHECK_THROWS_WITH(
      [&] {
        for (const Batch& batch : broken) CHECK(batch.x[0].size() > 0);
      }(),
      Catch::Contains("broken.png"));
}

}  // namespace image_dataset_from_directory_test
