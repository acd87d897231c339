// Gnuplot: a picture drawn by the program gnuplot, which is given commands and data through a pipe.
#pragma once
#include <string>
#include <string_view>

#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::io {

/// A text as gnuplot reads it back: in quotes, on one line.
std::string gnuplot_text(std::string_view text);
/// The same for the label of a tick, where gnuplot would take % for a format.
std::string gnuplot_tick(std::string_view text);

struct PictureSize {
  index_t width = 640, height = 440;  ///< What the drawing is laid out for; letters are about 9 wide and 16 high there.
};

/// Commands for one picture. What it becomes is said by the path: .png, .svg or .pdf.
class Gnuplot {
 public:
  /// `where` names the caller in errors. `width` and `height` are those of the picture, in pixels: 0 for what follows
  /// from `size`, 1.5 times as many for a PNG. Throws value_error for a path that ends otherwise, or a size out of
  /// range.
  Gnuplot(std::string where, std::string path, PictureSize size, index_t width = 0, index_t height = 0);

  /// Appends a line, made of the parts; numbers may be NaN, which gnuplot leaves out.
  template <class... Parts>
  void line(const Parts&... parts) {
    script_ += concat(parts...);
    script_ += '\n';
  }
  /// Appends bytes: what follows a command that reads them.
  void bytes(std::string_view all) { script_.append(all); }
  /// Draws, and writes the file: whole, or not at all. Throws runtime_error if gnuplot is missing or fails, file_error
  /// if the file cannot be written.
  void draw() const;
  /// Leaves so much of the width and height that the drawing is laid out for around the axes, for their labels.
  void margins(index_t left, index_t right, index_t top, index_t bottom);
  /// How cells are drawn with sharp edges.
  const char* image() const { return vector_ ? "image pixels" : "image"; }
  /// A point's size, which is not the same in every format.
  double point(double size) const { return point_ * size; }

 private:
  std::string where_, path_, script_;
  bool vector_ = true;
  double point_ = 1;
  PictureSize size_;
};

}  // namespace keratin::io

#if KERATIN_DEFINE(io)
#include <algorithm>

#include "file.hpp"
#include "program.hpp"
#include "utf8.hpp"

namespace keratin::io {

KERATIN_INLINE std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";  // in single quotes nothing has a meaning but a single quote
  for (const char c : valid_utf8(text)) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

KERATIN_INLINE std::string gnuplot_tick(std::string_view text) {
  std::string doubled;
  for (const char c : text) doubled.append(c == '%' ? 2 : 1, c);
  return gnuplot_text(doubled);
}

KERATIN_INLINE Gnuplot::Gnuplot(std::string where, std::string path, PictureSize size, index_t width, index_t height)
    : where_(std::move(where)), path_(std::move(path)), size_(size) {
  std::string ending = path_.substr(std::min(path_.rfind('.'), path_.size()));
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool png = ending == ".png";
  require(png || ending == ".svg" || ending == ".pdf", where_,
          ": expected a path that ends in .png, .svg or .pdf; got \"", path_, "\".");
  require(width >= 0 && width <= 20000 && height >= 0 && height <= 20000, where_,
          ": expected width and height from 0 to 20000; got ", width, " and ", height, ".");
  const auto w = static_cast<double>(size.width), h = static_cast<double>(size.height);
  double scale = png ? 1.5 : 1.0;
  if (width > 0 && height > 0)
    scale = std::min(static_cast<double>(width) / w, static_cast<double>(height) / h);
  else if (width > 0 || height > 0)
    scale = std::max(static_cast<double>(width) / w, static_cast<double>(height) / h);
  const auto pixels = [scale](index_t asked, double laid_out) {
    return asked > 0 ? asked : std::max<index_t>(1, static_cast<index_t>(scale * laid_out + 0.5));
  };
  const index_t columns = pixels(width, w), rows = pixels(height, h);
  vector_ = !png;
  line("set encoding utf8");
  if (png)
    line("set terminal pngcairo noenhanced font 'DejaVu Sans,12' fontscale ", scale, " linewidth ", scale,
         " pointscale ", scale, " size ", columns, ",", rows);
  else if (ending == ".svg")
    line("set terminal svg noenhanced font 'DejaVu Sans,Arial,sans-serif' fontscale ", scale, " linewidth ", scale,
         " background '#ffffff' size ", columns, ",", rows);
  else  // a line of width 1 and a point of size 1 are smaller there
    line("set terminal pdfcairo noenhanced font 'DejaVu Sans,12' fontscale ", 0.75 * scale, " linewidth ", 1.8 * scale,
         " pointscale ", scale, " size ", static_cast<double>(columns) / 96, ",", static_cast<double>(rows) / 96);
  if (ending == ".svg") point_ = 0.65 * scale;
  line("set border 3 lc rgb '#555555'\nset tics out nomirror textcolor rgb '#333333'\nset format '%g'");
  line("set grid back lt 1 lw 0.5 lc rgb '#dddddd'");
}

KERATIN_INLINE void Gnuplot::margins(index_t left, index_t right, index_t top, index_t bottom) {
  const auto w = static_cast<double>(size_.width), h = static_cast<double>(size_.height);
  line("set lmargin at screen ", static_cast<double>(left) / w, "\nset rmargin at screen ",
       1 - static_cast<double>(right) / w);
  line("set tmargin at screen ", 1 - static_cast<double>(top) / h, "\nset bmargin at screen ",
       static_cast<double>(bottom) / h);
}

KERATIN_INLINE void Gnuplot::draw() const {
  const NewFile file(path_);  // before the work: a folder that cannot be written to is an error at once
  const std::string picture = run_program(where_, {"gnuplot", "-d"}, script_, {.package = "gnuplot-nox"});
  require<runtime_error>(!picture.empty(), where_, ": expected a picture of gnuplot; got nothing.");
  write_file(path_, picture);
}

}  // namespace keratin::io
#endif
