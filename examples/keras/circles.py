"""The recipes of ../circles.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json
import numpy as np
import keras
from keras.layers import Dense

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=None, help="default: as in the tutorial")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)


def make_circles(n_samples, factor, noise):  # sklearn.datasets.make_circles
    angle = np.linspace(0, 2 * np.pi, n_samples // 2, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    X = np.concatenate([circle, factor * circle]) + np.random.normal(scale=noise, size=(n_samples, 2))
    order = np.random.permutation(n_samples)
    return X[order], np.repeat([0, 1], n_samples // 2)[order]


X, y = make_circles(n_samples=5000, factor=0.3, noise=0.05)
X_train, y_train, X_val, y_val = X[:4000], y[:4000], X[4000:], y[4000:]


def train(hidden, epochs):  # evaluate's figures, and the loss of the last epoch
    model = keras.Sequential([keras.Input((2,))])
    for units in hidden:
        model.add(Dense(units, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    # epsilon was 1e-8 by default in Keras 1.
    model.compile(optimizer=keras.optimizers.Adam(epsilon=1e-8), loss="binary_crossentropy", metrics=["accuracy"])
    history = model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=args.epochs or epochs, verbose=0)
    return model.evaluate(X_val, y_val, verbose=0), history.history["loss"][-1]


logistic, _ = train([], 10)
deep, _ = train([5], 20)
mlp, mlp_loss = train([128], 10)
_, wide_loss = train([128, 128], 10)
print(json.dumps({"logistic_val_accuracy": logistic[1], "deep_val_accuracy": deep[1],
                  "mlp_val_accuracy": mlp[1], "mlp_loss": mlp_loss, "wide_loss": wide_loss}))
