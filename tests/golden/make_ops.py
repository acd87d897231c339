"""Writes ops/values.txt and ops/promotion.txt: what keras.ops gives (Keras 3.15 on TensorFlow 2.21).

values.txt: a case is a line with its name, then one line "dtype shape values" for each input and, last, for the result.
Inputs are float64 but exact in float32, or integers. promotion.txt: "op dtype dtype result" for pairs, "op dtype result"
for single inputs; a dtype that Keras refuses is left out.
"""
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
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
