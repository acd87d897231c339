// Colormaps: numbers as colours, by matplotlib's names.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "../core/error.hpp"

namespace keratin::utils {

using Colour = std::array<std::uint8_t, 3>;  ///< Red, green, blue.

/// gray, viridis, plasma, inferno, magma, coolwarm, Blues, and the same the other way round: gray_r.
class Colormap {
 public:
  /// Throws name_error for an unknown name and lists those that are known. `where` names the caller in errors.
  Colormap(std::string_view name, std::string_view where);
  /// The colour of a number from 0 to 1; below and above it that of the nearest, for NaN that of 0.
  Colour operator()(double value) const;

 private:
  std::array<Colour, 17> stops_;
};

/// A colour for each class or curve, ten of them (matplotlib's tab10).
Colour class_colour(index_t number);
/// `colour` with the share `white` of white.
Colour lighter(Colour colour, double white);
/// "#1f77b4".
std::string hex(Colour colour);

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "../core/names.hpp"

namespace keratin::utils {

namespace detail {

using Stops = std::array<std::uint32_t, 17>;
struct NamedStops {
  std::string_view name;
  Stops stops;
};

// matplotlib's colours at 0, 1/16, … 1; between them, straight lines are off by less than 9 of 255.
inline constexpr NamedStops colormaps[] = {
    {"gray",
     {0x000000, 0x101010, 0x202020, 0x303030, 0x404040, 0x505050, 0x606060, 0x707070, 0x808080, 0x8f8f8f, 0x9f9f9f,
      0xafafaf, 0xbfbfbf, 0xcfcfcf, 0xdfdfdf, 0xefefef, 0xffffff}},
    {"viridis",
     {0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d, 0x2c728e, 0x26828e, 0x21918c, 0x1fa088, 0x28ae80,
      0x3fbc73, 0x5ec962, 0x84d44b, 0xaddc30, 0xd8e219, 0xfde725}},
    {"plasma",
     {0x0d0887, 0x310597, 0x4c02a1, 0x6600a7, 0x7e03a8, 0x9511a1, 0xaa2395, 0xbc3587, 0xcc4778, 0xda5a6a, 0xe66c5c,
      0xf0804e, 0xf89540, 0xfdac33, 0xfdc527, 0xf8df25, 0xf0f921}},
    {"inferno",
     {0x000004, 0x0b0724, 0x210c4a, 0x3d0965, 0x57106e, 0x71196e, 0x8a226a, 0xa32c61, 0xbc3754, 0xd24644, 0xe45a31,
      0xf1731d, 0xf98e09, 0xfcac11, 0xf9cb35, 0xf2ea69, 0xfcffa4}},
    {"magma",
     {0x000004, 0x0a0822, 0x1d1147, 0x36106b, 0x51127c, 0x6a1c81, 0x832681, 0x9c2e7f, 0xb73779, 0xd0416f, 0xe75263,
      0xf56b5c, 0xfc8961, 0xfea772, 0xfec488, 0xfde2a3, 0xfcfdbf}},
    {"coolwarm",
     {0x3b4cc0, 0x4e68d8, 0x6282ea, 0x779af7, 0x8db0fe, 0xa3c2fe, 0xb9d0f9, 0xccd9ed, 0xdddcdc, 0xecd3c5, 0xf5c4ac,
      0xf7b093, 0xf4987a, 0xeb7d62, 0xdd5f4b, 0xca3b37, 0xb40426}},
    {"Blues",
     {0xf7fbff, 0xeaf3fb, 0xdeebf7, 0xd2e3f3, 0xc6dbef, 0xb2d2e8, 0x9dcae1, 0x84bcdb, 0x6aaed6, 0x56a0ce, 0x4191c6,
      0x3181bd, 0x2070b4, 0x1460a8, 0x08509b, 0x084082, 0x08306b}}};

constexpr Colour from_rgb(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
}
/// a + share · (b - a), each colour by itself.
inline Colour mix(Colour a, Colour b, double share) {
  Colour mixed;
  for (std::size_t k = 0; k < 3; ++k) mixed[k] = static_cast<std::uint8_t>(a[k] + share * (b[k] - a[k]) + 0.5);
  return mixed;
}

}  // namespace detail

KERATIN_INLINE Colormap::Colormap(std::string_view name, std::string_view where) {
  const bool reversed = name.ends_with("_r");
  const std::string_view plain = name.substr(0, name.size() - (reversed ? 2 : 0));
  std::string known;
  for (const detail::NamedStops& map : detail::colormaps) {
    known.append(known.empty() ? "" : ", ").append(map.name);
    if (map.name != plain) continue;
    std::transform(map.stops.begin(), map.stops.end(), stops_.begin(), detail::from_rgb);
    if (reversed) std::reverse(stops_.begin(), stops_.end());
    return;
  }
  fail<name_error>(where, ": expected one of the colormaps ", known, ", or one of them with _r; got \"", name, "\".",
                   suggestion(plain, known));
}

KERATIN_INLINE Colour Colormap::operator()(double value) const {
  const double at = std::isnan(value) ? 0 : 16 * std::clamp(value, 0.0, 1.0);
  const auto first = std::min(static_cast<std::size_t>(at), stops_.size() - 2);
  return detail::mix(stops_[first], stops_[first + 1], at - static_cast<double>(first));
}

KERATIN_INLINE Colour class_colour(index_t number) {
  constexpr std::uint32_t colours[] = {0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd,
                                       0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf};
  return detail::from_rgb(colours[number % 10]);
}

KERATIN_INLINE Colour lighter(Colour colour, double white) { return detail::mix(colour, {255, 255, 255}, white); }

KERATIN_INLINE std::string hex(Colour colour) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "#";
  for (const int c : colour) text.append(1, digits[c / 16]).append(1, digits[c % 16]);
  return text;
}

}  // namespace keratin::utils
#endif
