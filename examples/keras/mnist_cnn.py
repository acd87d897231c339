"""The recipes of ../mnist_cnn.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, math, os
import numpy as np
import keras
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, ZeroPadding2D

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", choices=["meeting", "lenet"], default="meeting")
parser.add_argument("--blocks", type=int, choices=[1, 2], default=1)
parser.add_argument("--optimizer", choices=["adam", "rmsprop"], default="adam")
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
x_train = x_train.reshape(60000, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(10000, 28, 28, 1).astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_test, 10)


def old_glorot_uniform(fan_in, filters):
    limit = math.sqrt(6 / (fan_in + filters))
    return keras.initializers.RandomUniform(-limit, limit)


model = keras.Sequential([keras.Input((28, 28, 1))])
if args.model == "meeting":
    for layer in [Conv2D(10, 3, kernel_initializer=old_glorot_uniform(9, 10)), Activation("relu"),
                  Conv2D(10, 3, kernel_initializer=old_glorot_uniform(90, 10)), Activation("relu"), MaxPooling2D(2),
                  Flatten(), Dense(128), Activation("relu"), Dense(10), Activation("softmax")]:
        model.add(layer)
    # Adadelta() had this learning rate and this epsilon in Keras 1.0.2, which the tutorial used.
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6),
                  metrics=["accuracy"])
    history = model.fit(x_train, y_train, batch_size=256, epochs=args.epochs or 5, verbose=0, validation_split=0.2)
else:
    filters = 32 if args.optimizer == "adam" else 26
    for i in range(args.blocks):
        model.add(ZeroPadding2D(2))
        for channels in (1 if i == 0 else filters, filters):
            model.add(Conv2D(filters, 3, activation="relu",
                             kernel_initializer=old_glorot_uniform(9 * channels, filters)))
        for layer in [MaxPooling2D(2), Dropout(0.5)]:
            model.add(layer)
    for layer in [Flatten(), Dense(128, activation="relu", kernel_regularizer="l2", activity_regularizer="l2"),
                  Dropout(0.5), Dense(10, activation="softmax")]:
        model.add(layer)
    optimizer = (keras.optimizers.Adam(epsilon=1e-8) if args.optimizer == "adam"
                 else keras.optimizers.RMSprop(epsilon=1e-6))
    model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    history = model.fit(x_train, y_train, batch_size=128, epochs=args.epochs or 12, verbose=0,
                        validation_data=(x_test, y_test))
score = model.evaluate(x_test, y_test, verbose=0)
print(json.dumps({"test_accuracy": score[1], "val_accuracy": history.history["val_accuracy"][-1]}))
