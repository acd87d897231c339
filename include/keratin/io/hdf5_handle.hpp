// HDF5's identifiers and errors in C++. Included by hdf5.hpp.
#pragma once
#include "../core/dtype.hpp"

#if KERATIN_DEFINE(io)
#include "features.hpp"

#if KERATIN_HAS_HDF5
#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>

namespace keratin::io::hdf5 {

/// Held during every use of HDF5: the library may be used by one thread at a time, and prints its errors unless told
/// not to.
class Session {
 public:
  Session() : lock_(mutex()) {
    H5open();
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }

 private:
  static std::recursive_mutex& mutex() {
    static std::recursive_mutex value;
    return value;
  }
  std::lock_guard<std::recursive_mutex> lock_;
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// An identifier that closes itself.
class Id {
 public:
  using Close = herr_t (*)(hid_t);
  Id() = default;
  Id(hid_t id, Close close) : id_(id), close_(close) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id& operator=(Id&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Id() { reset(); }
  operator hid_t() const { return id_; }
  bool valid() const { return id_ >= 0; }
  bool reset() { return id_ < 0 || close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

/// What HDF5 says about the call that failed: the innermost cause.
KERATIN_INLINE std::string reason() {
  std::string text;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned n, const H5E_error2_t* e, void* to) -> herr_t {
        if (n == 0 && e->desc != nullptr) *static_cast<std::string*>(to) = e->desc;
        return 0;
      },
      &text);
  return text.empty() ? "a damaged file" : text;
}

template <class... Parts>
[[noreturn]] void refuse(const std::string& file, const std::string& path, const Parts&... parts) {
  fail<file_error>("hdf5(\"", file, "\"), \"/", path.starts_with('/') ? path.substr(1) : path, "\": ", parts..., ".");
}

/// HDF5's own path: "." is the root, so that "" and "/" are fine too.
KERATIN_INLINE std::string inside(const std::string& path) {
  const std::size_t begin = path.find_first_not_of('/');
  return begin == path.npos ? "." : path.substr(begin);
}

/// The memory type of a tensor's elements; bools are bytes.
KERATIN_INLINE hid_t native_type(DType dtype) {
  switch (dtype) {
    case DType::float32:
      return H5T_NATIVE_FLOAT;
    case DType::float64:
      return H5T_NATIVE_DOUBLE;
    case DType::int32:
      return H5T_NATIVE_INT32;
    case DType::int64:
      return H5T_NATIVE_INT64;
    case DType::uint8:
      return H5T_NATIVE_UINT8;
    default:
      return H5T_NATIVE_INT8;
  }
}

}  // namespace keratin::io::hdf5
#endif
#endif
