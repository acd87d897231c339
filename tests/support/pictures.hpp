// What tests of pictures need: whether the programs that draw are there, and what a picture holds.
#pragma once
#include <keratin/io/file.hpp>
#include <keratin/io/program.hpp>

#include <catch2/catch.hpp>
#include <string>

#include "support/skip.hpp"
#include "support/temporary.hpp"

namespace keratin::testing {

/// How often `part` is in `text`.
inline std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// The width and height that a PNG file's head tells.
inline std::pair<int, int> png_size(const std::string& bytes) {
  const auto number = [&](std::size_t at) {
    int n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = 256 * n + static_cast<unsigned char>(bytes.at(at + i));
    return n;
  };
  return {number(16), number(20)};
}

}  // namespace keratin::testing

#define KERATIN_NEEDS_PROGRAM(name) \
  if (!keratin::io::has_program(name)) KERATIN_SKIP("needs the program " name)
