// Where data sets are looked for: in the folders of the environment variable KERATIN_DATA, then in Keras's cache, then
// on the internet.
#pragma once
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "split.hpp"

namespace keratin::datasets {

/// One place where a data set may be, and how it is read from there.
template <class T>
struct PlaceOf {
  std::string name;  ///< A file, folder or URL, for the error.
  std::function<T()> load;
};
using Place = PlaceOf<Split>;

/// The folders of KERATIN_DATA, which separates them by colons.
std::vector<std::string> data_folders();
/// Keras's cache: $KERAS_HOME/datasets or ~/.keras/datasets.
std::string cached_datasets();
/// The file in each of those folders.
std::vector<std::string> paths_of(const std::string& file);
/// Where Keras keeps data sets.
inline constexpr const char* keras_store = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";
/// The path of the file in the cache, which is downloaded if it is not there or has another hash.
std::string download(const std::string& file, const std::string& url, const std::string& hash);

/// What to add to the list of what was tried, where `place` threw an error.
std::string tried_in(const std::string& place, const std::string& reason);
/// Throws file_error, with what was tried.
[[noreturn]] void not_found(std::string_view data_set, const std::string& tried);

/// The data set from the first place that has it. Throws file_error, with what was wrong in each place, if none has.
template <class T>
T load_first(std::string_view data_set, const std::vector<PlaceOf<T>>& places) {
  std::string tried;
  for (const PlaceOf<T>& place : places) {
    try {
      return place.load();
    } catch (const std::exception& e) {
      tried += tried_in(place.name, e.what());
    }
  }
  not_found(data_set, tried);
}

/// A data set that is one file: `read(path)` of the file in the folders of KERATIN_DATA, in Keras's cache, or of the
/// one of that hash in Keras's store, which is downloaded to the cache.
template <class T>
T load_file(std::string_view data_set, const std::string& file, const std::string& hash,
            const std::function<T(const std::string& path)>& read) {
  std::vector<PlaceOf<T>> places;
  for (const std::string& path : paths_of(file)) places.push_back({path, [path, read] { return read(path); }});
  const std::string url = keras_store + file;
  places.push_back({url, [=] { return read(download(file, url, hash)); }});
  return load_first(data_set, places);
}

/// Throws file_error unless both parts are uint8 images of 28 x 28 with one uint8 label below 10 each.
void check_digits(const Split& split);

}  // namespace keratin::datasets

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "../utils/get_file.hpp"

namespace keratin::datasets {

KERATIN_INLINE std::vector<std::string> data_folders() {
  const char* const value = std::getenv("KERATIN_DATA");
  std::string_view rest = value != nullptr ? value : "";
  std::vector<std::string> folders;
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    if (end > 0) folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end == rest.npos ? end : end + 1));
  }
  return folders;
}

KERATIN_INLINE std::string cached_datasets() {
  return (std::filesystem::path(utils::cache_folder()) / "datasets").string();
}

KERATIN_INLINE std::vector<std::string> paths_of(const std::string& file) {
  std::vector<std::string> paths;
  for (const std::string& folder : data_folders()) paths.push_back((std::filesystem::path(folder) / file).string());
  paths.push_back((std::filesystem::path(cached_datasets()) / file).string());
  return paths;
}

KERATIN_INLINE std::string download(const std::string& file, const std::string& url, const std::string& hash) {
  return utils::get_file(file, url, {.file_hash = hash});
}

KERATIN_INLINE std::string tried_in(const std::string& place, const std::string& reason) {
  return "\n  " + (reason.find(place) == reason.npos ? place + ": " : "") + reason;
}

KERATIN_INLINE void not_found(std::string_view data_set, const std::string& tried) {
  fail<file_error>("datasets::", data_set, "::load_data: expected the data set in one of these places; got:", tried,
                   "\nHint: set KERATIN_DATA to the folder that has it.");
}

KERATIN_INLINE void check_digits(const Split& split) {
  for (const Arrays* part : {&split.train, &split.test}) {
    const Shape &x = part->x.shape(), &y = part->y.shape();
    const bool fits = part->x.dtype() == uint8 && part->y.dtype() == uint8 && x.rank() == 3 && y.rank() == 1 &&
                      x[0] > 0 && x[0] == y[0] && x[1] == 28 && x[2] == 28;
    require<file_error>(fits, "expected uint8 images of shape (n, 28, 28) and n uint8 labels; got ", part->x.dtype(),
                        " ", x, " and ", part->y.dtype(), " ", y, ".");
    const Tensor& labels = part->y;
    const auto values = labels.span<std::uint8_t>();
    const auto largest = *std::max_element(values.begin(), values.end());
    require<file_error>(largest < 10, "expected labels from 0 to 9; got ", static_cast<int>(largest), ".");
  }
}

}  // namespace keratin::datasets
#endif
