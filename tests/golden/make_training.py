"""Writes training/<case>.json and .npz: whole training runs of Keras (3.15 on TensorFlow 2.21), unshuffled.

json: the model's and compile's own configs, fit's options, and the history: figures of each epoch, running figures after
each batch, evaluate before and after. npz: x0 … y0 … (data), v_x0 … v_y0 … (validation data), sample_weight, before0 … and
after0 … (weights, in model.weights' order), p0 … and q0 … (predict before and after).
tables.json: losses, metrics, activations and optimizers alone: inputs, values, gradients.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers, losses, metrics, optimizers

folder = pathlib.Path(__file__).parent / "training"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(5)
keras.utils.set_random_seed(5)


class BatchLogs(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.logs = []

    def on_train_batch_end(self, batch, logs=None):
        self.logs.append({k: float(v) for k, v in logs.items()})


def as_list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def one_or_all(x):
    return x[0] if len(x) == 1 else x


def numbers(logs):
    return {k: float(v) for k, v in logs.items()}


def case(name, model, compile_args, x, y, *, sample_weight=None, validation=None, before_fit=None, **fit):
    model.compile(**compile_args)
    arrays = {}

    def keep(prefix, values):
        for i, v in enumerate(values):
            arrays[f"{prefix}{i}"] = np.asarray(v)

    x, y = as_list(x), as_list(y)
    keep("x", x)
    keep("y", y)
    keep("before", [w.numpy() for w in model.weights])
    one_x, one_y = one_or_all(x), one_or_all(y)
    keep("p", as_list(model.predict(one_x, verbose=0)))
    before = numbers(model.evaluate(one_x, one_y, batch_size=fit["batch_size"], verbose=0, return_dict=True))
    extra = {}
    if sample_weight is not None:
        arrays["sample_weight"] = extra["sample_weight"] = sample_weight
    if validation is not None:
        keep("v_x", as_list(validation[0]))
        keep("v_y", as_list(validation[1]))
        extra["validation_data"] = validation
    logs = BatchLogs()
    history = model.fit(one_x, one_y, shuffle=False, verbose=0, callbacks=[logs], **fit, **extra)
    keep("after", [w.numpy() for w in model.weights])
    keep("q", as_list(model.predict(one_x, verbose=0)))
    after = numbers(model.evaluate(one_x, one_y, batch_size=fit["batch_size"], verbose=0, return_dict=True))
    config = json.loads(model.to_json())
    config.pop("compile_config", None)
    out = {
        "model": config,
        "compile": model.get_compile_config(),
        "fit": {k: list(v.items()) if k == "class_weight" else v for k, v in fit.items()},
        "epochs": {k: [float(v) for v in values] for k, values in history.history.items()},
        "epoch": history.epoch,
        "batch_logs": logs.logs,
        "evaluate_before": before,
        "evaluate_after": after,
    }
    (folder / f"{name}.json").write_text(json.dumps(out, default=str, separators=(",", ":")) + "\n")
    np.savez(folder / f"{name}.npz", **arrays)
    print(name, history.history["loss"])


def real(*shape):
    return rng.normal(size=shape).astype(np.float32)


def ints(n, *shape):
    return rng.integers(0, n, shape).astype(np.int32)


def one_hot(y, n):
    return np.eye(n, dtype=np.float32)[y]


def weights(n):
    return rng.uniform(0.2, 2.0, n).astype(np.float32)


def mlp(out, activation=None, n=3, hidden="tanh", **options):
    return keras.Sequential([layers.Input((n,)), layers.Dense(4, hidden, **options), layers.Dense(out, activation)])


n = 22
x = real(n, 3)
case("sgd_mse", mlp(2), dict(optimizer=optimizers.SGD(0.1), loss="mse", metrics=["mae"]), x, real(n, 2),
     batch_size=4, epochs=3, validation_split=0.25)
case("adam_bce", mlp(1, "sigmoid", hidden="relu"), dict(optimizer=optimizers.Adam(0.05), loss="binary_crossentropy", metrics=["accuracy"]),
     x, ints(2, n), batch_size=6, epochs=3, validation_split=0.3)
case("nesterov_cce", mlp(3, "softmax"),
     dict(optimizer=optimizers.SGD(0.1, momentum=0.9, nesterov=True), loss="categorical_crossentropy",
          metrics=["accuracy", "categorical_crossentropy", metrics.TopKCategoricalAccuracy(k=2)]),
     x, one_hot(ints(3, n), 3), batch_size=5, epochs=3, class_weight={0: 0.5, 2: 2.0})
case("adadelta_scce", mlp(3, "softmax"),
     dict(optimizer=optimizers.Adadelta(1.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"],
          weighted_metrics=["accuracy", "sparse_categorical_crossentropy"]),
     x, ints(3, n, 1), batch_size=5, epochs=3, sample_weight=weights(n), validation=(real(7, 3), ints(3, 7, 1)), validation_freq=2)
case("adadelta_class_weight", mlp(3, "softmax"),
     dict(optimizer=optimizers.Adadelta(0.5, rho=0.9), loss="sparse_categorical_crossentropy", weighted_metrics=["acc"]),
     x, ints(3, n), batch_size=6, epochs=2, class_weight={0: 3.0, 1: 0.2, 2: 1.5}, validation_split=0.2)
case("rmsprop_centered_momentum", mlp(1), dict(optimizer=optimizers.RMSprop(0.01, momentum=0.8, centered=True), loss="mae", metrics=["mse"]),
     x, real(n), batch_size=6, epochs=3)
case("rmsprop_steps", mlp(1), dict(optimizer=optimizers.RMSprop(0.01), loss="mse"), x, real(n, 1),
     batch_size=4, epochs=5, initial_epoch=2, steps_per_epoch=4, validation=(real(9, 3), real(9, 1)), validation_steps=2,
     validation_batch_size=3)

regularized = keras.Sequential([
    layers.Input((2, 3)), layers.Flatten(),
    layers.Dense(4, "tanh", kernel_regularizer=keras.regularizers.L2(0.02), bias_regularizer=keras.regularizers.L1(0.01),
                 activity_regularizer=keras.regularizers.L1L2(0.01, 0.03), kernel_constraint=keras.constraints.MaxNorm(0.8)),
    layers.Reshape((2, 2)), layers.Dense(3, "relu", use_bias=False), layers.Activation("tanh")])
case("regularized", regularized, dict(optimizer=optimizers.SGD(0.2, momentum=0.5), loss="mse"), real(n, 2, 3), real(n, 2, 3),
     batch_size=5, epochs=3)

frozen = mlp(1, kernel_regularizer=keras.regularizers.L2(0.1))
frozen.layers[0].trainable = False
case("frozen", frozen, dict(optimizer=optimizers.Adam(0.01), loss="mse"), x, real(n, 1), batch_size=8, epochs=2)

case("clipnorm_decay_ema", mlp(2),
     dict(optimizer=optimizers.Adam(0.02, clipnorm=0.3, weight_decay=0.05, use_ema=True, ema_momentum=0.8), loss="mse"), x, real(n, 2),
     batch_size=5, epochs=3, validation_split=0.3)
case("clipvalue_ema_overwrite", mlp(2, kernel_constraint=keras.constraints.UnitNorm()),
     dict(optimizer=optimizers.SGD(0.1, clipvalue=0.05, use_ema=True, ema_momentum=0.7, ema_overwrite_frequency=3), loss="mse"),
     x, real(n, 2), batch_size=5, epochs=3)
case("global_clipnorm_amsgrad", mlp(2), dict(optimizer=optimizers.Adam(0.03, amsgrad=True, global_clipnorm=0.2, beta_2=0.9), loss="mse"),
     x, real(n, 2), batch_size=5, epochs=3)
case("logits_smoothing", mlp(2),
     dict(optimizer=optimizers.Adam(0.03), loss=losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2),
          metrics=[metrics.BinaryAccuracy(threshold=0.0), "mse", metrics.BinaryAccuracy(name="other", threshold=0.3)]),
     x, ints(2, n, 2).astype(np.float32), batch_size=5, epochs=2)
case("loss_sum", mlp(2), dict(optimizer=optimizers.SGD(0.01), loss=losses.MeanSquaredError(reduction="sum")), x, real(n, 2),
     batch_size=5, epochs=2)

a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
shared = layers.Dense(4, "tanh", name="shared")
h = shared(layers.Dense(3, name="first")(a)) + shared(layers.Dense(3, "relu", name="second")(b))
two = keras.Model([a, b], [layers.Dense(1, name="value")(h), layers.Dense(3, "softmax", name="kind")(h)])
case("two_in_two_out", two,
     dict(optimizer=optimizers.RMSprop(0.02), loss=["mse", "sparse_categorical_crossentropy"], loss_weights=[0.7, 1.6],
          metrics=[["mae"], ["accuracy"]], weighted_metrics=[["mse"], ["accuracy"]]),
     [x, real(n, 2)], [real(n, 1), ints(3, n)], sample_weight=weights(n), batch_size=5, epochs=3)

nested = keras.Sequential([layers.Input((3,)), keras.Sequential([layers.Input((3,)), layers.Dense(4, "relu"), layers.Dense(3)]),
                           layers.Dense(2, "softmax")])
case("nested", nested, dict(optimizer=optimizers.Adam(0.03), loss="categorical_crossentropy", metrics=["accuracy"]), x,
     one_hot(ints(2, n), 2), batch_size=7, epochs=2)

# tables.json: single functions. Values, and gradients by y_pred or x of the sum (times `cotangent`, if there is one).


def listed(x):
    return np.asarray(x).tolist()


def loss_row(kind, config, reduction, y, p, w=None):
    loss = getattr(losses, kind)(reduction=reduction, **config)
    p = tf.constant(p)
    with tf.GradientTape() as tape:
        tape.watch(p)
        value = loss(tf.constant(y), p, w)
    return dict(loss=kind, config=config, reduction=reduction, y_true=listed(y), y_pred=listed(p),
                sample_weight=None if w is None else listed(w), value=listed(value), grad_y_pred=listed(tape.gradient(value, p)))


def softmax(x):
    e = np.exp(x)
    return (e / e.sum(-1, keepdims=True)).astype(np.float32)


table = dict(losses=[], metrics=[], activations=[], optimizers=[])
for reduction in ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"):
    for w in (None, weights(3)):
        unscaled = np.array([[0.2, 0.9], [2.0, 0.5], [1e-9, 1.0]], np.float32)  # rows that do not sum to 1
        for kind, config, y, p in (
                ("MeanSquaredError", {}, real(3, 2), real(3, 2)),
                ("MeanAbsoluteError", {}, real(3), real(3, 1)),
                ("BinaryCrossentropy", {"label_smoothing": 0.1}, ints(2, 3, 2).astype(np.float32), softmax(real(3, 2))),
                ("BinaryCrossentropy", {"from_logits": True}, ints(2, 3, 2).astype(np.float32), 4 * real(3, 2)),
                ("CategoricalCrossentropy", {}, one_hot(ints(2, 3), 2), unscaled),
                ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.2}, one_hot(ints(4, 3), 4), 3 * real(3, 4)),
                ("SparseCategoricalCrossentropy", {}, ints(2, 3), unscaled),
                ("SparseCategoricalCrossentropy", {"from_logits": True}, ints(4, 3, 1), 3 * real(3, 4)),
                ("SparseCategoricalCrossentropy", {"ignore_class": 1}, np.array([1, 0, 2], np.int32), softmax(real(3, 3)))):
            table["losses"].append(loss_row(kind, config, reduction, y, p, w))


def metric_row(kind, config, batches):
    metric = getattr(metrics, kind)(**config)
    updates, results = [], []
    for y, p, w in batches:
        metric.update_state(y, p, w)
        updates.append(dict(y_true=listed(y), y_pred=listed(p), sample_weight=None if w is None else listed(w)))
        results.append(float(metric.result()))
    return dict(metric=kind, config=config, updates=updates, result_after_each=results)


def batches(y, p):
    return [(y(), p(), w) for w in (None, weights(5), None)]


for kind, config in (("BinaryAccuracy", {}), ("BinaryAccuracy", {"threshold": 0.7})):
    table["metrics"].append(metric_row(kind, config, batches(lambda: ints(2, 5, 3).astype(np.float32), lambda: softmax(real(5, 3)))))
ties = np.array([[0.5, 0.5, 0.0], [0.2, 0.4, 0.4], [0.1, 0.8, 0.1], [1.0, 0.0, 0.0], [0.3, 0.3, 0.4]], np.float32)
for kind, config in (("CategoricalAccuracy", {}), ("TopKCategoricalAccuracy", {"k": 2})):
    table["metrics"].append(metric_row(kind, config, batches(lambda: one_hot(ints(3, 5), 3), lambda: ties)))
for kind, config in (("SparseCategoricalAccuracy", {}), ("SparseTopKCategoricalAccuracy", {"k": 2})):
    table["metrics"].append(metric_row(kind, config, batches(lambda: ints(3, 5, 1), lambda: ties)))
table["metrics"].append(metric_row("Accuracy", {}, batches(lambda: ints(3, 5), lambda: ints(3, 5))))
for kind in ("MeanSquaredError", "MeanAbsoluteError"):
    table["metrics"].append(metric_row(kind, {}, batches(lambda: real(5, 2), lambda: real(5, 2))))

grid = np.array([-30.0, -3.0, -1.0, -1e-3, 0.0, 1e-3, 0.7, 1.0, 6.0, 30.0], np.float32)
for kind, x, config in (("linear", grid, {}), ("relu", grid, {}), ("sigmoid", grid, {}), ("tanh", grid, {}), ("softmax", 2 * real(2, 3), {})):
    x, cotangent = tf.constant(x), tf.constant(real(*x.shape))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = getattr(keras.activations, kind)(x, **config)
        total = tf.reduce_sum(y * cotangent)
    table["activations"].append(dict(activation=kind, config=config, x=listed(x), y=listed(y), cotangent=listed(cotangent),
                                     grad=listed(tape.gradient(total, x))))

shapes = [(3, 2), (2,)]
start, gradients = [real(*s) for s in shapes], [[real(*s) for s in shapes] for _ in range(10)]
gradients[4] = [np.zeros(s, np.float32) for s in shapes]
for kind, configs in (
        ("SGD", [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"weight_decay": 0.1, "clipvalue": 0.3}]),
        ("RMSprop", [{}, {"momentum": 0.4, "epsilon": 0.001}, {"centered": True, "epsilon": 0.001}, {"centered": True, "momentum": 0.5, "rho": 0.6}]),
        ("Adam", [{}, {"amsgrad": True, "beta_2": 0.5}, {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3, "clipnorm": 0.5}]),
        ("Adadelta", [{}, {"rho": 0.7, "epsilon": 1e-4, "global_clipnorm": 1.0}])):
    for config in configs:
        config = {"learning_rate": 0.1, **config}
        optimizer = getattr(optimizers, kind)(**config)
        variables = [keras.Variable(v) for v in start]
        steps = []
        for g in gradients:
            optimizer.apply([tf.constant(v) for v in g], variables)
            steps.append(dict(grads=[listed(v) for v in g], weights=[listed(v.numpy()) for v in variables]))
        optimizer.finalize_variable_values(variables)
        table["optimizers"].append(dict(optimizer=kind, config=config, w0=[listed(v) for v in start], steps=steps,
                                        after_finalize=[listed(v.numpy()) for v in variables]))


def short(j):
    """float32 numbers with 9 digits: enough to read back the same."""
    if isinstance(j, float):
        return float(f"{j:.9g}")
    if isinstance(j, list):
        return [short(v) for v in j]
    return {k: short(v) for k, v in j.items()} if isinstance(j, dict) else j


(folder / "tables.json").write_text(json.dumps(short(table), separators=(",", ":")) + "\n")
