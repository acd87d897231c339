"""Writes golden/models/*.dot: what keras.utils.model_to_dot says of the models that tests/models/model_to_dot_test.cpp
builds too. The numbers Keras names its boxes by are replaced by layer_1, layer_2 … in the order of the text.

    python3 tests/golden/make_dot.py           # needs keras, pydot
"""

import os
import pathlib
import re

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
from keras import Input, Model, Sequential, layers

folder = pathlib.Path(__file__).parent / "models"
folder.mkdir(exist_ok=True)
everything = dict(show_shapes=True, show_dtype=True, show_layer_activations=True, show_trainable=True)


def write(name, model, **options):
    text = keras.utils.model_to_dot(model, **options).to_string()
    ids = {}
    text = re.sub(r"\b\d{12,}\b", lambda m: ids.setdefault(m[0], f"layer_{len(ids) + 1}"), text)
    text = text.replace(" -- ", " -> ")  # pydot writes a cluster alone as a part of an undirected graph
    (folder / f"{name}.dot").write_text(text.rstrip("\n") + "\n")


def chain():
    return Sequential(
        [Input((784,), name="pixels"), layers.Dense(128, name="d1"), layers.Activation("relu", name="a1"),
         layers.Dropout(0.2, name="drop"), layers.Dense(10, activation="softmax", name="d2")],
        name="chain",
    )


def residual():
    inputs = Input((784,), name="pixels")
    x = layers.Dense(128, activation="relu", name="d1")(inputs)
    frozen = layers.Dense(128, name="d2", trainable=False)
    x = layers.Add(name="sum")([x, frozen(layers.Dropout(0.2, name="drop")(x))])
    return Model(inputs, layers.Dense(10, activation="softmax", name="d3")(x), name="residual")


def nested():
    tower = Sequential([Input((4,), name="t"), layers.Dense(3, activation="relu", name="t1"), layers.Dense(2, name="t2")],
                       name="tower")
    inner_in = Input((4,), name="u")
    inner = Model(inner_in, layers.Dense(2, name="u1")(inner_in), name="inner model")
    a, b = Input((4,), name="a"), Input((4,), name="b")
    joined = layers.Concatenate(name="join")([tower(a), tower(b), inner(a)])
    return Model([a, b], layers.Dense(1, name="out")(joined), name="twins")


write("chain", chain())
write("chain_all", chain(), **everything)
write("residual", residual(), show_layer_names=False, show_shapes=True, rankdir="LR", dpi=96, splines="polyline")
write("residual_all", residual(), **everything)
write("nested", nested(), show_shapes=True)
write("nested_expanded", nested(), expand_nested=True, show_shapes=True)
write("nested_subgraph", nested(), expand_nested=True, subgraph=True)
