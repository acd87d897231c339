"""Writes golden/datasets/pictures.json and pictures.npz: what Keras's image_dataset_from_directory makes of a folder of
pictures, which image_dataset_from_directory_test.cpp writes anew.

    python3 tests/golden/make_image_datasets.py        # needs keras, tensorflow-cpu, pillow, numpy
"""

import json
import os
import pathlib
import tempfile

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from PIL import Image

# Path, height, width, channels. Their names sort otherwise as paths than as texts, and some are no pictures of a class.
FILES = [("b/three.png", 11, 17, 3), ("b/one.PNG", 8, 8, 1), ("a/two.png", 20, 9, 3), ("a/deep/four.png", 12, 30, 4),
         ("a/deep-er/five.png", 9, 14, 3), ("c/six.png", 40, 25, 3), ("c/seven.png", 5, 6, 3),
         (".hidden/no.png", 4, 4, 3), ("stray.png", 7, 7, 3)]


def pixels(k, height, width, channels):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((31 * k + 7 * y + 13 * x + 50 * c) % 256).astype(np.uint8)


CASES = {
    "plain": {},
    "categorical": dict(label_mode="categorical", interpolation="nearest", batch_size=2),
    "binary": dict(label_mode="binary", class_names=["c", "a"], interpolation="bicubic"),
    "one by one": dict(batch_size=None, interpolation="area", image_size=(6, 11)),
    "no mode": dict(label_mode=None, color_mode="grayscale"),
    "no labels": dict(labels=None, interpolation="lanczos3"),
    "listed": dict(labels=[7, 3, 3, 0, 0, 1, 7, 9, 9]),
    "listed categorical": dict(labels=[1, 2, 2, 0, 0, 1, 2, 3, 3], label_mode="categorical"),
    "cropped": dict(crop_to_aspect_ratio=True, interpolation="lanczos5"),
    "padded": dict(pad_to_aspect_ratio=True),
    "padded high": dict(pad_to_aspect_ratio=True, image_size=(31, 7), interpolation="bicubic"),
    "alpha first": dict(color_mode="rgba", data_format="channels_first", crop_to_aspect_ratio=True),
    "training": dict(validation_split=0.3, subset="training"),
    "validation": dict(validation_split=0.3, subset="validation"),
}
SHUFFLED = {
    "seed 5": dict(seed=5),
    "seed 6 training": dict(seed=6, validation_split=0.4, subset="training"),
    "seed 6 validation": dict(seed=6, validation_split=0.4, subset="validation"),
    "seed 7 listed": dict(seed=7, labels=[7, 3, 3, 0, 0, 1, 7, 9, 9]),
}

arrays, about = {}, {}
with tempfile.TemporaryDirectory() as folder:
    for k, (path, *size) in enumerate(FILES):
        file = pathlib.Path(folder, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        image = pixels(k, *size)
        Image.fromarray(image[:, :, 0] if size[2] == 1 else image).save(file)
    pathlib.Path(folder, "a", "notes.txt").write_text("no picture")

    def make(shuffle, options):
        options = {"image_size": (10, 16), "batch_size": 3, "shuffle": shuffle, "verbose": False} | options
        return keras.utils.image_dataset_from_directory(folder, **options)

    def told(dataset):
        return {"class_names": dataset.class_names or [], "paths": [os.path.relpath(p, folder) for p in dataset.file_paths]}

    for name, options in CASES.items():
        dataset = make(False, options)
        elements = [e if isinstance(e, tuple) else (e, None) for e in dataset]
        about[name] = told(dataset) | {"elements": [list(x.shape) for x, _ in elements]}
        together = np.stack if options.get("batch_size", 3) is None else np.concatenate
        arrays[name + " x"] = together([x.numpy() for x, _ in elements]).astype(np.float32)
        if elements[0][1] is not None:
            arrays[name + " y"] = together([y.numpy() for _, y in elements])
    for name, options in SHUFFLED.items():
        about[name] = told(make(True, options))

target = pathlib.Path(__file__).parent / "datasets"
np.savez_compressed(target / "pictures.npz", **arrays)
(target / "pictures.json").write_text(json.dumps(about, indent=1) + "\n")
print(target / "pictures.json")
