// What datasets made of the files of a folder share: labels by subfolder or by list, their order, and their split.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../data/dataset.hpp"

namespace keratin::utils {

/// Where the labels of files come from: "inferred", the subfolder that a file is in; std::nullopt, there are none; or
/// numbers, one for each file in the order of the paths.
class DirectoryLabels {
 public:
  template <Text S>
  DirectoryLabels(const S& how) : how_(std::string_view(how)) {}
  DirectoryLabels(std::nullopt_t) {}
  DirectoryLabels(std::initializer_list<int> labels) : DirectoryLabels(std::vector<int>(labels)) {}
  DirectoryLabels(const std::vector<int>& labels) : how_("list"), list_(labels) {}
  bool inferred() const { return how_ == "inferred"; }
  bool none() const { return how_.empty(); }
  const std::string& how() const { return how_; }
  const std::vector<int>& list() const { return list_; }

 private:
  std::string how_;
  std::vector<int> list_;
};

/// A Dataset of files, which knows the classes' names and the files' paths, in the order before it is shuffled anew.
struct DirectoryDataset : Dataset {
  DirectoryDataset(const Dataset& dataset, std::vector<std::string> names, std::vector<std::string> paths)
      : Dataset(dataset), class_names(std::move(names)), file_paths(std::move(paths)) {}
  std::vector<std::string> class_names;  ///< By number; none without labels.
  std::vector<std::string> file_paths;
};

}  // namespace keratin::utils

#if KERATIN_DEFINE(datasets)
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "../tensor/print.hpp"
#include "numpy_order.hpp"

namespace keratin::utils::detail {

/// What is to be read from which folder; `where` names the function in errors.
struct DirectoryRequest {
  const char* where;
  std::string directory;
  DirectoryLabels labels;
  std::vector<std::string> class_names;
  std::vector<std::string> formats;  // endings, in small letters
  bool shuffle = true, follow_links = false, verbose = true;
  std::optional<Int> seed = {};
  std::optional<double> validation_split = {};
  std::optional<std::string> subset = {};
};

/// Files and their labels, in order.
struct DirectoryIndex {
  std::vector<std::string> paths, class_names;
  std::vector<int> labels;  // none without labels
};

inline std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

inline void check_split(const DirectoryRequest& r) {
  const bool split = r.validation_split && *r.validation_split != 0;
  require(!split || (*r.validation_split > 0 && *r.validation_split < 1), r.where,
          ": expected a validation_split between 0 and 1; got ", r.validation_split.value_or(0), ".");
  require(split == r.subset.has_value(), r.where, ": expected validation_split and subset, or neither; got ",
          split ? "a validation_split" : "a subset", " alone.");
  require(!r.subset || *r.subset == "training" || *r.subset == "validation" || *r.subset == "both", r.where,
          ": expected a subset of training, validation or both; got \"", r.subset.value_or(""), "\".");
  require(!split || !r.shuffle || r.seed, r.where,
          ": expected a seed with validation_split and shuffle; got none. Hint: the same seed for both subsets, so "
          "that no file is in both.");
}

/// The folder's own folders by name, but those whose names begin with a point.
inline std::vector<std::string> subfolders(const DirectoryRequest& r) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(r.directory))
    if (const std::string name = entry.path().filename().string(); entry.is_directory() && !name.starts_with('.'))
      names.push_back(name);
  std::sort(names.begin(), names.end());
  if (r.class_names.empty()) return names;
  for (const std::string& name : r.class_names)
    require(std::find(names.begin(), names.end(), name) != names.end(), r.where,
            ": expected class_names that are subfolders: ", listed(names), "; got ", listed(r.class_names), ".");
  return r.class_names;
}

inline bool has_format(std::string name, const std::vector<std::string>& formats) {
  for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return std::any_of(formats.begin(), formats.end(), [&](const std::string& f) { return name.ends_with(f); });
}

/// The files below a folder: folder by folder, in the order of their paths, files by name.
inline std::vector<std::string> files_below(const std::filesystem::path& folder, const DirectoryRequest& r) {
  namespace fs = std::filesystem;
  std::map<std::string, std::set<std::string>> files;
  const auto follow = r.follow_links ? fs::directory_options::follow_directory_symlink : fs::directory_options::none;
  for (const auto& entry : fs::recursive_directory_iterator(folder, follow))
    if (const std::string name = entry.path().filename().string(); !entry.is_directory() && has_format(name, r.formats))
      files[entry.path().parent_path().string()].insert(name);
  std::vector<std::string> paths;
  for (const auto& [parent, names] : files)
    for (const std::string& name : names) paths.push_back((fs::path(parent) / name).string());
  return paths;
}

/// All files and their labels, in the order that numpy shuffles them in, as Keras has them.
inline DirectoryIndex index_directory(const DirectoryRequest& r, index_t seed) {
  require<file_error>(std::filesystem::is_directory(r.directory), r.where, ": expected a folder; got \"", r.directory,
                      "\".");
  const bool inferred = r.labels.inferred();
  require(inferred || r.class_names.empty(), r.where, ": expected class_names with labels \"inferred\" alone; got ",
          listed(r.class_names), ".");
  DirectoryIndex all;
  if (inferred) {
    all.class_names = subfolders(r);
    for (std::size_t i = 0; i < all.class_names.size(); ++i) {
      for (std::string& path : files_below(std::filesystem::path(r.directory) / all.class_names[i], r))
        all.paths.push_back(std::move(path));
      all.labels.resize(all.paths.size(), static_cast<int>(i));
    }
  } else {
    all.paths = files_below(r.directory, r);
    all.labels = r.labels.list();
    require(r.labels.none() || all.labels.size() == all.paths.size(), r.where,
            ": expected as many labels as files; got ", all.labels.size(), " labels and ", all.paths.size(),
            " files in ", r.directory, ".");
    for (int label : std::set<int>(all.labels.begin(), all.labels.end()))
      all.class_names.push_back(std::to_string(label));
  }
  if (r.verbose) {
    std::cout << "Found " << all.paths.size() << " files";
    if (!r.labels.none()) std::cout << " belonging to " << all.class_names.size() << " classes";
    std::cout << ".\n";
  }
  if (!r.shuffle) return all;
  DirectoryIndex shuffled{{}, all.class_names, {}};
  const Tensor order = datasets::detail::NumpyOrder(seed).next(std::ssize(all.paths));
  for (std::int64_t i : order.span<std::int64_t>()) {
    shuffled.paths.push_back(all.paths[static_cast<std::size_t>(i)]);
    if (!all.labels.empty()) shuffled.labels.push_back(all.labels[static_cast<std::size_t>(i)]);
  }
  return shuffled;
}

/// The part of the files that `subset` names: the validation's are the last.
inline DirectoryIndex subset_of(const DirectoryIndex& all, const DirectoryRequest& r, const std::string& subset) {
  const auto n = std::ssize(all.paths);
  const auto held = static_cast<index_t>(r.validation_split.value_or(0) * static_cast<double>(n));
  const index_t begin = subset == "validation" ? n - held : 0, end = subset == "training" ? n - held : n;
  if (r.verbose && !subset.empty()) std::cout << "Using " << end - begin << " files for " << subset << ".\n";
  DirectoryIndex part{{all.paths.begin() + begin, all.paths.begin() + end}, all.class_names, {}};
  if (!all.labels.empty()) part.labels.assign(all.labels.begin() + begin, all.labels.begin() + end);
  require(!part.paths.empty(), r.where, ": expected ", subset, subset.empty() ? "" : " ", "files that end in ",
          listed(r.formats), "; got none in ", r.directory, ".");
  return part;
}

/// Labels as a model takes them: int32 (n), float32 (n, 1) of 0 and 1, or float32 (n, classes).
inline Tensor label_tensor(const DirectoryIndex& part, const std::string& mode) {
  const Tensor labels = Tensor::from(part.labels, {std::ssize(part.labels)});
  if (mode == "int") return labels;
  if (mode == "binary") return labels.cast(float32).reshape({-1, 1});
  const auto classes = std::ssize(part.class_names);
  const Tensor hot = zeros({labels.size(), classes});
  for (index_t i = 0; i < labels.size(); ++i)
    if (const int label = part.labels[static_cast<std::size_t>(i)]; label >= 0 && label < classes)
      hot.data<float>()[i * classes + label] = 1;
  return hot;
}

}  // namespace keratin::utils::detail
#endif
