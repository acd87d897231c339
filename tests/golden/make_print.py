"""Writes print/numpy.txt: arrays and what str() of numpy makes of them (numpy 2.4.6).

A case is a line "dtype shape values", the values as hexadecimal bit patterns, then numpy's text, then a line "end".
Large arrays are given by a formula instead: value i is ((i * 7919) % 1009 - 500) * scale, computed in float64.
"""
import pathlib

import numpy as np

rng = np.random.default_rng(7)
out = []


def shape_text(shape):
    return ",".join(map(str, shape)) or "-"


def case(a):
    unsigned = {1: np.uint8, 4: np.uint32, 8: np.uint64}[a.dtype.itemsize]
    bits = np.frombuffer(a.tobytes(), unsigned)
    out.append(f"{a.dtype} {shape_text(a.shape)} " + " ".join(format(int(b), "x") for b in bits.ravel()))
    out.append(str(a))
    out.append("end")


def formula(dtype, shape, scale):
    i = np.arange(np.prod(shape))
    a = (((i * 7919) % 1009 - 500).astype(np.float64) * scale).astype(dtype).reshape(shape)
    out.append(f"{dtype} {shape_text(shape)} formula {scale!r}")
    out.append(str(a))
    out.append("end")


def random_shape():
    return tuple(int(n) for n in rng.integers(1, 6, size=rng.integers(0, 4)))


for dtype in ("float32", "float64"):
    for k in range(130):
        shape = random_shape() if k % 4 else (int(rng.integers(1, 40)),)
        kind = k % 10
        x = rng.standard_normal(shape)
        if kind == 1:
            x = np.round(x, int(rng.integers(0, 5)))
        elif kind == 2:
            x = x * 10.0 ** rng.integers(-12, 12)
        elif kind == 3:
            low, high = (-40, 38) if dtype == "float32" else (-300, 300)
            x = x * 10.0 ** rng.integers(low, high, size=shape)
        elif kind == 4:
            x = np.round(x * 1000)
        elif kind == 5:
            x = np.where(rng.random(shape) < 0.3, rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], size=shape), x)
        elif kind == 6:
            x = np.exp(rng.uniform(np.log(1e-5), np.log(1e9), size=shape))
        elif kind == 7:
            x = np.where(rng.random(shape) < 0.5, rng.choice([np.nan, np.inf, 0.0], size=shape), np.round(x))
        elif kind == 8:
            limits = [1e-4, 9.9999e-5, 1e6, 999999.0, 1e8, 99999999.0, 1e16, 0.1, 0.123456785, 2.5, 1e5]
            x = rng.choice(limits, size=shape)
        with np.errstate(over="ignore", under="ignore"):
            case(np.asarray(x, dtype))
scalars = [0.0, -0.0, 1e-4, 9.9999e-5, 1e6, 999999.9, 1e15, 1e16, 9999999999999998.0, 1 / 3, -1e-300, 1e100]
for v in scalars + [np.nan, np.inf, -np.inf]:
    with np.errstate(over="ignore", under="ignore"):
        case(np.array(v, "float32"))
    case(np.array(v, "float64"))
for dtype, low, high in (("int32", -(2**31), 2**31), ("int64", -(2**63), 2**63 - 1), ("uint8", 0, 256)):
    for k in range(16):
        shape = random_shape()
        a, b = (low if k % 2 else max(low, -9)), (high if k % 3 else 10)
        case(rng.integers(a, b, size=shape, dtype=dtype) if shape else np.array(low, dtype))
for _ in range(10):
    case(rng.random(random_shape()) < 0.5 if _ else np.array(True))
for shape in ((0,), (0, 3), (2, 0)):
    case(np.zeros(shape, "float32"))
large = [(1000,), (1001,), (3, 400), (400, 3), (30, 40), (6, 200), (7, 150), (2, 3, 200), (8, 9, 20), (2, 2, 2, 200)]
for dtype in ("float32", "float64", "int32"):
    for shape in large:
        formula(dtype, shape, 1.0 if dtype == "int32" else float(rng.choice([1.0, 0.125, 1e-3, 1e5])))
formula("uint8", (28, 56), 1e-9)
path = pathlib.Path(__file__).parent / "print" / "numpy.txt"
path.parent.mkdir(exist_ok=True)
path.write_text("\n".join(out) + "\n")
