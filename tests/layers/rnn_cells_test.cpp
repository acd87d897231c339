// Recurrent cells, as layers by themselves: layers/simple_rnn_cell.hpp, lstm_cell.hpp, gru_cell.hpp and
// stacked_rnn_cells.hpp.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#include "support/parity.hpp"
#include "support/tensors.hpp"

#if __has_include(<nlohmann/json.hpp>)
#include "support/layer_rows.hpp"
#endif

namespace rnn_cells_test {

using namespace keratin;
using namespace keratin::layers;
using namespace keratin::testing;

TEST_CASE("recurrent cells: gradients of a step by finite differences") {
  const Layer cells[] = {SimpleRNNCell(2), LSTMCell(2), GRUCell(2), GRUCell(2, {.reset_after = false}),
                         StackedRNNCells({LSTMCell(2), GRUCell(2)})};
  for (const Layer& cell : cells) {
    INFO(cell.name());
    cell.impl().set_dtype(float64);
    std::vector<Tensor> sources = {random_tensor({3, 4}, -1, 1, 1)};
    const std::size_t states = cell.class_name() == "LSTMCell" ? 2 : cell.class_name() == "StackedRNNCells" ? 3 : 1;
    while (sources.size() <= states) sources.push_back(random_tensor({3, 2}, -1, 1, sources.size() + 1));
    const Inputs in = sources;
    const auto total = [&] {
      const Tensors out = cell.call_all(in);
      Tensor sum = weighted_sum(out[0], random_tensor({3, 2}, -1, 1, 20));
      for (std::size_t i = 1; i < out.size(); ++i)
        sum = sum + weighted_sum(out[i], random_tensor({3, 2}, -1, 1, 20 + i));
      return sum;
    };
    CHECK(cell.call_all(in).size() == 1 + states);
    for (const Variable& w : cell.weights()) sources.push_back(w);
    GradientTape tape;
    for (std::size_t i = 0; i <= states; ++i) tape.watch(sources[i]);
    const auto gradients = tape.gradient(total(), sources);
    for (std::size_t k = 0; k < sources.size(); ++k)
      for (index_t i = 0; i < sources[k].size(); ++i) {
        double& value = sources[k].data<double>()[i];
        const double before = value, h = 1e-5;
        value = before + h;
        const double above = total().item<double>();
        value = before - h;
        const double below = total().item<double>();
        value = before;
        REQUIRE(close(gradients[k].data<double>()[i], (above - below) / (2 * h), 1e-8));
      }
    parity("layers", cell.class_name(), Checked::gradient);
  }
}

TEST_CASE("recurrent cells: what they refuse") {
  const LSTMCell cell(2, {.name = "cell"});
  CHECK_THROWS_WITH(cell.call_all({zeros({3, 4}), zeros({3, 2})}), Catch::Contains("2 states"));
  CHECK_THROWS_WITH(GRUCell(0), Catch::Contains("units above 0"));
  CHECK_THROWS_WITH(StackedRNNCells({}), Catch::Contains("expected cells"));
  CHECK_THROWS_WITH(StackedRNNCells({Dense(2)}), Catch::Contains("expected a recurrent cell"));
}

#if __has_include(<nlohmann/json.hpp>)
const testing::LayerRows rows("layers/rnn_cells.json");
#endif

}  // namespace rnn_cells_test
