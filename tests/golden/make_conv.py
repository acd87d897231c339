"""Writes layers/conv.txt: what Keras's convolution layers (3.15 on TensorFlow 2.21) give, one by one.

A case is a line "case class", a line "config {...}" (get_config), then lines "tag dtype shape values": weight (each of the
weights), in, out. TensorFlow has no channels_first on the CPU: there the same layer with channels_last is called between
transpositions, and its activation after them, as it is Keras's order.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
from keras import layers as L, ops

rng = np.random.default_rng(6)
out = []


def real(*shape):
    return rng.uniform(-1.0, 1.0, shape).astype(np.float32)


def line(tag, a):
    a = np.asarray(a)
    text = lambda v: np.format_float_scientific(v, unique=True, trim="0")
    return " ".join([tag, str(a.dtype), ",".join(map(str, a.shape)), *map(text, a.ravel())])


def case(layer, *sample):
    x = real(2, *sample)
    config = layer.get_config()
    config.pop("dtype", None)
    call = layer
    if config["data_format"] == "channels_first":
        activation = layer.activation
        layer = type(layer).from_config({**config, "data_format": "channels_last", "activation": None})
        call = lambda v: activation(ops.moveaxis(layer(ops.moveaxis(v, 1, -1)), -1, 1))
    call(x)
    weights = [real(*w.shape) for w in layer.weights]
    layer.set_weights(weights)
    out.append(f"case {type(layer).__name__}")
    out.append("config " + json.dumps(config))
    out.extend(line("weight", w) for w in weights)
    out.append(line("in", x))
    out.append(line("out", ops.convert_to_numpy(call(x))))


FIRST = dict(data_format="channels_first")
for padding in ("valid", "same", "causal"):
    case(L.Conv1D(4, 3, padding=padding), 7, 3)
    case(L.Conv1D(4, 3, strides=2, padding=padding, activation="relu"), 8, 3)
    case(L.Conv1D(4, 3, padding=padding, dilation_rate=2, use_bias=False), 9, 2)
    case(L.Conv1D(4, 2, strides=3, padding=padding, **FIRST), 3, 8)
for padding in ("valid", "same"):
    case(L.Conv2D(3, 3, padding=padding), 5, 6, 2)
    case(L.Conv2D(3, 2, strides=2, padding=padding, activation="tanh"), 5, 6, 2)
    case(L.Conv2D(3, (4, 3), strides=(3, 2), padding=padding), 9, 8, 2)
    case(L.Conv2D(3, (2, 3), dilation_rate=(2, 1), padding=padding), 7, 6, 2)
    case(L.Conv2D(6, 3, groups=2, padding=padding), 5, 5, 4)
    case(L.Conv2D(4, 3, padding=padding, activation="softmax", **FIRST), 2, 5, 4)
    case(L.Conv2D(4, 3, padding=padding, activation="relu", **FIRST), 2, 5, 4)
    case(L.Conv2D(5, 3, padding=padding, activation="softmax"), 4, 4, 3)
    case(L.Conv3D(3, 2, padding=padding), 3, 4, 3, 2)
    case(L.Conv3D(2, (1, 3, 2), strides=(1, 2, 2), padding=padding), 3, 5, 4, 2)
    case(L.Conv3D(2, 2, padding=padding, **FIRST), 2, 3, 4, 3)
    case(L.Conv1DTranspose(3, 3, padding=padding), 5, 2)
    case(L.Conv1DTranspose(3, 3, strides=2, padding=padding, activation="relu"), 4, 2)
    case(L.Conv1DTranspose(3, 2, strides=3, padding=padding), 4, 2)
    case(L.Conv1DTranspose(3, 3, strides=3, padding=padding, output_padding=1), 4, 2)
    case(L.Conv2DTranspose(3, 4, strides=2, padding=padding), 3, 4, 2)
    case(L.Conv2DTranspose(3, (3, 2), strides=(2, 3), padding=padding, use_bias=False), 3, 4, 2)
    case(L.Conv2DTranspose(3, 3, strides=2, padding=padding, output_padding=(0, 1)), 3, 3, 2)
    case(L.Conv2DTranspose(3, 3, strides=2, padding=padding, **FIRST), 2, 3, 3)
    case(L.Conv3DTranspose(2, 3, strides=2, padding=padding), 2, 3, 2, 2)
    case(L.Conv3DTranspose(2, 2, strides=(1, 2, 3), padding=padding, activation="elu"), 2, 2, 3, 2)
    case(L.DepthwiseConv1D(3, padding=padding, depth_multiplier=2), 6, 3)
    case(L.DepthwiseConv1D(2, strides=2, padding=padding, activation="relu"), 7, 3)
    case(L.DepthwiseConv2D(3, padding=padding), 5, 4, 3)
    case(L.DepthwiseConv2D(3, strides=2, padding=padding, depth_multiplier=3), 6, 7, 2)
    case(L.DepthwiseConv2D((2, 3), dilation_rate=2, padding=padding, use_bias=False), 6, 7, 2)
    case(L.DepthwiseConv2D(2, padding=padding, depth_multiplier=2, **FIRST), 2, 5, 4)
    case(L.SeparableConv1D(4, 3, padding=padding, depth_multiplier=2), 6, 3)
    case(L.SeparableConv1D(4, 2, strides=2, padding=padding, activation="sigmoid"), 7, 2)
    case(L.SeparableConv2D(4, 3, padding=padding), 5, 5, 2)
    case(L.SeparableConv2D(4, 3, strides=2, padding=padding, depth_multiplier=2, activation="relu"), 6, 5, 2)
    case(L.SeparableConv2D(4, (2, 3), padding=padding, **FIRST), 2, 5, 5)

(pathlib.Path(__file__).parent / "layers" / "conv.txt").write_text("\n".join(out) + "\n")
print(sum(text.startswith("case") for text in out), "cases")
