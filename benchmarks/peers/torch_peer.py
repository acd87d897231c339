"""The workloads of keratin_bench in PyTorch, with the usual hand-written loop:   torch_peer.py W1 [THREADS]"""
import sys
from typing import Callable, NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from measure import Stamps, measure


def adadelta(weights):
    return torch.optim.Adadelta(weights, lr=1e-3, rho=0.95, eps=1e-7)  # Keras's figures


def adam(weights):
    return torch.optim.Adam(weights, lr=1e-3)


def two_convolutions(channels, flat, hidden):
    return [nn.Conv2d(channels, 10, 3), nn.ReLU(), nn.Conv2d(10, 10, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(flat, hidden), nn.ReLU(), nn.Dropout(0.5), nn.Linear(hidden, 10)]


def lenet(blocks):
    layers = []
    for i in range(blocks):
        layers += [nn.Conv2d(1 if i == 0 else 32, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1),
                   nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.5)]
    return layers + [nn.Flatten(), nn.Linear(6272 if blocks == 1 else 1568, 128), nn.ReLU(), nn.Linear(128, 10)]


class TimeLast(nn.Module):
    """(batch, steps, units) to (batch, units, steps), as Conv1d takes it."""

    def forward(self, x):
        return x.transpose(1, 2)


class Greatest(nn.Module):
    """The greatest of each channel over time."""

    def forward(self, x):
        return x.amax(2)


class Mean(nn.Module):
    def forward(self, x):
        return x.mean(1)


class LastStep(nn.Module):
    """A recurrent layer's output after the last step."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


def reviews(recurrent):
    return [nn.Embedding(20000, 100), LastStep(recurrent), nn.Dropout(0.5), nn.Linear(20, 1)]


class Workload(NamedTuple):
    batch: int
    steps: int  # of an epoch
    shape: tuple  # of a sample
    classes: int  # 1: yes or no
    optimizer: Callable
    layers: Callable  # without the last activation
    words: int = 0  # samples are numbers of words below this one


WORKLOADS = {
    "W1": Workload(128, 60, (784,), 10, lambda weights: torch.optim.SGD(weights, lr=0.01), lambda: [
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10)]),
    "W2": Workload(256, 40, (784,), 10, adadelta, lambda: [
        nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10)]),
    "W3": Workload(256, 20, (1, 28, 28), 10, adadelta, lambda: two_convolutions(1, 1440, 128)),
    "W4a": Workload(128, 20, (1, 28, 28), 10, adam, lambda: lenet(1)),
    "W4b": Workload(128, 20, (1, 28, 28), 10, adam, lambda: lenet(2)),
    "W5": Workload(256, 20, (3, 32, 32), 10, adadelta, lambda: two_convolutions(3, 1960, 512)),
    "W6": Workload(32, 40, (100,), 1, adam, lambda: [
        nn.Embedding(5000, 100), nn.Dropout(0.2), TimeLast(), nn.Conv1d(100, 250, 3), nn.ReLU(), Greatest(),
        nn.Linear(250, 250), nn.ReLU(), nn.Dropout(0.2), nn.Linear(250, 1)], 5000),
    "W7": Workload(256, 10, (140,), 1, adadelta, lambda: reviews(nn.GRU(100, 20, batch_first=True)), 20000),
    "W8a": Workload(256, 10, (140,), 1, adadelta, lambda: reviews(nn.LSTM(100, 20, batch_first=True)), 20000),
    "W8b": Workload(256, 10, (140,), 1, adadelta, lambda: reviews(nn.GRU(100, 20, 2, batch_first=True)), 20000),
    "W9": Workload(128, 20, (20,), 3000, adam, lambda: [
        nn.Embedding(3000, 64), LastStep(nn.LSTM(64, 64, batch_first=True)), nn.Linear(64, 3000)], 3000),
    "W10": Workload(128, 20, (4,), 3000, adadelta, lambda: [
        nn.Embedding(3000, 100), Mean(), nn.Linear(100, 3000)], 3000),
    "W11": Workload(32, 125, (2,), 1, adam, lambda: [
        nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 1)]),
}


def run(name, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    w = WORKLOADS[name]
    model = nn.Sequential(*w.layers())
    optimizer = w.optimizer(model.parameters())
    binary = w.classes == 1
    n = w.batch * w.steps

    def samples(n):
        return torch.randint(0, w.words, (n, *w.shape)) if w.words else torch.rand(n, *w.shape)

    x = samples(n)
    y = torch.randint(0, 2, (n, 1)).float() if binary else torch.randint(0, w.classes, (n,))
    stamps = Stamps()

    def step(x, y):
        optimizer.zero_grad()
        logits = model(x)
        loss = F.binary_cross_entropy_with_logits(logits, y) if binary else F.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        right = (logits > 0) == (y > 0.5) if binary else logits.argmax(1) == y
        return loss.detach(), right.sum()

    def train(epochs):
        model.train()
        for _ in range(epochs):
            stamps.begin_epoch()
            loss, right = torch.zeros(()), torch.zeros((), dtype=torch.long)
            for chosen in torch.randperm(n).split(w.batch):
                step_loss, step_right = step(x[chosen], y[chosen])
                loss += step_loss
                right += step_right
                stamps.end_step()
        return loss.item() / w.steps, right.item() / n

    asked = {1: x[:1].clone(), 256: samples(256)}

    def infer(n):
        model.eval()
        with torch.inference_mode():
            logits = model(asked[n])
            return logits.sigmoid() if binary else logits.softmax(1)

    measure("torch", torch.__version__, name, threads, w.batch, stamps, train, infer)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WORKLOADS:
        print("torch_peer.py: expected one of " + ", ".join(WORKLOADS), file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else torch.get_num_threads())
