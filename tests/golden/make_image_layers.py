"""Writes ops/images.txt and layers/images.txt: what Keras (3.15 on TensorFlow 2.21) gives for sequences, images and volumes.

The files are like those of make_ops.py and make_layers.py. Numbers are drawn anew for each case, by its name.
"""
import json
import os
import pathlib
import zlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers, ops

folder = pathlib.Path(__file__).parent
op_lines, layer_lines = [], []


def real(name, shape, low=-2.0, high=2.0):
    return np.random.default_rng(zlib.crc32(name.encode())).uniform(low, high, shape).astype(np.float32)


def line(a, tag=None, places=8):
    a = np.asarray(a)
    text = (lambda v: f"{v:.{places}g}") if a.dtype.kind == "f" else (lambda v: str(int(v)))
    return " ".join([*([tag] if tag else []), str(a.dtype), ",".join(map(str, a.shape)) or "-", *map(text, a.ravel())])


def op(name, f, shape, dtype="float64"):
    x = real(name, shape).astype(np.float64) if dtype == "float64" else np.random.default_rng(1).integers(0, 255, shape).astype(dtype)
    floats = dtype == "float64"  # TensorFlow computes most of these in float32 alone
    y = ops.convert_to_numpy(f(ops.convert_to_tensor(x.astype(np.float32) if floats else x)))
    op_lines.extend([name, line(x, places=17), line(y.astype(np.float64) if floats else y, places=9)])


def layer(name, made, shape, mask=None, training=None):
    x = real(name, shape)
    kept = {"mask": ops.convert_to_tensor(mask)} if mask is not None else {}
    if training is not None:
        kept["training"] = training
    y = made(ops.convert_to_tensor(x), **kept)
    config = made.get_config()
    config.pop("dtype", None)
    layer_lines.extend([f"case {name} {type(made).__name__}", "config " + json.dumps(config)])
    if mask is not None:
        layer_lines.append(line(mask, "mask"))
    if training:
        layer_lines.append("training")
    layer_lines.extend([line(x, "in"), line(y, "out")])


# Pooling.
for kind in ("max_pool", "average_pool"):
    f = getattr(ops, kind)
    op(kind + "_1d", lambda x: f(x, 3, 2), (2, 8, 5))
    op(kind + "_1d_same", lambda x: f(x, 3, 2, "same"), (2, 8, 5))
    op(kind + "_2d", lambda x: f(x, 2), (2, 5, 6, 3))
    op(kind + "_2d_same", lambda x: f(x, (3, 2), (2, 1), "SAME"), (2, 5, 6, 3))
    op(kind + "_2d_far", lambda x: f(x, (1, 2), 3, "same"), (1, 7, 8, 2))
    op(kind + "_2d_first", lambda x: f(x, (2, 3), 1, data_format="channels_first"), (2, 3, 4, 5))
    op(kind + "_3d", lambda x: f(x, (2, 1, 2), (1, 2, 2), "same"), (1, 3, 4, 5, 2))
for kind in ("adaptive_max_pool", "adaptive_average_pool"):
    g = getattr(ops, kind)
    op(kind + "_1d", lambda x: g(x, 3), (2, 7, 3))
    op(kind + "_2d", lambda x: g(x, (3, 4)), (2, 7, 6, 2))
    op(kind + "_2d_larger", lambda x: g(x, 5, data_format="channels_first"), (1, 2, 3, 4))
    op(kind + "_3d", lambda x: g(x, (2, 3, 1)), (1, 5, 4, 3, 2))
L = layers
for kind in ("Max", "Average"):
    of = lambda n: getattr(L, f"{kind}Pooling{n}D")
    layer(kind + "1", of(1)(2), (2, 7, 3))
    layer(kind + "1_same", of(1)(3, strides=2, padding="same"), (2, 8, 3))
    layer(kind + "1_first", of(1)(2, strides=1, data_format="channels_first"), (2, 3, 5))
    layer(kind + "2", of(2)(2), (2, 5, 6, 3))
    layer(kind + "2_same", of(2)((3, 2), strides=(2, 1), padding="same"), (2, 5, 6, 3))
    layer(kind + "2_first", of(2)((2, 3), data_format="channels_first"), (2, 3, 5, 6))
    layer(kind + "3", of(3)(2), (1, 4, 5, 4, 2))
    layer(kind + "3_same", of(3)((2, 1, 3), strides=2, padding="same", data_format="channels_first"), (1, 2, 3, 4, 5))
    for n, shape in ((1, (2, 5, 3)), (2, (2, 3, 4, 3)), (3, (2, 2, 3, 2, 3))):
        every = getattr(L, f"Global{kind}Pooling{n}D")
        layer(f"Global{kind}{n}", every(), shape)
        layer(f"Global{kind}{n}_kept", every(keepdims=True), shape)
        layer(f"Global{kind}{n}_first", every(data_format="channels_first"), shape)
        layer(f"Global{kind}{n}_first_kept", every(data_format="channels_first", keepdims=True), shape)
    for n, size, shape in ((1, 3, (2, 7, 3)), (2, (3, 2), (2, 7, 5, 2)), (3, (2, 1, 3), (1, 5, 3, 4, 2))):
        adaptive = getattr(L, f"Adaptive{kind}Pooling{n}D")
        layer(f"Adaptive{kind}{n}", adaptive(size), shape)
        layer(f"Adaptive{kind}{n}_first", adaptive(2, data_format="channels_first"), shape)
steps = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1]], bool)
layer("GlobalAverage1_mask", L.GlobalAveragePooling1D(), (2, 5, 3), mask=steps)
layer("GlobalAverage1_mask_kept", L.GlobalAveragePooling1D(keepdims=True), (2, 5, 3), mask=steps)
layer("GlobalAverage1_mask_first", L.GlobalAveragePooling1D(data_format="channels_first"), (2, 3, 5), mask=steps)

# Padding, cropping, larger images.
for n, shape, both, each in ((1, (2, 5, 3), (1, 2), 2), (2, (2, 5, 6, 2), ((1, 0), (2, 1)), (1, 2)),
                             (3, (1, 4, 5, 4, 2), ((1, 0), (0, 2), (1, 1)), (1, 2, 0))):
    for kind in ("ZeroPadding", "Cropping"):
        made = getattr(L, f"{kind}{n}D")
        layer(f"{kind}{n}", made(), shape)
        layer(f"{kind}{n}_one", made(1), shape)
        layer(f"{kind}{n}_each", made(each), shape)
        layer(f"{kind}{n}_both", made(both), shape)
        if kind == "ZeroPadding" or n > 1:
            layer(f"{kind}{n}_first", made(both, data_format="channels_first"), (shape[0], shape[-1], *shape[1:-1]))
layer("UpSampling1", L.UpSampling1D(3), (2, 4, 3))
layer("UpSampling3", L.UpSampling3D(), (1, 2, 3, 2, 3))
layer("UpSampling3_first", L.UpSampling3D((1, 2, 3), data_format="channels_first"), (1, 3, 2, 3, 2))
interpolations = ("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5")
for how in interpolations:
    layer(f"UpSampling2_{how}", L.UpSampling2D((2, 3), interpolation=how), (2, 4, 5, 3))
    layer(f"UpSampling2_{how}_first", L.UpSampling2D(2, data_format="channels_first", interpolation=how), (1, 2, 3, 4))
for n, shape in ((1, (2, 5, 3)), (2, (2, 4, 5, 3)), (3, (2, 2, 3, 2, 3))):
    layer(f"SpatialDropout{n}", getattr(L, f"SpatialDropout{n}D")(0.5), shape)

# Sizes and maps.
resize, affine = ops.image.resize, ops.image.affine_transform
for how in interpolations:
    for name, size in (("larger", (9, 11)), ("smaller", (3, 4)), ("mixed", (12, 3))):
        op(f"resize_{how}_{name}", lambda x: resize(x, size, how), (1, 6, 7, 2))
        op(f"resize_{how}_{name}_antialias", lambda x: resize(x, size, how, antialias=True), (1, 6, 7, 2))
op("resize_first", lambda x: resize(x, (4, 9), data_format="channels_first"), (1, 3, 6, 7))
op("resize_one", lambda x: resize(x, (4, 9)), (6, 7, 3))
for name, shape in (("wide", (2, 6, 11, 2)), ("high", (2, 13, 6, 2))):
    op(f"resize_crop_{name}", lambda x: resize(x, (4, 5), crop_to_aspect_ratio=True), shape)
    op(f"resize_pad_{name}", lambda x: resize(x, (4, 5), pad_to_aspect_ratio=True, fill_value=0.5), shape)
op("resize_bytes", lambda x: resize(x, (5, 9)), (1, 4, 6, 3), "uint8")
op("resize_bytes_nearest", lambda x: resize(x, (5, 9), "nearest"), (1, 4, 6, 3), "uint8")
maps = np.array([[0.9, -0.3, 2.0, 0.2, 1.1, -1.5, 0.0, 0.0], [2.0, 0.5, -9.0, -0.7, 1.5, 6.0, 0.01, -0.02]], np.float32)
for fill in ("constant", "nearest", "reflect", "wrap"):
    for how in ("nearest", "bilinear"):
        op(f"affine_{fill}_{how}", lambda x: affine(x, maps, how, fill, 0.25), (2, 5, 6, 2))
op("affine_first", lambda x: affine(x, maps[0], data_format="channels_first"), (2, 3, 6, 7))
op("affine_one", lambda x: affine(x, maps[1], fill_mode="reflect"), (6, 7, 3))

layer("Resizing", L.Resizing(5, 4), (1, 6, 7, 2))
layer("Resizing_crop", L.Resizing(4, 4, interpolation="bicubic", crop_to_aspect_ratio=True, data_format="channels_first"), (2, 3, 6, 9))
layer("Resizing_pad", L.Resizing(8, 4, pad_to_aspect_ratio=True, fill_value=0.5, antialias=True), (2, 6, 9, 3))
layer("CenterCrop", L.CenterCrop(3, 4), (1, 6, 7, 2))
layer("CenterCrop_odd", L.CenterCrop(4, 5, data_format="channels_first"), (1, 2, 7, 8))
layer("CenterCrop_small", L.CenterCrop(8, 6), (1, 6, 7, 2))
# Random ones that have no choice.
for fill in ("constant", "nearest", "reflect", "wrap"):
    layer(f"RandomRotation_{fill}", L.RandomRotation((0.1, 0.1), fill_mode=fill, fill_value=0.5), (2, 6, 7, 3), training=True)
    layer(f"RandomTranslation_{fill}", L.RandomTranslation((0.35, 0.35), (-0.2, -0.2), fill_mode=fill), (2, 6, 7, 3), training=True)
    layer(f"RandomZoom_{fill}", L.RandomZoom((0.3, 0.3), (-0.25, -0.25), fill_mode=fill), (2, 6, 7, 3), training=True)
layer("RandomRotation_first", L.RandomRotation((-0.3, -0.3), interpolation="nearest", data_format="channels_first"), (1, 3, 6, 7), training=True)
layer("RandomZoom_one", L.RandomZoom((-0.3, -0.3), data_format="channels_first"), (1, 3, 6, 7), training=True)
layer("RandomTranslation_first", L.RandomTranslation((0.3, 0.3), (0.4, 0.4), interpolation="nearest", data_format="channels_first"), (1, 3, 6, 7), training=True)
layer("RandomBrightness", L.RandomBrightness((0.25, 0.25), value_range=(-2, 1)), (2, 4, 5, 3), training=True)
layer("RandomContrast", L.RandomContrast((0.0, 0.0), value_range=(-1.5, 1)), (2, 4, 5, 3), training=True)
layer("RandomCrop_small", L.RandomCrop(7, 6, seed=1), (2, 5, 9, 3), training=True)
for made in (L.RandomRotation(0.2), L.RandomTranslation(0.2, 0.1), L.RandomZoom(0.2, 0.3), L.RandomBrightness(0.2),
             L.RandomContrast(0.3), L.RandomFlip()):
    layer(type(made).__name__ + "_rest", made, (2, 4, 5, 3), training=False)

(folder / "ops" / "images.txt").write_text("\n".join(op_lines) + "\n")
(folder / "layers" / "images.txt").write_text("\n".join(layer_lines) + "\n")
