// Two networks read, one a Japanese sentence and one the English words so far; a third says the next word.
// After "Keras tutorial", section 6: 50 pairs of sentences, Embedding and GRU of 128 numbers, Adadelta, batches of 256,
// 21 epochs, weights kept every 10. The tutorial's story is not at hand: these are pairs of the Tanaka corpus.
#include "sentence_pairs.hpp"

using namespace keratin;
using namespace keratin::layers;

namespace {

/// The English words, from "gos" to "eos", each chosen by what the model says of those before.
std::string translate(const Model<>& model, const Side& ja, const Side& en, const std::string& text,
                      double temperature) {
  const Tensor encoder_in = ja.padded(ja.tokenizer.texts_to_sequences({text}));
  std::string words = "gos";
  for (index_t n = 0; n < ja.maxlen + en.maxlen; ++n) {
    const Tensor decoder_in = en.padded(en.tokenizer.texts_to_sequences({words}));
    const auto word =
        en.tokenizer.index_word.find(choose_word(model.predict({encoder_in, decoder_in}, {.verbose = 0}), temperature));
    if (word == en.tokenizer.index_word.end()) continue;
    if (word->second == "eos") break;
    words += " " + word->second;
  }
  return words.size() > 4 ? words.substr(4) : "";
}

}  // namespace

int main(int argc, char** argv) {
  Example example("An encoder and a decoder translate Japanese into English.", "translate");
  std::string by = "adadelta";
  bool typed = false;
  example.add_option("--optimizer", by, "adadelta as in the tutorial, or adam, which then trains 200 epochs")
      ->check(CLI::IsMember({"adadelta", "adam"}))
      ->capture_default_str();
  example.add_flag("--type", typed, "translate what is typed then, a line at a time, words apart");
  return example.run(argc, argv, [&] {
    const auto pairs = static_cast<std::size_t>(example.at_most(50));
    const std::string origin = "https://raw.githubusercontent.com/odashi/small_parallel_enja/master/train.";
    const auto ja_texts = read_lines("enja/train.ja", origin + "ja", pairs);
    auto en_texts = read_lines("enja/train.en", origin + "en", pairs);
    for (std::string& text : en_texts) text = "GOS " + text + " EOS";
    const Side ja(ja_texts, 0), en(en_texts, 1);

    Sequential encoder;  // one text to one repeated vector
    encoder.add(Embedding(ja.vocab_size, 128, {.input_shape = {ja.maxlen}}));
    encoder.add(GRU(128, {.recurrent_activation = "hard_sigmoid", .reset_after = false}));  // those of Keras 1
    encoder.add(RepeatVector(en.maxlen));
    Sequential decoder_input;
    decoder_input.add(Embedding(en.vocab_size, 128, {.input_shape = {en.maxlen}}));
    decoder_input.add(
        GRU(128, {.recurrent_activation = "hard_sigmoid", .return_sequences = true, .reset_after = false}));
    decoder_input.add(TimeDistributed(Dense(128)));
    // model.add(Merge([encoder, decoder_input], mode='concat', concat_axis=-1)) in Keras 1
    const Tensor ja_in = Input({ja.maxlen}), en_in = Input({en.maxlen});
    Tensor x = Concatenate()({encoder(ja_in), decoder_input(en_in)});
    x = GRU(128, {.recurrent_activation = "hard_sigmoid", .reset_after = false})(x);
    x = Activation("softmax")(Dense(en.vocab_size)(x));
    Model model({ja_in, en_in}, x);
    // Adadelta's rate was 1.0 and its epsilon 1e-6 in Keras 1.0.2; they are 0.001 and 1e-7 now.
    const bool adam = by == "adam";
    model.compile({.optimizer = adam ? Optimizer("adam")
                                     : Optimizer(optimizers::Adadelta({.learning_rate = 1.0, .epsilon = 1e-6})),
                   .loss = "categorical_crossentropy"});
    model.summary();
    std::ofstream(example.path("my_model.json")) << model.to_json();
    example.draw([&] {
      utils::plot_model(encoder, example.path("encoder.png"), {.show_shapes = true});
      utils::plot_model(decoder_input, example.path("decoder_input.png"), {.show_shapes = true});
      utils::plot_model(model, example.path("model.png"), {.show_shapes = true});
    });

    std::ofstream log(example.path("history.csv"));
    log << "epoch,loss\n";
    const int epochs = example.epochs.value_or(adam ? 200 : 21);
    const auto weights = [&](int epoch) { return example.path("my_model_weights_" + std::to_string(epoch) + ".h5"); };
    double loss = 0;
    for (int i = 0; i < epochs; ++i) {
      loss = 0;
      for_each_batch(ja, en, 256, [&](const Tensor& a, const Tensor& b, const Tensor& y) {
        loss += model.train_on_batch({a, b}, y)["loss"];
      });
      log << i << "," << loss << "\n";
      std::cout << i << " loss " << loss << std::endl;
      if (i % 10 == 0 || i == epochs - 1) model.save_weights(weights(i));
    }

    std::ifstream json(example.path("my_model.json"));
    Model again = model_from_json(std::string(std::istreambuf_iterator<char>(json), {}));
    for (int i = 0; i < epochs; i += std::max(10, epochs / 30 * 10)) {
      again.load_weights(weights(i));
      std::cout << i << " " << translate(again, ja, en, ja_texts[0], 1) << "\n";
    }
    again.load_weights(weights(epochs - 1));
    int exact = 0;
    for (std::size_t i = 0; i < pairs; ++i) {
      const std::string got = translate(again, ja, en, ja_texts[i], 0);
      const auto words = en.tokenizer.sequences_to_texts({en.docs[i]})[0];
      exact += "gos " + got + (got.empty() ? "eos" : " eos") == words;
      if (i < 10) std::cout << ja_texts[i] << "  ->  " << got << "\n";
    }
    if (typed)
      for (std::string line; std::cout << "> " << std::flush && std::getline(std::cin, line);)
        std::cout << translate(again, ja, en, line, 0) << "\n";
    example.result({{"exact", exact / static_cast<double>(pairs)}, {"final_loss", loss}});
  });
}
