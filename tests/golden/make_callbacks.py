"""Writes callbacks/cases.txt and callbacks/events.txt: what callbacks of Keras (3.15 on TensorFlow 2.21, with TensorBoard's
summaries) do with scripted figures.

cases.txt: a line for each run, its parts apart by tabs: the callback; its options; the scripted figure and its values, one
for each epoch (none: no value); how many epochs ran; the model's only weight at the end (an epoch's number); the learning
rates in the history; the paths saved; what was printed, or the CSV file, with \\n and \\r for line ends.
events.txt: names and bytes of events and of their records.
"""
import contextlib
import io
import os
import pathlib
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import keras
import numpy as np
import tensorflow as tf
from keras import callbacks

folder = pathlib.Path(__file__).parent / "callbacks"
folder.mkdir(exist_ok=True)
lines = []


class Script(callbacks.Callback):
    def __init__(self, monitor, values):
        super().__init__()
        self.monitor, self.values = monitor, values

    def on_epoch_begin(self, epoch, logs=None):
        self.model.set_weights([np.full((1, 1), float(epoch))])

    def on_epoch_end(self, epoch, logs=None):
        if self.values[epoch] is not None:
            logs[self.monitor] = self.values[epoch]


def case(kind, make, options, values, monitor="val_loss", fits=1, csv=None):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse", metrics=["mae", "accuracy"])
    saved = []
    model.save = lambda path, overwrite=True: saved.append(path)
    model.save_weights = lambda path, overwrite=True: saved.append("weights:" + path)
    callback = make(**options)
    out = io.StringIO()
    x = np.zeros((6, 1))
    with contextlib.redirect_stdout(out):
        for _ in range(fits):
            history = model.fit(x, x, batch_size=2, epochs=len(values), verbose=0, shuffle=False,
                                callbacks=[Script(monitor, values), callback])
    text = out.getvalue() if csv is None else pathlib.Path(csv).read_bytes().decode()
    shown = {k: v for k, v in options.items() if k != "filename"}
    rates = history.history.get("learning_rate", [])
    lines.append("\t".join([
        kind, "|".join(f"{k}={v}" for k, v in shown.items()), monitor,
        ",".join("none" if v is None else repr(v) for v in values), str(len(history.epoch)),
        repr(float(model.get_weights()[0][0, 0])), ",".join(map(repr, rates)), ",".join(saved),
        text.replace("\n", "\\n").replace("\r", "\\r")]))


down = [4.0, 3.0, 3.5, 3.25, 3.0, 2.0, 2.5, 2.5, 2.5, 2.5]
for options in [
    {}, {"patience": 2}, {"patience": 2, "verbose": 1, "restore_best_weights": True},
    {"patience": 3, "restore_best_weights": True, "verbose": 1}, {"patience": 1, "min_delta": 0.75},
    {"patience": 2, "baseline": 3.25}, {"patience": 2, "baseline": 1.0, "restore_best_weights": True, "verbose": 1},
    {"patience": 1, "start_from_epoch": 4, "verbose": 1}, {"patience": 2, "mode": "max", "verbose": 1},
    {"patience": 2, "mode": "min", "min_delta": -0.75}, {"patience": 20, "restore_best_weights": True, "verbose": 1},
]:
    case("EarlyStopping", callbacks.EarlyStopping, options, down)
case("EarlyStopping", callbacks.EarlyStopping, {"patience": 1, "verbose": 1}, [5.0, None, None, 4.0, 4.0, 4.0, 4.0])
case("EarlyStopping", callbacks.EarlyStopping, {"monitor": "val_accuracy", "patience": 1, "restore_best_weights": True},
     [0.5, 0.75, 0.625, 0.5, 0.25], monitor="val_accuracy")
case("EarlyStopping", callbacks.EarlyStopping, {"monitor": "val_mae", "patience": 1}, [0.5, 0.75, 0.25], monitor="val_mae")
for options in [
    {"patience": 1, "factor": 0.5, "verbose": 1}, {"patience": 2, "factor": 0.5}, {"patience": 1, "factor": 0.25, "cooldown": 2},
    {"patience": 1, "factor": 0.5, "min_lr": 0.25, "verbose": 1}, {"patience": 1, "factor": 0.5, "min_delta": 0.75},
    {"patience": 1, "factor": 0.5, "mode": "max"}, {"patience": 0, "factor": 0.5},
]:
    case("ReduceLROnPlateau", callbacks.ReduceLROnPlateau, options, down)
case("ReduceLROnPlateau", callbacks.ReduceLROnPlateau, {"patience": 1, "factor": 0.5}, [5.0, None, 6.0, 6.0])
for options in [
    {"filepath": "m.keras"}, {"filepath": "m.keras", "verbose": 1}, {"filepath": "m.h5", "save_best_only": True, "verbose": 1},
    {"filepath": "{epoch:02d}-{val_loss:.2f}.keras", "save_best_only": True},
    {"filepath": "{epoch}-{val_loss}-{loss:6.3f}.weights.h5", "save_weights_only": True},
    {"filepath": "m{{{epoch:>4}}}{val_loss:+.1e}{val_loss:g}{val_loss:09.3f}.keras"},
    {"filepath": "m.keras", "save_best_only": True, "initial_value_threshold": 3.25, "verbose": 1},
    {"filepath": "m.keras", "save_best_only": True, "mode": "max", "verbose": 1},
    {"filepath": "{epoch}-{batch:03d}.keras", "save_freq": 2}, {"filepath": "{epoch}-{batch}.keras", "save_freq": 4, "verbose": 1},
]:
    case("ModelCheckpoint", callbacks.ModelCheckpoint, options, down[:5])
case("ModelCheckpoint", callbacks.ModelCheckpoint, {"filepath": "m.keras", "save_best_only": True}, [5.0, None, 6.0])
case("LearningRateScheduler", lambda verbose: callbacks.LearningRateScheduler(lambda e: 0.5 ** e, verbose), {"verbose": 1},
     [0.0, 0.0, 0.0])
case("LearningRateScheduler2", lambda verbose: callbacks.LearningRateScheduler(lambda e, r: r * 0.25, verbose),
     {"verbose": 1}, [0.0, 0.0, 0.0])
odd = [0.1, 1e-05, 100000.0, 1e16, 123456789.125, float("nan"), float("inf"), None, -0.0001, 5e-324]
with tempfile.TemporaryDirectory() as t:
    for i, options in enumerate([{}, {"separator": ";"}, {"append": True}, {"separator": "_", "append": False}]):
        path = f"{t}/{i}.csv"
        case("CSVLogger", callbacks.CSVLogger, {"filename": path, **options}, odd, csv=path, fits=2)
    case("CSVLogger", callbacks.CSVLogger, {"filename": f"{t}/x.csv"}, [1.0, 0.5], monitor="extra", csv=f"{t}/x.csv")
(folder / "cases.txt").write_text("\n".join(lines) + "\n")

with tempfile.TemporaryDirectory() as t:
    writer = tf.summary.create_file_writer(t)
    with writer.as_default():
        tf.summary.scalar("epoch_loss", 0.25, step=0)
        tf.summary.scalar("batch_mae", 3.0, step=300)
        tf.summary.histogram("dense/kernel/histogram", np.array([-1, 0, 0.5, 0.51, 2, 7], np.float32), step=2)
        tf.summary.histogram("same", np.array([2, 2], np.float32), step=1)
        tf.summary.histogram("none", np.array([], np.float32), step=1)
    writer.close()
    written = next(pathlib.Path(t).iterdir())
    events = [tf.compat.v1.Event.FromString(r.numpy()) for r in tf.data.TFRecordDataset(str(written))]
    with open(folder / "events.txt", "w") as f:
        for event in events:
            event.wall_time = 1700000000.5
            event.ClearField("source_metadata")
            name = event.summary.value[0].tag if event.summary.value else "version"
            record = f"{t}/record"
            with tf.io.TFRecordWriter(record) as one:
                one.write(event.SerializeToString(deterministic=True))
            f.write(f"{name} {pathlib.Path(record).read_bytes().hex()}\n")
