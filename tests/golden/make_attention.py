"""What attention layers and TimeDistributed of Keras give, with their gradients -> layers/attention.json.

usage: python make_attention.py        (Keras 3.15, TensorFlow)
A row: the layer's class and configuration, its inputs, the masks beside them (null where there is none), the call's
attention_mask and use_causal_mask, the weights, the outputs (with scores: two), and the gradients of the sum of
output * projection by each input and each weight.
"""
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy as np, tensorflow as tf
from keras import layers as L

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
rows = []


def real(*shape):
    return rng.uniform(-1.5, 1.5, shape).astype("float32")


def array(a):
    a = np.asarray(a)
    return {"shape": list(a.shape), "values": [float(str(v)) if a.dtype.kind == "f" else int(v) for v in a.ravel()]}


def row(layer, inputs, masks=None, attention_mask=None, causal=False, scores=False):
    kind, masks = type(layer).__name__, masks or [None] * len(inputs)
    kwargs = {k: v for k, v in (("use_causal_mask", causal), ("return_attention_scores", scores)) if v}
    if attention_mask is not None:
        kwargs["attention_mask"] = tf.constant(attention_mask)
    apart = kind in ("MultiHeadAttention", "GroupedQueryAttention")

    def call(xs):
        for x, m in zip(xs, masks):
            if m is not None:
                keras.src.backend.set_keras_mask(x, tf.constant(m))
        y = layer(*xs, **kwargs) if apart else layer(xs if len(xs) > 1 else xs[0], **kwargs)
        return list(y) if scores else [y]

    call([tf.constant(x) for x in inputs])
    layer.set_weights([real(*w.shape) for w in layer.weights])
    xs = [tf.Variable(x) for x in inputs]
    with tf.GradientTape() as tape:
        ys = call([tf.identity(x) for x in xs])
        projection = real(*ys[0].shape)
        total = tf.reduce_sum(ys[0] * projection)
    weights = [w.value for w in layer.trainable_weights]
    grads = tape.gradient(total, xs + weights)
    config = layer.get_config()
    config.pop("dtype")
    rows.append({"class_name": kind.replace("Grouped", "Group"), "config": config, "inputs": [array(x) for x in inputs],
                 "masks": [None if m is None else array(m) for m in masks],
                 "attention_mask": None if attention_mask is None else array(attention_mask), "causal": causal,
                 "scores": scores, "weights": [array(w) for w in layer.get_weights()], "outputs": [array(y) for y in ys],
                 "projection": array(projection), "gradients": [array(g) for g in grads]})


q, v, k = real(2, 3, 4), real(2, 5, 6), real(2, 5, 4)
vq = real(2, 5, 4)
qm = np.array([[1, 1, 0], [1, 0, 1]], bool)
vm = np.array([[1, 1, 0, 0, 1], [0, 1, 1, 1, 1]], bool)
none = np.array([[0, 0, 0, 0, 0], [0, 1, 1, 1, 1]], bool)
for use_scale in (False, True):
    for mode in ("dot", "concat"):
        row(L.Attention(use_scale=use_scale, score_mode=mode), [q, v, k])
    row(L.AdditiveAttention(use_scale=use_scale), [q, v, k])
row(L.Attention(), [q, vq], [qm, vm])
row(L.Attention(), [q, vq], [None, none], causal=True, scores=True)
row(L.Attention(use_scale=True), [q, v, k], [qm, None, None], causal=True, scores=True)
row(L.AdditiveAttention(), [q, vq], [qm, vm], scores=True)
row(L.AdditiveAttention(), [vq, q], causal=True)

M = L.MultiHeadAttention
seen = rng.integers(0, 2, (2, 3, 5)).astype(bool)
seen[:, 0] = False  # one query sees nothing
row(M(2, 3), [q, v])
row(M(2, 3, value_dim=5, output_shape=7), [q, v, k])
row(M(1, 4, use_bias=False, output_shape=(2, 3)), [q, v], scores=True)
row(M(2, 3), [q, v], [qm, vm])
row(M(2, 3), [q, v, k], [qm, vm, none], causal=True)
row(M(2, 3), [q, v], attention_mask=seen)
row(M(2, 3), [q, v], [None, vm], attention_mask=seen, scores=True)
row(M(2, 3), [q, v], attention_mask=seen[:1], causal=True)
row(M(2, 2), [vq, vq], causal=True)
row(M(2, 2, sliding_window=2), [vq, vq], causal=True)
row(M(2, 2, sliding_window=2, use_gate=True, value_dim=3), [vq, vq])
images = real(2, 3, 2, 4)
row(M(2, 3), [images, images])
row(M(2, 3, attention_axes=2), [images, real(2, 3, 4, 5)])
row(M(2, 3, attention_axes=(1, 2)), [images, real(2, 2, 4, 4)], scores=True)
row(M(2, 3, attention_axes=-2), [images, images], attention_mask=np.array([[1, 0], [1, 1]], bool))

G = L.GroupQueryAttention
for heads in ((4, 2), (4, 1), (3, 3)):
    row(G(3, *heads), [q, k])
row(G(3, 4, 2, use_bias=False, use_gate=True), [q, real(2, 5, 4), k], [qm, vm, None])
row(G(3, 4, 2, sliding_window=2), [vq, vq], causal=True, scores=True)
row(G(3, 4, 2), [q, vq], attention_mask=seen)
row(G(3, 4, 2), [q, vq], attention_mask=seen, scores=True)

TD = L.TimeDistributed
row(TD(L.Dense(3, activation="tanh")), [real(2, 3, 4)])
row(TD(L.Dense(3)), [real(2, 3, 2, 4)], [qm])
row(TD(TD(L.Dense(2))), [real(2, 3, 2, 4)])
row(TD(L.Conv2D(2, 2, padding="same")), [real(2, 2, 3, 3, 1)])
row(TD(keras.Sequential([keras.Input((4,)), L.Dense(3, activation="relu"), L.Dense(2)])), [real(2, 3, 4)])
row(TD(L.Softmax()), [real(2, 3, 4, 2)], [rng.integers(0, 2, (2, 3, 4, 2)).astype(bool)])  # a mask with a part for each step

with open(os.path.join(here, "layers", "attention.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(r, sort_keys=True) for r in rows) + "\n]\n")
print(len(rows), "rows")
