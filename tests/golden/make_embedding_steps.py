"""Steps of optimizers on an Embedding whose batches have words more than once, by Keras -> layers/embedding_steps.json.

usage: python make_embedding_steps.py        (Keras 3.15, TensorFlow)
A row: the optimizer's class and configuration, and the table after each of three steps with the loss "mse".
"""
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy as np

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(3)
numbers = lambda a: [float(str(v)) for v in np.asarray(a, np.float32).ravel()]
start, batches = rng.uniform(-1, 1, (6, 3)).astype("float32"), []
for ids in ([[1, 1, 1, 2], [0, 1, 2, 4]], [[4, 4, 0, 0], [0, 5, 5, 1]], [[2, 2, 2, 2], [2, 2, 2, 2]]):
    batches.append((np.array(ids), rng.uniform(-2, 2, (2, 4, 3)).astype("float32")))
rows = []
for kind, options in (("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {}), ("Adam", {"amsgrad": True}), ("AdamW", {}), ("Nadam", {}),
                      ("RMSprop", {}), ("RMSprop", {"momentum": 0.5, "centered": True}), ("RMSprop", {"centered": True}),
                      ("Adagrad", {}), ("Adadelta", {})):
    optimizer = getattr(keras.optimizers, kind)(learning_rate=0.1, **options)
    model = keras.Sequential([keras.Input((4,), dtype="int32"), keras.layers.Embedding(6, 3)])
    model.set_weights([start])
    model.compile(optimizer, "mse")
    after = []
    for x, y in batches:
        model.train_on_batch(x, y)
        after.append(numbers(model.get_weights()[0]))
    config = optimizer.get_config()
    rows.append({"class_name": kind, "config": config, "after": after})
out = {"start": numbers(start), "x": [x.tolist() for x, _ in batches], "y": [numbers(y) for _, y in batches], "rows": rows}
with open(os.path.join(here, "layers", "embedding_steps.json"), "w") as f:
    f.write(json.dumps(out, sort_keys=True) + "\n")
print(len(rows), "rows")
