// Logistic regression and multilayer perceptrons part two circles.
// After "Deep Learning 101: Multilayer Perceptrons": 4000 + 1000 points, Adam, binary cross-entropy.
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

struct Points {
  Tensor X_train, y_train, X_val, y_val;
};

/// X, y = make_circles(n_samples=5000, factor=.3, noise=.05)
Points make_points(const Example& example) {
  const index_t n = example.at_most(5000), known = n * 4 / 5;
  const datasets::Arrays points = datasets::make_circles({.n_samples = n, .noise = 0.05, .factor = 0.3});
  const Tensor &X = points.x, &y = points.y;
  example.draw([&] { utils::plot_scatter(X, y, example.path("circles.png"), {.title = "Classification Dataset"}); });
  return {X.slice(0, known), y.slice(0, known), X.slice(known, n), y.slice(known, n)};
}

/// What the tutorial does with each of its models: compile, fit, evaluate, and draw what it takes for which circle.
struct Trained {
  History history;
  Scores val_score;
};
Trained train(Sequential<>& model, const Points& data, int epochs, int verbose, const std::string& name,
              const std::string& title, const Example& example) {
  // Adam's epsilon was 1e-8 by default in Keras 1; it is 1e-7 now.
  model.compile(
      {.optimizer = optimizers::Adam({.epsilon = 1e-8}), .loss = "binary_crossentropy", .metrics = {"accuracy"}});
  const History history = model.fit(data.X_train, data.y_train,
                                    {.epochs = example.epochs.value_or(epochs),
                                     .verbose = verbose,
                                     .callbacks = {callbacks::CSVLogger(example.path(name + "history.csv"))},
                                     .validation_data = {data.X_val, data.y_val}});
  const Scores val_score = model.evaluate(data.X_val, data.y_val, {.verbose = 0});
  std::cout << title << ": accuracy on validation data: " << val_score[1] * 100 << "%\n";
  example.draw([&] {
    utils::plot_decision_boundary(model, data.X_val, data.y_val, example.path(name + "regions.png"), {.title = title});
  });
  return {history, val_score};
}

}  // namespace

int main(int argc, char** argv) {
  Example example("Logistic regression and multilayer perceptrons part two circles.", "circles");
  return example.run(argc, argv, [&] {
    const Points data = make_points(example);

    Sequential logreg;
    logreg.add(Dense(1, {.activation = "sigmoid", .input_shape = {2}}));  // Dense(output_dim=1, input_dim=2) in Keras 1
    // fit went through the data 10 times by default in Keras 1; it is once now.
    const Trained logistic = train(logreg, data, 10, 0, "logistic_", "Logistic Regression Decision Regions", example);

    Sequential small;
    small.add(Dense(5, {.activation = "relu", .input_shape = {2}}));
    small.add(Dense(1, {.activation = "sigmoid"}));
    const Trained five = train(small, data, 20, 0, "small_", "MLP with 5 Hidden Units", example);

    Sequential mlp;
    mlp.add(Dense(128, {.activation = "relu", .input_shape = {2}}));
    mlp.add(Dense(1, {.activation = "sigmoid"}));
    const Trained one = train(mlp, data, 10, 1, "", "MLP with 128 Hidden Units", example);

    Sequential wide;
    wide.add(Dense(128, {.activation = "relu", .input_shape = {2}}));
    wide.add(Dense(128, {.activation = "relu"}));
    wide.add(Dense(1, {.activation = "sigmoid"}));
    const Trained two = train(wide, data, 10, 1, "wide_", "MLP with 2 Hidden Layers and 128 Units", example);
    wide.save(example.path("circles.keras"));

    example.draw([&] {
      utils::plot_history({{"128 units", one.history}, {"2 x 128 units", two.history}}, example.path("history.png"),
                          {.metric = "val_loss", .log_scale = true});
    });
    example.result({{"logistic_val_accuracy", logistic.val_score["accuracy"]},
                    {"deep_val_accuracy", five.val_score["accuracy"]},
                    {"mlp_val_accuracy", one.val_score["accuracy"]},
                    {"mlp_loss", one.history.history["loss"].back()},
                    {"wide_loss", two.history.history["loss"].back()}});
  });
}
