// All of preprocessing (keras.preprocessing.text and .sequence). One file each.
#pragma once
#include "hashing_trick.hpp"
#include "skipgrams.hpp"
#include "text_to_word_sequence.hpp"
#include "timeseries_generator.hpp"
#include "tokenizer.hpp"
