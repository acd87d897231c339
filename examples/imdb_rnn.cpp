// Recurrent layers read reviews word by word and tell praise from blame.
// After "Keras tutorial", section 4: 20000 words, the last 140 of each review, Embedding 100, 20 units, Adadelta,
// batches of 256, 3 epochs; the first 25000 reviews, of which 20000 are trained on.
//   --model gru, gru2 (one above the other), lstm, bilstm (both ways), or all of the tutorial's on one axis
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

constexpr int max_features = 20000, maxlen = 140, units = 20;

// Keras 1's recurrent layers: gates with a hard sigmoid, and GRU with the reset gate before the product.
Layer gru(bool return_sequences) {
  return GRU(units,
             {.recurrent_activation = "hard_sigmoid", .return_sequences = return_sequences, .reset_after = false});
}
Layer lstm() { return LSTM(units, {.recurrent_activation = "hard_sigmoid"}); }

Sequential<> review_model(const std::string& kind) {
  Sequential model;
  model.add(Embedding(max_features, 100, {.embeddings_initializer = "glorot_uniform", .input_shape = {maxlen}}));
  if (kind == "gru") model.add(gru(false));
  if (kind == "gru2") {
    model.add(gru(true));
    model.add(gru(false));
  }
  if (kind == "lstm") model.add(lstm());
  if (kind == "bilstm") model.add(Bidirectional(lstm()));
  model.add(Dense(1));
  model.add(Activation("sigmoid"));
  return model;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("Recurrent layers read reviews word by word and tell praise from blame.", "imdb_rnn");
  std::string kind = "gru", by = "adadelta";
  example.add_option("--model", kind, "the recurrent layers")
      ->check(CLI::IsMember({"gru", "gru2", "lstm", "bilstm", "all"}))
      ->capture_default_str();
  example.add_option("--optimizer", by, "adadelta as in the tutorial, or adam")
      ->check(CLI::IsMember({"adadelta", "adam"}))
      ->capture_default_str();
  return example.run(argc, argv, [&] {
    // nb_words= in Keras 1
    const auto reviews = example.first(datasets::imdb::load_data({.num_words = max_features}).train);
    const Tensor X = utils::pad_sequences(reviews.x, {.maxlen = maxlen}), &y = reviews.y;
    const index_t n = X.shape()[0], known = n * 4 / 5;  // 20000 of 25000
    const Tensor X_train = X.slice(0, known), y_train = y.slice(0, known);
    const Tensor X_test = X.slice(known, n), y_test = y.slice(known, n);

    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2; they are 0.001 and 1e-7 now.
    const auto optimizer = [&] {
      return by == "adam" ? Optimizer("adam") : optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6});
    };
    std::vector<utils::NamedHistory> histories;
    std::vector<std::pair<std::string, double>> figures;
    const auto kinds = kind == "all" ? std::vector<std::string>{"gru", "gru2", "lstm"} : std::vector{kind};
    for (const std::string& one : kinds) {
      Sequential model = review_model(one);
      model.summary();
      model.compile({.optimizer = optimizer(), .loss = "binary_crossentropy", .metrics = {"accuracy"}});
      const History history = model.fit(X_train, y_train,
                                        {.batch_size = 256,
                                         .epochs = example.epochs.value_or(3),
                                         .callbacks = {callbacks::CSVLogger(example.path(one + "_history.csv"))},
                                         .validation_data = {X_test, y_test}});
      model.save(example.path(one + ".keras"));
      example.draw([&] { utils::plot_model(model, example.path(one + "_model.png"), {.show_shapes = true}); });
      figures.emplace_back(kind == "all" ? one + "_val_accuracy" : "val_accuracy",
                           history.history["val_accuracy"].back());
      histories.emplace_back(one, history);
    }
    // What the Embedding gives: K.function([model.layers[0].input], [model.layers[0].output]) in Keras 1.
    const Tensor x = X_train.slice(0, 2);
    std::cout << "Inputs shape " << x.shape() << "\nOutputs shape " << Embedding(max_features, 100)(x).shape() << "\n";
    example.draw([&] { utils::plot_history(histories, example.path("history.png")); });
    example.result(figures);
  });
}
