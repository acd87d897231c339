"""The workloads of keratin_bench in PyTorch, with the usual hand-written loop:   torch_peer.py W1 [THREADS]"""
import sys

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


# Batch, steps of an epoch, shape of a sample, classes (1: yes or no), optimizer, network without its last activation.
WORKLOADS = {
    "W1": (128, 60, (784,), 10, lambda weights: torch.optim.SGD(weights, lr=0.01), lambda: [
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10)]),
    "W2": (256, 40, (784,), 10, adadelta, lambda: [
        nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10)]),
    "W3": (256, 20, (1, 28, 28), 10, adadelta, lambda: two_convolutions(1, 1440, 128)),
    "W4a": (128, 20, (1, 28, 28), 10, adam, lambda: lenet(1)),
    "W4b": (128, 20, (1, 28, 28), 10, adam, lambda: lenet(2)),
    "W5": (256, 20, (3, 32, 32), 10, adadelta, lambda: two_convolutions(3, 1960, 512)),
    "W11": (32, 125, (2,), 1, adam, lambda: [
        nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 1)]),
}


def run(name, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    batch, steps, shape, classes, make_optimizer, layers = WORKLOADS[name]
    model = nn.Sequential(*layers())
    optimizer = make_optimizer(model.parameters())
    n = batch * steps
    x = torch.rand(n, *shape)
    y = torch.randint(0, 2, (n, 1)).float() if classes == 1 else torch.randint(0, classes, (n,))
    stamps = Stamps()

    def step(x, y):
        optimizer.zero_grad()
        logits = model(x)
        loss = F.binary_cross_entropy_with_logits(logits, y) if classes == 1 else F.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        right = (logits > 0) == (y > 0.5) if classes == 1 else logits.argmax(1) == y
        return loss.detach(), right.sum()

    def train(epochs):
        model.train()
        for _ in range(epochs):
            stamps.begin_epoch()
            loss, right = torch.zeros(()), torch.zeros((), dtype=torch.long)
            for chosen in torch.randperm(n).split(batch):
                step_loss, step_right = step(x[chosen], y[chosen])
                loss += step_loss
                right += step_right
                stamps.end_step()
        return loss.item() / steps, right.item() / n

    samples = {1: x[:1].clone(), 256: torch.rand(256, *shape)}

    def infer(n):
        model.eval()
        with torch.inference_mode():
            return model(samples[n])

    measure("torch", torch.__version__, name, threads, batch, stamps, train, infer)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WORKLOADS:
        print("torch_peer.py: expected one of " + ", ".join(WORKLOADS), file=sys.stderr)
        sys.exit(2)
    run(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else torch.get_num_threads())
