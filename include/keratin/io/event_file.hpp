// EventFile: figures over time, in the files that TensorBoard reads.
//   EventFile file("logs/train");   file.scalar("epoch_loss", 0.5, 1);
// A file is a row of TFRecords: length (8 bytes), its checksum (4), an Event in protobuf's wire format, its checksum
// (4). https://github.com/tensorflow/tensorboard, tensorboard/compat/proto/event.proto and summary.proto.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "../tensor/tensor.hpp"
#include "append_file.hpp"

namespace keratin::io {

/// A record of a TFRecord file.
std::string tf_record(std::string_view bytes);

/// The first event of a file.
std::string version_event(double wall_time);
/// A figure at a step, as tf.summary.scalar writes it.
std::string scalar_event(double wall_time, index_t step, std::string_view tag, float value);
/// How the elements of a tensor spread, in 30 buckets, as tf.summary.histogram writes it.
std::string histogram_event(double wall_time, index_t step, std::string_view tag, const Tensor& values);

/// A new event file in a folder, which is made if it is missing. Each figure is in the file at once. Throws file_error,
/// with the reason, if a folder or file cannot be written.
class EventFile {
 public:
  explicit EventFile(const std::string& folder);
  void scalar(std::string_view tag, double value, index_t step);
  void histogram(std::string_view tag, const Tensor& values, index_t step);

 private:
  std::unique_ptr<AppendFile> file_;
};

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <vector>

#include "crc32c.hpp"

namespace keratin::io {

namespace detail {

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

template <class T>
std::string raw(const T& x) {
  std::string bytes(sizeof x, '\0');
  std::memcpy(bytes.data(), &x, sizeof x);
  return bytes;
}

inline std::string varint(std::uint64_t x) {
  std::string bytes;
  for (; x >= 128; x >>= 7) bytes += static_cast<char>((x & 127) | 128);
  return bytes + static_cast<char>(x);
}
/// A field of protobuf: a number, unless it is 0, the default.
inline std::string number_field(unsigned field, index_t x) {
  return x == 0 ? "" : varint(field << 3) + varint(static_cast<std::uint64_t>(x));
}
/// A field of protobuf: text, bytes, or a message.
inline std::string bytes_field(unsigned field, std::string_view bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

inline std::string event(double wall_time, index_t step, const std::string& rest) {
  return varint(1 << 3 | 1) + raw(wall_time) + number_field(2, step) + rest;
}

/// A Summary with one value: a tensor, shown by one of TensorBoard's plugins.
inline std::string tensor_event(double wall_time, index_t step, std::string_view tag, int dtype,
                                std::initializer_list<index_t> shape, std::string_view content,
                                std::string_view plugin) {
  std::string dims;
  for (const index_t d : shape) dims += bytes_field(2, number_field(1, d));
  const std::string tensor = number_field(1, dtype) + bytes_field(2, dims) + bytes_field(4, content);
  const std::string metadata = bytes_field(1, bytes_field(1, plugin));
  const std::string value = bytes_field(1, tag) + bytes_field(8, tensor) + bytes_field(9, metadata);
  return event(wall_time, step, bytes_field(5, bytes_field(1, value)));
}

inline double unix_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace detail

KERATIN_INLINE std::string tf_record(std::string_view bytes) {
  const std::string length = detail::raw(std::uint64_t{bytes.size()});
  return length + detail::raw(masked_crc32c(length)) + std::string(bytes) + detail::raw(masked_crc32c(bytes));
}

KERATIN_INLINE std::string version_event(double wall_time) {
  return detail::event(wall_time, 0, detail::bytes_field(3, "brain.Event:2"));
}

KERATIN_INLINE std::string scalar_event(double wall_time, index_t step, std::string_view tag, float value) {
  return detail::tensor_event(wall_time, step, tag, 1, {}, detail::raw(value), "scalars");
}

KERATIN_INLINE std::string histogram_event(double wall_time, index_t step, std::string_view tag, const Tensor& values) {
  constexpr std::size_t count = 30;
  const Tensor x = values.cast(float64);
  const double* const begin = x.data<const double>();
  const double* const end = begin + x.size();
  std::vector<double> rows(3 * count);  // left edge, right edge, how many
  if (begin != end) {
    const auto [least, most] = std::minmax_element(begin, end);
    const double low = *least, width = (*most - low) / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i) {
      rows[3 * i] = low + static_cast<double>(i) * width;
      rows[3 * i + 1] = i + 1 == count ? *most : low + static_cast<double>(i + 1) * width;
    }
    for (const double* v = begin; v != end; ++v) {
      const double place = width > 0 ? (*v - low) / width : static_cast<double>(count);
      if (std::isnan(place)) continue;  // belongs nowhere
      ++rows[3 * static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(count - 1))) + 2];
    }
  }
  const std::string_view content(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(double));
  return detail::tensor_event(wall_time, step, tag, 2, {30, 3}, content, "histograms");
}

KERATIN_INLINE EventFile::EventFile(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  require<file_error>(!failed, "EventFile: expected a folder \"", folder, "\" to write to; got: ", failed.message(),
                      ".");
  char host[256] = "";
  if (::gethostname(host, sizeof host - 1) != 0 || host[0] == '\0') std::strcpy(host, "localhost");
  static std::atomic<unsigned> files{0};
  const double now = detail::unix_seconds();
  const std::string name = concat("events.out.tfevents.", static_cast<index_t>(now), ".", std::string(host), ".",
                                  ::getpid(), ".", files++, ".v2");
  file_ = std::make_unique<AppendFile>(folder + "/" + name, false);
  file_->append(tf_record(version_event(now)));
}

KERATIN_INLINE void EventFile::scalar(std::string_view tag, double value, index_t step) {
  file_->append(tf_record(scalar_event(detail::unix_seconds(), step, tag, static_cast<float>(value))));
}
KERATIN_INLINE void EventFile::histogram(std::string_view tag, const Tensor& values, index_t step) {
  file_->append(tf_record(histogram_event(detail::unix_seconds(), step, tag, values)));
}

}  // namespace keratin::io
#endif
