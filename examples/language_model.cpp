// An LSTM learns which word follows, and writes sentences.
// After "Keras tutorial", section 5: 50 lines of Alice in Wonderland, Embedding and LSTM of 64 numbers, Adadelta,
// a batch for each sentence, 19 epochs.
#include "texts.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

using Sentences = std::vector<std::vector<int>>;

/// For each sentence a batch: all its beginnings, and the word after each. Then std::nullopt.
auto generate_data(const Sentences& X, index_t maxlen, index_t V) {
  return [&X, maxlen, V, next = std::size_t{0}]() mutable -> std::optional<Batch> {
    if (next == X.size()) return std::nullopt;
    const auto& sentence = X[next++];
    Sentences inputs;
    const std::vector<int> targets(sentence.begin() + 1, sentence.end());
    for (std::size_t i = 1; i < sentence.size(); ++i)
      inputs.emplace_back(sentence.begin(), sentence.begin() + static_cast<std::ptrdiff_t>(i));
    return Batch{utils::pad_sequences(inputs, {.maxlen = maxlen}),
                 utils::to_categorical(Tensor::from(targets, {targets.size()}), V)};
  };
}

}  // namespace

int main(int argc, char** argv) {
  Example example("An LSTM learns which word follows, and writes sentences.", "language_model");
  int lines = 50;
  double temperature = 1;
  example.add_option("--lines", lines, "of the book that are learned")
      ->check(CLI::Range(2, 10000))
      ->capture_default_str();
  example.add_option("--temperature", temperature, "below 1: likelier words; above: rarer ones")
      ->check(CLI::Range(0.01, 100.0))
      ->capture_default_str();
  return example.run(argc, argv, [&] {
    const auto text = read_lines("alice.txt", "https://www.gutenberg.org/cache/epub/11/pg11.txt",
                                 static_cast<std::size_t>(example.at_most(lines)));
    preprocessing::Tokenizer tokenizer;
    tokenizer.fit_on_texts(text);
    Sentences doc = tokenizer.texts_to_sequences(text);
    std::erase_if(doc, [](const auto& l) { return l.size() <= 1; });
    std::size_t maxlen = 0, words_size = 0;
    for (const auto& l : doc) maxlen = std::max(maxlen, l.size() - 1), words_size += l.size() - 1;
    const index_t vocab_size = static_cast<index_t>(tokenizer.word_index.size()) + 1,
                  length = static_cast<index_t>(maxlen);
    std::cout << doc.size() << " sentences, " << words_size << " words to guess, " << vocab_size - 1 << " different\n";

    constexpr int nb_units = 64;
    Sequential model;
    model.add(Embedding(vocab_size, nb_units, {.input_shape = {length}}));
    model.add(LSTM(nb_units, {.recurrent_activation = "hard_sigmoid"}));  // the gates of Keras 1
    model.add(Dense(vocab_size));
    model.add(Activation("softmax"));
    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2; they are 0.001 and 1e-7 now.
    model.compile({.optimizer = optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6}),
                   .loss = "categorical_crossentropy"});
    model.summary();

    /// "alice's", and after it as many words as fit, each chosen by what the model says of those before.
    const auto write = [&](double warmth) {
      std::string in_words = "alice's";
      for (std::size_t i = 0; i < maxlen; ++i) {
        const Tensor in_sequence = utils::pad_sequences(tokenizer.texts_to_sequences({in_words}), {.maxlen = length});
        const auto word = tokenizer.index_word.find(choose_word(model.predict(in_sequence, {.verbose = 0}), warmth));
        if (word != tokenizer.index_word.end()) in_words += " " + word->second;
      }
      return in_words;
    };

    std::ofstream log(example.path("history.csv"));
    log << "epoch,loss\n";
    History history;
    for (int i = 0; i < example.epochs.value_or(19); ++i) {
      double sum = 0;
      auto next = generate_data(doc, length, vocab_size);
      while (const auto batch = next()) sum += model.train_on_batch(batch->x, batch->y)["loss"];
      const double loss = sum / static_cast<double>(doc.size());
      history.epoch.push_back(i);
      history.history.try_emplace("loss").first->second.push_back(loss);
      log << i << "," << loss << "\n";
      std::cout << i << " (loss " << loss << ") " << write(temperature) << std::endl;
    }
    std::cout << "The likeliest words: " << write(0) << "\n";
    model.save(example.path("language_model.keras"));
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_history(history, example.path("history.png"));
    });
    example.result({{"final_loss", history.history["loss"].back()}});
  });
}
