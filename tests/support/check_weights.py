# SPDX-License-Identifier: MIT
"""check_weights.py FILE: reads a generator's file by the published layout of safetensors, with nothing
of eigan's, and rebuilds the generator in numpy, and in PyTorch if that is there. Each must make of the
file's noise the file's sample, to 1e-5 of its size."""
import json
import struct
import sys

import numpy as np


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__")
    types = {"F32": "<f4", "F64": "<f8"}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return tensors, json.loads(metadata["generator"])


def in_numpy(tensors, layers, x):
    for i, layer in enumerate(layers):
        y = tensors[f"generator.{i}.weight"] @ x + tensors[f"generator.{i}.bias"]
        kind = layer["activation"]
        if kind == "relu":
            y = np.maximum(y, 0)
        elif kind == "leaky_relu":
            y = np.where(y > 0, y, layer["slope"] * y)
        elif kind == "tanh":
            y = np.tanh(y)
        elif kind == "sigmoid":
            y = 1 / (1 + np.exp(-y))
        x = y
    return x


def in_torch(torch, tensors, layers, x):
    modules = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid,
               "identity": torch.nn.Identity}
    net = torch.nn.Sequential()
    for layer in layers:
        net.append(torch.nn.Linear(layer["inputs"], layer["outputs"]))
        if layer["activation"] == "leaky_relu":
            net.append(torch.nn.LeakyReLU(layer["slope"]))
        else:
            net.append(modules[layer["activation"]]())
    # the map of docs/reliability.md: layer i is module 2 i
    net.load_state_dict({f"{2 * i}.{part}": torch.tensor(tensors[f"generator.{i}.{part}"])
                         for i in range(len(layers)) for part in ("weight", "bias")})
    with torch.no_grad():
        return net(torch.tensor(x)).numpy()


def main():
    tensors, generator = read(sys.argv[1])
    noise, sample = tensors["self_test.noise"], tensors["self_test.sample"]
    found = {"numpy": in_numpy(tensors, generator["layers"], noise)}
    try:
        import torch
        found["PyTorch"] = in_torch(torch, tensors, generator["layers"], noise)
    except ImportError:
        pass
    for name, made in found.items():
        off = np.abs(made - sample).max() / max(1, np.abs(sample).max())
        print(f"{name}: off by {off:.1e}")
        if not off <= 1e-5:
            sys.exit(f"{name} makes another sample than the file says")


main()
