"""The recipe of ../autoencoder.cpp in Keras 3: prints the figure that it writes to result.json."""
import argparse, json, os
import numpy as np
import keras
from keras.layers import Dense

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=19)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with mnist.npz")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

x_train = (np.load(os.path.join(args.data, "mnist.npz"))["x_train"] if args.data
           else keras.datasets.mnist.load_data()[0][0])
x_train = x_train[:7000].reshape(7000, 784).astype("float32") / 255

inputs = keras.Input((784,))
x = Dense(144, activation="relu")(inputs)
model = keras.Model(inputs, Dense(784)(x))
# Adadelta() had this learning rate and this epsilon in Keras 1.0.2, which the tutorial used.
model.compile(loss="mse", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6))
history = model.fit(x_train, x_train, epochs=args.epochs, batch_size=256, verbose=0)
print(json.dumps({"first_loss": history.history["loss"][0], "loss": history.history["loss"][-1]}))
