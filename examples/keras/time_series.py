"""The recipe of ../time_series.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os, re
import numpy as np
import keras
from keras import layers as L

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

here = os.path.dirname(os.path.abspath(__file__))
numbers = re.search(r"sunspots\[\] = \{(.*?)\}", open(os.path.join(here, "..", "sunspots.hpp")).read(), re.S)[1]
measured = np.array([float(n) for n in numbers.split(",")], "float32")[:, None]
window, learned = 33, 220
mean, deviation = measured[:learned].mean(), measured[:learned].std()
series = (measured - mean) / deviation


def windows(start, end, shuffle):
    return keras.utils.timeseries_dataset_from_array(series[start:end - 1], series[start + window:end], window,
                                                     batch_size=16, shuffle=shuffle)


model = keras.Sequential([keras.Input((window, 1)), L.LSTM(32), L.Dense(1)])
model.compile(keras.optimizers.Adam(5e-3), "mse", metrics=["mae"])
model.fit(windows(0, learned - 40, True), epochs=args.epochs, verbose=0,
          validation_data=windows(learned - 40 - window, learned, False),
          callbacks=[keras.callbacks.EarlyStopping(patience=15, restore_best_weights=True)])
years = keras.utils.timeseries_dataset_from_array(series[learned - window:-1], None, window)
forecast = model.predict(years, verbose=0) * deviation + mean
truth = measured[learned:]
print(json.dumps({"mean_error": float(np.abs(forecast - truth).mean()),
                  "error_of_the_year_before": float(np.abs(measured[learned - 1:-1] - truth).mean())}))
