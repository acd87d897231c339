// get_file: a file from the internet, kept in Keras's cache.
//   auto path = utils::get_file("wonderland.txt", "https://…/wonderland.txt", {.file_hash = "…"});
#pragma once
#include <string>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::utils {

/// Keras's folder for what it keeps: $KERAS_HOME, or ~/.keras. A folder named .keras among the temporary files stands
/// in where that one cannot be written.
std::string cache_folder();

struct GetFileOptions {
  KERATIN_OPTIONS;
  Flag untar = false;                     ///< As `extract`, for an archive known to be tar.
  std::string file_hash = "";             ///< What the file must have; a kept file without it is downloaded anew.
  std::string cache_subdir = "datasets";  ///< Folder below the cache folder; an absolute path stands for itself.
  std::string hash_algorithm = "auto";    ///< "sha256", "md5", or "auto": by the hash's length.
  Flag extract = false;                   ///< Unpack the file, a zip archive, and return the folder with its members.
  std::string cache_dir = "";             ///< Instead of cache_folder().
  Flag force_download = false;            ///< Download even what is kept.
};

/// The path of the file `fname` in the cache, which is downloaded from the URL `origin`, with a progress bar, if it is
/// not there. An empty `fname` takes the URL's last part. With `extract` the path is that of a folder: `fname` itself,
/// or name_extracted for a name.zip. Throws file_error if the download fails or has another hash, or the archive is
/// damaged or not zip, and value_error for an `fname` with folders in it.
std::string get_file(const std::string& fname, const std::string& origin, const GetFileOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "../io/file.hpp"
#include "../io/hash.hpp"
#include "../io/http.hpp"
#include "../io/zip.hpp"
#include "progbar.hpp"

namespace keratin::utils {

namespace detail {

KERATIN_INLINE std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// What stands last in a URL's path: https://a.b/c/d.zip?e -> d.zip.
KERATIN_INLINE std::string name_in_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::string path = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = path.rfind('/');
  const bool found = slash != path.npos && slash + 1 < path.size() && (scheme == path.npos || slash > scheme + 2);
  require(found, "get_file: expected a URL that ends in a file name, or fname; got \"", url, "\".");
  return path.substr(slash + 1);
}

/// Downloads to `path` under a progress bar of bytes, as Keras shows it.
KERATIN_INLINE void download_with_bar(const std::string& url, const std::string& path, const GetFileOptions& options) {
  std::optional<Progbar> bar;
  index_t seen = 0;
  const auto progress = [&](index_t done, index_t total) {
    if (done == seen) return;
    if (!bar) {  // only now: nothing is said of a server that is out of reach but the error
      std::cout << "Downloading data from " << url << std::endl;
      bar.emplace(total > 0 ? std::optional<Int>(total) : std::nullopt);
    }
    bar->update(done);
    seen = done;
  };
  io::download(url, path, {.hash = options.file_hash, .hash_algorithm = options.hash_algorithm, .progress = progress});
}

/// Unpacks a zip archive. Members may not lead out of the folder.
KERATIN_INLINE void extract_zip(const std::string& archive, const std::string& folder) {
  namespace fs = std::filesystem;
  const auto zip = io::open_zip(archive);
  for (const std::string& name : zip->names()) {
    const fs::path inside = fs::path(name).lexically_normal();
    if (inside.is_absolute() || inside.empty() || *inside.begin() == "..")
      fail<file_error>("get_file: expected members below \"", folder, "\"; got \"", name, "\" in \"", archive, "\".");
    const fs::path path = fs::path(folder) / inside;
    std::error_code error;
    fs::create_directories(name.ends_with('/') ? path : path.parent_path(), error);
    if (!name.ends_with('/')) io::write_file(path.string(), zip->read(name));
  }
}

KERATIN_INLINE void extract(const std::string& archive, const std::string& folder, bool is_tar) {
  const std::string bytes = io::read_file(archive);
  if (is_tar || !bytes.starts_with("PK"))
    fail<file_error>("get_file: expected a zip archive to extract; got \"", archive,
                     "\". Hint: unpack a tar archive with `tar -xf`.");
  extract_zip(archive, folder);
}

}  // namespace detail

KERATIN_INLINE std::string cache_folder() {
  namespace fs = std::filesystem;
  const std::string home = detail::environment("KERAS_HOME");
  const fs::path folder = home.empty() ? fs::path(detail::environment("HOME")) / ".keras" : fs::path(home);
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  if (::access(folder.c_str(), W_OK) == 0) return folder.string();
  return (fs::temp_directory_path(ignored) / ".keras").string();
}

KERATIN_INLINE std::string get_file(const std::string& fname, const std::string& origin,
                                    const GetFileOptions& options) {
  namespace fs = std::filesystem;
  require(fname.find('/') == fname.npos, "get_file: expected a file name without folders; got \"", fname,
          "\". Hint: .cache_subdir names the folder.");
  const fs::path folder =
      fs::path(options.cache_dir.empty() ? cache_folder() : options.cache_dir) / options.cache_subdir;
  const std::string name = fname.empty() ? detail::name_in_url(origin) : fname;
  const bool unpack = options.extract || options.untar;
  const bool plain = name.find('.') == name.npos || fname.empty();  // Keras's rule for the names of archive and folder
  const fs::path file = folder / (unpack && plain ? name + "_archive" : name);
  std::error_code error;
  fs::create_directories(folder, error);
  bool kept = !options.force_download && fs::exists(file, error);
  if (kept && !options.file_hash.empty() && !io::has_hash(file.string(), options.file_hash, options.hash_algorithm)) {
    std::cout << "A local file was found, but it seems to be incomplete or outdated because its hash does not match "
              << options.file_hash << " so we will re-download the data." << std::endl;
    kept = false;
  }
  if (!kept) detail::download_with_bar(origin, file.string(), options);
  if (!unpack) return file.string();
  const fs::path extracted = folder / (plain ? name : name.substr(0, name.find('.')) + "_extracted");
  detail::extract(file.string(), extracted.string(), options.untar);
  return extracted.string();
}

}  // namespace keratin::utils
#endif
