"""The recipe of ../imdb_conv1d.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os
import keras
from keras.layers import Activation, Conv1D, Dense, Dropout, Embedding, Flatten, MaxPooling1D
from reviews import load_data

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with imdb.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

(x_train, y_train), (x_test, y_test) = load_data(args.data, 5000)
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
