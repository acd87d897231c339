// save_image_grid: several images, or what a layer sees of one, as tiles of one picture.
//   utils::save_image_grid(x_train.slice(0, 100), "digits.png");
//   utils::save_image_grid(features.predict(x_test.slice(0, 1)), "conv2d.png");
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

struct SaveImageGridOptions {
  KERATIN_OPTIONS;
  std::optional<Int> rows = {}, columns = {};  ///< Of tiles; what is left out follows; without both about a square.
  std::vector<std::string> titles = {};        ///< One above each tile.
  std::string cmap = "gray";                   ///< Of tiles with one channel: a name that Colormap knows.
  /// From which values to which a tile's colours go: "each" of its own, "all" of those of all tiles, "none" from 0 to
  /// 1, of integers to 255. Without it integers are "none", floats "all", and floats with channels as tiles "each".
  std::string scale = {};
  Int padding = 2;               ///< White pixels between tiles.
  std::optional<Int> zoom = {};  ///< Each pixel's side; without it as many as make small tiles 56 wide.
};

/// Draws images (n, h, w), (n, h, w, 1), (n, h, w, 3) or (n, h, w, 4), or a single one (h, w), from left to right, then
/// down. Any other number of channels is drawn as that many tiles, as of the feature maps (1, h, w, c) of a
/// convolution. Writes a .png or .jpg; with titles a .png, .svg or .pdf, which needs the program gnuplot. The file is
/// whole or not written at all. Throws shape_error for other shapes, no tiles, or more of them than rows and columns
/// have room for, value_error for elements that are not finite or out of range, another number of titles, and a path
/// that ends otherwise, file_error where the file cannot be written.
void save_image_grid(const Tensor& images, const std::string& path, const SaveImageGridOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "../io/file.hpp"
#include "../io/gnuplot.hpp"
#include "../io/jpeg.hpp"
#include "../io/png.hpp"
#include "class_numbers.hpp"
#include "colormap.hpp"
#include "terminal.hpp"

namespace keratin::utils {

namespace detail {

/// The images, with values from 0 to 255.
struct Tiles {
  index_t count = 1, height = 0, width = 0, channels = 1;
  index_t samples = 1;         // of which each gave count / samples tiles
  std::vector<double> values;  // (count, height, width, channels)
  std::uint8_t at(index_t tile, index_t y, index_t x, index_t c) const {
    const index_t place = ((tile * height + y) * width + x) * channels + c;
    return static_cast<std::uint8_t>(values[static_cast<std::size_t>(place)] + 0.5);
  }
};

inline Tiles read_tiles(const Tensor& images) {
  constexpr const char* where = "save_image_grid";
  const Shape& shape = images.shape();
  const std::size_t rank = shape.rank();
  require<shape_error>(rank >= 2 && rank <= 4 && images.size() > 0, where,
                       ": expected images (n, h, w) or (n, h, w, channels); got ", shape, ".");
  Tiles tiles;
  tiles.values = numbers_of(images, where, "tensor");
  if (rank > 2) tiles.count = tiles.samples = shape[0];
  tiles.height = shape[rank == 2 ? 0 : 1];
  tiles.width = shape[rank == 2 ? 1 : 2];
  const index_t channels = rank == 4 ? shape[3] : 1;
  if (channels == 1 || channels == 3 || channels == 4) {
    tiles.channels = channels;
    return tiles;
  }
  const std::vector<double> last = tiles.values;  // channels last; each becomes a tile
  const index_t area = tiles.height * tiles.width;
  for (index_t n = 0; n < tiles.samples; ++n)
    for (index_t i = 0; i < area; ++i)
      for (index_t c = 0; c < channels; ++c)
        tiles.values[static_cast<std::size_t>((n * channels + c) * area + i)] =
            last[static_cast<std::size_t>((n * area + i) * channels + c)];
  tiles.count *= channels;
  return tiles;
}

/// Brings values to 0 … 255.
inline void scale_tiles(Tiles& tiles, DType dtype, std::string scale) {
  const bool floats = is_float(dtype), maps = tiles.count != tiles.samples;
  if (scale.empty()) scale = !floats ? "none" : maps ? "each" : "all";
  require(scale == "each" || scale == "all" || scale == "none",
          "save_image_grid: expected a scale of each, all or none; got \"", scale, "\".");
  for (double v : tiles.values) require(std::isfinite(v), "save_image_grid: expected finite elements; got ", v, ".");
  if (scale == "none") {
    const double top = floats || dtype == bool_ ? 1 : 255;
    for (double& v : tiles.values) {
      require(v >= 0 && v <= top, "save_image_grid: expected elements from 0 to ", top, "; got ", v,
              ". Hint: .scale = \"all\".");
      v *= 255 / top;
    }
    return;
  }
  const auto part = static_cast<index_t>(tiles.values.size()) / (scale == "each" ? tiles.count : 1);
  for (auto begin = tiles.values.begin(); begin != tiles.values.end(); begin += part) {
    const auto [low, high] = std::minmax_element(begin, begin + part);
    const double from = *low, span = *high - *low;
    std::for_each(begin, begin + part, [&](double& v) { v = span > 0 ? 255 * ((v - from) / span) : 0; });
  }
}

/// Where tiles stand.
struct GridPlan {
  index_t rows = 0, columns = 0, zoom = 1, padding = 0, head = 0;  // head: pixels above each tile, for its title
  index_t tile_width = 0, tile_height = 0;
  index_t left(index_t tile) const { return padding + (tile % columns) * (tile_width + padding); }
  index_t top(index_t tile) const { return padding + head + (tile / columns) * (tile_height + padding + head); }
  index_t width() const { return padding + columns * (tile_width + padding); }
  index_t height() const { return padding + rows * (tile_height + padding + head); }
};

/// As many columns as a square has, or up to twice as many where that leaves no place empty.
inline index_t near_square(index_t count) {
  const auto side = static_cast<index_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  for (index_t columns = side; columns <= 2 * side; ++columns)
    if (count % columns == 0) return columns;
  return side;
}

inline GridPlan plan_grid(const Tiles& tiles, const SaveImageGridOptions& options) {
  constexpr const char* where = "save_image_grid";
  for (const auto& given : {options.rows, options.columns})
    require(!given || *given > 0, where, ": expected rows and columns above 0; got ", given.value_or(1), ".");
  const auto fill = [&](index_t per) { return (tiles.count + per - 1) / per; };
  GridPlan plan;
  if (options.columns)
    plan.columns = *options.columns;
  else if (options.rows)
    plan.columns = fill(*options.rows);
  else if (tiles.samples > 1 && tiles.count > tiles.samples)
    plan.columns = tiles.count / tiles.samples;  // a row for each sample
  else
    plan.columns = near_square(tiles.count);
  plan.rows = options.rows ? options.rows->value : fill(plan.columns);
  require<shape_error>(plan.rows * plan.columns >= tiles.count, where, ": expected room for ", tiles.count,
                       " tiles; got ", plan.rows, " rows and ", plan.columns, " columns.");
  require(options.padding >= 0 && options.padding <= 1000, where, ": expected a padding from 0 to 1000; got ",
          options.padding, ".");
  require(!options.zoom || *options.zoom > 0, where, ": expected a zoom above 0; got ", options.zoom.value_or(1), ".");
  std::size_t longest = 0;
  for (const std::string& title : options.titles) longest = std::max(longest, display_width(title));
  const index_t wanted = std::max<index_t>(56, 9 * static_cast<index_t>(longest));
  plan.zoom = options.zoom ? options.zoom->value : std::max<index_t>(1, (wanted + tiles.width - 1) / tiles.width);
  plan.padding = options.padding;
  plan.head = longest > 0 ? 22 : 0;
  plan.tile_width = plan.zoom * tiles.width;
  plan.tile_height = plan.zoom * tiles.height;
  const double pixels = static_cast<double>(plan.width()) * static_cast<double>(plan.height());
  require(pixels <= io::most_pixels, where, ": expected a picture of at most ", io::most_pixels, " pixels; got ",
          plan.height(), "×", plan.width(), ".");
  return plan;
}

inline io::Bitmap paint_grid(const Tiles& tiles, const GridPlan& plan, const SaveImageGridOptions& options) {
  const bool gray = tiles.channels == 1 && options.cmap == "gray" && plan.head == 0;
  const Colormap map(options.cmap, "save_image_grid");
  io::Bitmap bitmap{plan.height(), plan.width(), gray ? 1 : tiles.channels == 4 && plan.head == 0 ? 4 : 3, {}};
  bitmap.bytes.assign(static_cast<std::size_t>(bitmap.height * bitmap.width * bitmap.channels), 255);
  for (index_t tile = 0; tile < tiles.count; ++tile)
    for (index_t y = 0; y < plan.tile_height; ++y)
      for (index_t x = 0; x < plan.tile_width; ++x) {
        const index_t from_y = y / plan.zoom, from_x = x / plan.zoom;
        auto* to = &bitmap.bytes[static_cast<std::size_t>(((plan.top(tile) + y) * bitmap.width + plan.left(tile) + x) *
                                                          bitmap.channels)];
        if (tiles.channels == 1 && !gray) {
          const Colour colour = map(tiles.at(tile, from_y, from_x, 0) / 255.0);
          std::copy(colour.begin(), colour.end(), to);
        } else {
          for (index_t c = 0; c < bitmap.channels; ++c) to[c] = tiles.at(tile, from_y, from_x, c);
        }
      }
  return bitmap;
}

/// The same with titles, which gnuplot writes.
inline void draw_grid(const io::Bitmap& bitmap, const GridPlan& plan, const std::string& path,
                      const std::vector<std::string>& titles) {
  io::Gnuplot plot("save_image_grid", path, {bitmap.width, bitmap.height}, bitmap.width, bitmap.height);
  plot.margins(0, 0, 0, 0);
  plot.line("unset border\nunset tics\nunset grid\nunset key\nunset colorbox");
  plot.line("set xrange [-0.5:", bitmap.width, "-0.5]\nset yrange [", bitmap.height, "-0.5:-0.5]");
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const auto tile = static_cast<index_t>(i);
    plot.line("set label ", i + 1, " ", io::gnuplot_text(titles[i]), " at ", plan.left(tile) + plan.tile_width / 2, ",",
              plan.top(tile) - 11, " center front font ',11'");
  }
  plot.line("plot '-' binary array=(", bitmap.width, ",", bitmap.height,
            ") format='%uchar%uchar%uchar' using 1:2:3 with rgbimage");
  plot.bytes({reinterpret_cast<const char*>(bitmap.bytes.data()), bitmap.bytes.size()});
  plot.draw();
}

}  // namespace detail

KERATIN_INLINE void save_image_grid(const Tensor& images, const std::string& path,
                                    const SaveImageGridOptions& options) {
  detail::Tiles tiles = detail::read_tiles(images);
  require(options.titles.empty() || static_cast<index_t>(options.titles.size()) == tiles.count,
          "save_image_grid: expected ", tiles.count, " titles; got ", options.titles.size(), ".");
  detail::scale_tiles(tiles, images.dtype(), options.scale);
  const detail::GridPlan plan = detail::plan_grid(tiles, options);
  const io::Bitmap bitmap = detail::paint_grid(tiles, plan, options);
  if (plan.head > 0) return detail::draw_grid(bitmap, plan, path, options.titles);
  const bool png = path.ends_with(".png") || path.ends_with(".PNG");
  require(png || path.ends_with(".jpg") || path.ends_with(".jpeg"),
          "save_image_grid: expected a path that ends in .png or .jpg; got \"", path, "\".");
  io::write_file(path, png ? io::encode_png(bitmap) : io::encode_jpeg(bitmap, 95));
}

}  // namespace keratin::utils
#endif
