"""The recipes of ../word2vec.cpp in Keras 3: prints the figures that it writes to result.json."""
import argparse, json, os, re
import numpy as np
import keras
from keras import ops
from keras.layers import Dense, Embedding, Lambda, Reshape

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--model", choices=["cbow", "skipgram"], default="cbow")
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA"), help="folder with alice.txt")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

path = (os.path.join(args.data, "alice.txt") if args.data
        else keras.utils.get_file("alice.txt", "https://www.gutenberg.org/cache/epub/11/pg11.txt"))
corpus = [line for line in open(path).readlines()[:500] if line.count(" ") >= 2]
# keras.preprocessing.text.Tokenizer, which Keras 3 has no more: filters, then numbers by frequency.
texts = [re.sub("[!\"#$%&()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~\t\n']", " ", line).lower().split() for line in corpus]
counts = {}
for word in (w for text in texts for w in text):
    counts[word] = counts.get(word, 0) + 1
index = {w: i + 1 for i, w in enumerate(sorted(counts, key=lambda w: -counts[w]))}
corpus, V, dim, window = [[index[w] for w in text] for text in texts], len(index) + 1, 100, 2


def cbow_batches():
    for words in corpus:
        contexts = []
        for i in range(len(words)):
            contexts.append([words[k] for k in range(i - window, i + window + 1) if k != i and 0 <= k < len(words)])
            yield keras.utils.pad_sequences(contexts, 2 * window), keras.utils.to_categorical(words[:i + 1], V)


def skipgram_batches():
    for words in corpus:
        for i, word in enumerate(words):
            around = [words[k] for k in range(i - window, i + window + 1) if k != i and 0 <= k < len(words)]
            if around:
                yield np.full((len(around), 1), word, np.int32), keras.utils.to_categorical(around, V)


if args.model == "cbow":
    model = keras.Sequential([keras.Input((2 * window,)), Embedding(V, dim, embeddings_initializer="glorot_uniform"),
                              Lambda(lambda x: ops.mean(x, axis=1)), Dense(V, activation="softmax")])
else:
    model = keras.Sequential([keras.Input((1,)), Embedding(V, dim, embeddings_initializer="glorot_uniform"),
                              Reshape((dim,)), Dense(V, activation="softmax")])
# Adadelta() had this learning rate and this epsilon in Keras 1.0.2, which the tutorial used.
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6))
for _ in range(args.epochs):
    loss = 0.0
    for x, y in cbow_batches() if args.model == "cbow" else skipgram_batches():
        model.reset_metrics()  # in Keras 3 train_on_batch gives the mean of all batches since
        loss += float(model.train_on_batch(x, y))
    print(loss, flush=True)
vectors = model.get_weights()[0]
unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
words = [""] + list(index)
likeness = unit @ unit[index["alice"]]
print([words[i] for i in np.argsort(-likeness) if i not in (0, index["alice"])][:10])
print(json.dumps({"final_loss": loss, "words": V - 1}))
