"""Prints a LayerRow (tests/support/layer_rows.hpp) for a layer's own test: what Keras says of it.

usage: python make_layer_row.py 'L.Dense(3, activation="tanh")' 4 [2,3 …] [--int32] [--random] [--into=conv_lstm]
The layer as Python with L for keras.layers, and a shape for each of its inputs. --random: it draws numbers while training.
--into: adds the row to the list in layers/conv_lstm.json instead (for LayerRows). Keras 3.15, TensorFlow.
"""
import sys
import make_layer_training as training
import json
import pathlib
import keras
import numpy as np

flags = {a for a in sys.argv[1:] if a.startswith("--")}
code, *shapes = [a for a in sys.argv[1:] if a not in flags]
layer = eval(code, {"L": keras.layers, "keras": keras})
row = {"layer": keras.saving.serialize_keras_object(layer), "inputs": [[int(n) for n in s.split(",")] for s in shapes],
       "dtype": "int32" if "--int32" in flags else "float32"}
if "--random" in flags:
    training.RANDOM.add(row["layer"]["class_name"])
told, arrays = training.record(row, 1, samples=6)
arrays = {k: {"dtype": str(v.dtype), "shape": list(v.shape), "values": [float(f"{x:.9g}") for x in np.ravel(v)]}
          for k, v in arrays.items()}
text = json.dumps({"saving": row, "training": told, "arrays": arrays}, sort_keys=True)
for flag in flags:
    if flag.startswith("--into="):
        path = pathlib.Path(__file__).parent / "layers" / (flag[len("--into="):] + ".json")
        rows = [json.dumps(r, sort_keys=True) for r in json.loads(path.read_text())] if path.exists() else []
        path.write_text("[\n" + ",\n".join(rows + [text]) + "\n]\n")
        sys.exit()
words, lines = text.split(" "), [""]
for word in words:
    if len(lines[-1]) + len(word) > 118:
        lines.append("")
    lines[-1] += word + " "
print('const testing::LayerRow row(R"(' + "\n".join(line.strip() for line in lines) + ')");')
