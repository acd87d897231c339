"""The film reviews of keras.datasets.imdb, from a folder that has imdb.npz, or from Keras."""
import os
import numpy as np
import keras


def load_data(folder, num_words):
    """keras.datasets.imdb.load_data(num_words=num_words), which takes no file but its own."""
    if not folder:
        return keras.datasets.imdb.load_data(num_words=num_words)
    file, rng, sets = np.load(os.path.join(folder, "imdb.npz"), allow_pickle=True), np.random.RandomState(113), []
    for part in ("train", "test"):
        order = np.arange(25000)
        rng.shuffle(order)
        words = file["x_" + part]
        reviews = [[1] + [w + 3 if w + 3 < num_words else 2 for w in words[i]] for i in order]
        sets.append((reviews, file["y_" + part][order]))
    return sets
