"""Writes optimizers/table.json: optimizers of Keras (3.15 on TensorFlow 2.21) along given gradients.

Rows as in the table "optimizers": optimizer, config, full_config, w0 (weights at the start), steps (grads, weights after
each), variables (name, value after the last step), after_finalize. "paths": the weights' paths, "exclude": what
exclude_from_weight_decay was given. Schedules: class_name, config, steps, lr.
"""
import contextlib
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import optimizers
from keras.optimizers import schedules

folder = pathlib.Path(__file__).parent / "optimizers"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(9)


def rounded(x):
    x = np.asarray(x)
    if x.dtype.kind != "f":
        return x.tolist()
    return np.vectorize(lambda v: float(np.format_float_positional(np.float32(v), unique=True, trim="0")), otypes=[float])(x).tolist()


def real(*shape):
    return np.round(rng.normal(size=shape), 2).astype(np.float32)


def row(kind, shapes=((3, 2), (2,)), steps=4, paths=None, exclude=None, **config):
    optimizer = getattr(optimizers, kind)(**config)
    full = optimizer.get_config()
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    paths = paths or [f"w{i}" for i in range(len(shapes))]
    start = [real(*s) for s in shapes]
    weights = []
    for path, value in zip(paths, start):
        *scopes, name = path.split("/")
        with keras.name_scope(scopes[0]) if scopes else contextlib.nullcontext():
            weights.append(keras.Variable(value, name=name))
    trail = []
    for _ in range(steps):
        grads = [real(*s) for s in shapes]
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads], weights)
        trail.append(dict(grads=[rounded(g) for g in grads], weights=[rounded(w.numpy()) for w in weights]))
    variables = [dict(path=v.name, shape=list(v.shape), value=rounded(v.numpy())) for v in optimizer.variables]
    optimizer.finalize_variable_values(weights)
    plain = {k: (v if not isinstance(v, schedules.LearningRateSchedule) else full["learning_rate"]) for k, v in config.items()}
    return dict(optimizer=kind, config=plain, full_config=full, w0=[rounded(w) for w in start], paths=paths, exclude=exclude or [],
                steps=trail, variables=variables, after_finalize=[rounded(w.numpy()) for w in weights])


rows = [
    row("Lamb", learning_rate=0.1),
    row("Lamb", learning_rate=0.05, beta_1=0.7, beta_2=0.9, epsilon=1e-3, weight_decay=0.1, clipnorm=1.0),
    row("Muon", learning_rate=0.1, shapes=((3, 2), (2,), (2, 4), (4, 3))),
    row("Muon", learning_rate=0.1, shapes=((3, 2), (3, 3), (4, 2), (2, 2, 2)), paths=["dense/kernel", "embedding/table", "head/kernel", "conv/kernel"],
        exclude_layers=["head"], momentum=0.8, nesterov=False, ns_steps=3, rms_rate=None, adam_lr_ratio=0.5, weight_decay=0.2,
        adam_weight_decay=0.1, adam_beta_1=0.8, adam_beta_2=0.9),
    row("Muon", learning_rate=0.02, shapes=((3, 3), (3, 2)), paths=["embedding/table", "dense/kernel"], exclude_embeddings=False,
        muon_a=3.0, muon_b=-4.0, muon_c=1.8, weight_decay=None, adam_weight_decay=None),
    row("ScheduleFreeAdamW", learning_rate=0.1),
    row("ScheduleFreeAdamW", learning_rate=0.1, beta_1=0.7, beta_2=0.9, epsilon=1e-3, warmup_steps=3, weight_decay=0.1),
    row("Adafactor", learning_rate=0.3, shapes=((2, 3, 2), (2,), ()), steps=5),
    row("Adafactor", learning_rate=0.5, epsilon_1=1e-2, epsilon_2=0.5, clip_threshold=0.5, weight_decay=0.05),
    row("Nadam", learning_rate=0.1, beta_1=0.6, beta_2=0.8, epsilon=1e-3, clipvalue=0.5),
    row("Adamax", learning_rate=0.1, beta_1=0.6, beta_2=0.8, epsilon=1e-2),
    row("Adagrad", learning_rate=0.1, weight_decay=0.1),
    row("Adam", steps=7, learning_rate=0.1, gradient_accumulation_steps=3),
    row("SGD", steps=6, learning_rate=0.1, momentum=0.9, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8,
        ema_overwrite_frequency=2, weight_decay=0.1, global_clipnorm=0.5),
    row("Nadam", steps=4, learning_rate=0.1, gradient_accumulation_steps=2),
    row("RMSprop", learning_rate=0.1, momentum=0.5, centered=True, epsilon=1e-2, loss_scale_factor=4.0),
    row("Adam", learning_rate=schedules.ExponentialDecay(0.1, 2, 0.5), use_ema=True, ema_momentum=0.5),
    row("AdamW", learning_rate=0.1, weight_decay=0.3, amsgrad=True, paths=["dense/kernel", "dense/bias"], exclude=["bias"]),
]


def rates(schedule, steps=range(0, 40)):
    config = schedule.get_config()
    return dict(class_name=type(schedule).__name__, config=config, steps=list(steps), lr=[rounded(schedule(np.int64(s)).numpy()) for s in steps])


lrs = [
    rates(schedules.PolynomialDecay(0.1, 7, cycle=True, power=2.0)),
    rates(schedules.PolynomialDecay(0.1, 7)),
    rates(schedules.InverseTimeDecay(0.4, 6, 1.5, staircase=True)),
    rates(schedules.CosineDecay(0.01, 12, alpha=0.1, warmup_target=0.2, warmup_steps=5)),
    rates(schedules.CosineDecay(0.01, 12, warmup_target=0.2)),
    rates(schedules.CosineDecayRestarts(0.3, 5, t_mul=1.0, m_mul=0.5, alpha=0.1)),
    rates(schedules.CosineDecayRestarts(0.3, 4, t_mul=1.5)),
    rates(schedules.PiecewiseConstantDecay([4], [1.0, 0.5])),
]


def text(items):
    return "[\n" + ",\n".join(json.dumps(i) for i in items) + "\n]"


(folder / "table.json").write_text(f'{{"rows": {text(rows)},\n"schedules": {text(lrs)}}}\n')
