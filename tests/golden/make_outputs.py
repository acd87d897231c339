"""Writes outputs/values.txt: what Keras (3.15) logs of a model with two outputs, for models/outputs_test.cpp.

A line is "case", then for evaluate "list" and the values in order, and "name value" for each figure.
"""
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers

folder = pathlib.Path(__file__).parent / "outputs"
folder.mkdir(exist_ok=True)
lines = []


def wave(*shape, scale=1.0, step=1.0):
    n = int(np.prod(shape))
    return (np.sin(np.arange(n) * step) * scale).reshape(shape).astype("float32")


x, value = wave(10, 3), wave(10, 1, step=0.7)
kind = keras.utils.to_categorical(np.arange(10) % 3, 3).astype("float32")
weight = (np.arange(10) * 0.25 + 0.5).astype("float32")
steps = wave(10, 1, scale=0.5, step=0.3) + 1


def model():
    inputs = layers.Input((3,), name="x")
    h = layers.Dense(4, activation="tanh", name="h")(inputs)
    outputs = [layers.Dense(1, name="value")(h), layers.Dense(3, activation="softmax", name="kind")(h)]
    m = keras.Model(inputs, outputs)
    m.set_weights([wave(*w.shape, scale=0.5, step=0.9) for w in m.get_weights()])
    return m


def figures(logs):
    lines.extend(f"{name} {float(v[-1] if isinstance(v, list) else v)!r}" for name, v in logs.items())


def evaluate(name, weights=None, **compile_args):
    m = model()
    m.compile("sgd", **compile_args)
    values = m.evaluate(x, [value, kind], sample_weight=weights, verbose=0)
    values = values if isinstance(values, list) else [values]
    lines.append(f"case {name}")
    lines.append("list " + " ".join(repr(float(v)) for v in values))
    figures(m.evaluate(x, [value, kind], sample_weight=weights, verbose=0, return_dict=True))


def fit(name, weights=None, **compile_args):
    m = model()
    m.compile(keras.optimizers.SGD(0.1), **compile_args)
    h = m.fit(x, [value, kind], sample_weight=weights, batch_size=4, epochs=2, shuffle=False, verbose=0)
    lines.append(f"case {name}")
    figures(h.history)


full = {
    "loss": ["mse", "categorical_crossentropy"],
    "loss_weights": [1.0, 0.2],
    "metrics": ["mae", ["accuracy", "mse"]],
    "weighted_metrics": ["mae", ["accuracy"]],
}
by_name = {
    "loss": {"kind": "categorical_crossentropy", "value": "mae"},
    "loss_weights": {"value": 3.0, "kind": 0.5},
    "metrics": {"kind": ["accuracy", "mae", "mae"]},
}
evaluate("one loss", loss="mse")
evaluate("lists", **full)
evaluate("by name", **by_name)
evaluate("one without loss", loss=["mse", None], metrics=["mae", ["mae"]])
evaluate("weights for all", weights=weight, **full)
evaluate("weights for each", weights=[steps, weight], **full)
evaluate("weights for one", weights=[None, weight], **full)
fit("fit", **full)
fit("fit with weights", weights=[weight, steps], **full)
m = model()
m.compile(keras.optimizers.SGD(0.1), **full)
for name, step in (("first", m.train_on_batch), ("second", m.train_on_batch), ("tested", m.test_on_batch)):
    lines.append(f"case {name}")
    figures(step(x, [value, kind], sample_weight=[weight, weight], return_dict=True))
(folder / "values.txt").write_text("\n".join(lines) + "\n")
