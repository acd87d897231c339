"""Writes golden/utils/: small PNG and JPEG files of every kind, and images.npz, what Keras (with Pillow) reads from them.

    python3 tests/golden/make_images.py        # needs keras, pillow, numpy
"""

import io
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
from PIL import Image

folder = pathlib.Path(__file__).parent / "utils"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(7)


def smooth(height, width, channels):
    """Waves with a little noise: neither flat nor only noise, which JPEG would blow up."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 90 * np.sin(x / (3 + c) + c) * np.cos(y / (5 - c / 2)) for c in range(channels)]
    return np.clip(np.stack(waves, -1) + rng.normal(0, 9, (height, width, channels)), 0, 255).astype(np.uint8)


rgb = Image.fromarray(smooth(23, 37, 3), "RGB")
rgba = Image.fromarray(smooth(11, 9, 4), "RGBA")
gray = Image.fromarray(smooth(19, 14, 1)[:, :, 0], "L")
rgb.save(folder / "rgb.png")
rgba.save(folder / "rgba.png")
gray.save(folder / "gray.png")
rgba.convert("LA").save(folder / "gray_alpha.png")
rgb.quantize(17).save(folder / "palette.png")
gray.convert("1").save(folder / "bits.png")
rgb.save(folder / "rgb.jpg", quality=88)
rgb.save(folder / "progressive.jpg", quality=60, progressive=True, subsampling=0)
gray.save(folder / "gray.jpg")
rgb.convert("CMYK").save(folder / "cmyk.jpg", quality=90)

arrays = {}
for name in sorted(p.name for p in folder.iterdir() if p.suffix in (".png", ".jpg")):
    for mode in ("grayscale", "rgb", "rgba"):
        image = keras.utils.load_img(folder / name, color_mode=mode)
        arrays[f"{name} {mode}"] = keras.utils.img_to_array(image).astype(np.uint8)
sizes = [(23, 50), (40, 37), (11, 12), (30, 46), (5, 3), (1, 1)]
for how in ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos"):
    for height, width in sizes:
        for keep in (False, True):
            image = keras.utils.load_img(
                folder / "rgb.png", target_size=(height, width), interpolation=how, keep_aspect_ratio=keep
            )
            arrays[f"rgb.png {how} {height} {width} {int(keep)}"] = keras.utils.img_to_array(image).astype(np.uint8)
    image = keras.utils.load_img(folder / "rgba.png", color_mode="rgba", target_size=(17, 5), interpolation=how)
    arrays[f"rgba.png {how} 17 5 0"] = keras.utils.img_to_array(image).astype(np.uint8)

values = rng.normal(0, 3, (6, 5, 3)).astype(np.float32)
arrays["array"] = values
arrays["array_to_img"] = np.asarray(keras.utils.array_to_img(values))
np.savez_compressed(folder / "images.npz", **arrays)
