"""The recipe of ../unit_circle.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json
import numpy as np
import keras
from keras.layers import Dense

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

n = 1000
X = np.random.rand(n, 2) * 4 - 2
labels = X[:, 0] ** 2 + X[:, 1] ** 2 < 1
Y = np.zeros((n, 2))
Y[np.arange(n), labels.astype(int)] = 1

model = keras.Sequential([keras.Input((2,)), Dense(2)])
model.compile(loss="mse", optimizer="sgd", metrics=["accuracy"])
model.fit(X, Y, epochs=args.epochs, verbose=0)
print(json.dumps({"accuracy": model.evaluate(X, Y, verbose=0)[1]}))
