"""Writes ops/values.txt and ops/promotion.txt: what keras.ops gives (Keras 3.15 on TensorFlow 2.21).

values.txt: a case is a line with its name, then one line "dtype shape values" for each input and, last, for the result.
Inputs are float64 but exact in float32, or integers. promotion.txt: "op dtype dtype result" for pairs, "op dtype result"
for single inputs; a dtype that Keras refuses is left out.
"""
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import ops

folder = pathlib.Path(__file__).parent / "ops"
rng = np.random.default_rng(11)
out = []


def line(a):
    a = np.asarray(a)
    text = (lambda v: repr(float(v))) if a.dtype.kind == "f" else (lambda v: str(int(v)))
    return " ".join([str(a.dtype), ",".join(map(str, a.shape)) or "-", *map(text, a.ravel())])


def real(*shape, low=-2.0, high=2.0):
    return rng.uniform(low, high, shape).astype(np.float32).astype(np.float64)


def case(name, f, *inputs):
    y = ops.convert_to_numpy(f(*(ops.convert_to_tensor(x) for x in inputs)))
    out.extend([name, *map(line, inputs), line(y)])


special = np.array([-np.inf, -1e30, -103.0, -88.0, -1.0, -0.0, 0.0, 1e-30, 0.5, 1.0, 88.0, 1e30, np.inf, np.nan])
for f in ("abs", "exp", "log", "negative", "relu", "sigmoid", "sign", "sqrt", "square", "tanh", "logical_not"):
    case(f, getattr(ops, f), real(3, 5))
    case(f + "_special", getattr(ops, f), special)
case("clip", lambda x: ops.clip(x, -0.5, 1.0), real(3, 5))
case("clip_special", lambda x: ops.clip(x, -0.5, 1.0), special)

a, b = real(2, 1, 3), real(4, 1)
grid = np.array([-np.inf, -2.0, -0.0, 0.0, 0.5, 3.0, np.inf, np.nan])
for f in ("add", "subtract", "multiply", "divide", "minimum", "maximum", "equal", "not_equal", "greater", "greater_equal",
          "less", "less_equal", "logical_and", "logical_or"):
    case(f, getattr(ops, f), a, b)
    case(f + "_special", getattr(ops, f), grid[:, None], grid)
    case(f + "_int", getattr(ops, f), rng.integers(-5, 6, (3, 4)), rng.integers(1, 6, (4,)))
case("power", ops.power, np.abs(a) + 0.5, b)
case("power_special", ops.power, grid[:, None], grid)
case("power_int", ops.power, np.array([2, -3, 0, 1, 7]), np.array([10, 3, 0, 5, 2]))
case("where", lambda c, x, y: ops.where(c, x, y), rng.integers(0, 2, (2, 1, 3)), real(4, 1), real(4, 3))

x = real(2, 3, 4)
for f in ("sum", "mean", "max", "min", "prod", "var", "std", "any", "all", "argmax", "argmin"):
    g = getattr(ops, f)
    case(f, g, x)
    for axis in (0, 1, 2, -1):
        case(f"{f}_axis{axis}", lambda v: g(v, axis), x)
        case(f"{f}_axis{axis}_keepdims", lambda v: g(v, axis, keepdims=True), x)
    if not f.startswith("arg"):
        case(f"{f}_axes", lambda v: g(v, (0, 2)), x)
        case(f"{f}_axes_keepdims", lambda v: g(v, (0, 2), keepdims=True), x)

for axis in (-1, 0, 1):
    case(f"softmax_axis{axis}", lambda v: ops.softmax(v, axis), x)
    case(f"log_softmax_axis{axis}", lambda v: ops.log_softmax(v, axis), x)
large = np.array([[1000.0, 0.0, -1000.0], [-1e30, 1e30, 0.0], [-np.inf, 0.0, 1.0], [-80.0, -90.0, -100.0]])
case("softmax_large", ops.softmax, large)
case("log_softmax_large", ops.log_softmax, large)

case("matmul", ops.matmul, real(3, 4), real(4, 5))
case("matmul_vectors", ops.matmul, real(4), real(4))
case("matmul_row", ops.matmul, real(4), real(2, 4, 3))
case("matmul_column", ops.matmul, real(2, 3, 4), real(4))
case("matmul_batch", ops.matmul, real(2, 1, 3, 4), real(5, 4, 2))
case("matmul_int", ops.matmul, rng.integers(-3, 4, (2, 3)), rng.integers(-3, 4, (3, 2)))

i = np.array([[0, 1], [-1, 1]])
for axis in (0, 1, 2):
    case(f"take_axis{axis}", lambda v, k: ops.take(v, k, axis), x, i)
case("one_hot", lambda k: ops.one_hot(k, 4), np.array([[0, 3], [-1, 4]]))
case("transpose", ops.transpose, x)
case("transpose_axes", lambda v: ops.transpose(v, (1, 0, 2)), x)
case("concatenate", lambda u, v: ops.concatenate([u, v], 1), real(2, 3, 2), real(2, 1, 2))
case("stack", lambda u, v: ops.stack([u, v], -1), real(2, 3), real(2, 3))
case("slice_update", lambda u, v: ops.slice_update(u, (1, 0), v), real(4, 3), real(2, 2))

p = ops.convert_to_numpy(ops.softmax(real(4, 5))).astype(np.float32).astype(np.float64)
hot = np.eye(5)[[0, 4, 2, 2]]
soft = ops.convert_to_numpy(ops.softmax(real(4, 5))).astype(np.float32).astype(np.float64)
saturated = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0], [2.0, 1.0, 1.0]])
third = np.eye(3)[[0, 0, 2, 2, 1]]
labels, logits = np.array([0, 4, 2, 2]), real(4, 5) * 4
case("categorical_crossentropy", ops.categorical_crossentropy, hot, p)
case("categorical_crossentropy_soft", ops.categorical_crossentropy, soft, p)
case("categorical_crossentropy_saturated", ops.categorical_crossentropy, third, saturated)
case("categorical_crossentropy_logits", lambda y, z: ops.categorical_crossentropy(y, z, from_logits=True), soft, logits)
case("categorical_crossentropy_axis0", lambda y, q: ops.categorical_crossentropy(y, q, axis=0), soft.T, p.T)
case("sparse_categorical_crossentropy", ops.sparse_categorical_crossentropy, labels, p)
case("sparse_categorical_crossentropy_column", ops.sparse_categorical_crossentropy, labels[:, None], p)
case("sparse_categorical_crossentropy_saturated", ops.sparse_categorical_crossentropy, np.array([0, 0, 2, 2, 1]), saturated)
case("sparse_categorical_crossentropy_logits",
     lambda y, z: ops.sparse_categorical_crossentropy(y, z, from_logits=True), labels, logits)
q = np.array([0.0, 1.0, 0.0, 1.0, 0.5, 0.25, 1e-9, 0.875])
y = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.3125, 1.0, 0.0])
case("binary_crossentropy", ops.binary_crossentropy, y, q)
narrow = lambda f: lambda *xs: f(*(ops.cast(x, "float32") for x in xs))
case("binary_crossentropy_float32", narrow(ops.binary_crossentropy), y, q)
case("categorical_crossentropy_saturated_float32", narrow(ops.categorical_crossentropy), third, saturated)
case("binary_crossentropy_logits", lambda u, z: ops.binary_crossentropy(u, z, from_logits=True), y,
     np.array([0.0, 1.0, -2.0, 100.0, -100.0, 1000.0, 0.5, -3.0]))
# Elementary functions and activations: name, options, and where the inputs lie.
plain = ("floor ceil trunc round expm1 exp2 reciprocal sin cos tan arctan sinh cosh arcsinh erf isfinite isinf isnan relu6 softplus "
         "softsign soft_shrink hard_shrink sparse_plus sparse_sigmoid silu squareplus log_sigmoid leaky_relu hard_sigmoid "
         "hard_silu elu selu celu gelu tanh_shrink hard_tanh").split()
for f in plain:
    case(f, getattr(ops, f), real(3, 5, low=-4, high=4))
    if f not in ("tan", "silu", "hard_silu", "gelu", "erf", "sin", "cos", "squareplus"):  # at infinity they are TensorFlow's own
        case(f + "_special", getattr(ops, f), special)
for f, low, high in (("log1p", -0.9, 4), ("log2", 0.1, 9), ("log10", 0.1, 9), ("rsqrt", 0.1, 9), ("arcsin", -1, 1), ("arccos", -1, 1),
                     ("arccosh", 1, 9), ("arctanh", -0.95, 0.95)):
    case(f, getattr(ops, f), real(3, 5, low=low, high=high))
    case(f + "_special", getattr(ops, f), special)
for f, options in (("leaky_relu", {"negative_slope": 0.05}), ("elu", {"alpha": 0.4}), ("celu", {"alpha": 1.7}),
                   ("gelu", {"approximate": False}), ("hard_shrink", {"threshold": 1.1}), ("soft_shrink", {"threshold": 0.9}),
                   ("squareplus", {"b": 2}), ("threshold", {"threshold": 0.6, "default_value": -0.3}), ("round", {"decimals": 1})):
    case(f + "_options", lambda v: getattr(ops, f)(v, **options), real(3, 5, low=-4, high=4))
case("round_tens", lambda v: ops.round(v, -1), np.array([5, 15, 24, -37]))
case("mish", keras.activations.mish, real(3, 5, low=-4, high=4))
for axis in (-1, 0):
    case(f"glu_axis{axis}", lambda v: ops.glu(v, axis), real(4, 6))
    case(f"sparsemax_axis{axis}", lambda v: ops.sparsemax(v, axis), real(4, 5))

# Two inputs.
for f in ("mod", "floor_divide", "arctan2", "logaddexp", "hypot", "logical_xor"):
    case(f, getattr(ops, f), a, b)
    case(f + "_int", getattr(ops, f), rng.integers(-9, 10, (3, 4)), rng.integers(1, 6, (4,)))
case("mod_signs", ops.mod, np.array([-7, 7, -7, 7, 0, 5]), np.array([3, -3, -3, 3, 2, 5]))
case("floor_divide_signs", ops.floor_divide, np.array([-7, 7, -7, 7, 0, 5]), np.array([3, -3, -3, 3, 2, 5]))
case("isclose", ops.isclose, np.array([1.0, 1.0, np.nan, 0.0]), np.array([1.000005, 1.001, np.nan, 1e-9]))

# Along axes.
for f in ("logsumexp", "amax", "amin", "count_nonzero", "median", "norm"):  # norm is of one axis or two
    g = getattr(ops, f)
    if f != "norm":
        case(f, g, x)
    for axis in (0, -1):
        case(f"{f}_axis{axis}", lambda v: g(v, axis=axis), x)
    case(f"{f}_axes", lambda v: g(v, axis=(0, 2)), x)
case("logsumexp_large", lambda v: ops.logsumexp(v, -1), large)
case("average", ops.average, x)
case("average_weights", lambda v, w: ops.average(v, 1, w), x, real(3, low=0.5, high=1))
for order in (1, 2, 3, np.inf, -np.inf, 0):
    case(f"norm_{order}", lambda v: ops.norm(v, order, -1), x)
for f in ("cumsum", "cumprod"):
    case(f, getattr(ops, f), x)
    for axis in (0, 1, -1):
        case(f"{f}_axis{axis}", lambda v: getattr(ops, f)(v, axis), x)
case("cumsum_int", lambda v: ops.cumsum(v, 0), np.array([[1, 2], [3, 4]]))
for axis in (-1, 0, 1):
    case(f"sort_axis{axis}", lambda v: ops.sort(v, axis), x)
    case(f"argsort_axis{axis}", lambda v: ops.argsort(v, axis), x)
case("argsort_ties", ops.argsort, np.array([3, 1, 3, 1, 2]))
case("top_k_values", lambda v: ops.top_k(v, 2)[0], x)
case("top_k_indices", lambda v: ops.top_k(v, 2)[1], x)
case("top_k_ties", lambda v: ops.top_k(v, 3)[1], np.array([1.0, 5.0, 5.0, 2.0, 5.0]))
case("in_top_k", lambda t, v: ops.in_top_k(t, ops.cast(v, "float32"), 2), np.array([1, 0, 2, 1]),
     np.array([[0.1, 0.9, 0.3], [0.5, 0.5, 0.5], [3, 2, 1], [1, np.nan, 2]]))
case("quantile", lambda v: ops.quantile(v, 0.3, 1), x)

# Shapes.
case("split", lambda v: ops.split(v, 3, 1)[1], x)
case("split_at", lambda v: ops.split(v, [1, 3], 2)[1], x)
case("tile", lambda v: ops.tile(v, (2, 1, 3)), real(2, 2))
case("tile_few", lambda v: ops.tile(v, 2), real(2, 2))
case("repeat", lambda v: ops.repeat(v, 2, 1), x)
case("repeat_flat", lambda v: ops.repeat(v, 2), real(2, 2))
case("repeat_each", lambda v: ops.repeat(v, [1, 0, 2], 1), x)
for mode in ("constant", "reflect", "symmetric"):
    case("pad_" + mode, lambda v: ops.pad(v, ((0, 0), (2, 1), (1, 3)), mode), x)
case("pad_value", lambda v: ops.pad(v, ((1, 0), (0, 2)), constant_values=7.5), real(2, 2))
case("flip", ops.flip, x)
case("flip_axis1", lambda v: ops.flip(v, 1), x)
case("roll", lambda v: ops.roll(v, 5), x)
case("roll_axis1", lambda v: ops.roll(v, -1, 1), x)
case("broadcast_to", lambda v: ops.broadcast_to(v, (2, 3, 4)), real(3, 1))
case("swapaxes", lambda v: ops.swapaxes(v, 0, -1), x)
case("moveaxis", lambda v: ops.moveaxis(v, 0, -1), x)
case("moveaxis_two", lambda v: ops.moveaxis(v, (0, 1), (-1, 0)), x)
case("ravel", ops.ravel, x)
k = np.array([[[3, 0], [1, -1], [2, 2]], [[0, 1], [0, 0], [3, -4]]])
case("take_along_axis", lambda v, i: ops.take_along_axis(v, i, -1), x, k)
case("take_along_axis_flat", ops.take_along_axis, real(5), np.array([4, 0, 0]))
case("scatter", lambda i, v: ops.scatter(i, v, (5, 2)), np.array([[1], [3], [1]]), real(3, 2))
for reduction in (None, "add", "max", "min", "mul"):
    case(f"scatter_update_{reduction}", lambda v, i, u: ops.scatter_update(v, i, u, reduction), real(4, 3),
         np.array([[0, 1], [3, 2], [2, 0]]), real(3))
for f in ("diag", "tril", "triu"):
    case(f, getattr(ops, f), real(4, 5))
    case(f + "_k", lambda v: getattr(ops, f)(v, -1), real(4, 5))
case("diag_vector", lambda v: ops.diag(v, 1), real(3))
case("diagonal", lambda v: ops.diagonal(v, 1, 0, 2), x)
case("trace", ops.trace, real(4, 5))
case("tensordot", lambda u, v: ops.tensordot(u, v, 1), x, real(4, 2))
case("tensordot_axes", lambda u, v: ops.tensordot(u, v, [[0, 2], [1, 0]]), x, real(4, 2, 5))
case("dot", ops.dot, x, real(5, 4, 2))
case("dot_vectors", ops.dot, real(4), real(4))
case("outer", ops.outer, real(2, 2), real(3))
for subscripts, shapes in (("ij,jk->ik", ((2, 3), (3, 4))), ("bij,bjk", ((2, 3, 4), (2, 4, 2))), ("ij->ji", ((2, 3),)), ("ij->", ((2, 3),)),
                           ("ii->i", ((3, 3),)), ("ii", ((3, 3),)), ("i,j,k->kij", ((2,), (3,), (4,))), ("...ij,jk->...ik", ((2, 2, 3), (3, 4))),
                           ("bqc,chd->bqhd", ((2, 3, 4), (4, 2, 5))), ("ij,ij->i", ((2, 3), (2, 3))), ("bhqk,bkhd->bqhd", ((2, 2, 3, 4), (2, 4, 2, 3)))):
    case("einsum_" + subscripts.replace(" ", ""), lambda *v: ops.einsum(subscripts, *v), *(real(*t) for t in shapes))
case("multi_hot", lambda v: ops.multi_hot(v, 5), np.array([[0, 2, -1], [4, 4, 7]]))
case("one_hot_axis0", lambda v: ops.one_hot(v, 3, axis=0), np.array([0, 2]))
case("segment_sum", lambda v, i: ops.segment_sum(v, i, 4), real(5, 2), np.array([0, 2, 0, 1, 2]))
case("segment_max", lambda v, i: ops.segment_max(v, i, 3), real(5, 2), np.array([0, 2, 0, 1, 2]))
case("searchsorted", lambda u, v: ops.searchsorted(u, v), np.array([1.0, 2.0, 2.0, 5.0]), np.array([0.0, 2.0, 3.0, 9.0]))
case("searchsorted_right", lambda u, v: ops.searchsorted(u, v, "right"), np.array([1.0, 2.0, 2.0, 5.0]), np.array([0.0, 2.0, 3.0, 9.0]))
case("bincount", lambda v: ops.bincount(v, minlength=5), np.array([1, 3, 1]))
case("digitize", lambda v: ops.digitize(v, np.array([0.0, 1.0, 3.0])), np.array([-1.0, 0.0, 0.5, 3.0, 9.0]))
case("nan_to_num", lambda v: ops.nan_to_num(v, 1.5, 9.0, -9.0), special)
case("moments_mean", lambda v: ops.moments(v, [0, 1])[0], x)
case("moments_variance", lambda v: ops.moments(v, [0, 1], keepdims=True)[1], x)
case("linspace", lambda: ops.linspace(-1.0, 2.0, 7))
case("linspace_open", lambda: ops.linspace(0.0, 1.0, 4, endpoint=False))
case("eye", lambda: ops.eye(3, 4, 1))
case("tri", lambda: ops.tri(3, 4, 1))
case("meshgrid", lambda u, v: ops.stack(ops.meshgrid(u, v)), real(2), real(3))
case("meshgrid_ij", lambda u, v: ops.stack(ops.meshgrid(u, v, indexing="ij")), real(2), real(3))
case("nonzero", lambda v: ops.stack(ops.nonzero(v)), np.array([[0, 1, 0], [2, 0, 3]]))
# The error function's kin, casts that saturate, products of segments, unique elements, norms of matrices.
case("erfc", ops.erfc, real(3, 5, low=-4, high=6))
case("erfc_special", ops.erfc, special)
case("erfinv", ops.erfinv, real(3, 5, low=-0.95, high=0.95))
case("erfinv_edges", ops.erfinv, np.array([-1.0, 2.0**-17 - 1, -0.5, -0.0, 0.0, 1e-30, 1 - 2.0**-10, 1 - 2.0**-23, 1.0, 1.5, np.nan]))
for d in ("uint8", "int32", "float32", "bool"):  # int64: Keras itself overflows there
    case(f"saturate_cast_{d}", lambda v: ops.saturate_cast(v, d), np.array([-np.inf, -1e30, -3e9, -1.5, 0.0, 0.75, 200.0, 255.5, 3e9, 1e30, 1e200, np.inf]))
case("saturate_cast_int_uint8", lambda v: ops.saturate_cast(v, "uint8"), np.array([-5, 0, 255, 256, 1 << 40]))
case("segment_prod", lambda v, i: ops.segment_prod(v, i, 4), real(5, 2), np.array([0, 2, 0, 1, 2]))
case("segment_min", lambda v, i: ops.segment_min(v, i, 3), real(5, 2), np.array([0, 2, 0, 1, 2]))
many = np.array([3.0, 1.0, 2.0, 1.0, 3.0, -0.5, 2.0])
rows = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 2]])
for k, part in enumerate(("values", "index", "inverse", "counts")):
    unique = lambda v, **o: ops.unique(v, return_index=True, return_inverse=True, return_counts=True, **o)[k]
    case("unique_" + part, unique, many)
    case(f"unique_{part}_unsorted", lambda v: unique(v, sorted=False), many)
    case(f"unique_{part}_rows", lambda v: unique(v, axis=0), rows)
    case(f"unique_{part}_columns", lambda v: unique(v, axis=1), rows)
    case(f"unique_{part}_size", lambda v: unique(v, size=6, fill_value=9), many)
    case(f"unique_{part}_short", lambda v: unique(v, size=2), many)
for order in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
    case(f"norm_matrix_{order}", lambda v: ops.norm(v, order, (0, 2)), x)
    case(f"norm_matrix_{order}_turned", lambda v: ops.norm(v, order, (-1, -2), keepdims=True), x)
# What had gradients alone.
for f in ("inner", "vdot"):
    case(f, getattr(ops, f), real(4), real(4))
case("expand_dims", lambda v: ops.expand_dims(v, 1), x)
case("squeeze", lambda v: ops.squeeze(v, 1), real(2, 1, 3))
case("reshape", lambda v: ops.reshape(v, (4, -1)), x)
case("unstack", lambda v: ops.unstack(v, axis=1)[2], x)
case("normalize", lambda v: ops.normalize(v, axis=-1, order=3), x)
case("layer_normalization", lambda v, g, b: ops.layer_normalization(v, g, b, axis=-1, epsilon=1e-3), x, real(4), real(4))
case("rms_normalization", lambda v, g: ops.rms_normalization(v, g, axis=-1, epsilon=1e-3), x, real(4))
case("batch_normalization", lambda v, m, s, o, g: ops.batch_normalization(v, m, s, 1, o, g), x, real(3), real(3, low=0.5, high=2), real(3), real(3))
case("cast", lambda v: ops.cast(v, "int32"), x * 3)
case("stop_gradient", ops.stop_gradient, x)
case("slice", lambda v: v[:, 1:3, -2:], x)
for f in ("zeros_like", "ones_like"):
    case(f, getattr(ops, f), x)
case("full_like", lambda v: ops.full_like(v, 2.5), x)
case("arange", lambda: ops.arange(2.0, 9.0, 1.5))
case("identity", lambda: ops.identity(3))
case("bincount_weights", lambda v, w: ops.bincount(v, w, minlength=5), np.array([1, 3, 1]), real(3))
case("ctc_loss", lambda y, z, n, m: ops.ctc_loss(y, ops.cast(z, "float32"), n, m, mask_index=2),
     np.array([[1, 0, 0, 3], [3, 3, 2, 2], [2, 2, 2, 2]]), real(3, 7, 4), np.array([4, 2, 0]), np.array([7, 4, 5]))
(folder / "values.txt").write_text("\n".join(out) + "\n")

dtypes = ["bool", "uint8", "int32", "int64", "float32", "float64"]
ones = {d: ops.convert_to_tensor(np.ones((2, 2)), dtype=d) for d in dtypes}
rows = []
for f in ("abs", "exp", "log", "negative", "relu", "sigmoid", "sign", "sqrt", "square", "tanh", "logical_not", "softmax", "sum",
          "mean", "max", "min", "prod", "var", "std", "any", "all", "argmax", "argmin", "add", "subtract", "multiply", "divide",
          "power", "minimum", "maximum", "equal", "less", "logical_and", "matmul"):
    pair = f in ("add", "subtract", "multiply", "divide", "power", "minimum", "maximum", "equal", "less", "logical_and", "matmul")
    for d in dtypes:
        for e in dtypes if pair else [""]:
            try:
                result = getattr(ops, f)(*([ones[d], ones[e]] if pair else [ones[d]]))
                rows.append(" ".join(filter(None, [f, d, e, result.dtype.name])))
            except Exception:
                pass
(folder / "promotion.txt").write_text("\n".join(rows) + "\n")
