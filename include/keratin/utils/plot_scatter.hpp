// plot_scatter: points in the plane, in the colours of their classes.
//   auto [x, y] = datasets::make_circles({.n_samples = 5000, .noise = 0.05, .factor = 0.3});
//   utils::plot_scatter(x, y, "circles.png", {.title = "Classification Dataset"});
#pragma once
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

struct PlotScatterOptions {
  KERATIN_OPTIONS;
  std::vector<std::string> class_names = {};  ///< One for each class, for the legend; without them their numbers.
  std::string title = {}, x_label = "x1", y_label = "x2";
  Int width = 0, height = 0;  ///< In pixels; 0: 960 × 720 for a PNG.
};

/// Draws the points `xy` (n, 2). `labels` are class numbers (n) or (n, 1), one-hot rows or scores (n, classes); of two
/// classes the first is blue and the second red. Writes a .png, .svg or .pdf, whole or not at all. Needs the program
/// gnuplot. Throws shape_error where shapes do not fit, value_error for points that are not finite, no points, or fewer
/// names than classes, runtime_error without gnuplot, file_error where the file cannot be written.
void plot_scatter(const Tensor& xy, const Tensor& labels, const std::string& path,
                  const PlotScatterOptions& options = {});
/// The same of points without classes.
void plot_scatter(const Tensor& xy, const std::string& path, const PlotScatterOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <set>

#include "../io/gnuplot.hpp"
#include "class_numbers.hpp"
#include "colormap.hpp"

namespace keratin::utils {

namespace detail {

/// Points and their classes, checked; without classes all are of class 0.
struct Scatter {
  std::vector<double> xy;
  std::vector<index_t> of_sample;
  std::set<index_t> classes;  // those that occur
  index_t count = 1;
  std::vector<std::string> names;
};

inline Scatter read_scatter(const char* where, const Tensor& xy, const Tensor* labels,
                            const std::vector<std::string>& names) {
  require<shape_error>(xy.rank() == 2 && xy.shape()[1] == 2, where, ": expected points of shape (n, 2); got ",
                       xy.shape(), ".");
  require<shape_error>(xy.size() > 0, where, ": expected points; got none.");
  Scatter s;
  s.xy = numbers_of(xy, where, "tensor of points");
  for (double v : s.xy) require(std::isfinite(v), where, ": expected finite points; got ", v, ".");
  s.of_sample.assign(s.xy.size() / 2, 0);
  if (labels != nullptr) {
    Classes classes = read_classes(*labels, where, "labels");
    require<shape_error>(classes.of_sample.size() == s.of_sample.size(), where, ": expected a label for each of the ",
                         s.of_sample.size(), " points; got ", classes.of_sample.size(), ".");
    s.of_sample = std::move(classes.of_sample);
    s.count = classes.count;
  }
  s.classes.insert(s.of_sample.begin(), s.of_sample.end());
  require(names.empty() || static_cast<index_t>(names.size()) >= s.count, where, ": expected ", s.count,
          " class_names; got ", names.size(), ".");
  s.names = names;
  return s;
}

/// The colour of a class: of two, blue and red.
inline Colour scatter_colour(const Scatter& s, index_t number) {
  if (s.count == 2) return number == 0 ? Colour{0x3b, 0x4c, 0xc0} : Colour{0xb4, 0x04, 0x26};
  return class_colour(number);
}

struct Box {
  double x_low, x_high, y_low, y_high;
};

/// What holds all points, with a margin.
inline Box box_of(const Scatter& s) {
  Box box{s.xy[0], s.xy[0], s.xy[1], s.xy[1]};
  for (std::size_t i = 0; i < s.xy.size(); i += 2) {
    box.x_low = std::min(box.x_low, s.xy[i]);
    box.x_high = std::max(box.x_high, s.xy[i]);
    box.y_low = std::min(box.y_low, s.xy[i + 1]);
    box.y_high = std::max(box.y_high, s.xy[i + 1]);
  }
  const auto widen = [](double& low, double& high) {
    const double margin = high > low ? 0.05 * (high - low) : std::max(1e-3, 0.1 * std::abs(high));
    low -= margin;
    high += margin;
  };
  widen(box.x_low, box.x_high);
  widen(box.y_low, box.y_high);
  return box;
}

inline io::Gnuplot begin_scatter(const char* where, const std::string& path, const Box& box, const std::string& title,
                                 const std::string& x_label, const std::string& y_label, index_t width,
                                 index_t height) {
  io::Gnuplot plot(where, path, {640, 480}, width, height);
  if (!title.empty()) plot.line("set title ", io::gnuplot_text(title));
  plot.line("set xlabel ", io::gnuplot_text(x_label), "\nset ylabel ", io::gnuplot_text(y_label));
  plot.line("set xrange [", box.x_low, ":", box.x_high, "]\nset yrange [", box.y_low, ":", box.y_high, "]");
  return plot;
}

/// Sends the points and gives the part of the plot command that draws them; `edge` draws a white ring around each, to
/// stand out from a coloured ground.
inline std::string scatter_command(io::Gnuplot& plot, const Scatter& s, bool edge) {
  const std::size_t n = s.of_sample.size();
  const double size = plot.point(n > 2000 ? 0.4 : n > 500 ? 0.55 : n > 100 ? 0.7 : 0.9);
  // One after the other in the order of the samples, not class by class: or the last class would hide the others.
  plot.line("$points << EOD");
  for (std::size_t i = 0; i < n; ++i) {
    const Colour c = scatter_colour(s, s.of_sample[i]);
    plot.line(s.xy[2 * i], " ", s.xy[2 * i + 1], " ", (c[0] << 16) + (c[1] << 8) + c[2]);
  }
  plot.line("EOD");
  std::string command;
  if (edge) command += concat("$points using 1:2 with points pt 7 ps ", 1.4 * size, " lc rgb '#ffffff' notitle, ");
  command += concat("$points using 1:2:3 with points pt 7 ps ", size, " lc rgb variable notitle");
  if (s.count < 2) return command;
  for (index_t c : s.classes) {
    const auto place = static_cast<std::size_t>(c);
    const std::string name = place < s.names.size() ? s.names[place] : "class " + std::to_string(c);
    command += concat(", NaN with points pt 7 ps ", plot.point(1), " lc rgb '", hex(scatter_colour(s, c)), "' title ",
                      io::gnuplot_text(name));
  }
  return command;
}

inline void draw_scatter(const Tensor& xy, const Tensor* labels, const std::string& path,
                         const PlotScatterOptions& options) {
  const Scatter s = read_scatter("plot_scatter", xy, labels, options.class_names);
  io::Gnuplot plot = begin_scatter("plot_scatter", path, box_of(s), options.title, options.x_label, options.y_label,
                                   options.width, options.height);
  plot.line("set key outside right top reverse Left samplen 1");
  const std::string command = scatter_command(plot, s, false);
  plot.line("plot ", command);
  plot.draw();
}

}  // namespace detail

KERATIN_INLINE void plot_scatter(const Tensor& xy, const Tensor& labels, const std::string& path,
                                 const PlotScatterOptions& options) {
  detail::draw_scatter(xy, &labels, path, options);
}
KERATIN_INLINE void plot_scatter(const Tensor& xy, const std::string& path, const PlotScatterOptions& options) {
  detail::draw_scatter(xy, nullptr, path, options);
}

}  // namespace keratin::utils
#endif
