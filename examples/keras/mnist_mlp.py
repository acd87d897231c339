"""The recipes of ../mnist_mlp.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os
import numpy as np
import keras
from keras.layers import Activation, Dense, Dropout

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", choices=["sgd", "adadelta", "functional"], default="sgd")
parser.add_argument("--epochs", type=int, default=None, help="default: as in the tutorial")
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with mnist.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

if args.data:
    f = np.load(os.path.join(args.data, "mnist.npz"))
    (x_train, y_train), (x_test, y_test) = (f["x_train"], f["y_train"]), (f["x_test"], f["y_test"])
else:
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train.reshape(60000, 784).astype("float32") / 255
x_test = x_test.reshape(10000, 784).astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_test, 10)

if args.model == "sgd":
    model = keras.Sequential([keras.Input((784,)), Dense(512, activation="relu"), Dense(10, activation="softmax")])
elif args.model == "adadelta":
    model = keras.Sequential([keras.Input((784,)), Dense(128), Activation("relu"), Dropout(0.2), Dense(10),
                              Activation("softmax")])
else:
    inputs = keras.Input((784,))
    x = Dropout(0.2)(Dense(128, activation="relu")(inputs))
    model = keras.Model(inputs, Dense(10, activation="softmax")(x))

if args.model == "sgd":
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(), metrics=["accuracy"])
    history = model.fit(x_train, y_train, batch_size=128, epochs=args.epochs or 10, verbose=0,
                        validation_data=(x_test, y_test))
else:
    # Adadelta() had this learning rate and this epsilon in Keras 1.0.2, which the tutorial used.
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6),
                  metrics=["accuracy"])
    history = model.fit(x_train, y_train, batch_size=256, epochs=args.epochs or 5, verbose=0, validation_split=0.2)
score = model.evaluate(x_test, y_test, verbose=0)
print(json.dumps({"val_accuracy": history.history["val_accuracy"][-1], "test_accuracy": score[1]}))
