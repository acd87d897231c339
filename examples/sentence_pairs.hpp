// Pairs of sentences as numbers, and the batches in which translate.cpp learns them.
#pragma once
#include "texts.hpp"

using Sentences = std::vector<std::vector<int>>;
/// The sentences of one language: their words as numbers.
struct Side {
  keratin::preprocessing::Tokenizer tokenizer;
  Sentences docs;
  keratin::index_t maxlen = 0, vocab_size = 0;
  Side(const std::vector<std::string>& texts, std::size_t without) {
    tokenizer.options.filters += "「」・。、()?! '";
    tokenizer.fit_on_texts(texts);
    docs = tokenizer.texts_to_sequences(texts);
    for (const auto& d : docs) maxlen = std::max(maxlen, static_cast<keratin::index_t>(d.size() - without));
    vocab_size = static_cast<keratin::index_t>(tokenizer.word_index.size()) + 1;
  }
  keratin::Tensor padded(const Sentences& rows) const {
    return keratin::utils::pad_sequences(rows, {.maxlen = maxlen});
  }
};

/// Each beginning of an English sentence beside the Japanese one, and its next word, so many in a batch.
template <class Train>
inline void for_each_batch(const Side& ja, const Side& en, std::size_t samples, const Train& train) {
  Sentences encoder_inputs, decoder_inputs;
  std::vector<int> next_words;
  const auto hand_on = [&] {
    if (next_words.empty()) return;
    train(ja.padded(encoder_inputs), en.padded(decoder_inputs),
          keratin::utils::to_categorical(keratin::Tensor::from(next_words, {next_words.size()}), en.vocab_size));
    encoder_inputs.clear(), decoder_inputs.clear(), next_words.clear();
  };
  for (std::size_t i = 0; i < ja.docs.size(); ++i)
    for (std::size_t j = 1; j < en.docs[i].size(); ++j) {
      encoder_inputs.push_back(ja.docs[i]);
      decoder_inputs.emplace_back(en.docs[i].begin(), en.docs[i].begin() + static_cast<std::ptrdiff_t>(j));
      next_words.push_back(en.docs[i][j]);
      if (next_words.size() == samples) hand_on();
    }
  hand_on();
}
