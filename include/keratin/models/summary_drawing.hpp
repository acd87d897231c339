// How the summary's table is drawn: columns, wrapped cells, rules, as the Python package rich does it.
#pragma once
#include "summary_table.hpp"

#if KERATIN_DEFINE(models)
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "../utils/terminal.hpp"
#include "../utils/text_layout.hpp"

namespace keratin::models {

namespace summary_detail {

using utils::Justify;
using Widths = std::vector<std::size_t>;
using Lines = std::vector<std::string>;

/// The lines of one cell, each `width` columns wide: the text wrapped, with a space at both sides.
inline Lines cell_lines(std::string text, std::size_t width, Justify justify, bool utf8) {
  // Names may come from a file: no control character may reach the terminal or break the table.
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  const std::size_t inner = width - std::min<std::size_t>(width, 2);
  if (inner == 0) return {std::string(width, ' ')};  // custom positions can leave a column no room
  Lines lines = utils::wrap(text, inner);
  for (std::string& line : lines) line = " " + utils::fit(line, inner, justify, utf8 ? "…" : "...") + " ";
  return lines;
}

/// The characters of a rule or of a row's borders: left, between (rules only), at column borders, right.
using Border = std::array<std::string_view, 4>;
struct Box {
  Border top, header, header_rule, row, rule, bottom;
};
inline constexpr Box heavy_head_box{{"┏", "━", "┳", "┓"}, {"┃", "", "┃", "┃"},  {"┡", "━", "╇", "┩"},
                                    {"│", "", "│", "│"},  {"├", "─", "┼", "┤"}, {"└", "─", "┴", "┘"}};
inline constexpr Box ascii_box{{"+", "-", "-", "+"}, {"|", "", "|", "|"},  {"|", "-", "+", "|"},
                               {"|", "", "|", "|"},  {"|", "-", "+", "|"}, {"+", "-", "-", "+"}};

inline std::string draw_rule(const Border& border, const Widths& widths) {
  std::string line(border[0]);
  for (std::size_t c = 0; c < widths.size(); ++c) {
    for (std::size_t i = 0; i < widths[c]; ++i) line += border[1];
    line += border[c + 1 < widths.size() ? 2 : 3];
  }
  return line;
}

inline std::size_t line_length(const SummaryTable& table) {
  require(table.line_length >= 0 && table.line_length <= 1'000'000,
          "summary: expected line_length from 0 to 1000000; got ", table.line_length, ".");
  if (table.line_length > 0) return static_cast<std::size_t>(table.line_length);
  const std::size_t wanted = (table.show_connections ? 108u : 88u) + (table.show_trainable ? 12u : 0u);
  // Keras fails on a terminal too narrow for the table; here its lines then wrap.
  return std::clamp<std::size_t>(utils::terminal_columns(), 44, wanted + 4) - 4;
}

/// The columns' widths between the borders, as Keras computes them and rich then fits them into the line.
inline Widths column_widths(const SummaryTable& table, std::size_t length) {
  std::vector<double> positions = table.positions;
  if (positions.empty())
    positions = table.show_connections ? std::vector{0.3, 0.56, 0.74, 1.0} : std::vector{0.45, 0.80, 1.0};
  const std::size_t expected = table.show_connections ? 4 : 3;
  require(positions.size() == expected, "summary: expected ", expected, " positions; got ", positions.size(), ".");
  if (table.show_trainable) {
    for (double& p : positions) p *= 0.90;
    positions.push_back(1.0);
  }
  const std::size_t room = length - std::min(length, positions.size() + 1);  // without the borders
  Widths widths;
  double current = 0;
  std::size_t total = 0;
  for (double p : positions) {
    const double width = std::trunc(p * static_cast<double>(length)) - current;
    require(width >= 4 && width < 1e9, "summary: expected at least 4 characters a column; got line_length ", length,
            ". Hint: give a larger line_length, or increasing positions.");
    current += width;
    widths.push_back(std::min(static_cast<std::size_t>(width) + 2, room));  // a space at both sides
    total += widths.back();
  }
  if (total > room)
    utils::shrink(widths, total - room);
  else
    utils::grow(widths, room - total);
  return widths;
}

inline std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text.empty() ? "-" : text;
}

inline std::vector<std::string> header_cells(const SummaryTable& table) {
  std::vector<std::string> cells{"Layer (type)", "Output Shape", "Param #"};
  if (table.show_connections) cells.emplace_back("Connected to");
  if (table.show_trainable) cells.emplace_back("Trainable");
  return cells;
}

inline std::vector<std::string> row_cells(const SummaryTable& table, const SummaryRow& row) {
  const std::string branch =
      row.depth > 0 ? std::string(3 * static_cast<std::size_t>(row.depth), ' ') + (table.utf8 ? "└ " : "+ ") : "";
  std::vector<std::string> cells{branch + row.name + " (" + row.class_name + ")", row.output_shape,
                                 row.built ? with_commas(row.params) : "0 (unbuilt)"};
  if (table.show_connections) cells.push_back(joined(row.connected_to));
  if (table.show_trainable) cells.emplace_back(!row.trainable ? "-" : *row.trainable ? "Y" : "N");
  return cells;
}

/// Draws the table, line by line.
class TableWriter {
 public:
  TableWriter(const SummaryTable& table, std::size_t length)
      : widths_(column_widths(table, length)), utf8_(table.utf8), box_(utf8_ ? heavy_head_box : ascii_box) {
    justify_ = {Justify::left, Justify::left, Justify::right};
    if (table.show_connections) justify_.push_back(Justify::left);
    if (table.show_trainable) justify_.push_back(Justify::center);
  }

  Lines write(const SummaryTable& table) {
    rule(box_.top);
    row(header_cells(table), box_.header, true);
    rule(box_.header_rule);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      if (r > 0) rule(box_.rule);
      row(row_cells(table, table.rows[r]), box_.row, false);
    }
    rule(box_.bottom);
    return std::move(lines_);
  }

 private:
  void rule(const Border& border) { lines_.push_back(draw_rule(border, widths_)); }

  void row(const std::vector<std::string>& cells, const Border& border, bool at_bottom) {
    std::vector<Lines> columns;
    std::size_t height = 1;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      columns.push_back(cell_lines(cells[c], widths_[c], justify_[c], utf8_));
      height = std::max(height, columns.back().size());
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string blank(widths_[c], ' ');
      columns[c].insert(at_bottom ? columns[c].begin() : columns[c].end(), height - columns[c].size(), blank);
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::string line(border[0]);
      for (std::size_t c = 0; c < columns.size(); ++c)
        line.append(columns[c][i]).append(border[c + 1 < columns.size() ? 2 : 3]);
      lines_.push_back(std::move(line));
    }
  }

  Widths widths_;
  std::vector<Justify> justify_;
  bool utf8_;
  Box box_;
  Lines lines_;
};

}  // namespace summary_detail

namespace summary_detail {

inline std::string count_line(std::string_view label, const WeightCount& count) {
  return concat(" ", label, " params: ", with_commas(count.params), " (", readable_memory_size(count.bytes), ")");
}

}  // namespace summary_detail

KERATIN_INLINE std::string with_commas(index_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(), first = n < 0 ? 1 : 0; i > first + 3;) text.insert(i -= 3, 1, ',');
  return text;
}

KERATIN_INLINE std::string readable_memory_size(double bytes) {
  static constexpr std::array units{"B", "KB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  for (; unit + 1 < units.size() && bytes / 1024 >= 1; ++unit) bytes /= 1024;
  return concat(utils::fixed(bytes, 2), " ", units[unit]);
}

KERATIN_INLINE std::vector<std::string> render(const SummaryTable& table) {
  const WeightCount optimizer = table.optimizer.value_or(WeightCount{});
  const WeightCount total{table.trainable.params + table.non_trainable.params + optimizer.params,
                          table.trainable.bytes + table.non_trainable.bytes + optimizer.bytes};
  const auto console = static_cast<std::size_t>(table.console_width > 0 ? table.console_width : 1 << 20);
  summary_detail::Lines lines;
  const auto add_text = [&](const std::string& text) {
    for (std::string& line : utils::wrap(text, console, true)) lines.push_back(std::move(line));
  };
  add_text("Model: \"" + table.model_name + "\"");
  for (const std::string& line : summary_detail::TableWriter(table, summary_detail::line_length(table)).write(table))
    lines.emplace_back(utils::cut_to_width(line, console));
  add_text(summary_detail::count_line("Total", total));
  add_text(summary_detail::count_line("Trainable", table.trainable));
  add_text(summary_detail::count_line("Non-trainable", table.non_trainable));
  if (table.optimizer) add_text(summary_detail::count_line("Optimizer", optimizer));
  return lines;
}

}  // namespace keratin::models
#endif
