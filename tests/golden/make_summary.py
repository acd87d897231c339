r"""Writes what real Keras 3 prints for tests/models/summary_table_test.cpp and tests/utils/progbar_test.cpp.

    python make_summary.py            # into summary/tables.txt and summary/progbar.txt beside this script
    python make_summary.py DIR --all  # into DIR, with every model in every width

Needs keras with any backend. tables.txt holds one case after the other: "key<TAB>value ..." lines (rows as
name, class, shape, parameters, built, trainable, depth, connections), "expect", the printed lines, and "end".
progbar.txt holds scripted updates with their times, and what Progbar wrote: \b72 stands for 72
backspaces, \e for escape.
"""

import io
import os
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import rich.markup
import rich.table
from keras import layers
from keras.src.utils import progbar, summary_utils


# ---- summaries -------------------------------------------------------------------------------------------------------


def mlp():
    return keras.Sequential(
        [layers.Input((784,)), layers.Dense(512, activation="relu"), layers.Dropout(0.2), layers.Dense(10)], name="mlp"
    )


def compiled():
    model = mlp()
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def cnn():
    model = keras.Sequential(
        [
            layers.Input((32, 32, 3)),
            layers.Conv2D(32, 3, name="a_quite_long_layer_name_that_no_column_can_hold_in_one_line"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(name="pool with spaces in its name, several of them"),
            layers.Flatten(),
            layers.Dense(10),
        ],
        name="a model whose name is so long that it does not stand in one line of sixty or eighty characters, surely",
    )
    model.layers[0].trainable = False
    return model


def unbuilt():
    return keras.Sequential([layers.Dense(4, name="dense"), layers.Dropout(0.5, name="dropout")], name="unbuilt")


def functional():
    a, b = layers.Input((12,), name="features"), layers.Input((None, 7), name="history")
    h = layers.LSTM(16, return_state=True, name="memory")(b)
    x = layers.Concatenate(name="merged")([a, *h, layers.Dense(16, name="hidden")(a)])
    return keras.Model([a, b], [layers.Dense(1, name="score")(x), x], name="two_inputs")


def operations():
    a = layers.Input((4,), name="x")
    shared = layers.Dense(4, name="shared")
    return keras.Model(a, keras.ops.relu(shared(shared(a)) + 2.0 * a), name="ops")


def many_inputs():
    inputs = [layers.Input((i + 1,), name=f"sensor_{i}") for i in range(9)]
    return keras.Model(inputs, layers.Concatenate(name="all_sensors")(inputs), name="many")


def nested():
    inner = keras.Sequential([layers.Input((8,)), layers.Dense(8, name="deep"), innermost()], name="inner")
    inner.layers[0].trainable = False
    x = layers.Input((8,), name="x")
    return keras.Model(x, layers.Add(name="sum")([inner(x), x]), name="outer")


def innermost():
    stack = [layers.Input((8,)), layers.Dense(8, name="deeper"), layers.ReLU(name="relu")]
    return keras.Sequential(stack, name="innermost")


def huge():
    return keras.Sequential(
        [
            layers.Input((200,)),
            layers.Embedding(1_234_567, 300, name="embedding"),
            layers.Bidirectional(layers.LSTM(2048, name="lstm"), name="both_ways"),
            layers.Dense(100_000, name="vocabulary"),
        ],
        name="huge",
    )


def wide_characters():
    stack = [layers.Input((3,)), layers.Dense(2, name="層" * 23), layers.Dense(1, name="größe")]
    return keras.Sequential(stack, name="名前")


def empty():
    return keras.Sequential(name="empty")


class Console(io.TextIOWrapper):
    def __init__(self, encoding):
        super().__init__(io.BytesIO(), encoding=encoding)


def print_with_keras(model, encoding, columns, kwargs):
    """The lines, and the cells given to rich, of one call of summary()."""
    rows, headers = [], []
    add_row, init = rich.table.Table.add_row, rich.table.Table.__init__

    def spy_row(self, *cells):
        rows.append([rich.markup.render(cell).plain for cell in cells])
        add_row(self, *cells)

    def spy_init(self, *columns_, **options):
        headers.extend(column.header for column in columns_)
        init(self, *columns_, **options)

    os.environ["COLUMNS"] = str(columns)
    stdout, sys.stdout = sys.stdout, Console(encoding)
    rich.table.Table.add_row, rich.table.Table.__init__ = spy_row, spy_init
    text = []
    try:
        model.summary(print_fn=text.append, **kwargs)
    finally:
        sys.stdout = stdout
        rich.table.Table.add_row, rich.table.Table.__init__ = add_row, init
    return text[0].removesuffix("\n").split("\n"), rows, headers


def weights(tensors):
    return f"{summary_utils.count_params(tensors)}\t{summary_utils.weight_memory_size(tensors)!r}"


def case(name, model, encoding="utf-8", columns=400, **kwargs):
    lines, rows, headers = print_with_keras(model, encoding, columns, kwargs)
    connections, trainable = "Connected to" in headers, "Trainable" in headers
    out = [f"case\t{name}", f"model\t{model.name}", f"flags\t{connections:d}\t{trainable:d}\t{encoding == 'utf-8':d}"]
    out.append(f"line_length\t{kwargs.get('line_length', 0)}\t{columns}")
    out += ["\t".join(["positions", *map(repr, kwargs.get("positions") or [])])]
    out.append(f"trainable\t{weights(getattr(model, '_collected_trainable_weights', model.trainable_weights))}")
    out.append(f"non_trainable\t{weights(model.non_trainable_weights)}")
    if model.compiled and model.optimizer and model.optimizer.built:
        out.append(f"optimizer\t{weights(model.optimizer.variables)}")
    for cells in rows:
        title, _, class_name = cells[0].rpartition(" (")
        branch, mark, rest = title.partition("└ ")
        depth = len(branch) // 3 if mark else 0
        built = "(unbuilt)" not in cells[2]
        params = cells[2].split()[0].replace(",", "")
        connected = cells[3].replace("-", "") if connections else ""
        out.append(
            "\t".join(
                ["row", rest if mark else title, class_name[:-1], cells[1], params, f"{built:d}"]
                + [cells[-1] if trainable else "-", str(depth), connected]
            )
        )
    return "\n".join([*out, "expect", *lines, "end", ""])


MODELS = [mlp, compiled, cnn, unbuilt, functional, operations, many_inputs, nested, huge, wide_characters, empty]


def all_cases():
    for make in MODELS:
        keras.utils.clear_session()
        model = make()
        for expand in (False, True):
            for trainable in (False, True):
                options = {"expand_nested": expand, "show_trainable": trainable}
                for length in (45, 50, 60, 66, 80, 97, 100, 120, 150):
                    yield case(f"{make.__name__}_{length}", model, line_length=length, **options)
                for columns in (60, 80, 100, 200):
                    yield case(f"{make.__name__}_auto_{columns}", model, columns=columns, **options)
                yield case(f"{make.__name__}_cut", model, columns=50, line_length=90, **options)


def chosen_cases():
    yield case("mlp 80", mlp(), line_length=80)
    yield case("mlp in a pipe", mlp(), columns=80)
    yield case("compiled 60", compiled(), line_length=60)
    yield case("cnn 60 trainable", cnn(), line_length=60, show_trainable=True, columns=80)
    yield case("cnn cut at the console", cnn(), line_length=100, columns=70)
    yield case("unbuilt 80", unbuilt(), line_length=80)
    yield case("functional 100", functional(), line_length=100)
    yield case("functional on a wide terminal", functional(), columns=200, show_trainable=True)
    yield case("operations 80", operations(), line_length=80)
    yield case("many inputs 80", many_inputs(), line_length=80)
    yield case("nested 120", nested(), line_length=120, expand_nested=True, show_trainable=True)
    yield case("nested 80 not expanded", nested(), line_length=80)
    yield case("huge 60", huge(), line_length=60)
    yield case("wide characters 60", wide_characters(), line_length=60)
    yield case("empty 80", empty(), line_length=80)
    yield case("positions", mlp(), line_length=80, positions=[0.3, 0.5, 0.8])
    yield case("positions beyond the line", mlp(), line_length=80, positions=[0.5, 0.9, 1.1])
    yield case("ascii", mlp(), encoding="ascii", line_length=80)
    yield case("ascii functional", operations(), encoding="ascii", line_length=100)


# ---- whole models ----------------------------------------------------------------------------------------------------
# models/summary_test.cpp builds the same ones.


def shared_layer():
    u, v = layers.Input((3,), name="u"), layers.Input((3,), name="v")
    shared = layers.Dense(3, name="shared")
    return keras.Model([u, v], shared(shared(u) * 0.5 + shared(v)), name="siamese")


def chain_of_ops():
    x = layers.Input((4,), name="x")
    return keras.Model(x, keras.ops.mean(layers.Dense(3, name="hidden")(x) + 1.0, axis=1), name="chain")


def twice():
    stack = [layers.Input((3,)), layers.Dense(3, name="in_1"), layers.Dropout(0.5, name="in_2")]
    inner = keras.Sequential(stack, name="inner")
    x = layers.Input((3,), name="x")
    model = keras.Model(x, inner(inner(x)), name="twice")
    inner.trainable = False
    return model


def nested_functional():
    a, b = layers.Input((2,), name="a"), layers.Input((2,), name="b")
    tail = keras.Sequential([layers.Input((4,)), layers.Dense(4, name="tail_dense")], name="tail")
    pair = keras.Model([a, b], tail(keras.ops.concatenate([a, b], axis=1)), name="pair")
    pair.get_layer("tail").trainable = False
    x, y = layers.Input((2,), name="x"), layers.Input((2,), name="y")
    z = pair([x, y])
    return keras.Model([x, y], [layers.Dense(1, name="score")(z), layers.Dense(2, name="kind")(z)], name="outer")


def masked():
    x = layers.Input((4, 3), name="x")
    y = layers.Masking(name="skip")(x)
    y = layers.Dense(2, name="hidden")(y)
    return keras.Model(x, layers.BatchNormalization(name="normal")(y), name="masked")


def masked_without_use():
    x = layers.Input((4, 3), name="x")
    return keras.Model(x, layers.Dense(2, name="hidden")(layers.Masking(name="skip")(x)), name="plain")


def slices():
    x = layers.Input((6, 4), name="x")
    y = x[:, 1:3]
    return keras.Model(x, [keras.ops.sum(y, axis=-1), x], name="parts")


def trained():
    model = keras.Sequential([layers.Input((3,)), layers.Dense(4, name="a"), layers.Dense(1, name="b")], name="trained")
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def inner_outputs():
    model = keras.Sequential([layers.Input((3,), name="x"), layers.Dense(4, name="a"), layers.Dense(1, name="b")])
    return keras.Model(model.inputs, [model.get_layer("a").output], name="features")


WHOLE = [shared_layer, chain_of_ops, twice, nested_functional, masked, masked_without_use, slices, trained, inner_outputs]
WHOLE_OPTIONS = [{"line_length": 80}, {"line_length": 100, "expand_nested": True, "show_trainable": True}]


def whole_case(name, model, **kwargs):
    lines, _, _ = print_with_keras(model, "utf-8", 400, kwargs)
    return "\n".join([f"case\t{name}", *lines, "end", ""])


def whole_cases():
    for make in WHOLE:
        for options in WHOLE_OPTIONS:
            keras.utils.clear_session()
            yield whole_case(f"{make.__name__} {options['line_length']}", make(), **options)
    for first, last in (("shared", "shared"), ("u", "mul"), ("[uv]", "add"), ("add", "u"), (".*d$", "v|shared")):
        keras.utils.clear_session()
        yield whole_case(f"range {first} {last}", shared_layer(), line_length=80, layer_range=[first, last])


# ---- the progress bar ------------------------------------------------------------------------------------------------


def progbar_case(name, target, updates, **options):
    """`updates`: (seconds since the start, current, finalize or None, [(name, value) ...])"""
    clock, texts = [1000.0], []
    time, progbar.time.time = progbar.time.time, lambda: clock[0]
    print_msg, progbar.io_utils.print_msg = progbar.io_utils.print_msg, lambda text, line_break: texts.append(text)
    out = [f"case\t{name}", f"target\t{-1 if target is None else target}"]
    for key, value in options.items():
        out.append(f"{key}\t{','.join(value) if isinstance(value, list) else value}")
    try:
        bar = progbar.Progbar(target, **options)
        bar._dynamic_display = True
        for seconds, current, finalize, values in updates:
            clock[0], count = 1000.0 + seconds, len(texts)
            bar.update(current, values, finalize)
            text = texts[-1] if len(texts) > count else ""
            final = "auto" if finalize is None else str(int(finalize))
            shown = [f"{k}={v!r}" for k, v in values]
            out.append("\t".join(["update", repr(float(seconds)), str(current), final, *shown]))
            text = re.sub("\x08+", lambda m: f"\\b{len(m[0])}", text)
            out.append("writes\t" + text.replace("\r", "\\r").replace("\x1b", "\\e").replace("\n", "\\n"))
    finally:
        progbar.time.time, progbar.io_utils.print_msg = time, print_msg
    return "\n".join([*out, "end", ""])


def progbar_cases():
    def losses(step):
        return [("accuracy", 0.125 * step), ("loss", 2.5 / step)]

    steps = [(0.4 * s, s, False, losses(s)) for s in range(1, 6)]
    yield progbar_case("averaged", 5, [*steps[:4], (2.0, 5, None, losses(5))])
    last = [("accuracy", 0.5), ("loss", 0.00075), ("val_accuracy", 0.25), ("val_loss", -3.0)]
    logger = {"stateless_metrics": []}
    yield progbar_case("as fit draws it", 5, [*steps, (2.5, 5, True, last)], **logger)
    yield progbar_case("one line an epoch", 5, [*steps, (2.5, 5, True, last)], verbose=2, **logger)
    yield progbar_case("silent", 5, [*steps, (2.5, 5, True, last)], verbose=0, **logger)
    yield progbar_case("too soon to redraw", 1000, [(0.001 * s, s, False, losses(s)) for s in range(1, 120, 7)])
    yield progbar_case("unknown target", None, [*steps, (7.4, 6, True, losses(6))], unit_name="sample")
    long_run = [(1, 1, False, []), (31, 2, False, []), (3000, 100, False, []), (40000, 1234, False, [])]
    yield progbar_case("long estimates", 10000, [*long_run, (81000.5, 10000, None, [])], width=33)
    odd = [("a", float("nan")), ("b", float("inf")), ("c", 0.001), ("d", 1e9), ("e", -0.5), ("f", 0.0)]
    runs = [(0.00002, 1, False, odd), (3600.0, 2, None, odd)]
    yield progbar_case("odd numbers", 2, runs, stateful_metrics=["a", "d"])
    yield progbar_case("odd numbers, one line", 2, [(0.2, 2, True, odd)], verbose=2)
    yield progbar_case("nothing to do", 0, [(0.1, 0, None, [])])
    runs = [(0.5, 1, False, [("m", 12345678.0)]), (1, 2, False, [("m", 0.5)])]
    yield progbar_case("shrinking line", 9, runs, stateful_metrics=["m"])


if __name__ == "__main__":
    here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "summary")
    folder = next((a for a in sys.argv[1:] if not a.startswith("-")), here)
    os.makedirs(folder, exist_ok=True)
    cases = all_cases if "--all" in sys.argv else chosen_cases
    for file, texts in (("tables.txt", cases()), ("models.txt", whole_cases()), ("progbar.txt", progbar_cases())):
        with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
            out.writelines(texts)
