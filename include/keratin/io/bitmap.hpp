// Bitmap: the pixels of a picture, as PNG and JPEG files have them.
#pragma once
#include <cstdint>
#include <vector>

#include "../core/args.hpp"

namespace keratin::io {

/// height × width pixels of 1 (gray), 2 (gray, alpha), 3 (red, green, blue) or 4 (and alpha) bytes, row by row.
struct Bitmap {
  index_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> bytes = {};
};

/// More pixels than this are refused: a small file may claim many, to make its reader fail (Pillow's limit).
inline constexpr double most_pixels = 178956970;

}  // namespace keratin::io
