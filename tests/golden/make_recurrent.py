"""Writes layers/recurrent.txt: what recurrent layers of Keras (3.15 on TensorFlow 2.21) give.

A case is a line "case name class", a line "config {...}" (get_config), then lines "tag dtype shape values": weight (each of
the weights), mask, in (the sequences, then the first states), out (the output, then the states if they are returned).
"""
import json
import os
import pathlib
import zlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
from keras import layers as L, ops

lines = []
MASK = np.array([[0, 1, 1, 0, 1], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]], bool)


def line(tag, a):
    a = np.asarray(a)
    text = (lambda v: f"{v:.8g}") if a.dtype.kind == "f" else (lambda v: str(int(v)))
    return " ".join([tag, str(a.dtype), ",".join(map(str, a.shape)), *map(text, a.ravel())])


def case(name, layer, states=(), mask=None, step=(3,)):
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    real = lambda *shape: rng.uniform(-1, 1, shape).astype(np.float32)
    x = real(4, 5, *step)
    first = [real(4, *np.atleast_1d(n)) for n in states]
    kwargs = {"mask": ops.convert_to_tensor(mask)} if mask is not None else {}
    if first:
        kwargs["initial_state"] = [ops.convert_to_tensor(s) for s in first]
    layer(ops.convert_to_tensor(x), **kwargs)
    layer.set_weights([real(*w.shape) for w in layer.weights])
    lines.append(f"case {name} {type(layer).__name__}")
    lines.append("config " + json.dumps(layer.get_config()))
    lines.extend(line("weight", w) for w in layer.get_weights())
    if mask is not None:
        lines.append(line("mask", mask))
    lines.extend(line("in", v) for v in [x, *first])
    y = layer(ops.convert_to_tensor(x), **kwargs)
    flat = keras.tree.flatten(y)
    lines.extend(line("out", ops.convert_to_numpy(v)) for v in flat)


kinds = {"simple": (L.SimpleRNN, {}, 1), "lstm": (L.LSTM, {}, 2), "gru": (L.GRU, {}, 1),
         "gru_before": (L.GRU, {"reset_after": False}, 1)}
for name, (kind, own, n) in kinds.items():
    case(name, kind(4, **own))
    case(name + "_states", kind(4, return_sequences=True, return_state=True, **own), states=[4] * n)
    case(name + "_mask", kind(4, return_sequences=True, return_state=True, **own), states=[4] * n, mask=MASK)
    case(name + "_mask_zero", kind(4, return_sequences=True, zero_output_for_mask=True, **own), mask=MASK)
    case(name + "_mask_last", kind(4, go_backwards=True, return_state=True, **own), mask=MASK)
    case(name + "_backwards", kind(4, go_backwards=True, return_sequences=True, use_bias=False, **own))
    case(name + "_unroll", kind(4, unroll=True, return_sequences=True, **own), mask=MASK)
    other = {} if name == "simple" else {"recurrent_activation": "hard_sigmoid"}
    case(name + "_relu", kind(4, activation="relu", **other, **own))
    other = {} if name == "simple" else {"recurrent_activation": "softsign"}
    case(name + "_elu", kind(4, activation="elu", return_sequences=True, return_state=True, **other, **own), mask=MASK,
         states=[4] * n)
    case(name + "_dropout", kind(4, dropout=0.3, recurrent_dropout=0.2, **own))

for mode in ("concat", "sum", "mul", "ave", None):
    case(f"bidirectional_{mode}", L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode=mode))
    case(f"bidirectional_{mode}_last", L.Bidirectional(L.GRU(3), merge_mode=mode), mask=MASK)
case("bidirectional_mask", L.Bidirectional(L.GRU(3, return_sequences=True)), mask=MASK)
case("bidirectional_states", L.Bidirectional(L.LSTM(3, return_state=True)), states=[3] * 4)
case("bidirectional_state_sequences", L.Bidirectional(L.GRU(2, return_state=True, return_sequences=True), merge_mode="sum"))
case("bidirectional_other", L.Bidirectional(L.LSTM(3), backward_layer=L.GRU(3, go_backwards=True)))
case("bidirectional_rnn", L.Bidirectional(L.RNN(L.GRUCell(3), return_sequences=True)))

case("rnn_lstm", L.RNN(L.LSTMCell(3), return_sequences=True, return_state=True), states=[3, 3], mask=MASK)
case("rnn_gru", L.RNN(L.GRUCell(3, reset_after=False), go_backwards=True))
case("rnn_simple", L.RNN(L.SimpleRNNCell(3, activation="elu"), return_state=True))
case("stacked", L.RNN([L.LSTMCell(3), L.GRUCell(2)], return_sequences=True))
case("stacked_mask", L.RNN([L.GRUCell(3), L.SimpleRNNCell(2)], return_sequences=True, go_backwards=True), mask=MASK)
case("stacked_elu", L.RNN([L.GRUCell(3, activation="elu"), L.LSTMCell(2)], return_state=True), mask=MASK)

C1, C2, C3 = L.ConvLSTM1D, L.ConvLSTM2D, L.ConvLSTM3D
case("conv1", C1(2, 3), step=(5, 2))
case("conv1_all", C1(2, 2, strides=2, padding="same", return_sequences=True, return_state=True), step=(5, 2), mask=MASK,
     states=[(3, 2)] * 2)
case("conv1_dilated", C1(2, 2, dilation_rate=2, go_backwards=True, use_bias=False), step=(5, 1))
case("conv2", C2(2, (2, 3), padding="same", recurrent_activation="hard_sigmoid"), step=(3, 4, 1))
case("conv2_mask", C2(1, 2, activation="relu", return_sequences=True), step=(3, 3, 2), mask=MASK)
case("conv3", C3(2, 2), step=(2, 3, 2, 1))

pathlib.Path(__file__).parent.joinpath("layers", "recurrent.txt").write_text("\n".join(lines) + "\n")
print(sum(l.startswith("case ") for l in lines), "cases")
