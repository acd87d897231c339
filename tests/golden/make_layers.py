"""Writes layers/values.txt: what layers of Keras (3.15 on TensorFlow 2.21) give, one by one.

A case is a line "case name class", a line "config {...}" (get_config), then lines "tag dtype shape values": adapt (the data
that adapt() is given), weight (each of the weights), mask, in (each input), out, after (each of the weights after a call).
"training" alone on a line means that the call was one of training.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(5)
out = []


def real(*shape, low=-2.0, high=2.0):
    return rng.uniform(low, high, shape).astype(np.float32)


def line(tag, a):
    a = np.asarray(a)
    text = (lambda v: np.format_float_scientific(v, unique=True, trim="0")) if a.dtype.kind == "f" else (lambda v: str(int(v)))
    return " ".join([tag, str(a.dtype), ",".join(map(str, a.shape)) or "-", *map(text, a.ravel())])


def config_of(layer):
    config = layer.get_config()
    config.pop("dtype", None)
    if "layer" in config:
        config["layer"]["config"].pop("dtype", None)
    return config


def case(name, layer, *inputs, training=False, mask=None, adapt=None):
    if adapt is not None:
        layer.adapt(adapt)
    x = [ops.convert_to_tensor(v) for v in inputs]
    arg = x[0] if len(x) == 1 else x
    if isinstance(layer, layers.CategoryEncoding) and len(x) == 2:
        call = lambda: layer(x[0], count_weights=x[1])
    elif mask is not None:
        call = lambda: layer(arg, mask=ops.convert_to_tensor(mask), training=training)
    elif training:
        call = lambda: layer(arg, training=True)
    else:
        call = lambda: layer(arg)
    call()
    out.append(f"case {name} {type(layer).__name__}")
    out.append("config " + json.dumps(config_of(layer)))
    if training:
        out.append("training")
    if adapt is not None:
        out.append(line("adapt", adapt))
    elif layer.weights:
        layer.set_weights([real(*w.shape, low=0.2, high=1.5) if w.dtype.startswith("float") else np.zeros(w.shape, w.dtype)
                           for w in layer.weights])
        if isinstance(layer, layers.Normalization):
            layer.finalize_state()  # else it goes on with what it had, unlike after loading
        out.extend(line("weight", w) for w in layer.get_weights())
    if mask is not None:
        out.append(line("mask", mask))
    out.extend(line("in", v) for v in inputs)
    out.append(line("out", ops.convert_to_numpy(call())))
    out.extend(line("after", w) for w in layer.get_weights())


BN = layers.BatchNormalization
case("bn", BN(), real(4, 3))
case("bn_training", BN(momentum=0.8), real(6, 3), training=True)
case("bn_training_images", BN(epsilon=0.01), real(2, 3, 4, 5), training=True)
case("bn_training_axis1", BN(axis=1, momentum=0.5), real(3, 4, 5), training=True)
case("bn_no_scale", BN(scale=False), real(5, 4), training=True)
case("bn_no_center", BN(center=False), real(5, 4))
case("bn_frozen", BN(trainable=False), real(5, 4), training=True)
steps = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1]], bool)
case("bn_mask", BN(momentum=0.7), real(3, 3, 4), training=True, mask=steps)
case("bn_far", BN(), (real(50, 2) + 100).astype(np.float32), training=True)

LN = layers.LayerNormalization
case("ln", LN(), real(3, 6))
case("ln_axes", LN(axis=[1, 2], epsilon=1e-5), real(2, 3, 4))
case("ln_axis1", LN(axis=1), real(2, 5, 3))
case("ln_plain", LN(center=False, scale=False), real(2, 5))
case("ln_rms", LN(rms_scaling=True), real(2, 5))
GN = layers.GroupNormalization
case("gn", GN(groups=3), real(2, 4, 6))
case("gn_instance", GN(groups=-1), real(2, 4, 3))
case("gn_axis1", GN(groups=2, axis=1), real(2, 4, 3, 2))
case("gn_one", GN(groups=1, scale=False, epsilon=1e-4), real(2, 6))
RMS = layers.RMSNormalization
case("rms", RMS(), real(3, 6))
case("rms_axes", RMS(axis=[1, 2], epsilon=1e-3), real(2, 3, 4))
case("rms_axis1", RMS(axis=1), real(2, 4, 4))
case("unit", layers.UnitNormalization(), real(3, 4))
case("unit_axes", layers.UnitNormalization(axis=[1, 2]), real(2, 3, 4))
SN = layers.SpectralNormalization
case("sn", SN(layers.Dense(4)), real(3, 5))
case("sn_training", SN(layers.Dense(4), power_iterations=3), real(3, 5), training=True)

a, b, c = real(2, 3, 4), real(2, 3, 4), real(2, 3, 4)
for f in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
    case(f, getattr(layers, f)(), a, b, c)
    case(f + "_broadcast", getattr(layers, f)(), a, real(2, 4), real(2, 1, 1))
case("Subtract", layers.Subtract(), a, b)
case("Subtract_broadcast", layers.Subtract(), real(2, 4), b)
case("concatenate", layers.Concatenate(), a, real(2, 3, 2), b)
case("concatenate_axis1", layers.Concatenate(axis=1), a, real(2, 1, 4))
case("dot_vectors", layers.Dot(axes=1), real(3, 4), real(3, 4))
case("dot_last", layers.Dot(axes=-1), a, b)
case("dot_axes", layers.Dot(axes=(2, 1)), a, real(2, 4, 5))
case("dot_axis1", layers.Dot(axes=1), a, real(2, 3, 5))
case("dot_mixed", layers.Dot(axes=(1, 1)), real(2, 4), real(2, 4, 3))
case("dot_mixed2", layers.Dot(axes=(3, 1)), real(2, 2, 3, 4), real(2, 4))
case("dot_four", layers.Dot(axes=(2, 3)), real(2, 2, 3, 4), real(2, 5, 2, 3))
case("dot_normalize", layers.Dot(axes=1, normalize=True), real(3, 4), real(3, 4))

case("permute", layers.Permute((2, 3, 1)), real(2, 3, 4, 5))
case("repeat_vector", layers.RepeatVector(3), real(2, 4))
case("flatten_first", layers.Flatten(data_format="channels_first"), real(2, 3, 2, 2))
case("flatten", layers.Flatten(), real(2, 3, 2))
case("reshape", layers.Reshape((-1, 2)), real(2, 3, 4))
case("identity", layers.Identity(), real(2, 3))
case("activation", layers.Activation("tanh"), real(2, 3))
case("dense", layers.Dense(3, activation="relu"), real(2, 3))

E = layers.EinsumDense
case("einsum", E("ab,bc->ac", output_shape=3, bias_axes="c", activation="tanh"), real(4, 5))
case("einsum_steps", E("abc,cd->abd", output_shape=(None, 3), bias_axes="d"), real(2, 4, 5))
case("einsum_heads", E("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de"), real(2, 4, 5))
case("einsum_heads_bias", E("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="d"), real(2, 4, 5))
case("einsum_merge", E("abcd,cde->abe", output_shape=(None, 5), bias_axes="e"), real(2, 3, 2, 4))
case("einsum_dots", E("...x,xy->...y", output_shape=3, bias_axes="y"), real(2, 3, 4, 5))
case("einsum_dots2", E("...bc,cd->...bd", output_shape=(3, 2), bias_axes="d"), real(2, 3, 4))
case("einsum_right", E("ab...,bc->ac...", output_shape=3, bias_axes="c"), real(2, 4, 3, 2))
case("einsum_batch", E("abc,bcd->abd", output_shape=(3, 2)), real(2, 3, 4))

case("rescaling", layers.Rescaling(1 / 127.5, offset=-1), rng.integers(0, 256, (2, 3)).astype(np.uint8))
case("rescaling_list", layers.Rescaling([0.5, 2.0, 3.0], offset=[1.0, 0.0, -1.0]), real(2, 3))
N = layers.Normalization
case("normalization", N(), real(3, 4), adapt=real(20, 4, low=0, high=5))
case("normalization_axis", N(axis=1), real(2, 3, 4), adapt=real(10, 3, 4))
case("normalization_axes", N(axis=(1, 2)), real(2, 3, 2), adapt=real(10, 3, 2))
case("normalization_all", N(axis=None), real(3, 4), adapt=real(10, 4))
case("normalization_constant", N(), real(3, 2), adapt=np.full((5, 2), 3, np.float32))
case("normalization_weights", N(), real(3, 2))
case("normalization_invert", N(invert=True), real(3, 4), adapt=real(10, 4))
case("normalization_given", N(mean=3.0, variance=2.0), real(3, 4))
case("normalization_given_list", N(mean=[1.0, 2.0], variance=[0.5, 4.0], invert=True), real(3, 2))
D = layers.Discretization
case("discretization", D(bin_boundaries=[-1.0, 0.0, 1.5]), np.array([[-2, -1, -0.5, 0], [1, 1.5, 2, 0.1]], np.float32))
for mode in ("one_hot", "multi_hot", "count"):
    case("discretization_" + mode, D(bin_boundaries=[0.0, 1.0], output_mode=mode), real(3, 2))
case("discretization_one_hot_column", D(bin_boundaries=[0.0, 1.0], output_mode="one_hot"), real(3, 1))
case("discretization_adapt", D(num_bins=4, epsilon=0.01), real(2, 4), adapt=np.array([[-1.5, 1, 3.4, .5], [0, 3, 1.3, 0]], np.float32))
case("discretization_adapt_large", D(num_bins=5, epsilon=0.01), real(3, 4), adapt=real(400, 3))
case("discretization_adapt_rough", D(num_bins=7, epsilon=0.1), real(3, 4), adapt=real(333, 1))
C = layers.CategoryEncoding
tokens = np.array([[0, 1], [0, 0], [1, 2], [3, 1]], np.int32)
for mode in ("one_hot", "multi_hot", "count"):
    case("category_" + mode, C(4, output_mode=mode), tokens)
    case("category_column_" + mode, C(4, output_mode=mode), np.array([[3], [0], [2]], np.int32))
case("category_weights", C(4, output_mode="count"), tokens, np.array([[.1, .2], [.1, .1], [.2, .3], [.4, .2]], np.float32))
(pathlib.Path(__file__).parent / "layers" / "values.txt").write_text("\n".join(out) + "\n")
