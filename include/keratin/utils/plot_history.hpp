// plot_history: the figures of training, epoch by epoch, as curves.
//   utils::plot_history(model.fit(x, y, {.epochs = 20, .validation_split = 0.2}), "history.png");
//   utils::plot_history({{"sgd", h1}, {"adam", h2}}, "compare.png", {.metric = "val_accuracy"});
#pragma once
#include <initializer_list>
#include <string>
#include <vector>

#include "../core/args.hpp"
#include "../core/named.hpp"

namespace keratin::utils {

/// A History under a name, which the legend shows; alone it needs none.
struct NamedHistory {
  template <class H>
  requires requires(const H& h) { h.history, h.epoch; }
  NamedHistory(const H& h) : NamedHistory(std::string(), h) {}
  template <class H>
  requires requires(const H& h) { h.history, h.epoch; }
  NamedHistory(std::string name_, const H& h) : name(std::move(name_)), curves(h.history), epoch(h.epoch) {}
  std::string name;
  Named<std::vector<double>> curves;
  std::vector<index_t> epoch;
};

/// One name, or several in braces.
class MetricNames {
 public:
  MetricNames() = default;
  template <Text S>
  MetricNames(const S& name) : names_{std::string(std::string_view(name))} {}
  MetricNames(std::initializer_list<std::string> names) : names_(names) {}
  MetricNames(const std::vector<std::string>& names) : names_(names) {}
  const std::vector<std::string>& list() const { return names_; }

 private:
  std::vector<std::string> names_;
};

struct PlotHistoryOptions {
  KERATIN_OPTIONS;
  /// What is shown, a panel each: "accuracy" with its validation, "val_accuracy" alone. Without names: all, the loss
  /// first.
  MetricNames metric = {};
  std::string title = {};
  Flag log_scale = false;     ///< Of the figures, where all are above 0.
  Int width = 0, height = 0;  ///< In pixels; 0: what the panels need.
};

/// Draws one panel for the loss and for each metric, over the epochs as fit numbers them, from 1: what was trained on
/// and the validation ("val_…"); of several histories each in a colour of its own, the training dashed. Writes a .png,
/// .svg or .pdf, whole or not at all. Figures that are not finite leave a gap. Needs the program gnuplot. Throws
/// value_error for a history without figures or a path that ends otherwise, name_error for a metric that no history
/// has, runtime_error without gnuplot, file_error where the file cannot be written.
void plot_history(const NamedHistory& history, const std::string& path, const PlotHistoryOptions& options = {});
void plot_history(const std::vector<NamedHistory>& histories, const std::string& path,
                  const PlotHistoryOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "../core/names.hpp"
#include "../io/gnuplot.hpp"
#include "colormap.hpp"

namespace keratin::utils {

namespace detail {

struct Curve {
  std::string title, colour;
  bool dashed = false;
  std::vector<double> x, y;
};

/// The numbers of the epochs, from 1, that a list of figures belongs to: with validation_freq it has fewer than there
/// were epochs.
inline std::vector<double> epochs_of(const NamedHistory& history, std::size_t figures) {
  std::vector<double> numbers;
  for (index_t every = 1; every <= static_cast<index_t>(history.epoch.size()) + 1; ++every) {
    numbers.clear();
    for (index_t e : history.epoch)
      if ((e + 1) % every == 0) numbers.push_back(static_cast<double>(e + 1));
    if (numbers.size() == figures) return numbers;
    if (numbers.size() < figures) break;
  }
  numbers.clear();  // stopped in between: those from the beginning
  for (std::size_t i = 0; i < figures; ++i)
    numbers.push_back(
        static_cast<double>(i < history.epoch.size() ? history.epoch[i] + 1 : static_cast<index_t>(i + 1)));
  return numbers;
}

/// What the panels show: the names asked for, or all but the validation's, the loss first.
inline std::vector<std::string> panels_of(const std::vector<NamedHistory>& histories,
                                          const PlotHistoryOptions& options) {
  std::set<std::string> known;
  for (const NamedHistory& h : histories)
    for (const auto& [name, figures] : h.curves)
      if (!figures.empty()) known.insert(name);
  require(!known.empty(), "plot_history: expected a history with figures; got one of no epochs.");
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  for (const std::string& name : options.metric.list())
    if (!known.contains(name) && !known.contains("val_" + name))
      fail<name_error>("plot_history: expected one of the metrics ", list, "; got \"", name, "\".",
                       suggestion(name, list));
  if (!options.metric.list().empty()) return options.metric.list();
  std::vector<std::string> names;
  for (const std::string& name : known)
    if (name == "loss" || name == "val_loss")
      names.insert(names.begin(), "loss");
    else
      names.push_back(name.starts_with("val_") ? name.substr(4) : name);
  std::vector<std::string> once;
  for (const std::string& name : names)
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  return once;
}

inline std::vector<Curve> curves_of(const std::vector<NamedHistory>& histories, const std::string& metric) {
  std::vector<Curve> curves;
  const bool several = histories.size() > 1;
  for (std::size_t i = 0; i < histories.size(); ++i)
    for (const bool validation : {false, true}) {
      const auto found = histories[i].curves.find(validation ? "val_" + metric : metric);
      if (found == histories[i].curves.end() || found->second.empty()) continue;
      const bool alone = metric.starts_with("val_") || !histories[i].curves.contains("val_" + metric);
      Curve curve;
      const std::string what = alone ? metric : validation ? "validation" : "training";
      if (several) curve.title = alone ? histories[i].name : histories[i].name + ", " + what;
      if (!several && !alone) curve.title = what;  // alone it is what the axis says
      curve.colour = hex(class_colour(several ? static_cast<index_t>(i) : validation ? 1 : 0));
      curve.dashed = several && !alone && !validation;
      curve.x = epochs_of(histories[i], found->second.size());
      curve.y = found->second;
      curves.push_back(std::move(curve));
    }
  return curves;
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void include(double v) {
    if (!std::isfinite(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
  }
};

/// The corner of a panel with the fewest points, as gnuplot calls it, for the legend.
inline std::string free_corner(const std::vector<Curve>& curves, Range x, Range y) {
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
  return best;
}

/// The step between ticks of whole numbers, so that there are ten at most: 1, 2 or 5, then tens of them.
inline double whole_step(double span) {
  for (double ten = 1;; ten *= 10)
    for (double digit : {1.0, 2.0, 5.0})
      if (span / (digit * ten) <= 10) return digit * ten;
}

inline void draw_panel(io::Gnuplot& plot, const std::string& metric, const std::vector<Curve>& curves, bool log_scale) {
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
  const double side = x.high > x.low ? 0.02 * (x.high - x.low) : 0.5;
  plot.line("set xlabel 'epoch'\nset ylabel ", io::gnuplot_text(metric));
  const double step = whole_step(x.high - x.low);
  plot.line("set xrange [", x.low - side, ":", x.high + side, "]\nset xtics ", step * std::ceil(x.low / step), ",",
            step);
  plot.line(log ? "set logscale y" : "unset logscale y", "\nset yrange [", y.low, ":", y.high, "]");
  if (curves.size() == 1 && curves[0].title.empty())
    plot.line("unset key");
  else
    plot.line("set key ", free_corner(curves, x, y), " box lc rgb '#cccccc' opaque fillcolor rgb '#ffffff' samplen 2");
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

}  // namespace detail

KERATIN_INLINE void plot_history(const NamedHistory& history, const std::string& path,
                                 const PlotHistoryOptions& options) {
  plot_history(std::vector{history}, path, options);
}

KERATIN_INLINE void plot_history(const std::vector<NamedHistory>& histories, const std::string& path,
                                 const PlotHistoryOptions& options) {
  const std::vector<std::string> panels = detail::panels_of(histories, options);
  const auto count = static_cast<index_t>(panels.size());
  const index_t columns = count <= 4 ? std::min<index_t>(count, 2) : 3, rows = (count + columns - 1) / columns;
  const index_t head = options.title.empty() ? 0 : 30;
  io::Gnuplot plot("plot_history", path, {560 * columns, 400 * rows + head}, options.width, options.height);
  const std::string title = options.title.empty() ? "" : " title " + io::gnuplot_text(options.title);
  plot.line("set multiplot layout ", rows, ",", columns, title);
  for (const std::string& metric : panels)
    detail::draw_panel(plot, metric, detail::curves_of(histories, metric), options.log_scale);
  plot.line("unset multiplot");
  plot.draw();
}

}  // namespace keratin::utils
#endif
