// Curves over an axis of whole numbers, as plot_history and plot_series draw them.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "../io/gnuplot.hpp"

namespace keratin::utils::detail {

/// Points that are joined. A figure that is not finite leaves a gap.
struct Curve {
  std::string title, colour;
  bool dashed = false;
  std::vector<double> x = {}, y = {};
};

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void include(double v) {
    if (!std::isfinite(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
  }
};

/// The corner of a panel with the fewest points, as gnuplot calls it, for the legend, and how many it would cover.
struct Corner {
  std::string name;
  std::size_t points;
};
inline Corner free_corner(const std::vector<Curve>& curves, Range x, Range y) {
  const char* best = "";
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const char* corner : {"top right", "bottom right", "top left", "bottom left"}) {
    std::size_t points = 0;
    const bool right = std::string_view(corner).ends_with("right"), top = corner[0] == 't';
    for (const Curve& c : curves)
      for (std::size_t i = 0; i < c.y.size(); ++i) {
        const double across = (c.x[i] - x.low) / (x.high - x.low), up = (c.y[i] - y.low) / (y.high - y.low);
        const double edge = std::min(0.8, 0.12 + 0.09 * static_cast<double>(curves.size()));
        points += (right ? across > 0.55 : across < 0.45) && (top ? up > 1 - edge : up < edge) ? 1 : 0;
      }
    if (points < fewest) {
      fewest = points;
      best = corner;
    }
  }
  return {best, fewest};
}

/// The step between ticks of whole numbers, so that there are ten at most: 1, 2 or 5, then tens of them.
inline double whole_step(double span) {
  for (double ten = 1;; ten *= 10)
    for (double digit : {1.0, 2.0, 5.0})
      if (span / (digit * ten) <= 10) return digit * ten;
}

/// What stands at the axes.
struct AxisNames {
  std::string x, y;
};

/// Draws curves into the next panel of a multiplot, or the only one of a plot.
inline void draw_panel(io::Gnuplot& plot, const AxisNames& names, const std::vector<Curve>& curves, bool log_scale) {
  Range x, y;
  for (const Curve& c : curves) {
    for (double v : c.x) x.include(v);
    for (double v : c.y) y.include(v);
  }
  const bool none = y.low > y.high, log = log_scale && y.low > 0 && !none;
  if (none) y = {0, 1};
  const double margin = y.high > y.low ? 0.05 * (y.high - y.low) : std::max(0.1 * std::abs(y.high), 1e-3);
  if (!log) y = {y.low - margin, y.high + margin};
  if (log) y = {y.low / 1.2, y.high * 1.2};
  const Corner corner = free_corner(curves, x, y);
  if (!log && corner.points > 0 && corner.name.starts_with("top"))  // room for the legend above them
    y.high += (0.08 + 0.07 * static_cast<double>(curves.size())) * (y.high - y.low);
  const double side = x.high > x.low ? 0.02 * (x.high - x.low) : 0.5;
  plot.line("set xlabel ", io::gnuplot_text(names.x), "\nset ylabel ", io::gnuplot_text(names.y));
  const double step = whole_step(x.high - x.low);
  plot.line("set xrange [", x.low - side, ":", x.high + side, "]\nset xtics ", step * std::ceil(x.low / step), ",",
            step);
  plot.line(log ? "set logscale y" : "unset logscale y", "\nset yrange [", y.low, ":", y.high, "]");
  if (curves.size() == 1 && curves[0].title.empty())
    plot.line("unset key");
  else
    plot.line("set key ", corner.name, " box lc rgb '#cccccc' opaque fillcolor rgb '#ffffff' samplen 2");
  plot.line("unset label\n", none ? "set label 'no finite figures' at graph 0.5,0.5 center tc rgb '#888888'" : "");
  std::string commands;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const Curve& c = curves[i];
    plot.line("$curve", i, " << EOD");
    for (std::size_t k = 0; k < c.y.size(); ++k)
      plot.line(c.x[k], " ", std::isfinite(c.y[k]) ? to_text(c.y[k]) : "NaN");
    plot.line("EOD");
    commands += concat(i > 0 ? ", " : "plot ", "$curve", i, " using 1:2 ",
                       c.title.empty() ? "notitle" : "title " + io::gnuplot_text(c.title), " with ",
                       c.y.size() <= 40 && !c.dashed ? concat("linespoints pt 7 ps ", plot.point(0.5)) : "lines",
                       " lw 2 lc rgb '", c.colour, "' dt ", c.dashed ? "(4,2)" : "1");
  }
  plot.line(commands);
}

}  // namespace keratin::utils::detail
#endif
