// A convolution along the words of a review tells praise from blame.
// After "Keras and Theano Deep Learning Frameworks", the movie review classifier: 5000 words, 100 of each review,
// Embedding 100, 250 filters of 3 words, MaxPooling, Dense 250, Adam, batches of 32.
#include "support.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

constexpr int vocab_size = 5000, paddedlength = 100, batch_size = 32, embedding_dims = 100, num_filters = 250,
              filter_length = 3, hidden_dims1 = 250;

Sequential<> review_model() {
  Sequential nn;
  nn.add(Embedding(vocab_size, embedding_dims, {.input_shape = {paddedlength}}));
  nn.add(Dropout(0.25));
  nn.add(Conv1D(num_filters, filter_length, {.activation = "relu"}));  // Convolution1D(nb_filter=, filter_length=)
  nn.add(MaxPooling1D(2));                                             // MaxPooling1D(pool_length=2)
  nn.add(Flatten());
  nn.add(Dense(hidden_dims1));
  nn.add(Dropout(0.25));
  nn.add(Activation("relu"));
  nn.add(Dense(1));
  nn.add(Activation("sigmoid"));
  return nn;
}

/// The words of a review, as far as the network knows them.
std::string text_of(const std::vector<int>& review, const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 1; i < std::min<std::size_t>(review.size(), 30); ++i) {
    const auto rank = static_cast<std::size_t>(std::max(review[i] - 3, 0));  // index_from
    text += (text.empty() ? "" : " ") + (rank == 0 ? "…" : words[rank]);
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("A convolution along the words of a review tells praise from blame.", "imdb_conv1d");
  return example.run(argc, argv, [&] {
    const auto reviews = datasets::imdb::load_data({.num_words = vocab_size});  // nb_words= in Keras 1
    const auto train = example.first(reviews.train), test = example.first(reviews.test);
    const Tensor X_train = utils::pad_sequences(train.x, {.maxlen = paddedlength});
    const Tensor X_test = utils::pad_sequences(test.x, {.maxlen = paddedlength});
    std::cout << "X_train shape: " << X_train.shape() << "\nX_test shape: " << X_test.shape() << "\n";

    Sequential nn = review_model();
    nn.summary();
    nn.compile({.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
    // The tutorial's figures are of 4 epochs; from then on it only got worse. The best of them is kept.
    const callbacks::EarlyStopping keep_best({.monitor = "val_loss", .patience = 3, .restore_best_weights = true});
    const History history = nn.fit(X_train, train.y,
                                   {.batch_size = batch_size,
                                    .epochs = example.epochs.value_or(4),
                                    .callbacks = {callbacks::CSVLogger(example.path("history.csv")), keep_best},
                                    .validation_data = {X_test, test.y}});

    const auto results = nn.evaluate(X_test, test.y, {.verbose = 0});
    std::cout << "score: " << results["loss"] << "\naccuracy: " << results["accuracy"] << "\n";
    std::vector<std::string> words(vocab_size);
    for (const auto& [word, rank] : datasets::imdb::get_word_index())
      if (rank < vocab_size) words[static_cast<std::size_t>(rank)] = word;
    const Tensor praise = nn.predict(X_test.slice(0, 5), {.verbose = 0});
    for (int i = 0; i < 5; ++i)
      std::cout << "praise " << praise.at<float>(i, 0) << ", really " << test.y.at<std::int64_t>(i) << ": "
                << text_of(test.x[static_cast<std::size_t>(i)], words) << " …\n";

    nn.save(example.path("imdb.keras"));
    const Tensor matrix = utils::confusion_matrix(test.y, nn.predict_classes(X_test, {.verbose = 0}));
    example.draw([&] {
      utils::plot_model(nn, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
      utils::plot_confusion_matrix(matrix, example.path("confusion.png"),
                                   {.normalize = true, .class_names = {"blame", "praise"}});
    });
    example.result({{"val_accuracy", results["accuracy"]}, {"val_loss", results["loss"]}});
  });
}
