// text_to_word_sequence: a text as the list of its words.
//   auto words = preprocessing::text_to_word_sequence("The fox, the dog.");   // the fox the dog
#pragma once
#include "../core/args.hpp"
#include "../core/error.hpp"
#include "word_splitter.hpp"

namespace keratin::preprocessing {

struct TextToWordSequenceOptions {
  KERATIN_OPTIONS;
  std::string filters = default_filters;  ///< Characters, each of which stands for `split`.
  Flag lower = true;                      ///< Whether the text is put in lower case first.
  std::string split = " ";                ///< What stands between words.
};

/// (keras.preprocessing.text.text_to_word_sequence) The text is UTF-8, and so are the words; one in another form, such
/// as a letter and its accent apart, is another word. Throws value_error for bytes that are no UTF-8 and for an empty
/// split.
[[nodiscard]] std::vector<std::string> text_to_word_sequence(std::string_view input_text,
                                                             const TextToWordSequenceOptions& options = {});

}  // namespace keratin::preprocessing

#if KERATIN_DEFINE(preprocessing)
namespace keratin::preprocessing {

KERATIN_INLINE std::vector<std::string> text_to_word_sequence(std::string_view input_text,
                                                              const TextToWordSequenceOptions& options) {
  return WordSplitter(options.filters, options.lower, options.split, "text_to_word_sequence")(input_text);
}

}  // namespace keratin::preprocessing
#endif
