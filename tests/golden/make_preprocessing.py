"""Writes preprocessing/keras.json: what Keras's old text and sequence functions give (Keras 3.15).

A row has arguments and results; preprocessing/golden_table_test.cpp reads it, as it reads the table of the same form
outside, golden/tables/preprocessing.json.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras.src.legacy.preprocessing import sequence, text

texts = ["Το ΣΊΣΥΦΟΣ, ο Οδυσσεύς… Ο Σ.", "Ein ÄRGERLICHER Bär—ÜBER «Straße» STRASSE", "ЁЛКА и ёлка: «снег»",
         "İstanbul ISPARTA ı", "猫は。犬 は 猫 、", "don't — don’t; DON'T", "x, and y, and z", " \t\n ", ""]
more = ["ο ΣΊΣΥΦΟΣ και το τίποτα", "猫", "don't stop", ""]
word_args = [{}, {"lower": False}, {"filters": "。、«»…—,.:;!"}, {"filters": "aä«", "split": ", "}, {"split": "ss"},
             {"filters": "", "split": ","}, {"filters": ",. ", "split": "—"}]
tokenizer_args = [{}, {"num_words": 4}, {"num_words": 0, "oov_token": "?"}, {"oov_token": "x"}, {"num_words": 3, "oov_token": "猫"},
                  {"char_level": True, "lower": False, "num_words": 12}, {"filters": "。、…«»", "oov_token": "", "num_words": 6}]


def tokenizer_row(args):
    tok = text.Tokenizer(**args)
    tok.fit_on_texts(texts)
    row = {"args": args, "fit_texts": texts, "document_count": tok.document_count, "word_counts": dict(tok.word_counts),
           "word_counts_order": list(tok.word_counts), "word_docs": dict(tok.word_docs), "word_index": tok.word_index,
           "index_docs": {str(k): v for k, v in tok.index_docs.items()}, "test_texts": more,
           "sequences_fit": tok.texts_to_sequences(texts), "sequences_test": tok.texts_to_sequences(more)}
    row["back_to_texts"] = tok.sequences_to_texts(row["sequences_test"])
    row["matrix"] = {m: tok.texts_to_matrix(more, m).tolist() for m in ("binary", "count", "freq", "tfidf")}
    row["to_json"] = tok.to_json()
    return row


def fit_on_sequences():
    tok = text.Tokenizer(num_words=7)
    seqs = [[1, 2, 2, 9], [2, 3], [0, 6, 6, 6]]
    tok.fit_on_sequences(seqs)
    return {"num_words": 7, "sequences": seqs, "index_docs": {str(k): v for k, v in tok.index_docs.items()},
            "document_count": tok.document_count, "tfidf": tok.sequences_to_matrix(seqs, "tfidf").tolist()}


def pad_rows():
    for sequences, options in [([[1, 2], [], [3]], {}), ([[], []], {}), ([[], []], {"maxlen": 2, "value": 5}),
                               ([], {"maxlen": 3}), ([[1.75, -1.75]], {}), ([[1, 2, 3]], {"maxlen": 1}),
                               ([[0, 2, 1]], {"dtype": "bool", "maxlen": 4, "value": 1}), ([[250, 1]], {"dtype": "uint8", "maxlen": 3}),
                               ([[], [[1, 2]]], {"maxlen": 2, "padding": "post"})]:
        given = {"maxlen": None, "dtype": "int32", "padding": "pre", "truncating": "pre", "value": 0, **options}
        result = keras.utils.pad_sequences(sequences, **given)
        yield {"sequences": sequences, **given, "result": result.astype("float64").tolist(), "shape": list(result.shape)}


x = np.array([[3, -4, 0], [0, 0, 0], [1e-3, 2, 5]])
rows = {
    "tolerance": {"rtol": 1e-5, "atol": 1e-6},
    "text_to_word_sequence": [{"text": t, "args": a, "words": text.text_to_word_sequence(t, **a)} for t in texts for a in word_args],
    "hashing_trick_md5": [{"text": t, "n": n, "hash_function": "md5", "ids": text.hashing_trick(t, n, "md5")}
                          for t in texts for n in (2, 1000, 2**31 - 1)],
    "tokenizer": [tokenizer_row(a) for a in tokenizer_args],
    "fit_on_sequences": fit_on_sequences(),
    "pad_sequences": list(pad_rows()),
    # Keras takes axis 0 for -1 in its last step, so that axis is that of the transposed array.
    "normalize": [{"x": x.tolist(), "axis": a, "order": o, "result": result.tolist()} for o in (1, 2, 3)
                  for a, result in ((-1, keras.utils.normalize(x, -1, o)), (0, keras.utils.normalize(x.T, -1, o).T))],
    "sampling_table": {"size": 3, "table": sequence.make_sampling_table(3).tolist(), "size2": 5000, "sampling_factor2": 0.01,
                       "table2": sequence.make_sampling_table(5000, 0.01)[::500].tolist(), "step2": 500},
}
path = pathlib.Path(__file__).parent / "preprocessing/keras.json"
path.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: " + ("[\n" + ",\n".join(map(json.dumps, v)) + "\n]" if isinstance(v, list) else
                json.dumps(v)) for k, v in rows.items()) + "\n}\n")
