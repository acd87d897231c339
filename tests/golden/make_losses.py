"""Writes losses/losses.json and losses/metrics.json: what Keras gives for losses and metrics that the tables of
make_training.py do not have: values, gradients, results after each batch, and configurations.

    python make_losses.py        (Keras 3 on TensorFlow)
"""
import json
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import losses, metrics

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses")
rng = np.random.default_rng(11)


def plain(x):
    if isinstance(x, (np.generic,)):
        x = x.item()
    if isinstance(x, float) and not np.isfinite(x):
        return "nan" if np.isnan(x) else "inf" if x > 0 else "-inf"
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return plain(x.tolist()) if hasattr(x, "tolist") else x


def uniform(*shape):
    return rng.uniform(0.02, 0.98, shape).astype("float32")


def simplex(*shape):
    x = uniform(*shape)
    return x / x.sum(-1, keepdims=True)


def units(*shape):
    x = rng.normal(size=shape).astype("float32")
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def onehot(n, k):
    return np.eye(k, dtype="float32")[rng.integers(0, k, n)]


def weights(*shape):
    return rng.uniform(0.2, 2, shape).astype("float32")


def loss_row(name, config, y, p, reduction="sum_over_batch_size", weight=None, mask=None):
    loss = getattr(losses, name)(reduction=reduction, **config)
    t = tf.constant(p)
    with tf.GradientTape() as tape:
        tape.watch(t)
        q = tf.identity(t)
        if mask is not None:
            keras.src.backend.set_keras_mask(q, tf.constant(mask))
        value = loss(y, q, sample_weight=weight)
        total = tf.reduce_sum(value)
    return plain({"loss": name, "config": config, "reduction": reduction, "y_true": y, "y_pred": p,
                  "sample_weight": weight, "mask": mask, "value": value.numpy(),
                  "grad_y_pred": tape.gradient(total, t).numpy()})


def loss_rows():
    rows = []
    binary = rng.integers(0, 2, (4, 3)).astype("float32")
    for reduction in ("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight"):
        w = weights(4) if reduction != "none" else None
        rows += [loss_row("Dice", {}, binary, uniform(4, 3), reduction),
                 loss_row("Tversky", {"axis": [1]}, binary, uniform(4, 3), reduction, w),
                 loss_row("CategoricalGeneralizedCrossEntropy", {"q": 0.7}, rng.integers(0, 3, 4), simplex(4, 3),
                          reduction, w),
                 loss_row("Circle", {"gamma": 8.0}, rng.integers(0, 2, 6), units(6, 3), reduction),
                 loss_row("CTC", {}, np.array([[1, 2, 2, 0], [3, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]),
                          rng.normal(size=(4, 6, 4)).astype("float32"), reduction, w)]
    rows += [loss_row("Dice", {"axis": 1}, binary, uniform(4, 3)),
             loss_row("Tversky", {"alpha": 0.3, "beta": 0.7}, binary, uniform(4, 3)),
             loss_row("CategoricalGeneralizedCrossEntropy", {}, rng.integers(0, 3, 4), simplex(4, 3)),
             loss_row("Circle", {"margin": 0.2, "remove_diagonal": False}, rng.integers(0, 3, 6), units(6, 3)),
             loss_row("Circle", {}, np.arange(5), units(5, 3)),
             loss_row("Hinge", {}, np.where(binary > 0, 1.0, -1.0).astype("float32"), uniform(4, 3)),
             loss_row("LogCosh", {}, uniform(3, 2) * 60, -uniform(3, 2) * 60),
             loss_row("MeanSquaredError", {}, uniform(4, 1), uniform(4), weight=weights(4)),
             loss_row("MeanSquaredError", {}, uniform(4), uniform(4, 1), "none"),
             loss_row("MeanSquaredError", {}, uniform(4, 2), uniform(4, 2), "mean_with_sample_weight",
                      np.zeros(4, "float32")),
             loss_row("BinaryFocalCrossentropy", {"label_smoothing": 0.2, "axis": 0}, binary, uniform(4, 3)),
             loss_row("CategoricalFocalCrossentropy", {"label_smoothing": 0.2}, onehot(4, 3), simplex(4, 3)),
             loss_row("SparseCategoricalCrossentropy", {"ignore_class": 1}, np.ones(3, "int32"), simplex(3, 3))]
    mask = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0]], bool)
    for reduction in ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"):
        rows.append(loss_row("MeanAbsoluteError", {}, uniform(4, 3, 2), uniform(4, 3, 2), reduction, None, mask))
        rows.append(loss_row("MeanAbsoluteError", {}, uniform(4, 3, 2), uniform(4, 3, 2), reduction,
                             weights(4, 3), mask))
    rows.append(loss_row("SparseCategoricalCrossentropy", {"ignore_class": 0}, rng.integers(0, 3, (4, 3)),
                         simplex(4, 3, 3), "sum_over_batch_size", weights(4, 3), mask))
    rows.append(loss_row("MeanSquaredError", {}, uniform(2, 3, 2), uniform(2, 3, 2), mask=np.zeros((2, 3), bool)))
    return rows


def metric_row(name, config, batches, mask=None):
    metric = getattr(metrics, name)(**config)
    updates, results = [], []
    for y, p, w in batches:
        q = tf.constant(p)
        if mask is not None:
            keras.src.backend.set_keras_mask(q, tf.constant(mask))
        metric.update_state(y, q, sample_weight=w)
        updates.append({"y_true": y, "y_pred": p, "sample_weight": w})
        results.append(np.asarray(metric.result()))
    return plain({"metric": name, "config": config, "updates": updates, "mask": mask, "result_after_each": results})


def binary_batches(n, *shape):
    return [(rng.integers(0, 2, (n, *shape)).astype("float32"), uniform(n, *shape), w)
            for w in (None, weights(n), None)]


def real_batches(*shape):
    return [(uniform(*shape), uniform(*shape), w) for w in (None, weights(shape[0]), None)]


def class_batches(n, k):
    return [(onehot(n, k), simplex(n, k), w) for w in (None, weights(n), None)]


def metric_rows():
    rows = []
    for name in ("PearsonCorrelation", "ConcordanceCorrelation"):
        rows += [metric_row(name, {}, real_batches(5, 4)), metric_row(name, {"axis": 0}, [(uniform(5, 4), uniform(5, 4),
                                                                                           None)])]
    for curve in ("ROC", "PR", "PRGAIN"):
        for method in ("interpolation", "minoring", "majoring"):
            rows.append(metric_row("AUC", {"curve": curve, "summation_method": method}, binary_batches(12, 2)))
        rows.append(metric_row("AUC", {"curve": curve, "thresholds": [0.7, 0.2, 0.5]}, binary_batches(12)))
    rows += [metric_row("AUC", {"multi_label": True, "num_labels": 3, "label_weights": [0.5, 1.0, 2.0]},
                        binary_batches(9, 3)),
             metric_row("AUC", {"multi_label": True, "curve": "PR", "thresholds": [0.3, 0.6]}, binary_batches(9, 3)),
             metric_row("AUC", {"label_weights": [0.5, 1.0, 2.0]}, binary_batches(9, 3)),
             metric_row("AUC", {"num_thresholds": 5}, [(np.array([0, 1, 1, 0, 1.0], "float32"),
                                                        np.array([0, 0.25, 0.5, 1, 1], "float32"), None)]),
             metric_row("Precision", {"thresholds": [0.0, 0.5, 1.0]}, binary_batches(9)),
             metric_row("Precision", {"thresholds": [0.8, 0.2]}, binary_batches(9, 2)),
             metric_row("Precision", {"top_k": 2, "class_id": 1}, class_batches(9, 4)),
             metric_row("Precision", {"top_k": 2, "thresholds": 0.3}, class_batches(9, 4)),
             metric_row("Recall", {"top_k": 1}, class_batches(9, 4)),
             metric_row("Recall", {}, [(rng.integers(0, 2, (3, 4, 2)).astype("float32"), uniform(3, 4, 2),
                                        weights(3, 4))]),
             metric_row("TruePositives", {"thresholds": 0.3}, binary_batches(7, 2)),
             metric_row("TrueNegatives", {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}, binary_batches(7)),
             metric_row("PrecisionAtRecall", {"recall": 0.7, "num_thresholds": 11}, binary_batches(20)),
             metric_row("PrecisionAtRecall", {"recall": 0.4, "num_thresholds": 1}, binary_batches(20)),
             metric_row("RecallAtPrecision", {"precision": 0.55, "class_id": 1}, binary_batches(20, 3)),
             metric_row("SensitivityAtSpecificity", {"specificity": 0.9}, binary_batches(20)),
             metric_row("SpecificityAtSensitivity", {"sensitivity": 1.0}, binary_batches(20)),
             metric_row("F1Score", {"average": "micro"}, class_batches(7, 3)),
             metric_row("F1Score", {"threshold": 0.3}, class_batches(7, 3)),
             metric_row("FBetaScore", {"beta": 0.5}, class_batches(7, 3)),
             metric_row("R2Score", {"class_aggregation": None}, real_batches(6, 3)),
             metric_row("R2Score", {"num_regressors": 2}, real_batches(6, 3)),
             metric_row("IoU", {"num_classes": 3, "target_class_ids": [0, 2], "dtype": "float32", "ignore_class": 1},
                        [(rng.integers(0, 4, 9), rng.integers(0, 3, 9), w) for w in (None, weights(9))]),
             metric_row("OneHotIoU", {"num_classes": 3, "target_class_ids": [1]}, class_batches(9, 3)),
             metric_row("OneHotMeanIoU", {"num_classes": 3, "sparse_y_pred": True},
                        [(onehot(9, 3), rng.integers(0, 3, 9), None)]),
             metric_row("BinaryIoU", {}, binary_batches(9)),
             metric_row("SparseTopKCategoricalAccuracy", {"k": 2, "from_sorted_ids": True},
                        [(rng.integers(0, 4, 6), np.stack([rng.permutation(4) for _ in range(6)]).astype("float32"),
                          None)]),
             metric_row("SparseCategoricalCrossentropy", {"ignore_class": 1},
                        [(rng.integers(0, 3, 6), simplex(6, 3), None)]),
             metric_row("CosineSimilarity", {}, real_batches(5, 4)),
             metric_row("RootMeanSquaredError", {}, [(uniform(3, 4, 2), uniform(3, 4, 2), w)
                                                     for w in (None, weights(3), weights(3, 4))]),
             metric_row("MeanAbsoluteError", {}, [(uniform(3, t, 2), uniform(3, t, 2), w)
                                                  for t, w in ((4, None), (2, weights(3)), (5, weights(3, 5)))])]
    mask = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0]], bool)
    rows.append(metric_row("MeanSquaredError", {}, [(uniform(4, 3, 2), uniform(4, 3, 2), w)
                                                    for w in (None, weights(4, 3))], mask))
    return rows


def configs():
    required = {"IoU": (3, [0, 1]), "MeanIoU": (3,), "OneHotIoU": (3, [0]), "OneHotMeanIoU": (3,),
                "PrecisionAtRecall": (0.5,), "RecallAtPrecision": (0.5,), "SensitivityAtSpecificity": (0.5,),
                "SpecificityAtSensitivity": (0.5,)}
    skip = ("Loss", "LossFunctionWrapper", "Metric", "MeanMetricWrapper")
    made = {}
    for room, module in (("losses", keras.src.losses), ("metrics", keras.src.metrics)):
        names = sorted(c.__name__ for c in module.ALL_OBJECTS if isinstance(c, type) and c.__name__ not in skip)
        made[room] = {n: getattr(module, n)(*required.get(n, ())).get_config() for n in names}
        made[room + "_names"] = sorted(n for n in module.ALL_OBJECTS_DICT
                                       if n not in (*skip, "loss", "metric", "mean_metric_wrapper"))
    return made


def write(name, value):
    with open(os.path.join(HERE, name), "w") as f:
        json.dump(value, f, separators=(",", ":"))
        f.write("\n")


os.makedirs(HERE, exist_ok=True)
write("losses.json", loss_rows())
write("metrics.json", metric_rows())
write("configs.json", configs())
