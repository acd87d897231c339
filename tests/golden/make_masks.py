"""Prints the numbers of layers/masking_test.cpp: losses and metrics of a model whose output has a mask (Keras 3.15)."""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

x = np.array([1, 2, 0, 0, 3, -1, 0.5, 1.5, -2, 1, 0, 0], "float32").reshape(2, 3, 2)
y = np.array([0.5, 1, -1, 2, 0.25, 3], "float32").reshape(2, 3, 1)
model = keras.Sequential([keras.Input((3, 2)), keras.layers.Masking(), keras.layers.Dense(1)])
model.set_weights([np.array([[0.5], [-0.25]]), np.array([0.1])])
model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"], weighted_metrics=["mae"])
each_step = np.array([[1, 5, 2], [0, 1, 7]], "float32")
for name, weights in (("plain", None), ("by sample", np.array([[1.0], [3.0]])), ("by step", each_step)):
    print(name, model.evaluate(x, y, sample_weight=weights, verbose=0, return_dict=True))
model.fit(x, y, verbose=0, shuffle=False)
print("after a step", [w.tolist() for w in model.get_weights()])
