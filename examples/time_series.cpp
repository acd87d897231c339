// An LSTM forecasts how many spots the sun has next year, and, on its own forecasts, in the years after.
// It learns from the years 1700 to 1919 and is judged by those from 1920 on.
#include "sunspots.hpp"
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

constexpr index_t window = 33;  // years that a forecast looks back: three of the sun's cycles
constexpr index_t learned = 220;

/// Each year's forecast from the `window` years before it as measured.
Tensor one_year_ahead(const Model<>& model, const Tensor& series, index_t from) {
  const Tensor years = series.slice(from - window, series.shape()[0] - 1);
  return model.predict(utils::timeseries_dataset_from_array(years, std::nullopt, window), {.verbose = 0});
}

/// So many years after the series ends, each from those before, forecasts among them.
Tensor years_ahead(const Model<>& model, const Tensor& series, index_t count) {
  Tensor known = series;
  for (index_t i = 0; i < count; ++i) {
    const Tensor last = known.slice(-window, known.shape()[0]).reshape({1, window, 1});
    known = ops::concatenate({known, model.predict(last, {.verbose = 0})}, 0);
  }
  return known.slice(-count, known.shape()[0]);
}

double mean_error(const Tensor& a, const Tensor& b) { return ops::mean(ops::abs(a - b)).item<float>(); }

}  // namespace

int main(int argc, char** argv) {
  Example example("An LSTM forecasts the number of sunspots.", "time_series");
  return example.run(argc, argv, [&] {
    const Tensor measured =
        Tensor::from(std::vector<double>(std::begin(sunspots), std::end(sunspots)), {-1, 1}).cast(float32);
    const Tensor past = measured.slice(0, learned);
    const float mean = ops::mean(past).item<float>(), deviation = ops::std(past).item<float>();
    const Tensor series = (measured - mean) / deviation;

    // x: 33 years; y: the year after. The last 40 of the learned years tell when to stop.
    const auto windows = [&](index_t from, index_t to, bool shuffle) {
      return utils::timeseries_dataset_from_array(series.slice(from, to - 1), series.slice(from + window, to), window,
                                                  {.batch_size = 16, .shuffle = shuffle});
    };
    Sequential model({Input({window, 1}), LSTM(32), Dense(1)});
    model.compile({.optimizer = optimizers::Adam(5e-3), .loss = "mse", .metrics = {"mae"}});
    model.summary();
    const History history =
        model.fit(windows(0, learned - 40, true),
                  {.epochs = example.epochs.value_or(100),
                   .verbose = 2,
                   .callbacks = {callbacks::EarlyStopping({.patience = 15, .restore_best_weights = true}),
                                 callbacks::CSVLogger(example.path("history.csv"))},
                   .validation_data = windows(learned - 40 - window, learned, false)});
    model.save(example.path("time_series.keras"));

    const Tensor truth = measured.slice(learned, measured.shape()[0]);
    const Tensor next = one_year_ahead(model, series, learned) * deviation + mean;
    const Tensor later = years_ahead(model, series, 22) * deviation + mean;
    const Tensor year_before = measured.slice(learned - 1, measured.shape()[0] - 1);
    example.draw([&] {
      utils::plot_history(history, example.path("history.png"), {.metric = "loss"});
      utils::plot_series({{"measured", measured, first_year},
                          {"forecast a year ahead", next, first_year + learned},
                          {"22 years ahead", later, first_year + measured.shape()[0]}},
                         example.path("forecast.png"), {.title = "Sunspots", .x_label = "year", .y_label = "number"});
    });
    example.result(
        {{"mean_error", mean_error(next, truth)}, {"error_of_the_year_before", mean_error(year_before, truth)}});
  });
}
