// Writing HDF5. Included by hdf5.hpp.
#pragma once
#include "hdf5.hpp"

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_HDF5
#include <array>
#include <optional>

#include "file.hpp"
#include "hdf5_handle.hpp"
#include "npy.hpp"

namespace keratin::io::hdf5 {

class Writer : public Hdf5Writer {
 public:
  explicit Writer(const std::string& path) : path_(path), target_(std::in_place, path) {
    const Session session;
    create(target_->temporary(), H5P_DEFAULT);
  }
  /// In memory: `bytes` gets the file.
  Writer(std::string& bytes, const std::string& name) : path_(name), bytes_(&bytes) {
    const Session session;
    const Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    constexpr std::size_t step = 1 << 20;
    H5Pset_fapl_core(access, step, false);
    create(name, access);
  }
  ~Writer() override {
    const Session session;
    file_.reset();
  }

  void create_group(const std::string& path) override {
    const Session session;
    const std::string whole = inside(path);
    for (std::size_t end = 0; whole != "." && end != whole.npos;) {
      end = whole.find('/', end + 1);
      const std::string part = whole.substr(0, end);
      if (H5Lexists(file_, part.c_str(), H5P_DEFAULT) > 0) continue;
      const Id group(H5Gcreate2(file_, part.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
      if (!group.valid()) refuse(path_, path, "expected to make the group; got: ", reason());
    }
  }

  void write(const std::string& path, const Tensor& tensor) override {
    const std::string_view bytes = bytes_of(tensor);
    const Session session;
    const std::string whole = inside(path);
    if (const std::size_t slash = whole.rfind('/'); slash != whole.npos) create_group(whole.substr(0, slash));
    std::array<hsize_t, Shape::max_rank> dims = {};
    for (std::size_t i = 0; i < tensor.shape().rank(); ++i) dims[i] = static_cast<hsize_t>(tensor.shape()[i]);
    const Id space =
        tensor.shape().empty()
            ? Id(H5Screate(H5S_SCALAR), H5Sclose)
            : Id(H5Screate_simple(static_cast<int>(tensor.shape().rank()), dims.data(), nullptr), H5Sclose);
    const Id type = file_type(tensor.dtype());
    const Id dataset(H5Dcreate2(file_, whole.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
    const hid_t memory = tensor.dtype() == bool_ ? static_cast<hid_t>(type) : native_type(tensor.dtype());
    if (!dataset.valid() ||
        (!bytes.empty() && H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0))
      refuse(path_, path, "expected to write the dataset; got: ", reason());
  }

  void set_text(const std::string& object, const std::string& name, const std::string& text, Charset charset) override {
    const Session session;
    const char* const pointer = text.c_str();
    put(object, name, text_type(charset), Id(H5Screate(H5S_SCALAR), H5Sclose), &pointer);
  }

  void set_texts(const std::string& object, const std::string& name, const std::vector<std::string>& texts,
                 Charset charset) override {
    const Session session;
    const hsize_t count = texts.size();
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    const Id space(H5Screate_simple(1, &count, nullptr), H5Sclose);
    if (texts.empty())
      put(object, name, Id(H5Tcopy(H5T_IEEE_F64LE), H5Tclose), space, nullptr);
    else
      put(object, name, text_type(charset), space, pointers.data());
  }

  void set_number(const std::string& object, const std::string& name, Real number) override {
    const Session session;
    put(object, name, Id(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose), Id(H5Screate(H5S_SCALAR), H5Sclose), &number.value);
  }

  void close() override {
    {
      const Session session;
      if (bytes_ != nullptr) read_back();
      if (!file_.reset()) fail<file_error>("hdf5(\"", path_, "\"): expected to write; got: ", reason(), ".");
    }
    if (target_) target_->commit();
  }

 private:
  void create(const std::string& name, hid_t access) {
    file_ = Id(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose);
    if (!file_.valid()) fail<file_error>("hdf5(\"", path_, "\"): expected to write; got: ", reason(), ".");
  }
  void read_back() {
    const bool flushed = H5Fflush(file_, H5F_SCOPE_GLOBAL) >= 0;
    const ssize_t size = flushed ? H5Fget_file_image(file_, nullptr, 0) : -1;
    bytes_->assign(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
    if (size < 0 || H5Fget_file_image(file_, bytes_->data(), bytes_->size()) < 0)
      fail<file_error>("hdf5(\"", path_, "\"): expected to write; got: ", reason(), ".");
  }

  /// Little-endian on every machine; bool is h5py's enumeration.
  static Id file_type(DType dtype) {
    if (dtype != bool_) {
      const hid_t types[] = {H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_IEEE_F32LE,
                             H5T_STD_I32LE,  H5T_STD_I64LE,  H5T_STD_U8LE};
      return Id(H5Tcopy(types[static_cast<std::size_t>(dtype)]), H5Tclose);
    }
    Id type(H5Tenum_create(H5T_STD_I8LE), H5Tclose);
    for (const std::int8_t value : {std::int8_t{0}, std::int8_t{1}})
      H5Tenum_insert(type, value == 0 ? "FALSE" : "TRUE", &value);
    return type;
  }

  static Id text_type(Charset charset) {
    Id type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, charset == Charset::utf8 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
    return type;
  }

  void put(const std::string& path, const std::string& name, const Id& type, const Id& space, const void* values) {
    const Id object(H5Oopen(file_, inside(path).c_str(), H5P_DEFAULT), H5Oclose);
    const Id attribute(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!attribute.valid() || (values != nullptr && H5Awrite(attribute, type, values) < 0))
      refuse(path_, path, "expected to write the attribute \"", name, "\"; got: ", reason());
  }

  std::string path_;
  std::optional<NewFile> target_;
  std::string* bytes_ = nullptr;
  Id file_;
};

}  // namespace keratin::io::hdf5
#endif

namespace keratin::io {

KERATIN_INLINE std::unique_ptr<Hdf5Writer> create_hdf5_bytes(std::string& bytes) {
#if KERATIN_HAS_HDF5
  return std::make_unique<hdf5::Writer>(bytes, "memory");
#else
  lacks(concat("hdf5 in memory after ", bytes.size(), " bytes"), "HDF5", "libhdf5-dev", "KERATIN_NO_HDF5");
#endif
}
KERATIN_INLINE std::unique_ptr<Hdf5Writer> create_hdf5(const std::string& path) {
#if KERATIN_HAS_HDF5
  return std::make_unique<hdf5::Writer>(path);
#else
  lacks(concat("hdf5(\"", path, "\")"), "HDF5", "libhdf5-dev", "KERATIN_NO_HDF5");
#endif
}

}  // namespace keratin::io
#endif
