"""The recipe of ../imdb_conv1d.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os
import numpy as np
import keras
from keras.layers import Activation, Conv1D, Dense, Dropout, Embedding, Flatten, MaxPooling1D

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with imdb.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)


def load_data(path):
    """keras.datasets.imdb.load_data(num_words=5000), which takes no file but its own."""
    file, rng, sets = np.load(path, allow_pickle=True), np.random.RandomState(113), []
    for part in ("train", "test"):
        order = np.arange(25000)
        rng.shuffle(order)
        reviews = [[1] + [w + 3 if w + 3 < 5000 else 2 for w in file["x_" + part][i]] for i in order]
        sets.append((reviews, file["y_" + part][order]))
    return sets


(x_train, y_train), (x_test, y_test) = (load_data(os.path.join(args.data, "imdb.npz")) if args.data
                                        else keras.datasets.imdb.load_data(num_words=5000))
x_train = keras.utils.pad_sequences(x_train, maxlen=100)
x_test = keras.utils.pad_sequences(x_test, maxlen=100)

nn = keras.Sequential([keras.Input((100,)), Embedding(5000, 100), Dropout(0.25), Conv1D(250, 3, activation="relu"),
                       MaxPooling1D(2), Flatten(), Dense(250), Dropout(0.25), Activation("relu"), Dense(1),
                       Activation("sigmoid")])
nn.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
keep_best = keras.callbacks.EarlyStopping("val_loss", patience=3, restore_best_weights=True)
nn.fit(x_train, y_train, batch_size=32, epochs=args.epochs, verbose=0, callbacks=[keep_best],
       validation_data=(x_test, y_test))
loss, accuracy = nn.evaluate(x_test, y_test, verbose=0)
print(json.dumps({"val_accuracy": accuracy, "val_loss": loss}))
