// The table that model.summary() prints: the same characters as Keras 3 (keras/src/utils/summary_utils.py) draws
// through the Python package rich. Pure text: what stands in the rows comes from the model.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../core/args.hpp"
#include "../core/error.hpp"
#include "../core/platform.hpp"

namespace keratin::models {

/// One line of the table: a layer, or a layer within a nested model.
struct SummaryRow {
  std::string name;
  std::string class_name;
  std::string output_shape = "?";  ///< "(None, 64)", "[(None, 4), (None, 2)]", or "?" if not known yet.
  index_t params = 0;
  bool built = true;                      ///< If not, the number of parameters reads "0 (unbuilt)".
  std::vector<std::string> connected_to;  ///< "dense[0][0]" for each input tensor; none prints "-".
  std::optional<bool> trainable;          ///< Y or N; none (no weights) prints "-".
  int depth = 0;                          ///< 0 for the model's own layers, 1 for those of a nested model, ...
};

/// A number of weights and the memory they take.
struct WeightCount {
  index_t params = 0;
  double bytes = 0;
};

/// What `render` draws, with Keras's defaults.
struct SummaryTable {
  std::string model_name;
  std::vector<SummaryRow> rows;
  WeightCount trainable, non_trainable;
  std::optional<WeightCount> optimizer;  ///< Only of a compiled model whose optimizer is built; adds to the total.
  bool show_connections = false;         ///< The column "Connected to": for models that are not a plain chain.
  bool show_trainable = false;           ///< The column "Trainable".
  /// The table's width; 0 means 88, or 108 with connections, 12 more with the column "Trainable", but at most the
  /// terminal's width less 4.
  index_t line_length = 0;
  std::vector<double> positions;  ///< Where each column ends, as a part of the line; empty: Keras's.
  /// Lines longer than this are cut, and the lines outside the table wrapped, as Keras does at the terminal's (in a
  /// file: 80th) column; 0 leaves them whole.
  index_t console_width = 0;
  bool utf8 = true;  ///< If not, the table is drawn with "+", "-" and "|".
};

/// The lines of the summary, without line ends. Throws value_error if a column has less than 4 characters, if
/// `positions` do not fit the columns, or if line_length is negative or above a million.
std::vector<std::string> render(const SummaryTable& table);

/// A size as Keras prints it: "832.00 B", "1.55 MB".
std::string readable_memory_size(double bytes);

/// A count with thousands separators: "407,050".
std::string with_commas(index_t n);

}  // namespace keratin::models

#if KERATIN_DEFINE(models)
#include "summary_drawing.hpp"
#endif
