"""The recipe of ../custom_training.cpp in Keras 3 on TensorFlow: prints the figures that it writes to result.json."""
import argparse, json, os
import numpy as np
import keras
import tensorflow as tf
from keras import ops
from keras.layers import Activation

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=None)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with mnist.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

f = np.load(os.path.join(args.data, "mnist.npz")) if args.data else None
(x_train, y_train), (x_test, y_test) = (
    ((f["x_train"], f["y_train"]), (f["x_test"], f["y_test"])) if args.data else keras.datasets.mnist.load_data())
x_train = x_train.reshape(60000, 784).astype("float32") / 255
x_test = x_test.reshape(10000, 784).astype("float32") / 255
y_train, y_test = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_test, 10)


class Linear(keras.layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="he_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return ops.matmul(x, self.w) + self.b


class Focal(keras.losses.Loss):
    def __init__(self, gamma):
        super().__init__(name="focal")
        self.gamma = gamma

    def call(self, y_true, y_pred):
        p = ops.clip(ops.sum(y_true * y_pred, -1), 1e-7, 1)
        return -((1 - p) ** self.gamma) * ops.log(p)


class WorstClass(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="worst_class")
        self.right = self.add_variable((10,), "zeros")
        self.all = self.add_variable((10,), "zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.right.assign(self.right + ops.sum(y_true * ops.one_hot(ops.argmax(y_pred, -1), 10), 0))
        self.all.assign(self.all + ops.sum(y_true, 0))

    def result(self):
        return ops.min(self.right / ops.maximum(self.all, 1))


class GoodEnough(keras.callbacks.Callback):
    def __init__(self, wanted):
        super().__init__()
        self.wanted = wanted

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = logs["val_worst_class"] >= self.wanted


def make_model():
    return keras.Sequential([keras.Input((784,)), Linear(64), Activation("relu"), Linear(10), Activation("softmax")])


model, optimizer, loss_fn = make_model(), keras.optimizers.Adam(1e-3), Focal(2.0)
batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(60000).batch(64)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)


for epoch in range(args.epochs or 2):
    for x, y in batches:
        step(x, y)
loop_accuracy = np.mean(model.predict(x_test, verbose=0).argmax(1) == y_test.argmax(1))

model = make_model()
model.compile(optimizer="adam", loss=Focal(2.0), metrics=["accuracy", WorstClass()])
model.fit(x_train, y_train, batch_size=64, epochs=args.epochs or 10, verbose=0, callbacks=[GoodEnough(0.94)],
          validation_data=(x_test, y_test))
score = model.evaluate(x_test, y_test, verbose=0, return_dict=True)
print(json.dumps({"loop_accuracy": float(loop_accuracy), "fit_accuracy": score["accuracy"],
                  "worst_class": score["worst_class"]}))
