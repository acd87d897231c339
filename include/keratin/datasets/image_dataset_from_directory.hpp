// image_dataset_from_directory: a Dataset of the pictures in a folder, with their subfolders for labels.
//   auto train = utils::image_dataset_from_directory("flowers", {.image_size = {180, 180}, .seed = 1,
//                                                                .validation_split = 0.2, .subset = "training"});
//   model.fit(train, {.epochs = 5});
#pragma once
#include <utility>

#include "../tensor/per_axis.hpp"
#include "directory_dataset.hpp"

namespace keratin::utils {

struct ImageDatasetOptions {
  KERATIN_OPTIONS;
  DirectoryLabels labels = "inferred";            ///< By subfolder; std::nullopt: none; or one for each file, by path.
  std::optional<std::string> label_mode = "int";  ///< int32 numbers; "categorical", "binary" (float32), or none.
  std::vector<std::string> class_names = {};      ///< The subfolders in the order of their numbers, if not by name.
  std::string color_mode = "rgb";                 ///< Or "grayscale", "rgba".
  std::optional<Int> batch_size = 32;             ///< std::nullopt gives pictures one by one, without a batch axis.
  PerAxis image_size = {256, 256};                ///< Height and width of all pictures.
  Flag shuffle = true;                            ///< Whether they are mixed; else they stand by path.
  std::optional<Int> seed = {};                   ///< With one, every run has the same orders.
  std::optional<Real> validation_split = {};      ///< The share of the files that is for validation,
  std::optional<std::string> subset = {};         ///< and which part is wanted: "training" or "validation".
  std::string interpolation = "bilinear";         ///< Or "nearest", "bicubic", "area", "lanczos3", "lanczos5".
  Flag follow_links = false;                      ///< Whether links to folders are followed.
  Flag crop_to_aspect_ratio = false;              ///< The middle of a picture is taken, instead of stretching it.
  Flag pad_to_aspect_ratio = false;               ///< Black borders are put around it instead.
  std::string data_format = "channels_last";      ///< Or "channels_first".
  Flag verbose = true;                            ///< Whether to say how many files and classes were found.
};

/// Batches of x: float32 (batch, height, width, channels), values from 0 to 255; y: the labels, int32 (batch), float32
/// (batch, 1) of two classes, or float32 (batch, classes) (keras.utils.image_dataset_from_directory). Files are found
/// in all folders below; those that begin with a point are not classes. Pictures are read while others are used, in
/// Keras's order of paths for the same seed. PNG and JPEG files; a .gif or .bmp is refused where Keras reads it. Throws
/// file_error for a folder or picture that cannot be read, value_error or name_error for options out of range.
[[nodiscard]] DirectoryDataset image_dataset_from_directory(const std::string& directory,
                                                            const ImageDatasetOptions& options = {});
/// Both at once, the training and the validation part: Keras's subset "both".
[[nodiscard]] std::pair<DirectoryDataset, DirectoryDataset> image_datasets_from_directory(
    const std::string& directory, const ImageDatasetOptions& options);

}  // namespace keratin::utils

#if KERATIN_DEFINE(datasets)
#include <cmath>

#include "../ops/pad.hpp"
#include "../ops/resize.hpp"
#include "../ops/transpose.hpp"
#include "../utils/load_img.hpp"

namespace keratin::utils {

namespace detail {

/// A picture with black borders, as tf.image.resize_with_pad makes it: in size first, as large as it fits in.
inline Tensor resized_with_pad(const Tensor& image, index_t height, index_t width, const std::string& interpolation) {
  const auto in_height = static_cast<float>(image.shape()[0]), in_width = static_cast<float>(image.shape()[1]);
  const float ratio = std::max(in_width / static_cast<float>(width), in_height / static_cast<float>(height));
  const auto size = [&](float n) { return std::max<index_t>(1, static_cast<index_t>(std::floor(n / ratio))); };
  const auto border = [&](index_t all, float n) {
    return std::max<index_t>(0, static_cast<index_t>(std::floor((static_cast<float>(all) - n / ratio) / 2)));
  };
  const index_t h = size(in_height), w = size(in_width);
  const index_t top = border(height, in_height), left = border(width, in_width);
  const Tensor small = ops::image::resize(image, {h, w}, {.interpolation = interpolation});
  return ops::pad(small, {{top, height - h - top}, {left, width - w - left}, {0, 0}});
}

inline Tensor read_picture(const std::string& path, const ImageDatasetOptions& o) {
  const Tensor image = load_img(path, {.color_mode = o.color_mode}).pixels().cast(float32);
  const Tensor y =
      o.pad_to_aspect_ratio
          ? resized_with_pad(image, o.image_size[0], o.image_size[1], o.interpolation)
          : ops::image::resize(image, o.image_size,
                               {.interpolation = o.interpolation, .crop_to_aspect_ratio = o.crop_to_aspect_ratio});
  return o.data_format == "channels_first" ? ops::transpose(y, {2, 0, 1}) : y;
}

inline Dataset pictures_of(const DirectoryIndex& part, const ImageDatasetOptions& o, bool shuffle, index_t seed) {
  const index_t n = std::ssize(part.paths);
  const Tensor numbers = arange(0, n, 1, int64);
  Dataset files = o.label_mode ? Dataset::from_tensor_slices(numbers, label_tensor(part, *o.label_mode))
                               : Dataset::from_tensor_slices(numbers);
  if (shuffle) files = files.shuffle(o.batch_size ? *o.batch_size * 8 : 1024, {.seed = seed});
  Dataset pictures = files.map([paths = part.paths, o](const Batch& file) {
    const auto i = static_cast<std::size_t>(file.x[0].item<std::int64_t>());
    return Batch{read_picture(paths[i], o), file.y, {}};
  });
  if (o.batch_size) pictures = pictures.batch(*o.batch_size);
  return pictures.prefetch(2);
}

inline DirectoryRequest request_for(const std::string& directory, const ImageDatasetOptions& o) {
  DirectoryRequest r{"image_dataset_from_directory", directory, o.labels, o.class_names, {}};
  r.formats = {".bmp", ".gif", ".jpeg", ".jpg", ".png"};
  r.shuffle = o.shuffle;
  r.follow_links = o.follow_links;
  r.verbose = o.verbose;
  r.seed = o.seed;
  if (o.validation_split) r.validation_split = o.validation_split->value;
  r.subset = o.subset;
  return r;
}

/// The options with what follows from them: no labels without a mode, sizes and names checked.
inline ImageDatasetOptions checked(ImageDatasetOptions o, const char* where) {
  require(o.labels.inferred() || o.labels.none() || o.labels.how() == "list", where,
          ": expected labels \"inferred\", none or one number for each file; got \"", o.labels.how(), "\".");
  const std::string mode = o.label_mode.value_or("none");
  require(mode == "none" || mode == "int" || mode == "categorical" || mode == "binary", where,
          ": expected a label_mode of int, categorical, binary or none; got \"", mode, "\".");
  require(o.color_mode == "rgb" || o.color_mode == "rgba" || o.color_mode == "grayscale", where,
          ": expected a color_mode of rgb, rgba or grayscale; got \"", o.color_mode, "\".");
  require(o.data_format == "channels_last" || o.data_format == "channels_first", where,
          ": expected data_format \"channels_last\" or \"channels_first\"; got \"", o.data_format, "\".");
  require(!o.crop_to_aspect_ratio || !o.pad_to_aspect_ratio, where,
          ": expected crop_to_aspect_ratio or pad_to_aspect_ratio; got both.");
  require(!o.batch_size || *o.batch_size > 0, where, ": expected a batch_size above 0; got ", o.batch_size.value_or(1),
          ".");
  o.image_size = o.image_size.resolved(2, where, "image_size");
  o.interpolation = ops::image::detail::interpolation_named(o.interpolation, where);
  if (o.labels.none() || !o.label_mode) {
    o.labels = std::nullopt;
    o.label_mode = std::nullopt;
  }
  return o;
}

/// The datasets of the subsets, in order; "" is all files.
inline std::vector<DirectoryDataset> image_datasets(const std::string& directory, const ImageDatasetOptions& given,
                                                    const std::vector<std::string>& subsets) {
  const DirectoryRequest request = request_for(directory, given);
  const ImageDatasetOptions o = checked(given, request.where);
  check_split(request);
  const index_t seed = o.seed ? o.seed->value : static_cast<index_t>(next_random_key().stream % 1'000'000);
  DirectoryRequest labelled = request;
  labelled.labels = o.labels;
  const DirectoryIndex all = index_directory(labelled, seed);
  require(o.label_mode != "binary" || all.class_names.size() == 2, request.where,
          ": expected two classes with label_mode binary; got ", listed(all.class_names), ".");
  for (const std::string& path : all.paths)
    require<file_error>(!has_format(path, {".bmp", ".gif"}), request.where, ": expected PNG and JPEG files; got ", path,
                        ".");
  std::vector<DirectoryDataset> datasets;
  for (const std::string& subset : subsets) {
    const DirectoryIndex part = subset_of(all, request, subset);
    const bool shuffle = o.shuffle && (subsets.size() == 1 || subset == "training");
    datasets.emplace_back(pictures_of(part, o, shuffle, seed), part.class_names, part.paths);
  }
  return datasets;
}

}  // namespace detail

KERATIN_INLINE DirectoryDataset image_dataset_from_directory(const std::string& directory,
                                                             const ImageDatasetOptions& options) {
  require(options.subset != "both",
          "image_dataset_from_directory: expected a subset of training or validation; got "
          "\"both\". Hint: auto [train, val] = utils::image_datasets_from_directory(…).");
  return detail::image_datasets(directory, options, {options.subset.value_or("")})[0];
}

KERATIN_INLINE std::pair<DirectoryDataset, DirectoryDataset> image_datasets_from_directory(
    const std::string& directory, const ImageDatasetOptions& options) {
  ImageDatasetOptions both = options;
  both.subset = "both";
  const auto parts = detail::image_datasets(directory, both, {"training", "validation"});
  return {parts[0], parts[1]};
}

}  // namespace keratin::utils
#endif
