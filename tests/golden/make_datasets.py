"""Writes datasets/: small files in the formats of Keras's data sets, and what Keras (3.15) reads from them.

    words/imdb.npz, words/reuters.npz, words/*_word_index.json   lists of word numbers, pickled by numpy
    pickles/*.npy        the same lists in each protocol in which numpy has written them, and what is to be refused
    housing/*.npz        tables
    cifar/…              batches as Python 2 pickled them; value (3 i + 5 row + 7 column + 11 channel) % 256, i counted on
    expected.json        what load_data gives of them
"""
import json
import os
import pathlib
import pickle
import struct

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
from keras.src.datasets import boston_housing, california_housing, imdb, reuters

rng = np.random.default_rng(3)
folder = pathlib.Path(__file__).parent / "datasets"
for name in ("words", "pickles", "housing", "cifar/cifar-10-batches-py", "cifar/cifar-100-python"):
    (folder / name).mkdir(parents=True, exist_ok=True)
expected = {}


def objects(lists):
    array = np.empty(len(lists), dtype=object)
    array[:] = lists
    return array


def reviews(n):
    return [[int(w) for w in rng.integers(1, 300, size=rng.integers(1, 12))] for _ in range(n)]


def plain(split):
    return [[[list(map(int, words)) for words in x], np.asarray(y).tolist()] for x, y in split]


train, test = reviews(9), reviews(6)
train[4], test[2] = [], [70000, 1]
np.savez_compressed(folder / "words/imdb.npz", x_train=objects(train), y_train=rng.integers(0, 2, 9),
                    x_test=objects(test), y_test=rng.integers(0, 2, 6))
np.savez_compressed(folder / "words/reuters.npz", x=objects(reviews(11)), y=rng.integers(0, 46, 11))
for name in ("imdb", "reuters"):
    (folder / f"words/{name}_word_index.json").write_text(json.dumps({"the": 1, "caf\u00e9": 3, "a \"b\"": 2}))
cases = [{}, {"num_words": 100}, {"num_words": 200, "skip_top": 20, "maxlen": 9}, {"start_char": None, "num_words": 50},
         {"start_char": None, "index_from": 0, "oov_char": None, "num_words": 150}, {"seed": 7, "maxlen": 0, "index_from": 10},
         {"skip_top": 2, "oov_char": 0}]
for module, name, more in ((imdb, "imdb", []), (reuters, "reuters", [{"test_split": 0.45}, {"test_split": 1.0}])):
    module.get_file = lambda *a, name=name, **k: str(folder / f"words/{name}.npz")
    expected[name] = []
    for case in cases + more:
        expected[name].append({"args": case, "split": plain(module.load_data(**case))})

for module, name, columns in ((california_housing, "california_housing", 8), (boston_housing, "boston_housing", 13)):
    x, y = np.arange(23.0 * columns).reshape(23, columns), np.arange(23.0)
    np.savez_compressed(folder / f"housing/{name}.npz", x=x, y=y)
    module.get_file = lambda *a, name=name, **k: str(folder / f"housing/{name}.npz")
    expected[name] = [{"args": case, "split": [[a.tolist(), b.tolist()] for a, b in module.load_data(**case)]}
                      for case in ({}, {"test_split": 0.0}, {"test_split": 0.5, "seed": 1})]
(folder / "expected.json").write_text(json.dumps(expected))

lists = [[1, 2, 300], [], [70000, -5, 2**31 - 1, 0]]
for protocol in (2, 3, 4, 5):
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (3,), }"
    header += b" " * (63 - (10 + len(header)) % 64) + b"\n"
    data = pickle.dumps(objects(lists), protocol).replace(b"numpy._core", b"numpy.core" if protocol == 2 else b"numpy._core")
    (folder / f"pickles/protocol_{protocol}.npy").write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data)


class Evil:
    def __reduce__(self):
        return os.system, ("touch keratin-was-here",)


shared = [1] * 1000
nested = []
nested.append(nested)
refused = {"evil": [Evil()], "texts": ["a", "b"], "fractions": [[1.5]], "nested": nested, "deep": [[[1]]], "large": [[2**31]],
           "huge": [[2**70]], "none": [None], "bombs": [shared] * 2000, "numpy_scalars": [[np.int64(3)]], "dict": [{}]}
for name, values in refused.items():
    np.save(folder / f"pickles/{name}.npy", objects(values), allow_pickle=True)
np.save(folder / "pickles/table.npy", np.array([[1, 2], [3, 4]], dtype=object), allow_pickle=True)


class Python2(pickle._Pickler):
    """Writes bytes as Python 2 wrote its texts: this is how the batches of CIFAR were made."""

    def save_bytes(self, obj):
        self.write(b"U" + bytes([len(obj)]) + obj if len(obj) < 256 else b"T" + struct.pack("<i", len(obj)) + obj)
        self.memoize(obj)

    dispatch = {**pickle._Pickler.dispatch, bytes: save_bytes}


def write_batch(path, first, n, labels):
    i, channel, row, column = np.ogrid[first:first + n, :3, :32, :32]
    data = ((3 * i + 5 * row + 7 * column + 11 * channel) % 256).astype("u1").reshape(n, 3072)
    batch = {b"batch_label": b"testing", b"data": data, b"filenames": [b"picture.png"] * n, **labels}
    with open(folder / "cifar" / path, "wb") as file:
        Python2(file, 2, fix_imports=True).dump(batch)
    content = (folder / "cifar" / path).read_bytes().replace(b"numpy._core", b"numpy.core")
    (folder / "cifar" / path).write_bytes(content)


for k in range(6):
    name = f"data_batch_{k + 1}" if k < 5 else "test_batch"
    write_batch(f"cifar-10-batches-py/{name}", 2 * k, 2, {b"labels": [2 * k % 10, (2 * k + 1) % 10]})
for k, name in enumerate(("train", "test")):
    fine = [10 * k + 7, 99 - k]
    write_batch(f"cifar-100-python/{name}", 2 * k, 2, {b"fine_labels": fine, b"coarse_labels": [f // 5 for f in fine]})
