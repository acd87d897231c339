"""The recipe of ../language_model.cpp in Keras 3: prints the figure that it writes to result.json."""
import argparse, json, os, re
import numpy as np
import keras
from keras import layers as L

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--epochs", type=int, default=19)
parser.add_argument("--lines", type=int, default=50)
parser.add_argument("--data", default=os.environ.get("KERATIN_DATA", "."), help="folder with alice.txt")
parser.add_argument("--seed", type=int, default=None)
args = parser.parse_args()
if args.seed is not None:
    keras.utils.set_random_seed(args.seed)

# keras.preprocessing.text.Tokenizer, which Keras 3 has no more: the more frequent word first, then the earlier one.
text = [line.lower() for line in open(os.path.join(args.data, "alice.txt"))][:args.lines]
text = [re.sub(r'[!"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~\t\n]', " ", line).split() for line in text]
counts = {}
for line in text:
    for word in line:
        counts[word] = counts.get(word, 0) + 1
index = {word: i + 1 for i, word in enumerate(sorted(counts, key=counts.get, reverse=True))}
doc = [[index[w] for w in line] for line in text if len(line) > 1]
maxlen, vocab = max(len(x) - 1 for x in doc), len(index) + 1

model = keras.Sequential([keras.Input((maxlen,)), L.Embedding(vocab, 64), L.LSTM(64, recurrent_activation="hard_sigmoid"),
                          L.Dense(vocab), L.Activation("softmax")])
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adadelta(1.0, epsilon=1e-6))
for _ in range(args.epochs):
    losses = []
    for s in doc:
        model.reset_metrics()  # else the loss is the mean of all batches so far
        x = keras.utils.pad_sequences([s[:i] for i in range(1, len(s))], maxlen)
        losses.append(float(model.train_on_batch(x, keras.utils.to_categorical(s[1:], vocab))))
print(json.dumps({"final_loss": float(np.mean(losses)), "sentences": len(doc), "words": vocab - 1}))
