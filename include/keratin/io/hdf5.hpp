// HDF5 files (the HDF5 C library), as h5py writes them for Keras: groups, numeric datasets, attributes.
//   auto h5 = io::open_hdf5("model.weights.h5");   Tensor kernel = h5->read("layers/dense/vars/0");
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../core/named.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::io {

/// A file to read. Paths go from the root: "layers/dense/vars/0"; "" or "/" is the root itself.
/// All functions throw file_error, naming file and path, if something is missing, damaged or of another type.
class Hdf5Reader {
 public:
  virtual ~Hdf5Reader() = default;
  virtual bool has(const std::string& path) const = 0;
  virtual bool is_group(const std::string& path) const = 0;
  /// The names in a group, in alphabetical order ("10" before "2").
  virtual std::vector<std::string> children(const std::string& group) const = 0;
  /// A dataset. float16 becomes float32; int8, int16, uint16 become int32; uint32 becomes int64; h5py's bool is bool.
  [[nodiscard]] virtual Tensor read(const std::string& dataset) const = 0;

  virtual bool has_attribute(const std::string& object, const std::string& name) const = 0;
  /// A text, or all texts of an array of them; of variable or fixed length, UTF-8 or ASCII. An empty array of numbers,
  /// which is how Keras writes an empty list of names, has none.
  virtual std::vector<std::string> texts(const std::string& object, const std::string& name) const = 0;
  std::string text(const std::string& object, const std::string& name) const;
  virtual double number(const std::string& object, const std::string& name) const = 0;
};

enum class Charset { ascii, utf8 };

/// A file to write. It appears, whole, on close(), and not at all without it.
class Hdf5Writer {
 public:
  virtual ~Hdf5Writer() = default;
  /// Makes a group, and those above it that are missing; one that is there is left as it is.
  virtual void create_group(const std::string& path) = 0;
  /// Writes a contiguous little-endian dataset; groups above it are made.
  virtual void write(const std::string& dataset, const Tensor& tensor) = 0;
  /// Attributes of a group or dataset that is there: a text or a list of them, of variable length, or a number. An
  /// empty list is written as h5py writes it: float64 of shape (0,).
  virtual void set_text(const std::string& object, const std::string& name, const std::string& text,
                        Charset charset = Charset::utf8) = 0;
  virtual void set_texts(const std::string& object, const std::string& name, const std::vector<std::string>& texts,
                         Charset charset = Charset::utf8) = 0;
  virtual void set_number(const std::string& object, const std::string& name, Real number) = 0;
  virtual void close() = 0;
};

/// Throws file_error if the file is missing or not HDF5. Files cut off or overwritten are found out as far as HDF5
/// itself does so: its 1.10 series can crash on a file made to harm it.
std::unique_ptr<Hdf5Reader> open_hdf5(const std::string& path);
/// The same for a file's bytes; `name` stands for the path in errors.
std::unique_ptr<Hdf5Reader> open_hdf5_bytes(const std::string& bytes, const std::string& name);
/// Throws file_error if the folder is missing or not writable.
std::unique_ptr<Hdf5Writer> create_hdf5(const std::string& path);
/// A file in memory, whose bytes close() puts into `bytes`.
std::unique_ptr<Hdf5Writer> create_hdf5_bytes(std::string& bytes);

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include "hdf5_reader.hpp"
#include "hdf5_writer.hpp"

namespace keratin::io {

KERATIN_INLINE std::string Hdf5Reader::text(const std::string& object, const std::string& name) const {
  const std::vector<std::string> all = texts(object, name);
  require<file_error>(all.size() == 1, "hdf5: expected one text in the attribute \"", name, "\" of \"/", object,
                      "\"; got ", all.size(), ".");
  return all[0];
}

}  // namespace keratin::io
#endif
