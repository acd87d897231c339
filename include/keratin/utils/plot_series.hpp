// plot_series: numbers in the order of time, measured and forecast, as curves over one axis.
//   utils::plot_series({{"measured", y}, {"forecast", p, 100}}, "forecast.png", {.x_label = "hour"});
#pragma once
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// Numbers under a name, which the legend shows. The first stands at `start` on the axis, each next one 1 further.
struct NamedSeries {
  std::string name;
  Tensor values;  ///< As many as there are; shapes such as (n, 1) are taken in their order.
  index_t start = 0;
};

struct PlotSeriesOptions {
  KERATIN_OPTIONS;
  std::string title = {}, x_label = "step", y_label = "value";
  Int width = 0, height = 0;  ///< In pixels; 0: 1350 × 630 for a PNG.
};

/// Draws each series in a colour of its own. Numbers that are not finite leave a gap. Writes a .png, .svg or .pdf,
/// whole or not at all. Needs the program gnuplot. Throws value_error where there is no series or one without numbers,
/// runtime_error without gnuplot, file_error where the file cannot be written.
void plot_series(const std::vector<NamedSeries>& series, const std::string& path,
                 const PlotSeriesOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include "colormap.hpp"
#include "curve_panel.hpp"

namespace keratin::utils {

KERATIN_INLINE void plot_series(const std::vector<NamedSeries>& series, const std::string& path,
                                const PlotSeriesOptions& options) {
  require(!series.empty(), "plot_series: expected at least one series; got none.");
  std::vector<detail::Curve> curves;
  for (const NamedSeries& s : series) {
    require(s.values.defined() && s.values.size() > 0, "plot_series: expected numbers in \"", s.name, "\"; got none.");
    const Tensor values = s.values.cast(float64);
    detail::Curve curve{.title = s.name, .colour = hex(class_colour(static_cast<index_t>(curves.size())))};
    for (const double v : values.span<double>()) {
      curve.x.push_back(static_cast<double>(s.start + static_cast<index_t>(curve.x.size())));
      curve.y.push_back(v);
    }
    curves.push_back(std::move(curve));
  }
  io::Gnuplot plot("plot_series", path, {900, 420}, options.width, options.height);
  if (!options.title.empty()) plot.line("set title ", io::gnuplot_text(options.title));
  detail::draw_panel(plot, {options.x_label, options.y_label}, curves, false);
  plot.draw();
}

}  // namespace keratin::utils
#endif
