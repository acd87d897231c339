"""Each layer in a small model, trained by Keras -> layers/training.json, layers/training.npz.

usage: python make_layer_training.py        (Keras 3.15, TensorFlow)
The layers are those of saving/layers.json, as they are trained: not frozen, and with no numbers drawn. A Dense before
each lets a gradient go through the layer. A row: the layer's class, the model's configuration, whether it trains
("random": it draws numbers while training; "constant": no gradient passes), the losses of each epoch; the arrays of row
i are i_x0 …, i_y, i_p (predict before), i_b0 … (weights before), i_a0 … (weights after), i_q (predict after).
"""
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy as np

here = os.path.dirname(os.path.abspath(__file__))
RANDOM = {"AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "SpatialDropout1D", "SpatialDropout2D",
          "SpatialDropout3D", "RandomBrightness", "RandomContrast", "RandomCrop", "RandomFlip", "RandomRotation",
          "RandomTranslation", "RandomZoom"}
CONSTANT = {"CategoryEncoding", "Discretization", "Hashing", "IntegerLookup"}
CELLS = {"GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"}
APART = {"MultiHeadAttention", "GroupQueryAttention"}  # takes its inputs as arguments, not as a list


@keras.saving.register_keras_serializable()
def double_plus_one(x):
    return 2.0 * x + 1.0


def trained(config):
    """The configuration without what would keep it from being trained, or draw numbers."""
    if isinstance(config, list):
        return [trained(c) for c in config]
    if not isinstance(config, dict):
        return config
    config = {k: trained(v) for k, v in config.items()}
    if "trainable" in config:
        config["trainable"] = True
    for key in ("dropout", "recurrent_dropout"):
        if isinstance(config.get(key), float):
            config[key] = 0.0
    return config


def model_of(row):
    inputs = [keras.Input(shape, dtype=row["dtype"], name=f"in{i}") for i, shape in enumerate(row["inputs"])]
    kind = row["layer"]["class_name"]
    layer = keras.saving.deserialize_keras_object(row["layer"] if kind in RANDOM else trained(row["layer"]))
    xs = inputs if row["dtype"] == "int32" else [
        keras.layers.Dense(shape[-1], name=f"front{i}")(x)
        for i, (x, shape) in enumerate(zip(inputs, row["inputs"]))]
    if kind in CELLS:  # the input of a step, and the states; the output comes first
        y = layer(xs[0], xs[1:] if kind != "StackedRNNCells" else [xs[1:3], xs[3:]])[0]
    else:
        y = layer(*xs) if kind in APART or len(xs) == 1 else layer(xs)
    return keras.Model(inputs, y, name="around")


def record(row, seed, samples=12):
    """The row of training.json about a row of saving/layers.json, and its arrays."""
    keras.utils.set_random_seed(7 + seed)
    rng = np.random.default_rng(seed)
    kind, model = row["layer"]["class_name"], model_of(row)
    how = "random" if kind in RANDOM else "constant" if kind in CONSTANT else "trained"
    if how == "trained" and not model.trainable_weights:
        how = "constant"
    xs = [rng.integers(0, 4, [samples, *s]).astype("int32") if row["dtype"] == "int32" else
          rng.uniform(-1, 1, [samples, *s]).astype("float32") for s in row["inputs"]]
    # Weights that all start alike, or at 0, would hide errors.
    weights = [w + rng.normal(0, 0.2, w.shape).astype(w.dtype) * (w.dtype == np.float32) for w in model.get_weights()]
    weights = [np.abs(w) if v.path.endswith("variance") else w for w, v in zip(weights, model.weights)]
    model.set_weights(weights)
    own = {"x%d" % k: x for k, x in enumerate(xs)}
    own["p"] = model.predict(xs, verbose=0)
    told = {"class_name": kind, "model": json.loads(model.to_json()), "how": how}
    if how == "trained":
        y = rng.uniform(-1, 1, own["p"].shape).astype("float32")
        own["y"] = y
        model.compile(keras.optimizers.SGD(0.05), "mse")
        own.update({"b%d" % k: w for k, w in enumerate(model.get_weights())})
        told["losses"] = model.fit(xs, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history["loss"]
        own.update({"a%d" % k: w for k, w in enumerate(model.get_weights())})
        own["q"] = model.predict(xs, verbose=0)
    else:
        own.update({"b%d" % k: w for k, w in enumerate(model.get_weights())})
    return told, own


if __name__ == "__main__":
    rows, arrays = [], {}
    for i, row in enumerate(json.load(open(os.path.join(here, "saving", "layers.json")))):
        told, own = record(row, i)
        arrays.update({f"{i}_{k}": v for k, v in own.items()})
        rows.append(told)
        print(told["class_name"], told["how"], told.get("losses"), flush=True)

    with open(os.path.join(here, "layers", "training.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r, sort_keys=True) for r in rows) + "\n]\n")
    np.savez_compressed(os.path.join(here, "layers", "training.npz"), **arrays)
    print(len(rows), "rows")
