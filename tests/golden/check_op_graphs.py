"""Has Keras read a file like saving/op_graphs.json whose models keratin wrote, and compares what they give: the names of ops
that differ, and a failure if there are any. Keras's own file, the second argument, tells which models Keras cannot read of its
own writing either: those are named, and no failure. Called by saving/op_graphs_test.cpp.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np


def fault(case):
    """What is wrong with a case; None if nothing."""
    try:
        model = keras.models.model_from_json(json.dumps(case["model"]))
        data = [np.array(v["values"], v["dtype"]).reshape(v["shape"]) for v in case["x"]]
        made = model(data if len(data) > 1 else data[0])
        made = made if isinstance(made, (list, tuple)) else [made]
        assert len(made) == len(case["y"]), f"{len(made)} outputs"
        for y, want in zip(made, case["y"]):
            assert list(y.shape) == want["shape"], f"shape {y.shape}"
            np.testing.assert_allclose(np.asarray(y).ravel(), want["values"], rtol=1e-5, atol=1e-6)
    except Exception as e:
        return str(e).strip().replace("\n", " ")[-300:]


bad = 0
for case, own in zip(*(json.load(open(path)) for path in sys.argv[1:3]), strict=True):
    if found := fault(case):
        ops = ", ".join(case["ops"])
        if fault(own):
            print(ops, "| Keras cannot read its own file either:", found)
        else:
            bad += 1
            print(ops, "|", found)
sys.exit(bad > 0)
