// The options of compile, fit, evaluate, predict and summary, with Keras's names, order and defaults.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "../callbacks/callback.hpp"
#include "../data/batch.hpp"
#include "../losses/loss.hpp"
#include "../metrics/metric.hpp"
#include "../optimizers/optimizer.hpp"

namespace keratin {

struct CompileOptions {
  KERATIN_OPTIONS;
  Optimizer optimizer = "rmsprop";
  losses::Losses loss = {};                ///< One, one for each output, or a std::map by output name.
  losses::Weights loss_weights = {};       ///< How much each output's loss counts; 1.
  metrics::Metrics metrics = {};           ///< Shown and kept; do not see sample weights.
  metrics::Metrics weighted_metrics = {};  ///< The same with sample weights.
  /// On a CUDA device: training steps on batches of one shape become a CUDA graph, which starts as a whole; ids and
  /// class numbers that are out of range count as zeros then. Steps that need the CPU on the way stay as they are.
  /// Nothing on the CPU.
  Flag jit_compile = false;
};

struct FitOptions {
  KERATIN_OPTIONS;
  Int batch_size = 32;
  Int epochs = 1;   ///< The number of the last epoch: with initial_epoch = 2 and epochs = 5 three are run.
  Int verbose = 1;  ///< 0: silent; 1: a progress bar; 2: a line for each epoch.
  std::vector<Callback> callbacks = {};
  Real validation_split = 0.0;      ///< This share of the samples, the last ones, is not trained on but evaluated.
  Validation validation_data = {};  ///< Evaluated after epochs; goes before validation_split.
  Flag shuffle = true;              ///< Whether each epoch takes the samples in a new order.
  std::map<int, double> class_weight = {};  ///< How much the samples of each class count; for one output.
  SampleWeight sample_weight = {};          ///< How much each sample counts; class_weight multiplies it.
  Int initial_epoch = 0;
  std::optional<Int> steps_per_epoch = {}, validation_steps = {}, validation_batch_size = {};
  Int validation_freq = 1;  ///< Validates after every so many epochs.
};

struct EvaluateOptions {
  KERATIN_OPTIONS;
  Int batch_size = 32;
  Int verbose = 1;
  SampleWeight sample_weight = {};
  std::optional<Int> steps = {};
  std::vector<Callback> callbacks = {};
};

struct PredictOptions {
  KERATIN_OPTIONS;
  Int batch_size = 32;
  Int verbose = 1;
  std::optional<Int> steps = {};
  std::vector<Callback> callbacks = {};
};

struct SummaryOptions {
  KERATIN_OPTIONS;
  Int line_length = 0;                                  ///< 0: the terminal's width, at most Keras's.
  std::vector<Real> positions = {};                     ///< Where columns end, as parts of the line.
  std::function<void(std::string_view)> print_fn = {};  ///< Gets each line; by default it goes to std::cout.
  Flag expand_nested = false, show_trainable = false;
  /// The first and the last layer to show: names or regular expressions that match where names begin; empty: all.
  std::vector<std::string> layer_range = {};
};

/// Whether a file that is there is replaced; if not, a person at the terminal is asked, and without one it is an error.
struct SaveOptions {
  KERATIN_OPTIONS;
  Flag overwrite = true;
};

struct LoadWeightsOptions {
  KERATIN_OPTIONS;
  Flag skip_mismatch = false;  ///< Leaves weights as they are that the file lacks or has of another shape.
  Flag by_name = false;        ///< In the old layout (.h5): layers get the weights saved under their name.
};

/// What evaluate returns: by name, by place (0 is the loss, then the metrics in compile's order), or as the loss.
class Scores : public Named<double> {
 public:
  template <Text S>
  double operator[](const S& name) const {
    return Named<double>::operator[](std::string_view(name));
  }
  template <Integer I>
  double operator[](I place) const {
    require(place >= 0 && static_cast<std::size_t>(place) < order_.size(), "Scores[]: expected a place below ",
            order_.size(), "; got ", place, ".");
    return at(order_[static_cast<std::size_t>(place)]);
  }
  template <std::same_as<double> D>
  operator D() const {  // a template: `score["loss"]` must not be 1["loss"]
    return at("loss");
  }
  void add(const std::string& name, double value) {
    if (insert_or_assign(name, value).second) order_.push_back(name);
  }

 private:
  std::vector<std::string> order_;
};

}  // namespace keratin
