"""The recipe of ../cifar10_cnn.cpp in Keras 3: prints the figure that it writes to result.json."""
import argparse, json, math, os
import numpy as np
import keras
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with cifar10.npz or the sheets of cifar10/")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

if not args.data:
    (x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
elif os.path.exists(os.path.join(args.data, "cifar10.npz")):
    f = np.load(os.path.join(args.data, "cifar10.npz"))
    x_train, y_train, x_test, y_test = f["x_train"], f["y_train"], f["x_test"], f["y_test"]
else:
    from PIL import Image
    folder = os.path.join(args.data, "cifar10")

    def read(part, sheets):
        files = [os.path.join(folder, f"{part}_{i:02d}.png") for i in range(sheets)]
        return np.concatenate([np.asarray(Image.open(file)).reshape(-1, 32, 32, 3) for file in files])

    labels = np.load(os.path.join(folder, "labels.npz"))
    x_train, y_train, x_test, y_test = read("train", 50), labels["y_train"], read("test", 10), labels["y_test"]
x_train, x_test = x_train.astype("float32") / 255, x_test.astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_test, 10)


def old_glorot_uniform(fan_in, filters):
    limit = math.sqrt(6 / (fan_in + filters))
    return keras.initializers.RandomUniform(-limit, limit)


model = keras.Sequential([
    keras.Input((32, 32, 3)), Conv2D(10, 3, kernel_initializer=old_glorot_uniform(27, 10)), Activation("relu"),
    Conv2D(10, 3, kernel_initializer=old_glorot_uniform(90, 10)), Activation("relu"), MaxPooling2D(2), Flatten(),
    Dense(512), Activation("relu"), Dense(10), Activation("softmax")])
# Adadelta() had this learning rate and this epsilon in Keras 1.0.2, which the tutorial used.
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6),
              metrics=["accuracy"])
history = model.fit(x_train, y_train, batch_size=256, epochs=args.epochs, verbose=0, validation_data=(x_test, y_test))
print(json.dumps({"val_accuracy": history.history["val_accuracy"][-1]}))
