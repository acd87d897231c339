// plot_words: words in the plane, where their vectors differ most.
//   utils::plot_words(words, embedding.get_weights()[0], "words.png");
#pragma once
#include <string>
#include <vector>

#include "../tensor/tensor.hpp"

namespace keratin::utils {

struct PlotWordsOptions {
  KERATIN_OPTIONS;
  Int count = 100;  ///< So many words are drawn, the first ones; a Tokenizer's are the most frequent.
  std::string title = {};
  Int width = 0, height = 0;  ///< In pixels; 0: 1200 × 900 for a PNG.
};

/// Rows (count, n) as points (count, 2), float64, of the plane where they differ most: their principal components.
/// Throws shape_error for another shape, value_error for no rows, n below 2 and numbers that are not finite.
[[nodiscard]] Tensor principal_plane(const Tensor& rows);

/// Draws words at the two principal components of their vectors' directions; `vectors` are (words, n), n at least 2.
/// (Their lengths tell how frequent words are rather than what they mean.) words[i] is that of row i; an empty one is
/// left out. Writes a .png, .svg or .pdf, whole or not at all. Needs the program gnuplot. Throws
/// shape_error unless there is a word for each row, value_error where no word is left or a vector is not finite,
/// runtime_error without gnuplot, file_error where the file cannot be written.
void plot_words(const std::vector<std::string>& words, const Tensor& vectors, const std::string& path,
                const PlotWordsOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <numeric>

#include "../backend/cpu/svd.hpp"
#include "../io/gnuplot.hpp"
#include "word_vectors.hpp"

namespace keratin::utils {

KERATIN_INLINE Tensor principal_plane(const Tensor& rows) {
  require<shape_error>(rows.rank() == 2, "principal_plane: expected rows (count, n); got ", rows.shape(), ".");
  const auto count = static_cast<std::size_t>(rows.shape()[0]), n = static_cast<std::size_t>(rows.shape()[1]);
  require(count > 0 && n >= 2, "principal_plane: expected rows of at least 2 numbers; got ", rows.shape(), ".");
  const std::vector<double> numbers = detail::numbers_of(rows, "principal_plane", "tensor of rows");
  std::vector<double> mean(n);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    require(std::isfinite(numbers[i]), "principal_plane: expected finite numbers; got ", numbers[i], ".");
    mean[i % n] += numbers[i] / static_cast<double>(count);
  }
  const bool wide = count <= n;  // what is turned are then the rows, else the columns
  const std::size_t lines = wide ? count : n, length = wide ? n : count;
  std::vector<double> turned(lines * lines), x(lines * length), sizes(lines);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < n; ++j) x[wide ? i * n + j : j * count + i] = numbers[i * n + j] - mean[j];
  cpu_backend::orthogonalize_rows(static_cast<index_t>(lines), static_cast<index_t>(length), x.data(), turned.data());
  std::vector<std::size_t> order(lines);
  for (std::size_t l = 0; l < lines; ++l) {
    order[l] = l;
    sizes[l] = std::sqrt(std::inner_product(&x[l * length], &x[l * length] + length, &x[l * length], 0.0));
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  const Tensor plane = zeros({count, 2}, float64);
  for (std::size_t c = 0; c < std::min<std::size_t>(2, lines); ++c)
    for (std::size_t i = 0; i < count; ++i)
      plane.data<double>()[2 * i + c] = wide ? turned[order[c] * count + i] * sizes[order[c]] : x[order[c] * count + i];
  return plane;
}

KERATIN_INLINE void plot_words(const std::vector<std::string>& words, const Tensor& vectors, const std::string& path,
                               const PlotWordsOptions& options) {
  const std::vector<double> numbers = detail::word_numbers("plot_words", words, vectors);
  const auto n = static_cast<std::size_t>(vectors.shape()[1]);
  std::vector<std::string> drawn;
  std::vector<double> rows;
  for (std::size_t i = 0; i < words.size() && static_cast<index_t>(drawn.size()) < options.count; ++i) {
    if (words[i].empty()) continue;
    const double* const row = &numbers[i * n];
    const double length = std::sqrt(std::inner_product(row, row + n, row, 0.0));
    drawn.push_back(words[i]);
    for (std::size_t j = 0; j < n; ++j) rows.push_back(length > 0 ? row[j] / length : 0);
  }
  require(!drawn.empty() && n >= 2, "plot_words: expected words with vectors of at least 2 numbers; got ", drawn.size(),
          " words and ", n, " numbers.");
  const Tensor plane = principal_plane(Tensor::from(rows, {drawn.size(), n}));
  const double* const at = plane.data<const double>();

  io::Gnuplot plot("plot_words", path, {800, 600}, options.width, options.height);
  if (!options.title.empty()) plot.line("set title ", io::gnuplot_text(options.title));
  plot.line("set offsets graph 0.06, graph 0.06, graph 0.04, graph 0.04");
  for (std::size_t i = 0; i < drawn.size(); ++i)
    plot.line("set label ", io::gnuplot_text(drawn[i]), " at ", at[2 * i], ",", at[2 * i + 1],
              " left offset character 0.4, 0 front");
  plot.line("$points << EOD");
  for (std::size_t i = 0; i < drawn.size(); ++i) plot.line(at[2 * i], " ", at[2 * i + 1]);
  plot.line("EOD\nplot $points using 1:2 with points pt 7 ps ", plot.point(0.5), " lc rgb '#3b4cc0' notitle");
  plot.draw();
}

}  // namespace keratin::utils
#endif
