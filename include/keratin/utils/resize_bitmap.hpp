// Pictures of 8 bits in another size, as Pillow makes them.
#pragma once
#include <string>

#include "../core/error.hpp"
#include "../io/bitmap.hpp"

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <numbers>

namespace keratin::utils::detail {

/// A filter: how much a pixel counts at a distance from the middle, and up to which.
struct ResizeFilter {
  std::string_view name;
  double support;
  double (*weight)(double x);
};

inline double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }
inline double box_weight(double x) { return x > -0.5 && x <= 0.5 ? 1 : 0; }
inline double triangle_weight(double x) { return std::max(0.0, 1 - std::abs(x)); }
inline double hamming_weight(double x) {
  const double a = std::abs(x);
  return a >= 1 ? 0 : sinc(a) * (0.54 + 0.46 * std::cos(std::numbers::pi * a));
}
inline double cubic_weight(double x) {
  const double a = std::abs(x);
  if (a < 1) return (1.5 * a - 2.5) * a * a + 1;
  return a < 2 ? ((-0.5 * a + 2.5) * a - 4) * a + 2 : 0;
}
inline double lanczos_weight(double x) { return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0; }

inline constexpr ResizeFilter resize_filters[] = {{"nearest", 0, nullptr},      {"bilinear", 1, triangle_weight},
                                                  {"bicubic", 2, cubic_weight}, {"hamming", 1, hamming_weight},
                                                  {"box", 0.5, box_weight},     {"lanczos", 3, lanczos_weight}};

inline const ResizeFilter& resize_filter(std::string_view name, const char* where) {
  std::string known;
  for (const ResizeFilter& filter : resize_filters) {
    if (filter.name == name) return filter;
    known.append(known.empty() ? "" : ", ").append(filter.name);
  }
  fail<name_error>(where, ": expected an interpolation of ", known, "; got \"", name, "\".");
}

/// What one output pixel is made of: inputs from `first` on, with weights of 22 bits behind the point.
struct ResizeWeights {
  index_t first = 0;
  std::vector<int> weights;
};

/// `in` elements, of which `length` from `begin` on become `out`; those around count too where the filter is wide.
inline std::vector<ResizeWeights> resize_weights(index_t in, index_t begin, index_t length, index_t out,
                                                 const ResizeFilter& filter) {
  const double step = static_cast<double>(length) / static_cast<double>(out), scale = std::max(1.0, step);
  const double support = filter.support * scale;
  std::vector<ResizeWeights> all(static_cast<std::size_t>(out));
  for (index_t i = 0; i < out; ++i) {
    const double center = static_cast<double>(begin) + (static_cast<double>(i) + 0.5) * step;
    const index_t first = std::max<index_t>(0, static_cast<index_t>(center - support + 0.5));
    const index_t last = std::min(in, static_cast<index_t>(center + support + 0.5));
    std::vector<double> weights;
    double sum = 0;
    for (index_t k = first; k < last; ++k) {
      weights.push_back(filter.weight((static_cast<double>(k) - center + 0.5) / scale));
      sum += weights.back();
    }
    ResizeWeights& own = all[static_cast<std::size_t>(i)];
    own.first = first;
    for (double w : weights) {
      const double fixed = (sum != 0 ? w / sum : w) * (1 << 22);
      own.weights.push_back(static_cast<int>(fixed < 0 ? fixed - 0.5 : fixed + 0.5));
    }
  }
  return all;
}

/// Along one axis: `lines` lines, of which one has its elements `stride` apart and begins at line_start(i).
template <class Start>
void resize_lines(const std::vector<ResizeWeights>& weights, const std::uint8_t* from, std::uint8_t* to, index_t lines,
                  index_t stride, const Start& start) {
  for (index_t line = 0; line < lines; ++line) {
    const auto [from_first, to_first] = start(line);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      int sum = 1 << 21;
      const std::uint8_t* in = from + from_first + weights[i].first * stride;
      for (int w : weights[i].weights) {
        sum += *in * w;
        in += stride;
      }
      to[to_first + static_cast<index_t>(i) * stride] = static_cast<std::uint8_t>(std::clamp(sum >> 22, 0, 255));
    }
  }
}

/// The part of a picture that is to be resized.
struct ImagePart {
  index_t top = 0, left = 0, height = 0, width = 0;
};

inline io::Bitmap resize_width(const io::Bitmap& in, const ImagePart& part, index_t width, const ResizeFilter& filter) {
  io::Bitmap out{in.height, width, in.channels, {}};
  out.bytes.resize(static_cast<std::size_t>(out.height * out.width * out.channels));
  resize_lines(resize_weights(in.width, part.left, part.width, width, filter), in.bytes.data(), out.bytes.data(),
               in.height * in.channels, in.channels, [&](index_t line) {
                 const index_t y = line / in.channels, c = line % in.channels;
                 return std::pair(y * in.width * in.channels + c, y * width * in.channels + c);
               });
  return out;
}
inline io::Bitmap resize_height(const io::Bitmap& in, const ImagePart& part, index_t height,
                                const ResizeFilter& filter) {
  io::Bitmap out{height, in.width, in.channels, {}};
  out.bytes.resize(static_cast<std::size_t>(out.height * out.width * out.channels));
  resize_lines(resize_weights(in.height, part.top, part.height, height, filter), in.bytes.data(), out.bytes.data(),
               in.width * in.channels, in.width * in.channels, [](index_t line) { return std::pair(line, line); });
  return out;
}

inline io::Bitmap resize_nearest(const io::Bitmap& in, const ImagePart& part, index_t height, index_t width) {
  io::Bitmap out{height, width, in.channels, {}};
  out.bytes.reserve(static_cast<std::size_t>(height * width * in.channels));
  const auto source = [](index_t i, index_t from, index_t to) {
    const double step = static_cast<double>(from) / static_cast<double>(to);
    return std::min(from - 1, static_cast<index_t>((static_cast<double>(i) + 0.5) * step));
  };
  for (index_t y = 0; y < height; ++y)
    for (index_t x = 0; x < width; ++x) {
      const index_t from_y = part.top + source(y, part.height, height),
                    from_x = part.left + source(x, part.width, width);
      const index_t at = (from_y * in.width + from_x) * in.channels;
      for (index_t c = 0; c < in.channels; ++c) out.bytes.push_back(in.bytes[static_cast<std::size_t>(at + c)]);
    }
  return out;
}

/// Colours times alpha, and back, so that what cannot be seen does not count.
inline void multiply_alpha(io::Bitmap& bitmap) {
  for (std::size_t i = 0; i < bitmap.bytes.size(); i += 4)
    for (std::size_t c = 0; c < 3; ++c) {
      const int product = bitmap.bytes[i + c] * bitmap.bytes[i + 3] + 128;
      bitmap.bytes[i + c] = static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
    }
}
inline void divide_alpha(io::Bitmap& bitmap) {
  for (std::size_t i = 0; i < bitmap.bytes.size(); i += 4) {
    const int alpha = bitmap.bytes[i + 3];
    if (alpha == 0 || alpha == 255) continue;
    for (std::size_t c = 0; c < 3; ++c)
      bitmap.bytes[i + c] = static_cast<std::uint8_t>(std::min(255, 255 * bitmap.bytes[i + c] / alpha));
  }
}

/// A part of a picture in another size, as PIL.Image.resize makes it: across first, then down, each rounded to 8 bits.
inline io::Bitmap resize_bitmap(io::Bitmap bitmap, const ImagePart& part, index_t height, index_t width,
                                const ResizeFilter& filter) {
  const bool across = width != bitmap.width || part.width != bitmap.width;
  const bool down = height != bitmap.height || part.height != bitmap.height;
  if (!across && !down) return bitmap;
  if (filter.weight == nullptr) return resize_nearest(bitmap, part, height, width);
  const bool alpha = bitmap.channels == 4;
  if (alpha) multiply_alpha(bitmap);
  if (across) bitmap = resize_width(bitmap, part, width, filter);
  if (down) bitmap = resize_height(bitmap, part, height, filter);
  if (alpha) divide_alpha(bitmap);
  return bitmap;
}

}  // namespace keratin::utils::detail
#endif
