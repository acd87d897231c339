// plot_decision_boundary: what a classifier says of every point of the plane, with the samples on top.
//   utils::plot_decision_boundary(model, x_val, y_val, "regions.png", {.title = "MLP with 5 Hidden Units"});
#pragma once
#include <concepts>
#include <functional>
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

/// A model, or any function of points (n, 2) that returns probabilities.
class Classifier {
 public:
  template <class F>
  requires(!std::same_as<F, Classifier> && (std::is_invocable_r_v<Tensor, const F&, const Tensor&> ||
                                            requires(const F& f, const Tensor& x) { f.predict(x); }))
      Classifier(const F& f)
      : function_([f](const Tensor& xy) {
          if constexpr (requires { f.predict(xy, {.batch_size = 2048, .verbose = 0}); })
            return f.predict(xy, {.batch_size = 2048, .verbose = 0});
          else
            return f(xy);
        }) {}
  Tensor operator()(const Tensor& xy) const { return function_(xy); }

 private:
  std::function<Tensor(const Tensor&)> function_;
};

struct PlotDecisionBoundaryOptions {
  KERATIN_OPTIONS;
  std::vector<std::string> class_names = {};  ///< One for each class, for the legend; without them their numbers.
  std::string title = {}, x_label = "x1", y_label = "x2";
  Int resolution = 200;       ///< The grid has so many points to a side.
  Int width = 0, height = 0;  ///< In pixels; 0: 960 × 720 for a PNG.
};

/// Draws the points `xy` (n, 2) with their `labels`, as plot_scatter takes them, over what `classifier` says on a grid
/// around them: one probability for each point, (m) or (m, 1) or the second of (m, 2), as ten bands from blue to red
/// with a line at 0.5; of more classes, (m, classes), the colour of the likeliest, paler where it is less sure. Writes
/// a .png, .svg or .pdf, whole or not at all. Needs the program gnuplot. Throws what plot_scatter does, shape_error for
/// another output, value_error for one that is not finite or a resolution that is not from 2 to 2000.
void plot_decision_boundary(const Classifier& classifier, const Tensor& xy, const Tensor& labels,
                            const std::string& path, const PlotDecisionBoundaryOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include "plot_scatter.hpp"

namespace keratin::utils {

namespace detail {

/// The classifier's outputs on the grid, row by row from the lowest y.
struct Regions {
  index_t side = 0, columns = 1;
  std::vector<double> values;
};

inline Regions classify_grid(const Classifier& classifier, const Box& box, index_t side) {
  constexpr const char* where = "plot_decision_boundary";
  Tensor grid = Tensor::empty({side * side, 2});
  auto* to = grid.data<float>();
  for (index_t i = 0; i < side; ++i)
    for (index_t j = 0; j < side; ++j) {
      const auto last = static_cast<double>(side - 1);
      *to++ = static_cast<float>(box.x_low + (box.x_high - box.x_low) * static_cast<double>(j) / last);
      *to++ = static_cast<float>(box.y_low + (box.y_high - box.y_low) * static_cast<double>(i) / last);
    }
  const Tensor y = classifier(grid);
  const bool fits = (y.rank() == 1 || y.rank() == 2) && y.shape()[0] == side * side && y.size() > 0;
  require<shape_error>(fits, where, ": expected outputs of shape (", side * side, ", classes); got ", y.shape(), ".");
  Regions regions{side, y.rank() == 2 ? y.shape()[1] : 1, numbers_of(y, where, "output")};
  for (double v : regions.values) require(std::isfinite(v), where, ": expected finite outputs; got ", v, ".");
  if (regions.columns == 2) {
    std::vector<double> second;
    for (std::size_t i = 1; i < regions.values.size(); i += 2) second.push_back(regions.values[i]);
    regions.values = std::move(second);
    regions.columns = 1;
  }
  return regions;
}

/// Sends bands of probability and gives the commands that draw them.
inline std::string band_command(io::Gnuplot& plot, const Regions& regions, const Box& box) {
  const Colormap map("coolwarm", "plot_decision_boundary");
  std::string colours;
  for (int i = 0; i < 10; ++i)
    for (int edge : {i, i + 1})
      colours += concat(colours.empty() ? "" : ", ", edge, " '", hex(lighter(map((i + 0.5) / 10), 0.2)), "'");
  plot.line("set palette defined (", colours, ")\nset palette maxcolors 10\nset cbrange [0:1]");
  plot.line("set cblabel 'probability' offset 1\nset colorbox\nset cbtics 0.2");
  const auto last = static_cast<double>(regions.side - 1);
  plot.line("$grid << EOD");
  std::size_t place = 0;
  for (index_t i = 0; i < regions.side; ++i) {
    for (index_t j = 0; j < regions.side; ++j)
      plot.line(box.x_low + (box.x_high - box.x_low) * static_cast<double>(j) / last, " ",
                box.y_low + (box.y_high - box.y_low) * static_cast<double>(i) / last, " ", regions.values[place++]);
    plot.line("");
  }
  plot.line("EOD");
  const auto [least, most] = std::minmax_element(regions.values.begin(), regions.values.end());
  if (*least >= 0.5 || *most <= 0.5) return "$grid using 1:2:3 with image notitle";  // nothing to draw a line between
  plot.line(
      "set contour base\nset cntrparam levels discrete 0.5\nunset surface\nset table $border\nsplot $grid using "
      "1:2:3\nunset table\nunset contour\nset surface");
  return "$grid using 1:2:3 with image notitle, $border using 1:2 with lines lw 1.5 lc rgb '#303030' notitle";
}

/// The same of several classes.
inline std::string class_command(io::Gnuplot& plot, const Regions& regions, const Box& box, const Scatter& s) {
  const auto last = static_cast<double>(regions.side - 1);
  plot.line("$grid << EOD");
  auto row = regions.values.begin();
  for (index_t i = 0; i < regions.side; ++i)
    for (index_t j = 0; j < regions.side; ++j, row += regions.columns) {
      const auto best = std::max_element(row, row + regions.columns);
      const double sure = std::clamp(*best, 0.0, 1.0);
      const Colour c = lighter(scatter_colour(s, best - row), 0.9 - 0.5 * sure);
      plot.line(box.x_low + (box.x_high - box.x_low) * static_cast<double>(j) / last, " ",
                box.y_low + (box.y_high - box.y_low) * static_cast<double>(i) / last, " ", c[0] + 0, " ", c[1] + 0, " ",
                c[2] + 0);
    }
  plot.line("EOD");
  return "$grid using 1:2:3:4:5 with rgbimage notitle";
}

}  // namespace detail

KERATIN_INLINE void plot_decision_boundary(const Classifier& classifier, const Tensor& xy, const Tensor& labels,
                                           const std::string& path, const PlotDecisionBoundaryOptions& options) {
  constexpr const char* where = "plot_decision_boundary";
  require(options.resolution >= 2 && options.resolution <= 2000, where, ": expected a resolution from 2 to 2000; got ",
          options.resolution, ".");
  detail::Scatter s = detail::read_scatter(where, xy, &labels, options.class_names);
  const detail::Box box = detail::box_of(s);
  const detail::Regions regions = detail::classify_grid(classifier, box, options.resolution);
  s.count = std::max(s.count, std::max<index_t>(2, regions.columns));
  io::Gnuplot plot = detail::begin_scatter(where, path, box, options.title, options.x_label, options.y_label,
                                           options.width, options.height);
  plot.line("unset grid\nset key above reverse Left samplen 1\nset border 15 front");
  const std::string ground =
      regions.columns == 1 ? detail::band_command(plot, regions, box) : detail::class_command(plot, regions, box, s);
  const std::string points = detail::scatter_command(plot, s, true);
  plot.line("plot ", ground, ", ", points);
  plot.draw();
}

}  // namespace keratin::utils
#endif
