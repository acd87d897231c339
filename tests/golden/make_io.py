"""Writes io/: small files by numpy 2.4.6 and h5py 3.14, which the tests of the room io read."""
import gzip
import pathlib
import struct
import zipfile

import h5py
import numpy as np

folder = pathlib.Path(__file__).parent / "io"
folder.mkdir(exist_ok=True)


def npy(name, array, version=None):
    with open(folder / f"{name}.npy", "wb") as f:
        np.lib.format.write_array(f, np.asarray(array), version=version)


# Every numeric array holds -1.5 or -1 or the like at places that tell the orders apart: 0 1 2 / 3 4 5.
base = np.arange(6).reshape(2, 3)
for code in ("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", ">f4", ">f8", ">i2", ">i8", ">u4"):
    npy(code.replace(">", "big_"), base.astype(code))
npy("bool", base % 2 == 1)
npy("fortran", np.asfortranarray(base.astype("f4")))
npy("fortran_big", np.asfortranarray(base.astype(">f8")))
npy("fortran_3d", np.asfortranarray(np.arange(24).reshape(2, 3, 4)))
npy("version_2", base.astype("f4"), (2, 0))
npy("version_3", base.astype("f4"), (3, 0))
npy("scalar", np.float64(2.5))
npy("empty", np.zeros((0, 3), "f4"))
npy("f2", base.astype("f2"))
npy("c8", base.astype("c8"))
npy("u8", base.astype("u8"))
npy("text", np.array(["a", "bc"]))
npy("structured", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
npy("object", np.array([[1], [2, 3]], dtype=object))
npy("rank_9", np.zeros((1,) * 9, "f4"))
x, y = base.astype("f4"), np.array([1, 0, 1], "u1")
np.savez(folder / "stored.npz", x=x, y=y)
np.savez_compressed(folder / "compressed.npz", x=x, y=y)
np.savez(folder / "object.npz", x=np.array([[1], [2, 3]], dtype=object))


def fixed_dates(path):  # the same bytes at every run
    with zipfile.ZipFile(path) as z:
        members = [(i.filename, z.read(i), i.compress_type) for i in z.infolist()]
    with zipfile.ZipFile(path, "w") as z:
        for name, data, kind in members:
            z.writestr(zipfile.ZipInfo(name), data, compress_type=kind)


for name in ("stored", "compressed", "object"):
    fixed_dates(folder / f"{name}.npz")

with h5py.File(folder / "types.h5", "w", libver="earliest") as f:
    for code in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">f4", ">i4", "c8"):
        f.create_dataset(f"types/{code.replace('>', 'big_')}", data=base.astype(code))
    f["types/bool"] = base % 2 == 1
    f["types/scalar"] = np.float32(2.5)
    f["types/empty"] = np.zeros((0, 3), "f4")
    f["types/text"] = "no numbers"
    f.create_dataset("types/chunked", data=np.arange(1000.0).reshape(10, 100), chunks=(5, 50), compression="gzip")
    a = f.create_group("attributes").attrs
    a["text"] = "caf\u00e9"
    a.create("ascii", "plain", dtype=h5py.string_dtype("ascii"))
    a["fixed"] = np.bytes_(b"fixed")
    a["texts"] = ["a", "bc", "\u00e9"]
    a["fixed_texts"] = np.array([b"dense/kernel:0", b"b"])
    a["no_texts"] = []
    a["number"] = 2.5
    a["integer"] = np.int64(-7)
    a["long"] = "x" * 100000
    for name in ("b", "a", "10", "2"):
        f.create_group(f"order/{name}")

rng = np.random.default_rng(1)
sets = {n: (rng.integers(0, 256, (n, 28, 28), dtype="u1"), np.arange(n, dtype="u1") % 10) for n in (5, 3)}
(folder / "sets" / "fashion-mnist").mkdir(parents=True, exist_ok=True)
for prefix, n in (("train", 5), ("t10k", 3)):
    for kind, array in (("images-idx3", sets[n][0]), ("labels-idx1", sets[n][1])):
        data = bytes([0, 0, 8, array.ndim]) + b"".join(struct.pack(">I", d) for d in array.shape) + array.tobytes()
        path = folder / "sets" / "fashion-mnist" / f"{prefix}-{kind}-ubyte.gz"
        path.write_bytes(gzip.compress(data, mtime=0))
path = folder / "sets" / "mnist.npz"
np.savez_compressed(path, x_train=sets[5][0], y_train=sets[5][1], x_test=sets[3][0], y_test=sets[3][1])
fixed_dates(path)
