#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The workloads of workloads.hpp in PyTorch, written as its users write them.

    pytorch.py [--threads N] [--json FILE]

Prints microseconds a step. compare.sh runs it beside eigan.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn.functional import softplus

CLIP, LAMBDA, GAMMA = 0.01, 10, 1


class Maxout(nn.Module):
    def __init__(self, inputs, outputs, pieces):
        super().__init__()
        self.affine = nn.Linear(inputs, outputs * pieces)
        self.shape = (outputs, pieces)

    def forward(self, x):
        return self.affine(x).view(-1, *self.shape).amax(dim=2)


def mlp(sizes, last=None):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if i + 2 < len(sizes):
            layers.append(nn.ReLU())
    if last is not None:
        layers.append(last)
    return nn.Sequential(*layers)


def adam(network):
    return torch.optim.Adam(network.parameters(), lr=1e-4)


def adam_gp(network):
    return torch.optim.Adam(network.parameters(), lr=1e-4, betas=(0, 0.9))


def rmsprop(network):
    return torch.optim.RMSprop(network.parameters(), lr=5e-5)


def sgd(network):
    return torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.5)


# name: generator, adversary, latent, features, batch, adversary steps, objective, optimiser
WORKLOADS = {
    "ring-gan": (lambda: mlp([2, 128, 128, 2]), lambda: mlp([2, 128, 128, 1]), 2, 2, 256, 1, "js", adam),
    "ring-wgan": (lambda: mlp([2, 512, 512, 512, 2]), lambda: mlp([2, 512, 512, 512, 1]),
                  2, 2, 256, 5, "clip", rmsprop),
    "mnist-gan": (lambda: mlp([100, 1200, 1200, 784], nn.Sigmoid()),
                  lambda: nn.Sequential(Maxout(784, 240, 5), Maxout(240, 240, 5), nn.Linear(240, 1)),
                  100, 784, 100, 1, "js", sgd),
    "image-wgan": (lambda: mlp([100, 512, 512, 512, 512, 784], nn.Sigmoid()),
                   lambda: mlp([784, 512, 512, 512, 512, 1]), 100, 784, 64, 5, "clip", rmsprop),
    "ring-gp": (lambda: mlp([2, 512, 512, 512, 2]), lambda: mlp([2, 512, 512, 512, 1]),
                2, 2, 256, 5, "gp", adam_gp),
    "image-gp": (lambda: mlp([100, 512, 512, 512, 512, 784], nn.Sigmoid()),
                 lambda: mlp([784, 512, 512, 512, 512, 1]), 100, 784, 64, 5, "gp", adam_gp),
    "table-gp": (lambda: mlp([128, 256, 256, 40]), lambda: mlp([40, 256, 256, 1]),
                 128, 40, 500, 5, "gp", adam_gp),
    "ring-r3": (lambda: mlp([2, 128, 128, 2]), lambda: mlp([2, 128, 128, 1]), 2, 2, 256, 1, "r3", adam),
}


def game(name):
    make_g, make_d, latent, features, batch, adversary_steps, objective, optimizer = WORKLOADS[name]
    torch.manual_seed(1)
    g, d = make_g(), make_d()
    g_optimizer, d_optimizer = optimizer(g), optimizer(d)
    data = torch.rand(10000, features)
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def fakes():
        return g(torch.randn(batch, latent))

    def gradient(scores, x):
        return torch.autograd.grad(scores.sum(), x, create_graph=True)[0]

    def adversary_loss(real, fake):
        if objective == "r3":  # RpGAN + R1 + R2
            real.requires_grad_(True)
            fake.requires_grad_(True)
            of_real, of_fake = d(real), d(fake)
            r1 = gradient(of_real, real).square().sum(dim=1).mean()
            r2 = gradient(of_fake, fake).square().sum(dim=1).mean()
            return softplus(of_fake - of_real).mean() + GAMMA / 2 * (r1 + r2)
        scores = d(torch.cat([real, fake]))
        if objective == "js":
            return bce(scores[:batch], ones) + bce(scores[batch:], zeros)
        loss = scores[batch:].mean() - scores[:batch].mean()
        if objective == "gp":
            a = torch.rand(batch, 1)
            between = (a * real + (1 - a) * fake).requires_grad_(True)
            slope = gradient(d(between), between).norm(2, dim=1)
            loss = loss + LAMBDA * ((slope - 1) ** 2).mean()
        return loss

    def generator_loss(real):
        scores = d(fakes())
        if objective == "js":
            return bce(scores, ones)
        if objective == "r3":
            return softplus(d(real.detach()) - scores).mean()
        return -scores.mean()

    def step():
        for p in d.parameters():
            p.requires_grad_(True)
        for _ in range(adversary_steps):
            real = data[torch.randint(len(data), (batch,))]
            with torch.no_grad():
                fake = fakes()
            loss = adversary_loss(real, fake)
            d_optimizer.zero_grad()
            loss.backward()
            d_optimizer.step()
            if objective == "clip":
                with torch.no_grad():
                    for p in d.parameters():
                        p.clamp_(-CLIP, CLIP)
        for p in d.parameters():  # no gradients of the adversary in the generator's turn
            p.requires_grad_(False)
        loss = generator_loss(real)
        g_optimizer.zero_grad()
        loss.backward()
        g_optimizer.step()

    return step


def measure(name):
    step = game(name)
    for _ in range(5):
        step()
    start = time.perf_counter()
    for _ in range(5):
        step()
    steps = max(3, int(0.2 / ((time.perf_counter() - start) / 5)))
    times = []
    for _ in range(9):
        start = time.perf_counter()
        for _ in range(steps):
            step()
        times.append(1e6 * (time.perf_counter() - start) / steps)
    return min(times), statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--json")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    results = {}
    for name in WORKLOADS:
        minimum, median = measure(name)
        results[name] = {"minimum_us": minimum, "median_us": median}
        print(f"{name:12} {minimum:12.1f} {median:12.1f}", flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"torch": torch.__version__, "threads": options.threads, "workloads": results},
                      file, indent=2)


if __name__ == "__main__":
    main()
