// Words get vectors: a network that guesses a word by its neighbours, or neighbours by a word, learns them.
// After "Keras tutorial", sections 8 and 9: the first 500 lines of Alice in Wonderland, 100 numbers a word, Adadelta.
//   --model cbow      a word by the mean of the two words on each side
//   --model skipgram  the words on each side by the word between
#include "texts.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

constexpr int dim = 100, window_size = 2;
using Sentence = std::vector<int>;

/// The book's first lines, those of three words and more.
std::vector<std::string> read_corpus(const Example& example) {
  const auto lines = static_cast<std::size_t>(example.at_most(500));
  auto corpus = read_lines("alice.txt", "https://www.gutenberg.org/cache/epub/11/pg11.txt", lines);
  std::erase_if(corpus, [](const std::string& line) { return std::count(line.begin(), line.end(), ' ') < 2; });
  return corpus;
}

/// What stands at most window_size places from word `index`.
Sentence neighbours(const Sentence& words, int index) {
  Sentence found;
  for (int i = index - window_size; i <= index + window_size; ++i)
    if (i != index && i >= 0 && i < static_cast<int>(words.size())) found.push_back(words[static_cast<std::size_t>(i)]);
  return found;
}

Tensor labels(const Sentence& words, int V) { return utils::to_categorical(Tensor::from(words, {words.size()}), V); }

/// Each batch of a sentence: with CBOW its words so far by their contexts, as the tutorial's generator gives them.
template <class Train>
void for_each_batch(const std::vector<Sentence>& corpus, bool cbow, int V, const Train& train) {
  for (const Sentence& words : corpus) {
    std::vector<Sentence> contexts;
    for (int index = 0; index < static_cast<int>(words.size()); ++index) {
      contexts.push_back(neighbours(words, index));
      const Sentence so_far(words.begin(), words.begin() + index + 1), &around = contexts.back();
      if (cbow)
        train(utils::pad_sequences(contexts, {.maxlen = window_size * 2}), labels(so_far, V));
      else if (!around.empty())
        train(full({around.size(), 1}, so_far.back(), int32), labels(around, V));
    }
  }
}

Sequential<> cbow_model(int V) {
  Sequential cbow;
  cbow.add(Embedding(V, dim, {.embeddings_initializer = "glorot_uniform", .input_shape = {window_size * 2}}));
  cbow.add(Lambda("mean_of_words", [](const Tensor& x) { return ops::mean(x, 1); }));
  cbow.add(Dense(V, {.activation = "softmax", .kernel_initializer = "glorot_uniform"}));
  return cbow;
}

Sequential<> skipgram_model(int V) {
  Sequential skipgram;
  skipgram.add(Embedding(V, dim, {.embeddings_initializer = "glorot_uniform", .input_shape = {1}}));
  skipgram.add(Reshape({dim}));
  skipgram.add(Dense(V, {.activation = "softmax"}));
  return skipgram;
}

}  // namespace

int main(int argc, char** argv) {
  Example example("Words get vectors: a network that guesses them by their neighbours learns those.", "word2vec");
  std::string kind = "cbow";
  example.add_option("--model", kind, "a word by its neighbours, or neighbours by a word")
      ->check(CLI::IsMember({"cbow", "skipgram"}))
      ->capture_default_str();
  return example.run(argc, argv, [&] {
    const std::vector<std::string> corpus = read_corpus(example);
    preprocessing::Tokenizer tokenizer;  // its filters leave ' in words; the tutorial's took it out
    tokenizer.options.filters += "'";
    tokenizer.fit_on_texts(corpus);
    const auto sequences = tokenizer.texts_to_sequences(corpus);
    const int V = static_cast<int>(tokenizer.word_index.size()) + 1;
    std::cout << corpus.size() << " lines, " << V - 1 << " words\n";

    const bool cbow = kind == "cbow";
    Sequential model = cbow ? cbow_model(V) : skipgram_model(V);
    model.summary();
    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2; they are 0.001 and 1e-7 now.
    model.compile({.optimizer = optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6}),
                   .loss = "categorical_crossentropy"});
    double loss = 0;
    std::ofstream log(example.path("history.csv"));
    log << "epoch,loss\n";
    for (int ite = 0; ite < example.epochs.value_or(10); ++ite) {
      loss = 0;
      for_each_batch(sequences, cbow, V,
                     [&](const Tensor& x, const Tensor& y) { loss += model.train_on_batch(x, y)["loss"]; });
      std::cout << ite << " " << loss << std::endl;
      log << ite << "," << loss << "\n";
    }

    std::vector<std::string> words(static_cast<std::size_t>(V));
    for (const auto& [word, i] : tokenizer.word_index) words[static_cast<std::size_t>(i)] = word;
    const Tensor vectors = model.get_weights()[0];
    utils::save_word2vec(example.path("vectors.txt"), words, vectors);
    for (const auto& [word, likeness] : utils::most_similar(words, vectors, "alice"))
      std::cout << word << " " << likeness << "\n";
    model.save(example.path("word2vec.keras"));
    example.draw([&] {
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
      utils::plot_words(words, vectors, example.path("words.png"), {.count = 80});
    });
    example.result({{"final_loss", loss}, {"words", V - 1}});
  });
}
