"""Writes optimizers/multi_optimizer.json and saving/multi_optimizer.keras: MultiOptimizer of Keras (3.15 on TensorFlow 2.21).

rows: as in optimizers/table.json, along given gradients. "model": what multi_optimizer.keras is given (x, y) after it was
saved, its losses, weights and the optimizer's variables after each further step; "callbacks": learning rates of epochs.
"""
import contextlib
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import callbacks, layers, optimizers

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(4)
PATHS = ["encoder/dense/kernel", "encoder/dense/bias", "head/kernel", "head/bias"]
SHAPES = [(3, 2), (2,), (2, 4), (4,)]


def rounded(x):
    x = np.asarray(x)
    if x.dtype.kind != "f":
        return x.tolist()
    return np.vectorize(lambda v: float(np.format_float_positional(np.float32(v), unique=True, trim="0")), otypes=[float])(x).tolist()


def real(*shape):
    return np.round(rng.normal(size=shape), 2).astype(np.float32)


def plain(j):
    """A configuration without where Python finds its classes."""
    if not isinstance(j, dict):
        return j
    return {k: plain(v) for k, v in j.items() if k not in ("module", "registered_name")}


def described(optimizer):
    return [dict(path=v.path, shape=list(v.shape), value=rounded(v.numpy())) for v in optimizer.variables]


def row(default, entries, **options):
    mapping = optimizers.OptimizerMap(default)
    for key, optimizer in entries.items():
        mapping[key] = optimizer
    optimizer = optimizers.MultiOptimizer(mapping, **options)
    config = plain(optimizer.get_config())
    start = [real(*s) for s in SHAPES]
    weights = []
    for path, value in zip(PATHS, start):
        with contextlib.ExitStack() as scopes:
            for scope in path.split("/")[:-1]:
                scopes.enter_context(keras.name_scope(scope))
            weights.append(keras.Variable(value, name=path.split("/")[-1]))
    assert [w.path for w in weights] == PATHS
    trail = []
    for _ in range(4):
        grads = [real(*s) for s in SHAPES]
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads], weights)
        trail.append(dict(grads=[rounded(g) for g in grads], weights=[rounded(w.numpy()) for w in weights]))
    variables = described(optimizer)
    optimizer.finalize_variable_values(weights)
    return dict(optimizer="MultiOptimizer", config=config, full_config=config, w0=[rounded(w) for w in start], paths=PATHS, steps=trail,
                variables=variables, after_finalize=[rounded(w.numpy()) for w in weights],
                iterations=[int(o.iterations) for o in [optimizer, *optimizer.optimizers]])


def rows():
    return [  # keys stand in alphabetical order, as the test's reader sorts them
        row(optimizers.SGD(0.1, momentum=0.9), {"encoder/.*": optimizers.Adam(0.05)}),
        row(optimizers.RMSprop(0.01), {".*/bias": optimizers.SGD(0.5), "encoder/dense/kernel": optimizers.Lion(0.1), "nobody": optimizers.Adam()},
            loss_scale_factor=8.0),
        row(optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5), {"head/bias": optimizers.Adam(0.2, clipnorm=0.5, gradient_accumulation_steps=2),
                                                                 "head/k.*": optimizers.AdamW(0.1, weight_decay=0.2, loss_scale_factor=4.0)}),
    ]


def model():
    keras.utils.set_random_seed(3)
    m = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="encoder", activation="tanh"), layers.Dense(2, name="head")])
    mapping = optimizers.OptimizerMap(optimizers.SGD(0.1, momentum=0.9, name="sgd"))
    mapping[".*encoder/.*"] = optimizers.Adam(0.01, name="adam")
    mapping[".*head/bias"] = optimizers.SGD(0.02, name="sgd_1")
    m.compile(optimizers.MultiOptimizer(mapping, name="multi_optimizer"), loss="mse")
    x, y = real(8, 4), real(8, 2)
    m.train_on_batch(x, y)
    m.train_on_batch(x, y)
    m.save(here / "saving" / "multi_optimizer.keras")
    steps = []
    for _ in range(2):
        loss = m.train_on_batch(x, y)
        steps.append(dict(loss=float(loss), weights=[rounded(w) for w in m.get_weights()], variables=described(m.optimizer)))
    out = dict(x=rounded(x), y=rounded(y), steps=steps)
    rates = callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.5)
    plateau = callbacks.ReduceLROnPlateau(monitor="loss", factor=0.1, patience=1, min_delta=1e9, min_lr=0.002)
    out["scheduler"] = {k: rounded(v) for k, v in m.fit(x, y, epochs=2, verbose=0, callbacks=[rates]).history.items() if k != "loss"}
    out["plateau"] = {k: rounded(v) for k, v in m.fit(x, y, epochs=4, verbose=0, callbacks=[plateau]).history.items() if k != "loss"}
    return out


def text(items):
    return "[\n" + ",\n".join(json.dumps(i) for i in items) + "\n]"


(here / "optimizers" / "multi_optimizer.json").write_text(f'{{"rows": {text(rows())},\n"model": {json.dumps(model())}}}\n')
