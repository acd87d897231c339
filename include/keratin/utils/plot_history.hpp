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
#include <set>

#include "../core/names.hpp"
#include "../io/gnuplot.hpp"
#include "colormap.hpp"
#include "curve_panel.hpp"

namespace keratin::utils {

namespace detail {

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
    detail::draw_panel(plot, {"epoch", metric}, detail::curves_of(histories, metric), options.log_scale);
  plot.line("unset multiplot");
  plot.draw();
}

}  // namespace keratin::utils
#endif
