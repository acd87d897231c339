"""Writes saving/lookups.keras and saving/lookups.json: a model of Keras (3.15 on TensorFlow 2.21) with IntegerLookups that were
adapted, one of them in a model inside, and what it gives for data."""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers

here = pathlib.Path(__file__).parent / "saving"
x = np.array([[7, 3, 7], [9, 3, 4], [0, 5, 7]])
adapted = [
    layers.IntegerLookup(mask_token=0, num_oov_indices=2),
    layers.IntegerLookup(output_mode="tf_idf", max_tokens=6, pad_to_max_tokens=True),
    layers.IntegerLookup(output_mode="count", num_oov_indices=0),
]
for layer in adapted:
    layer.adapt(np.array([[7, 3, 7], [9, 3, 7]]) if layer.num_oov_indices else x)
inner_in = keras.Input((3,), dtype="int64")
inner = keras.Model(inner_in, adapted[2](inner_in), name="inner")
inputs = keras.Input((3,), dtype="int64")
model = keras.Model(inputs, [adapted[0](inputs), adapted[1](inputs), inner(inputs)])
model.save(here / "lookups.keras")
outputs = [{"shape": list(y.shape), "values": [round(float(v), 7) for v in y.ravel()]} for y in model.predict(x, verbose=0)]
(here / "lookups.json").write_text(json.dumps({"x": x.tolist(), "y": outputs}) + "\n")
