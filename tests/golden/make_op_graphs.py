"""Writes saving/op_graphs.json: a functional model of one op for each op that keratin can read back, as Keras saves it, with
inputs and what Keras's model gives for them (Keras 3.15 on TensorFlow 2.21). "inputs": dtype and shape of each; numbers are
exact in float32.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import ops
from keras.src.activations.activations import Mish

rng = np.random.default_rng(5)
cases = []


def real(*shape, low=-2.0, high=2.0):
    return np.round(rng.uniform(low, high, shape) * 1024).astype(np.float32) / 1024


def whole(*shape, low=-3, high=4):
    return rng.integers(low, high, shape).astype("int32")


def numbers(a):
    return [float(f"{v:.9g}") if a.dtype.kind == "f" else int(v) for v in a.ravel()]


def case(f, *data):
    inputs = [keras.Input(batch_shape=d.shape, dtype=d.dtype) for d in data]
    model = keras.Model(inputs, f(*inputs))
    made = model(list(data) if len(data) > 1 else data[0])
    made = made if isinstance(made, (list, tuple)) else [made]
    text = json.loads(model.to_json())
    cases.append({"ops": sorted({l["class_name"] for l in text["config"]["layers"]} - {"InputLayer"}), "model": text,
                  "x": [{"dtype": str(d.dtype), "shape": d.shape, "values": numbers(d)} for d in data],
                  "y": [{"dtype": keras.backend.standardize_dtype(y.dtype), "shape": list(y.shape),
                         "values": numbers(np.asarray(y))} for y in made]})


x, m = real(2, 3, 4), real(3, 4)
for f in ("abs ceil cos cosh arctan arcsinh sinh sin tanh tan exp exp2 expm1 floor negative sign square trunc isfinite isinf isnan erf erfc "
          "ravel relu relu6 selu sigmoid silu softplus softsign hard_sigmoid hard_silu hard_tanh log_sigmoid sparse_plus sparse_sigmoid "
          "tanh_shrink logical_not zeros_like ones_like stop_gradient").split():
    case(getattr(ops, f), x)
for f in ("sqrt", "rsqrt", "log", "log10", "log2", "log1p", "reciprocal"):
    case(getattr(ops, f), real(2, 3, low=0.25, high=4))
for f in ("arcsin", "arccos", "arctanh", "erfinv"):
    case(getattr(ops, f), real(2, 3, low=-0.9, high=0.9))
case(ops.arccosh, real(2, 3, low=1.1, high=4))
for f in ("add subtract multiply divide true_divide maximum minimum equal not_equal greater greater_equal less less_equal logical_and "
          "logical_or logical_xor arctan2 hypot logaddexp matmul").split():
    case(getattr(ops, f), real(3, 3), real(3, 3))
for f in ("floor_divide", "mod", "power"):
    case(getattr(ops, f), real(2, 3, low=1, high=4), real(2, 3, low=0.5, high=2))
for f in ("dot", "inner", "vdot", "outer"):
    case(getattr(ops, f), real(3), real(3))
for f in "sum mean max min amax amin prod var std any all logsumexp median".split():
    case(lambda v: getattr(ops, f)(v, axis=1, keepdims=True), x)
    case(lambda v: getattr(ops, f)(v, axis=(0, 2)), x)
case(lambda v: ops.argmax(v, 1), x)
case(lambda v: ops.argmin(v, -1, keepdims=True), x)
case(lambda v: ops.count_nonzero(v, 1), x)
for f in ("argsort", "sort", "cumsum", "cumprod", "softmax", "log_softmax", "expand_dims", "glu"):
    case(lambda v: getattr(ops, f)(v, axis=-1), x)
case(lambda v: ops.sparsemax(v), m)
case(lambda v: ops.average(v, axis=1), x)
case(lambda v, w: ops.average(v, axis=1, weights=w), x, real(2, 3, 4, low=0.5, high=1))
case(lambda v: ops.broadcast_to(v, (2, 3, 4)), real(3, 1))
case(lambda v: ops.cast(v, "int32"), x)
case(lambda v: ops.saturate_cast(v * 400, "uint8"), x)
case(lambda v: ops.celu(v, alpha=0.5), x)
case(lambda v: ops.clip(v, -0.5, 0.75), x)
case(lambda u, v: ops.concatenate([u, v], axis=1), x, x)
case(lambda u, v: ops.stack([u, v], axis=-1), x, x)
case(lambda v: ops.diag(v, 1), real(3))
case(lambda v: ops.diagonal(v, 1, 0, 2), x)
case(lambda v: ops.trace(v, 0, 1, 2), x)
case(lambda u, v: ops.digitize(u, v), x, np.array([-1, 0, 0.5], "float32"))
case(lambda u, v: ops.searchsorted(u, v, "right"), np.array([-1, 0, 0.5], "float32"), real(4))
case(lambda u, v: ops.einsum("bij,jk->bik", u, v), x, real(4, 2))
case(lambda v: ops.elu(v, 0.5), x)
case(lambda v: ops.flip(v, axis=1), x)
case(lambda v: ops.gelu(v, False), x)
case(lambda v: v[:, 1:, -1], x)
case(lambda v: v[1], x)
case(lambda v: v[..., None, :2], x)
case(lambda v: ops.full_like(v, 2.5), x)
case(lambda v: ops.zeros_like(v, dtype="int32"), x)
case(lambda v: ops.hard_shrink(v, 0.75), x)
case(lambda v: ops.soft_shrink(v, 0.75), x)
case(lambda v: ops.threshold(v, 0.25, -1), x)
case(lambda v: ops.squareplus(v, 2), x)
case(lambda v: ops.leaky_relu(v, 0.3), x)
case(lambda v: Mish()(v), x)
case(lambda v: keras.activations.relu(v, negative_slope=0.1, max_value=1.0, threshold=0.25), x)
case(lambda u, v: ops.isclose(u, v, rtol=0.5, atol=0.25), m, real(3, 4))
case(lambda u, v: ops.meshgrid(u, v, indexing="ij"), real(2), real(3))
case(lambda v: ops.moments(v, [0, 1], keepdims=True), x)
case(lambda v: ops.moveaxis(v, 0, -1), x)
case(lambda v: ops.multi_hot(v, 5), np.array([[0, 2], [1, 4]], "int32"))
case(lambda v: ops.one_hot(v, 5), np.array([[0, 2], [1, 4]], "int32"))
case(lambda v: ops.one_hot(v, 3, axis=0), np.array([0, 2], "int32"))
case(lambda v: ops.nan_to_num(v, nan=1.0, posinf=2.0, neginf=-2.0), x)
for order in ("fro", "nuc", 2, 1, None):
    case(lambda v: ops.norm(v, ord=order, axis=(1, 2)), x)
case(lambda v: ops.norm(v, ord=3, axis=-1, keepdims=True), x)
case(lambda v: ops.normalize(v, axis=-1, order=3), x)
case(lambda v: ops.pad(v, ((0, 0), (1, 2), (0, 1)), "reflect"), x)
case(lambda v: ops.pad(v, ((0, 0), (1, 2), (0, 1)), constant_values=1.5), x)
case(lambda v: ops.quantile(v, 0.3, axis=1), x)
case(lambda v: ops.repeat(v, 2, axis=1), x)
case(lambda v: ops.reshape(v, (2, -1)), x)
case(lambda v: ops.roll(v, 1, axis=2), x)
case(lambda v: ops.round(v, 1), x)
case(lambda i, v: ops.scatter(i, v, (5, 2)), np.array([[1], [3], [1]], "int32"), real(3, 2))
for reduction in (None, "add"):
    case(lambda v, i, u: ops.scatter_update(v, i, u, reduction), real(4, 3), np.array([[0, 1], [3, 2]], "int32"), real(2))
for f in ("sum", "prod", "max", "min"):
    case(lambda v, i: getattr(ops, "segment_" + f)(v, i, num_segments=3), real(4, 2), np.array([0, 2, 0, 1], "int32"))
case(lambda v, u: ops.slice_update(v, [1, 0], u), real(4, 3), real(2, 2))
case(lambda v: ops.split(v, 2, axis=2), x)
case(lambda v: ops.split(v, [1, 3], axis=2), x)
case(lambda v: ops.split(v, 3, axis=1)[1], x)
case(lambda v: ops.unstack(v, axis=1), x)
case(lambda v: ops.top_k(v, 2), x)
case(lambda v: ops.top_k(v, 2)[1], x)
case(lambda t, v: ops.in_top_k(t, v, 2), np.array([1, 0], "int32"), real(2, 4))
case(lambda v: ops.unique(v, return_index=True, return_counts=True, size=4), np.array([3, 1, 1, 2, 3], "float32"))
case(lambda v: ops.squeeze(v, 1), real(2, 1, 3))
case(lambda v: ops.swapaxes(v, 0, 2), x)
case(lambda v, i: ops.take(v, i, axis=1), x, np.array([2, 0], "int32"))
case(lambda v, i: ops.take_along_axis(v, i, axis=1), m, np.array([[1, 0], [3, 3], [2, 1]], "int32"))
case(lambda u, v: ops.tensordot(u, v, axes=[[1], [0]]), m, real(4, 2))
case(lambda u, v: ops.tensordot(u, v, axes=1), m, real(4, 2))
case(lambda v: ops.tile(v, (1, 2, 1)), x)
case(lambda v: ops.transpose(v, (2, 0, 1)), x)
case(lambda v: ops.tril(v, 1), m)
case(lambda v: ops.triu(v, -1), m)
case(lambda u, v: ops.where(u > 0, u, v), x, x)
case(lambda u, v: ops.categorical_crossentropy(u, ops.softmax(v)), np.eye(4, dtype="float32")[[0, 2]], real(2, 4))
case(lambda u, v: ops.sparse_categorical_crossentropy(u, v, from_logits=True), np.array([0, 2], "int32"), real(2, 4))
case(lambda u, v: ops.binary_crossentropy(u, v, from_logits=True), np.array([0, 1], "float32"), real(2))
case(lambda v, a, b, c, d: ops.batch_normalization(v, a, b, -1, c, d, 1e-2), x, real(4), real(4, low=0.5), real(4), real(4))
case(lambda v, a, b, d: ops.batch_normalization(v, a, b, -1, scale=d), x, real(4), real(4, low=0.5), real(4))
case(lambda v, g, b: ops.layer_normalization(v, g, b, axis=-1, epsilon=1e-2), x, real(4), real(4))
case(lambda v, b: ops.layer_normalization(v, beta=b), x, real(4))
case(lambda v, g: ops.rms_normalization(v, scale=g, epsilon=1e-2), x, real(4))
img = real(2, 6, 5, 2)
case(lambda v: ops.max_pool(v, 2, strides=1, padding="same"), img)
case(lambda v: ops.average_pool(v, (2, 3)), img)
case(lambda v: ops.adaptive_average_pool(v, (2, 3)), img)
case(lambda v: ops.adaptive_max_pool(v, (3, 2)), img)
case(lambda v, k: ops.conv(v, k, strides=(2, 1), padding="same"), img, real(3, 2, 2, 4))
case(lambda v, k: ops.conv(v, k, padding="valid", dilation_rate=2), img, real(2, 2, 2, 3))
case(lambda v, k: ops.depthwise_conv(v, k), img, real(2, 2, 2, 2))
case(lambda v, d, p: ops.separable_conv(v, d, p, padding="same"), img, real(2, 2, 2, 2), real(1, 1, 4, 3))
case(lambda v: ops.image.resize(v, (4, 7)), img)
case(lambda v, t: ops.image.affine_transform(v, t), img, np.array([[1, 0, 0.5, 0, 1, -1, 0, 0]] * 2, "float32"))
case(ops.divide_no_nan, real(3, 3), np.round(real(3, 3)))
case(lambda y, z, n, m: ops.ctc_loss(y, z, n, m, mask_index=3), np.array([[1, 0, 0], [2, 2, 3]], "int32"), real(2, 6, 4),
     np.array([3, 2], "int32"), np.array([6, 5], "int32"))

out = pathlib.Path(__file__).parent / "saving" / "op_graphs.json"
out.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
