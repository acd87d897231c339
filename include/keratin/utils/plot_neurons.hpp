// plot_neurons: a network as circles and lines, each unit joined with all of the next layer.
//   utils::plot_neurons({784, 128, 10}, "mlp.png", {.labels = {"input", "hidden", "output"}});
#pragma once
#include <string>
#include <vector>

#include "../core/args.hpp"
#include "../core/platform.hpp"

namespace keratin::utils {

struct PlotNeuronsOptions {
  KERATIN_OPTIONS;
  std::vector<std::string> labels = {};  ///< One below each layer, above its number of units.
  std::string title = {};
  Int max_units = 10;         ///< Of a layer with more units, the first and the last ones are drawn, and dots between.
  Int width = 0, height = 0;  ///< In pixels; 0: what the layers need.
};

/// Draws layers with these numbers of units from left to right, the first in one colour, the last in another. Writes a
/// .png, .svg or .pdf, whole or not at all. Needs the program gnuplot. Throws value_error for no layers, layers without
/// units, another number of labels, or max_units not from 3 to 100, runtime_error without gnuplot, file_error where the
/// file cannot be written.
void plot_neurons(const std::vector<Int>& layers, const std::string& path, const PlotNeuronsOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>

#include "../io/gnuplot.hpp"
#include "colormap.hpp"
#include "terminal.hpp"

namespace keratin::utils {

namespace detail {

/// Heights at which a layer's units stand, around 0; a layer that is cut has a gap, in which dots stand.
struct Column {
  std::vector<double> units;
  bool cut = false;
  double gap = 0;  // where the middle of the dots is
};

inline Column column_of(index_t units, index_t most) {
  Column column;
  column.cut = units > most;
  const index_t drawn = column.cut ? most - 1 : units, before_gap = (drawn + 1) / 2;
  const index_t places = column.cut ? drawn + 1 : drawn;
  for (index_t place = 0; place < places; ++place) {
    const double y = 0.5 * static_cast<double>(places - 1) - static_cast<double>(place);
    if (column.cut && place == before_gap)
      column.gap = y;
    else
      column.units.push_back(y);
  }
  return column;
}

inline void send_edges(io::Gnuplot& plot, const std::vector<Column>& columns, double step) {
  plot.line("$edges << EOD");
  for (std::size_t i = 1; i < columns.size(); ++i)
    for (double from : columns[i - 1].units)
      for (double to : columns[i].units)
        plot.line(step * static_cast<double>(i - 1), " ", from, "\n", step * static_cast<double>(i), " ", to, "\n");
  plot.line("EOD");
}

}  // namespace detail

KERATIN_INLINE void plot_neurons(const std::vector<Int>& layers, const std::string& path,
                                 const PlotNeuronsOptions& options) {
  constexpr const char* where = "plot_neurons";
  require(!layers.empty() && layers.size() <= 100, where, ": expected 1 to 100 layers; got ", layers.size(), ".");
  require(options.max_units >= 3 && options.max_units <= 100, where, ": expected max_units from 3 to 100; got ",
          options.max_units, ".");
  require(options.labels.empty() || options.labels.size() == layers.size(), where, ": expected ", layers.size(),
          " labels; got ", options.labels.size(), ".");
  std::vector<detail::Column> columns;
  std::size_t tallest = 1, longest = 1;
  for (const Int units : layers) {
    require(units > 0, where, ": expected units above 0; got ", units, ".");
    columns.push_back(detail::column_of(units, options.max_units));
    tallest = std::max(tallest, columns.back().units.size() + (columns.back().cut ? 1 : 0));
    longest = std::max(longest, std::to_string(units.value).size());
  }
  for (const std::string& label : options.labels) longest = std::max(longest, display_width(label));

  constexpr double unit = 44;  // what a unit and the space to the next one take
  const double step = std::max(2.6, (9.5 * static_cast<double>(longest) + 16) / unit);
  const double half = 0.5 * static_cast<double>(tallest), right = step * static_cast<double>(layers.size() - 1);
  const double side = std::max(0.8, 0.5 * step), below = options.labels.empty() ? 0.9 : 1.4;
  const double above = options.title.empty() ? 0.2 : 0.9;
  const auto pixels = [](double units) { return static_cast<index_t>(unit * units + 0.5); };
  io::Gnuplot plot(where, path, {pixels(right + 2 * side), pixels(2 * half + above + below)}, options.width,
                   options.height);
  plot.margins(0, 0, 0, 0);
  plot.line("unset border\nunset tics\nunset grid\nunset key\nset size ratio -1");
  plot.line("set xrange [", -side, ":", right + side, "]\nset yrange [", -half - below, ":", half + above, "]");
  if (!options.title.empty())
    plot.line("set label ", io::gnuplot_text(options.title), " at ", right / 2, ",", half + 0.45, " center");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double x = step * static_cast<double>(i);
    plot.line("set label '", layers[i].value, "' at ", x, ",", -half - below + 0.45, " center tc rgb '#555555'");
    if (!options.labels.empty())
      plot.line("set label ", io::gnuplot_text(options.labels[i]), " at ", x, ",", -half - 0.45, " center");
  }
  detail::send_edges(plot, columns, step);
  plot.line("$units << EOD");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Colour ground = lighter(class_colour(i == 0 ? 2 : i + 1 == columns.size() ? 1 : 0), 0.45);
    for (double y : columns[i].units)
      plot.line(step * static_cast<double>(i), " ", y, " 0.32 ", (ground[0] << 16) + (ground[1] << 8) + ground[2]);
  }
  plot.line("EOD\n$dots << EOD");
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (double shift : {-0.22, 0.0, 0.22})
      plot.line(step * static_cast<double>(i), " ", columns[i].cut ? to_text(columns[i].gap + shift) : "NaN", " 0.045");
  plot.line("EOD");
  const std::string edges = columns.size() > 1 ? "$edges using 1:2 with lines lw 0.6 lc rgb '#b0b0b0', " : "";
  const bool cut = std::any_of(columns.begin(), columns.end(), [](const detail::Column& c) { return c.cut; });
  plot.line("plot ", edges, "$units using 1:2:3:4 with circles fs solid 1.0 border lc rgb '#404040' lc rgb variable",
            cut ? ", $dots using 1:2:3 with circles fs solid 1.0 noborder lc rgb '#404040'" : "");
  plot.draw();
}

}  // namespace keratin::utils
#endif
