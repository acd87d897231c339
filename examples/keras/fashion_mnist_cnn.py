"""The recipe of ../fashion_mnist_cnn.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, gzip, json, math, os, tempfile
import numpy as np
import keras
from keras import layers

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--data", help="folder with the four IDX files, such as Debian's /usr/share/datasets/fashion-mnist")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

if args.data:
    def read(name, head, shape):
        with gzip.open(os.path.join(args.data, name)) as file:
            return np.frombuffer(file.read()[head:], np.uint8).reshape(shape)

    x_train, y_train = read("train-images-idx3-ubyte.gz", 16, (-1, 28, 28)), read("train-labels-idx1-ubyte.gz", 8, -1)
    x_test, y_test = read("t10k-images-idx3-ubyte.gz", 16, (-1, 28, 28)), read("t10k-labels-idx1-ubyte.gz", 8, -1)
else:
    (x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train[..., None], x_test[..., None]


def block(x, filters):
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))


inputs = keras.Input((28, 28, 1))
x = layers.RandomFlip("horizontal")(inputs)
x = layers.RandomTranslation(0.04, 0.04, fill_mode="constant")(x)
x = layers.Rescaling(1 / 255)(x)
for filters in (32, 64, 128):
    x = layers.MaxPooling2D(2)(block(x, filters))
x = layers.Dropout(0.3)(layers.Flatten()(x))
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
rate = keras.optimizers.schedules.CosineDecay(2e-3, args.epochs * math.ceil(len(x_train) * 0.9 / 128))
model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
with tempfile.TemporaryDirectory() as folder:
    best = os.path.join(folder, "best.keras")
    history = model.fit(x_train, y_train, batch_size=128, epochs=args.epochs, verbose=0, validation_split=0.1,
                        callbacks=[keras.callbacks.EarlyStopping(patience=5),
                                   keras.callbacks.ModelCheckpoint(best, save_best_only=True)])
    score = keras.models.load_model(best).evaluate(x_test, y_test, verbose=0)
print(json.dumps({"test_accuracy": score[1], "val_loss": min(history.history["val_loss"])}))
