"""The recipe of ../imdb_rnn.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os
import keras
from keras import layers as L
from reviews import load_data

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--model", default="gru", choices=["gru", "gru2", "lstm", "bilstm"])
parser.add_argument("--optimizer", default="adadelta", choices=["adadelta", "adam"])
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with imdb.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

(x, y), _ = load_data(args.data, 20000)
x = keras.utils.pad_sequences(x, 140)


def gru(sequences):
    return L.GRU(20, recurrent_activation="hard_sigmoid", return_sequences=sequences, reset_after=False)


def lstm():
    return L.LSTM(20, recurrent_activation="hard_sigmoid")


recurrent = {"gru": lambda: [gru(False)], "gru2": lambda: [gru(True), gru(False)], "lstm": lambda: [lstm()],
             "bilstm": lambda: [L.Bidirectional(lstm())]}[args.model]()
model = keras.Sequential([keras.Input((140,)), L.Embedding(20000, 100, embeddings_initializer="glorot_uniform"), *recurrent,
                          L.Dense(1), L.Activation("sigmoid")])
optimizer = "adam" if args.optimizer == "adam" else keras.optimizers.Adadelta(1.0, epsilon=1e-6)
model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["accuracy"])
history = model.fit(x[:20000], y[:20000], batch_size=256, epochs=args.epochs, validation_data=(x[20000:], y[20000:]), verbose=0)
print(json.dumps({"val_accuracy": history.history["val_accuracy"][-1]}))
