// plot_confusion_matrix: how often each true class was taken for each, as a heat map with the numbers in its cells.
//   utils::plot_confusion_matrix(utils::confusion_matrix(y_test, p), "confusion.png", {.normalize = true});
#pragma once
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

struct PlotConfusionMatrixOptions {
  KERATIN_OPTIONS;
  Flag normalize = false;                     ///< Shares of each true class, rows that sum to 1, not counts.
  std::vector<std::string> class_names = {};  ///< One for each class; without them their numbers.
  std::string title = {};
  std::string cmap = "Blues";  ///< A name that Colormap knows.
  Int width = 0, height = 0;   ///< In pixels; 0: what the cells need.
};

/// Draws `counts` (classes, classes) as confusion_matrix gives them: true classes by row from the top, predicted ones
/// by column. Of more than 40 classes the cells have no numbers. Writes a .png, .svg or .pdf, whole or not at all.
/// Needs the program gnuplot. Throws shape_error unless `counts` is square, value_error for entries that are negative
/// or not finite or another number of names, name_error for an unknown colormap, runtime_error without gnuplot,
/// file_error where the file cannot be written.
void plot_confusion_matrix(const Tensor& counts, const std::string& path,
                           const PlotConfusionMatrixOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>

#include "../io/gnuplot.hpp"
#include "colormap.hpp"
#include "normalize_confusion_matrix.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

namespace keratin::utils {

namespace detail {

/// Whether black is easier to read on this colour than white.
inline bool is_light(Colour c) { return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] > 140; }

inline std::string palette(const Colormap& map) {
  std::string text = "set palette defined (";
  for (int i = 0; i <= 16; ++i) text += concat(i > 0 ? ", " : "", i, " '", hex(map(i / 16.0)), "'");
  return text + ")";
}

/// What a cell shows: a share with two digits, a count, or of other numbers four digits.
inline std::string cell_text(double value, bool normalize) {
  if (normalize) return fixed(value, 2);
  return value == std::floor(value) && value < 1e15 ? fixed(value, 0) : to_text(std::stod(scientific(value, 3)));
}

}  // namespace detail

KERATIN_INLINE void plot_confusion_matrix(const Tensor& counts, const std::string& path,
                                          const PlotConfusionMatrixOptions& options) {
  constexpr const char* where = "plot_confusion_matrix";
  static_cast<void>(detail::read_counts(counts, where));
  const auto values =
      detail::numbers_of(options.normalize ? normalize_confusion_matrix(counts) : counts, where, "matrix");
  const index_t n = counts.shape()[0];
  require(options.class_names.empty() || static_cast<index_t>(options.class_names.size()) == n, where, ": expected ", n,
          " class_names; got ", options.class_names.size(), ".");
  const Colormap map(options.cmap, where);
  std::vector<std::string> names = options.class_names;
  for (index_t i = static_cast<index_t>(names.size()); i < n; ++i) names.push_back(std::to_string(i));
  std::size_t longest = 0, widest = 0;
  for (const std::string& name : names) longest = std::max(longest, display_width(name));
  for (double v : values) widest = std::max(widest, detail::cell_text(v, options.normalize).size());

  const index_t cell =
      n > 40 ? std::max<index_t>(8, 1600 / n) : std::max<index_t>(36, 10 + 8 * static_cast<index_t>(widest));
  const auto label = 10 * static_cast<index_t>(longest);
  const bool upright = label > cell - 4 && longest > 2;
  const index_t inner = std::max<index_t>(cell * n, 220), left = label + 50, right = 100;
  const index_t above = options.title.empty() ? 20 : 45, below = upright ? label + 55 : 60;
  io::Gnuplot plot(where, path, {left + inner + right, above + inner + below}, options.width, options.height);
  plot.margins(left, right, above, below);
  const auto width = static_cast<double>(left + inner + right), height = static_cast<double>(above + inner + below);
  plot.line("set colorbox user origin screen ", static_cast<double>(left + inner + 12) / width, ", screen ",
            static_cast<double>(below) / height, " size screen ", 20 / width, ", screen ",
            static_cast<double>(inner) / height);
  if (!options.title.empty()) plot.line("set title ", io::gnuplot_text(options.title));
  const double top = options.normalize ? 1 : std::max(1.0, *std::max_element(values.begin(), values.end()));
  plot.line(detail::palette(map), "\nset cbrange [0:", top, "]\nunset grid\nunset key\nset border 31");
  plot.line("set xrange [-0.5:", n, "-0.5]\nset yrange [", n, "-0.5:-0.5]\nset tics scale 0");
  plot.line("set xlabel 'predicted class' offset 0,", upright ? 0 : 0.3);
  plot.line("set ylabel 'true class'");
  std::string ticks;
  const index_t every = n > 40 && options.class_names.empty() ? std::max<index_t>(1, n / 20) : 1;
  for (index_t i = 0; i < n; i += every)
    ticks += concat(i > 0 ? ", " : "", io::gnuplot_tick(names[static_cast<std::size_t>(i)]), " ", i);
  plot.line("set xtics ", upright ? "rotate by 90 right" : "norotate", " (", ticks, ")\nset ytics (", ticks, ")");
  plot.line("$cells << EOD");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const index_t at = static_cast<index_t>(i);
    plot.line(at % n, " ", at / n, " ", values[i], " ", detail::cell_text(values[i], options.normalize), " ",
              detail::is_light(map(values[i] / top)) ? "0x202020" : "0xffffff");
  }
  plot.line("EOD\nplot $cells using 1:2:3 with ", plot.image(),
            n <= 40 ? ", $cells using 1:2:(stringcolumn(4)):5 with labels font ',11' tc rgb variable" : "");
  plot.draw();
}

}  // namespace keratin::utils
#endif
