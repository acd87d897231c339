"""The workloads of keratin_bench in Keras, trained with fit:   keras_peer.py W1 [THREADS]   (KERAS_BACKEND is respected)"""
import os
import sys
from typing import Callable, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers

from measure import Stamps, measure


def two_convolutions(hidden):
    return [layers.Conv2D(10, 3, activation="relu"), layers.Conv2D(10, 3, activation="relu"), layers.MaxPooling2D(2),
            layers.Dropout(0.25), layers.Flatten(), layers.Dense(hidden, activation="relu"), layers.Dropout(0.5),
            layers.Dense(10, activation="softmax")]


def lenet(blocks):
    block = lambda: [layers.Conv2D(32, 3, padding="same", activation="relu"),
                     layers.Conv2D(32, 3, padding="same", activation="relu"), layers.MaxPooling2D(2), layers.Dropout(0.5)]
    return [layer for _ in range(blocks) for layer in block()] + [
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]


def reviews(*recurrent):
    return [layers.Embedding(20000, 100), *recurrent, layers.Dropout(0.5), layers.Dense(1, activation="sigmoid")]


class Workload(NamedTuple):
    batch: int
    steps: int  # of an epoch
    shape: tuple  # of a sample
    classes: int  # 1: yes or no
    optimizer: str
    layers: Callable
    words: int = 0  # samples are numbers of words below this one


WORKLOADS = {
    "W1": Workload(128, 60, (784,), 10, "sgd", lambda: [
        layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")]),
    "W2": Workload(256, 40, (784,), 10, "adadelta", lambda: [
        layers.Dense(128, activation="relu"), layers.Dropout(0.2), layers.Dense(10, activation="softmax")]),
    "W3": Workload(256, 20, (28, 28, 1), 10, "adadelta", lambda: two_convolutions(128)),
    "W4a": Workload(128, 20, (28, 28, 1), 10, "adam", lambda: lenet(1)),
    "W4b": Workload(128, 20, (28, 28, 1), 10, "adam", lambda: lenet(2)),
    "W5": Workload(256, 20, (32, 32, 3), 10, "adadelta", lambda: two_convolutions(512)),
    "W6": Workload(32, 40, (100,), 1, "adam", lambda: [
        layers.Embedding(5000, 100), layers.Dropout(0.2), layers.Conv1D(250, 3, activation="relu"),
        layers.GlobalMaxPooling1D(), layers.Dense(250, activation="relu"), layers.Dropout(0.2),
        layers.Dense(1, activation="sigmoid")], 5000),
    "W7": Workload(256, 10, (140,), 1, "adadelta", lambda: reviews(layers.GRU(20)), 20000),
    "W8a": Workload(256, 10, (140,), 1, "adadelta", lambda: reviews(layers.LSTM(20)), 20000),
    "W8b": Workload(256, 10, (140,), 1, "adadelta", lambda: reviews(
        layers.GRU(20, return_sequences=True), layers.GRU(20)), 20000),
    "W9": Workload(128, 20, (20,), 3000, "adam", lambda: [
        layers.Embedding(3000, 64), layers.LSTM(64), layers.Dense(3000, activation="softmax")], 3000),
    "W10": Workload(128, 20, (4,), 3000, "adadelta", lambda: [
        layers.Embedding(3000, 100), layers.Lambda(lambda x: keras.ops.mean(x, 1)),
        layers.Dense(3000, activation="softmax")], 3000),
    "W11": Workload(32, 125, (2,), 1, "adam", lambda: [
        layers.Dense(5, activation="relu"), layers.Dense(5, activation="relu"), layers.Dense(5, activation="relu"),
        layers.Dense(1, activation="sigmoid")]),
}


class Timed(keras.Sequential):
    """Stamps each step in fit's own thread: Keras calls callbacks from another one, and late."""

    def make_train_function(self, force=False):
        old = self.train_function
        function = super().make_train_function(force) or self.train_function
        if self.train_function is old:
            return function

        def timed(*args):
            result = function(*args)
            self.stamps.end_step()
            return result

        self.train_function = timed
        return timed


class Epochs(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.model.stamps.begin_epoch()


def use_threads(threads):
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    elif keras.backend.backend() == "torch":
        import torch
        torch.set_num_threads(threads)


def version():
    backend = keras.backend.backend()
    return f"{keras.__version__} on {backend} {__import__(backend).__version__}"


def run(name, threads):
    use_threads(threads)
    keras.utils.set_random_seed(1)
    w = WORKLOADS[name]
    model = Timed([keras.Input(w.shape, dtype="int32" if w.words else "float32"), *w.layers()])
    model.stamps = Stamps()
    binary = w.classes == 1
    model.compile(w.optimizer, "binary_crossentropy" if binary else "categorical_crossentropy", metrics=["accuracy"])
    n = w.batch * w.steps
    random = np.random.default_rng(1)

    def samples(n):
        shape = (n, *w.shape)
        return random.integers(0, w.words, shape, dtype=np.int32) if w.words else random.random(shape, dtype=np.float32)

    x = samples(n)
    y = random.integers(0, max(w.classes, 2), n)
    y = y.astype(np.float32)[:, None] if binary else keras.utils.to_categorical(y, w.classes)

    def train(epochs):
        history = model.fit(x, y, batch_size=w.batch, epochs=epochs, verbose=0, callbacks=[Epochs()]).history
        return history["loss"][-1], history["accuracy"][-1]

    asked = {1: x[:1].copy(), 256: samples(256)}
    measure("keras-" + keras.backend.backend(), version(), name, threads, w.batch, model.stamps, train,
            lambda n: model.predict_on_batch(asked[n]))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WORKLOADS:
        print("keras_peer.py: expected one of " + ", ".join(WORKLOADS), file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count())
