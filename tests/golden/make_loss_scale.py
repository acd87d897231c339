"""LossScaleOptimizer along steps with finite and other gradients -> optimizers/loss_scale.json.

usage: python make_loss_scale.py        (Keras 3.15, TensorFlow)
"""
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy as np
from keras import optimizers as O

here = os.path.dirname(os.path.abspath(__file__))
CASES = [(O.SGD(0.1, momentum=0.9), dict(initial_scale=8.0, dynamic_growth_steps=2)),
         (O.Adam(0.01, clipnorm=0.5), dict(initial_scale=1024.0, dynamic_growth_steps=3)),
         (O.SGD(0.5), dict())]
BAD = {2: np.inf, 3: np.nan, 6: -np.inf}


def text(x):
    """Nested lists; what is no number as text."""
    if isinstance(x, list):
        return [text(y) for y in x]
    return x if np.isfinite(x) else {"inf": "inf", "-inf": "-inf"}.get(str(x), "nan")


rows = []
for inner, options in CASES:
    rng = np.random.default_rng(len(rows))
    optimizer = O.LossScaleOptimizer(inner, **options)
    weights = [keras.Variable(rng.normal(size=s).astype("float32"), name=n) for s, n in (((3, 2), "kernel"), ((2,), "bias"))]
    row = {"inner": inner.__class__.__name__, "inner_config": inner.get_config(), "options": options,
           "w0": [w.numpy().tolist() for w in weights], "scale_before": float(optimizer.scale_loss(1.0)), "steps": []}
    optimizer.build(weights)
    for step in range(10):
        grads = [rng.normal(size=w.shape).astype("float32") * 4 for w in weights]
        if step in BAD:
            grads[step % 2].flat[1] = BAD[step]
        optimizer.apply(grads, weights)
        row["steps"].append({"grads": [text(g.tolist()) for g in grads], "weights": [w.numpy().tolist() for w in weights],
                             "scale": float(optimizer.scale_loss(1.0)), "iterations": int(optimizer.iterations)})
    row["variables"] = [{"path": v.path, "shape": list(v.shape), "dtype": v.dtype, "value": np.array(v).tolist()}
                        for v in optimizer.variables]
    row["config"] = keras.saving.serialize_keras_object(optimizer)
    rows.append(row)
with open(os.path.join(here, "optimizers", "loss_scale.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
print(len(rows), "rows")
