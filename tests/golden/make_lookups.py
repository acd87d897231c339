"""Writes layers/lookups.json: what Keras's layers of vocabularies and hashes give (Keras 3.15, TensorFlow 2.21)."""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

L = keras.layers
rng = np.random.default_rng(5)


def result(y):
    y = np.asarray(y)
    if y.dtype == object:
        return {"texts": [t.decode() for t in y.ravel()]}
    return {"dtype": str(y.dtype), "shape": list(y.shape), "values": y.ravel().tolist()}


def row(layer, args, data, **more):
    out = {"args": args, **more, "data": data, "vocabulary": [str(t) for t in layer.get_vocabulary()],
           "plain": [str(t) for t in layer.get_vocabulary(False)], "size": layer.vocabulary_size()}
    if isinstance(layer, L.IntegerLookup) and "adapt" not in more:
        out["config"] = layer.get_config()
    return {**out, "result": result(layer(tf.constant(data) if not isinstance(data, np.ndarray) else data))}


def hashes():
    buckets = 2**62 - 57
    for n in [*range(0, 140), 191, 192, 193, 256, 1000]:
        text = "".join(chr(97 + (7 * i + n) % 26) for i in range(n))
        yield {"text": text, "buckets": str(buckets),
               "fast": str(int(tf.strings.to_hash_bucket_fast(text, buckets))),
               "strong": str(int(tf.strings.to_hash_bucket_strong(text, buckets, [n, 133]))), "salt": [n, 133]}


words = [["b", "a", "b"], ["c", "b", "\u00e9t\u00e9"], ["a", "z", "b"]]
unseen = [["b", "q", "a"], ["", "z", "[UNK]"]]


def string_lookups():
    learned = [{}, {"mask_token": ""}, {"max_tokens": 3}, {"num_oov_indices": 3}, {"output_mode": "one_hot"},
               {"output_mode": "multi_hot"}, {"output_mode": "count", "max_tokens": 9, "pad_to_max_tokens": True},
               {"output_mode": "tf_idf", "mask_token": "a"}, {"num_oov_indices": 5, "salt": [3, 4], "mask_token": "b"},
               {"output_mode": "tf_idf", "max_tokens": 7, "pad_to_max_tokens": True, "num_oov_indices": 2}]
    for args in learned:
        layer = L.StringLookup(**args)
        layer.adapt(tf.constant(words))
        yield row(layer, args, unseen, adapt=words)
    layer = L.StringLookup(output_mode="count")
    layer.adapt(words[0])
    yield row(layer, {"output_mode": "count"}, ["b", "b", "x"], adapt=words[0])
    given = [{"vocabulary": ["x", "a", "b"]}, {"vocabulary": ["", "[UNK]", "a"], "mask_token": ""},
             {"vocabulary": ["a", "b"], "idf_weights": [0.5, 2.0], "output_mode": "tf_idf"},
             {"vocabulary": ["[UNK]", "a", "b"], "idf_weights": [3.0, 0.5, 2.0], "output_mode": "tf_idf"}]
    for args in given:
        yield row(L.StringLookup(**args), args, unseen)
    args = {"vocabulary": ["a", "b"], "invert": True, "mask_token": ""}
    yield row(L.StringLookup(**args), args, np.array([[0, 1, 2], [3, 7, 2]]).tolist())


docs = ["The cat, the DOG!", "a cat's  life\tis: good", "\u00c9t\u00e9 THE end", ""]
queries = ["the cat is here", "dog dog cat", "  ", "A Life; the end\u2026 of \u00c9t\u00e9"]


def vectorizations():
    cases = [{}, {"max_tokens": 6}, {"output_sequence_length": 3}, {"output_sequence_length": 7}, {"standardize": None},
             {"standardize": "lower"}, {"standardize": "strip_punctuation"}, {"split": "character"}, {"ngrams": 2},
             {"ngrams": [2, 3]}, {"output_mode": "multi_hot"}, {"output_mode": "count", "max_tokens": 30, "pad_to_max_tokens": True},
             {"output_mode": "tf_idf", "ngrams": 2, "max_tokens": 12}, {"output_mode": "tf_idf"}]
    for args in cases:
        layer = L.TextVectorization(**{k: tuple(v) if isinstance(v, list) else v for k, v in args.items()})
        layer.adapt(docs)
        yield row(layer, args, queries, adapt=docs)
    for args in ({"vocabulary": ["cat", "dog"]}, {"vocabulary": ["cat", "dog"], "output_mode": "count"},
                 {"vocabulary": ["cat", "dog"], "output_mode": "tf_idf", "idf_weights": [2.0, 3.0]}):
        yield row(L.TextVectorization(**args), args, queries)
    layer = L.TextVectorization(split=None, output_mode="int", vocabulary=["cat", "dog"])
    yield row(layer, {"split": None, "vocabulary": ["cat", "dog"]}, [["Dog!", "cat"], ["owl", "dog"]])


numbers = [[5, 3, 5], [7, 5, -2], [3, 100, 5]]
others = [[5, 8, 3], [0, 100, -3]]


def integer_lookups():
    for args in ({}, {"mask_token": 0}, {"max_tokens": 3}, {"num_oov_indices": 3}, {"num_oov_indices": 3, "oov_method": "farmhash"},
                 {"num_oov_indices": 4, "oov_method": "farmhash", "salt": [3, 4], "mask_token": 0}, {"output_mode": "one_hot"},
                 {"output_mode": "multi_hot", "mask_token": 5}, {"output_mode": "count", "max_tokens": 9, "pad_to_max_tokens": True},
                 {"output_mode": "tf_idf"}):
        layer = L.IntegerLookup(**args)
        layer.adapt(np.array(numbers))
        yield row(layer, args, others, adapt=numbers)
    for args in ({"vocabulary": [12, 36, 1138, 42]}, {"vocabulary": [12, 5], "idf_weights": [0.25, 4.0], "output_mode": "tf_idf"},
                 {"vocabulary": [-1, 12, 5]}, {"vocabulary": [12, 5], "invert": True, "mask_token": 0}):
        yield row(L.IntegerLookup(**args), args, [[12, 1, 2], [5, 0, 3]])


def hashings():
    many = [int(v) for v in rng.integers(-10**12, 10**12, 20)] + [0, 1, -1]
    for args in ({"num_bins": 7}, {"num_bins": 7, "mask_value": 1}, {"num_bins": 1000003, "salt": [133, 137]}, {"num_bins": 5, "salt": 9},
                 {"num_bins": 1, "mask_value": 0}):
        layer = L.Hashing(**args)
        yield {"args": args, "data": many, "result": result(layer(np.array(many))), "config": layer.get_config()}
    for mode in ("one_hot", "multi_hot", "count"):
        args = {"num_bins": 4, "output_mode": mode}
        for data in ([[1, 2, 3], [4, 5, 5]], [[1], [2]], [1, 2, 9]):
            yield {"args": args, "data": data, "result": result(L.Hashing(**args)(np.array(data)))}
    for args in ({"num_bins": 9}, {"num_bins": 9, "mask_value": ""}, {"num_bins": 9, "salt": [1, 2]}):
        texts = ["a", "", "b c", "\u00e9t\u00e9", "A" * 100]
        yield {"args": args, "texts": texts, "result": result(L.Hashing(**args)(tf.constant(texts)))}


rows = {"hashes": list(hashes()), "string_lookup": list(string_lookups()), "text_vectorization": list(vectorizations()),
        "integer_lookup": list(integer_lookups()), "hashing": list(hashings())}
path = pathlib.Path(__file__).parent / "layers/lookups.json"
path.write_text("{\n" + ",\n".join(f'"{k}": [\n' + ",\n".join(map(json.dumps, v)) + "\n]" for k, v in rows.items()) + "\n}\n")
