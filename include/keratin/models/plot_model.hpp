// plot_model: a picture of a model's layers, as Keras draws it.
//   utils::plot_model(model, "model.png", {.show_shapes = true});
#pragma once
#include <string>

#include "model_to_dot.hpp"

namespace keratin::utils {

struct PlotModelOptions {
  KERATIN_OPTIONS;
  Flag show_shapes = false;       ///< The shapes of each layer's input and output.
  Flag show_dtype = false;        ///< The dtype of its output.
  Flag show_layer_names = false;  ///< Its name beside its class.
  std::string rankdir = "TB";     ///< The way it goes: TB, LR, BT or RL.
  Flag expand_nested = false;     ///< Shows the layers of models inside, in a frame.
  Int dpi = 200;                  ///< How large it becomes.
  Flag show_layer_activations = false;
  Flag show_trainable = false;    ///< Whether its weights are trained.
  std::string splines = "ortho";  ///< How edges are drawn: ortho, curved, polyline, spline, line.
};

/// Draws a built model (keras.utils.plot_model): a box for each layer, an arrow for each tensor. Writes a .png, .svg,
/// .pdf or .dot, whole or not at all; a path without an ending is a PNG. All but .dot needs the program dot. Throws
/// what model_to_dot does, value_error for a path that ends otherwise, runtime_error without dot, file_error where the
/// file cannot be written.
void plot_model(const ModelBase& model, const std::string& to_file = "model.png", const PlotModelOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(models)
#include "../io/file.hpp"
#include "../io/program.hpp"

namespace keratin::utils {

KERATIN_INLINE void plot_model(const ModelBase& model, const std::string& to_file, const PlotModelOptions& options) {
  ModelToDotOptions o;
  o.show_shapes = options.show_shapes;
  o.show_dtype = options.show_dtype;
  o.show_layer_names = options.show_layer_names;
  o.rankdir = options.rankdir;
  o.expand_nested = options.expand_nested;
  o.dpi = options.dpi;
  o.show_layer_activations = options.show_layer_activations;
  o.show_trainable = options.show_trainable;
  o.splines = options.splines;
  const std::string dot = model_to_dot(model, o);
  const std::size_t name = to_file.rfind('/') == to_file.npos ? 0 : to_file.rfind('/') + 1, point = to_file.rfind('.');
  const std::string format = point == to_file.npos || point < name ? "png" : to_file.substr(point + 1);
  require(format == "png" || format == "svg" || format == "pdf" || format == "dot",
          "plot_model: expected a path that ends in .png, .svg, .pdf or .dot; got \"", to_file, "\".");
  const io::NewFile writable(to_file);  // before the work: a folder that cannot be written to is an error at once
  io::write_file(to_file, format == "dot"
                              ? dot
                              : io::run_program("plot_model", {"dot", "-T" + format}, dot, {.package = "graphviz"}));
}

}  // namespace keratin::utils
#endif
