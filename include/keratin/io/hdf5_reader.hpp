// Reading HDF5. Included by hdf5.hpp.
#pragma once
#include "hdf5.hpp"

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_HDF5
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <memory>

#include "hdf5_handle.hpp"

namespace keratin::io::hdf5 {

class Reader : public Hdf5Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {
    const Session session;
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) fail<file_error>("hdf5(\"", path, "\"): expected a readable file; got: ", error.message(), ".");
    size_ = size;
    file_ = Id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file_.valid()) fail<file_error>("hdf5(\"", path, "\"): expected an HDF5 file; got: ", reason(), ".");
  }
  Reader(const std::string& bytes, const std::string& name) : path_(name), size_(bytes.size()) {
    const Session session;
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    constexpr std::size_t step = 1 << 20;
    std::string copy = bytes;  // HDF5 takes it for its own, but does not change it
    if (bytes.empty() || H5Pset_fapl_core(access, step, false) < 0 ||
        H5Pset_file_image(access, copy.data(), copy.size()) < 0)
      fail<file_error>("hdf5(\"", name, "\"): expected an HDF5 file; got ", bytes.size(), " bytes that are none.");
    file_ = Id(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
    if (!file_.valid()) fail<file_error>("hdf5(\"", name, "\"): expected an HDF5 file; got: ", reason(), ".");
  }
  ~Reader() override {
    const Session session;
    file_.reset();
  }

  bool has(const std::string& path) const override {
    const Session session;
    const std::string whole = inside(path);
    if (whole == ".") return true;
    // H5Lexists wants to be asked for each part of the path.
    for (std::size_t end = 0; end != whole.npos;) {
      end = whole.find('/', end + 1);
      if (H5Lexists(file_, whole.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    }
    return true;
  }

  bool is_group(const std::string& path) const override {
    const Session session;
    return has(path) && H5Iget_type(open(path)) == H5I_GROUP;
  }

  std::vector<std::string> children(const std::string& path) const override {
    const Session session;
    const Id group = open(path);
    H5G_info_t info;
    if (H5Iget_type(group) != H5I_GROUP || H5Gget_info(group, &info) < 0) refuse(path_, path, "expected a group");
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      char name[1024];
      const ssize_t n = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
      if (n < 0 || n >= static_cast<ssize_t>(sizeof name))
        refuse(path_, path, "expected names of at most 1023 bytes; got: ", reason());
      names.emplace_back(name, static_cast<std::size_t>(n));
    }
    return names;
  }

  Tensor read(const std::string& path) const override {
    const Session session;
    const Id object = open(path);
    if (H5Iget_type(object) != H5I_DATASET) refuse(path_, path, "expected a dataset; got a group");
    const Id type(H5Dget_type(object), H5Tclose), space(H5Dget_space(object), H5Sclose);
    const DType dtype = dtype_in_file(type, path);
    const Shape shape = shape_in_file(space, path);
    check_size(shape, size_of(dtype), path);
    Tensor tensor = Tensor::empty(shape, dtype);
    if (tensor.size() == 0) return tensor;
    const hid_t memory = dtype == bool_ ? static_cast<hid_t>(type) : native_type(dtype);
    if (H5Dread(object, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.data<void>()) < 0)
      refuse(path_, path, "expected to read ", shape, " elements; got: ", reason());
    if (dtype == bool_)  // a damaged file may hold other bytes than 0 and 1
      for (auto *at = tensor.data<std::uint8_t>(), *end = at + tensor.size(); at != end; ++at) *at = *at != 0;
    return tensor;
  }

  bool has_attribute(const std::string& object, const std::string& name) const override {
    const Session session;
    return H5Aexists(open(object), name.c_str()) > 0;
  }

  std::vector<std::string> texts(const std::string& object, const std::string& name) const override {
    const Session session;
    const Attribute a = attribute(object, name);
    if (H5Tget_class(a.type) != H5T_STRING) {
      if (a.count == 0) return {};
      refuse(path_, object, "expected text in the attribute \"", name, "\"");
    }
    return H5Tis_variable_str(a.type) > 0 ? variable_texts(a, object, name) : fixed_texts(a, object, name);
  }

  double number(const std::string& object, const std::string& name) const override {
    const Session session;
    const Attribute a = attribute(object, name);
    const H5T_class_t kind = H5Tget_class(a.type);
    double value = 0;
    if ((kind != H5T_INTEGER && kind != H5T_FLOAT) || a.count != 1 || H5Aread(a.id, H5T_NATIVE_DOUBLE, &value) < 0)
      refuse(path_, object, "expected one number in the attribute \"", name, "\"");
    return value;
  }

 private:
  struct Attribute {
    Id id, type, space;
    std::size_t count;
  };

  Id open(const std::string& path) const {
    Id object(H5Oopen(file_, inside(path).c_str(), H5P_DEFAULT), H5Oclose);
    if (!object.valid()) refuse(path_, path, "expected a group or dataset of that name; got: ", reason());
    return object;
  }

  DType dtype_in_file(hid_t type, const std::string& path) const {
    const std::size_t size = H5Tget_size(type);
    const H5T_class_t kind = H5Tget_class(type);
    const bool is_signed = kind == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2;
    if (kind == H5T_FLOAT && (size == 2 || size == 4)) return float32;
    if (kind == H5T_FLOAT && size == 8) return float64;
    if (kind == H5T_INTEGER && size == 1 && !is_signed) return uint8;
    if (kind == H5T_INTEGER && (size <= 2 || (size == 4 && is_signed))) return int32;
    if (kind == H5T_INTEGER && (size == 4 || (size == 8 && is_signed))) return int64;
    if (kind == H5T_ENUM && size == 1 && H5Tget_nmembers(type) == 2) return bool_;
    refuse(path_, path, "expected float16 to float64, int8 to int64, uint8 to uint32 or bool; got ",
           kind == H5T_FLOAT     ? "a float"
           : kind == H5T_INTEGER ? "an integer"
           : kind == H5T_STRING  ? "text"
                                 : "a type",
           " of ", size, " bytes");
  }

  Shape shape_in_file(hid_t space, const std::string& path) const {
    const int rank = H5Sget_simple_extent_ndims(space);
    if (H5Sget_simple_extent_type(space) == H5S_NULL || rank < 0 || rank > static_cast<int>(Shape::max_rank))
      refuse(path_, path, "expected at most ", Shape::max_rank, " dimensions; got ", rank);
    std::array<hsize_t, Shape::max_rank> dims = {};
    H5Sget_simple_extent_dims(space, dims.data(), nullptr);
    Shape shape;
    for (std::size_t i = 0; i < static_cast<std::size_t>(rank); ++i) shape.push_back(static_cast<index_t>(dims[i]));
    return shape;
  }

  /// A damaged file may promise any shape; compressed, a file holds at most 1032 times its size (deflate).
  void check_size(const Shape& shape, std::size_t element, const std::string& path) const {
    std::size_t bytes = element;
    bool overflow = false;
    for (index_t d : shape)
      overflow = d < 0 || __builtin_mul_overflow(bytes, static_cast<std::size_t>(d), &bytes) || overflow;
    if (overflow || bytes / 1032 > size_)
      refuse(path_, path, "expected a shape that fits a file of ", size_, " bytes; got ", shape);
  }

  Attribute attribute(const std::string& path, const std::string& name) const {
    const Id object = open(path);
    Attribute a{Id(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose), {}, {}, 0};
    if (!a.id.valid()) refuse(path_, path, "expected the attribute \"", name, "\"; got none of that name");
    a.type = Id(H5Aget_type(a.id), H5Tclose);
    a.space = Id(H5Aget_space(a.id), H5Sclose);
    const hssize_t count = H5Sget_simple_extent_npoints(a.space);
    const std::size_t size = H5Tget_size(a.type);
    if (count < 0 || size == 0 || static_cast<hsize_t>(count) > size_ / (size == 0 ? 1 : size) + 1)
      refuse(path_, path, "expected a whole attribute \"", name, "\"; got: ", reason());
    a.count = static_cast<std::size_t>(count);
    return a;
  }

  std::vector<std::string> variable_texts(const Attribute& a, const std::string& object,
                                          const std::string& name) const {
    const Id memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(a.type));
    std::vector<char*> pointers(a.count, nullptr);
    const herr_t code = H5Aread(a.id, memory, pointers.data());
    std::vector<std::string> texts;
    if (code >= 0)
      for (const char* p : pointers) texts.emplace_back(p != nullptr ? p : "");
    H5Dvlen_reclaim(memory, a.space, H5P_DEFAULT, pointers.data());
    if (code < 0) refuse(path_, object, "expected text in the attribute \"", name, "\"; got: ", reason());
    return texts;
  }

  std::vector<std::string> fixed_texts(const Attribute& a, const std::string& object, const std::string& name) const {
    const std::size_t size = H5Tget_size(a.type);
    std::string bytes(size * a.count, '\0');
    if (H5Aread(a.id, a.type, bytes.data()) < 0)
      refuse(path_, object, "expected text in the attribute \"", name, "\"; got: ", reason());
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < a.count; ++i) {
      std::string text = bytes.substr(i * size, size);
      text = text.substr(0, text.find('\0'));
      if (H5Tget_strpad(a.type) == H5T_STR_SPACEPAD) text.erase(text.find_last_not_of(' ') + 1);
      texts.push_back(std::move(text));
    }
    return texts;
  }

  std::string path_;
  std::uintmax_t size_ = 0;
  Id file_;
};

}  // namespace keratin::io::hdf5
#endif

namespace keratin::io {

KERATIN_INLINE std::unique_ptr<Hdf5Reader> open_hdf5_bytes(const std::string& bytes, const std::string& name) {
#if KERATIN_HAS_HDF5
  return std::make_unique<hdf5::Reader>(bytes, name);
#else
  lacks(concat("hdf5(\"", name, "\") of ", bytes.size(), " bytes"), "HDF5", "libhdf5-dev", "KERATIN_NO_HDF5");
#endif
}
KERATIN_INLINE std::unique_ptr<Hdf5Reader> open_hdf5(const std::string& path) {
#if KERATIN_HAS_HDF5
  return std::make_unique<hdf5::Reader>(path);
#else
  lacks(concat("hdf5(\"", path, "\")"), "HDF5", "libhdf5-dev", "KERATIN_NO_HDF5");
#endif
}

}  // namespace keratin::io
#endif
