#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of compare.sh, from the files that the rounds left: table.py FOLDER CORES [JSON]"""
import json
import pathlib
import sys


def load(pattern, folder):
    return [json.loads(path.read_text()) for path in sorted(folder.glob(pattern))]


def best(runs, workload):
    return min(run["workloads"][workload]["minimum_us"] for run in runs)


def main():
    folder, cores = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    counts = sorted({1, cores})
    eigan = {n: load(f"eigan-{n}-*.json", folder) for n in counts}
    pytorch = {n: load(f"pytorch-{n}-*.json", folder) for n in counts}
    rows = {}
    print(f"\n{'us a step':12} {'eigan 1':>10} {f'eigan {cores}':>10} {'1 / n':>6} {'share':>6} "
          f"{'torch 1':>10} {f'torch {cores}':>10} {'torch / eigan':>14}")
    for name in eigan[1][0]["workloads"]:
        e = {n: best(eigan[n], name) for n in counts}
        p = {n: best(pytorch[n], name) for n in counts}
        share = max(run["workloads"][name]["share"] for run in eigan[cores])
        ratio = min(p.values()) / min(e.values())
        rows[name] = {"eigan_us": e, "pytorch_us": p, "share": share, "scaling": e[1] / e[cores],
                      "pytorch_over_eigan": ratio}
        print(f"{name:12} {e[1]:10.0f} {e[cores]:10.0f} {e[1] / e[cores]:6.2f} {share:6.2f} "
              f"{p[1]:10.0f} {p[cores]:10.0f} {ratio:14.2f}")
    over = {f"{name} / {plain}": min(rows[name]["eigan_us"].values()) / min(rows[plain]["eigan_us"].values())
            for name, plain in (("ring-gp", "ring-wgan"), ("image-gp", "image-wgan"), ("ring-r3", "ring-gan"))}
    print("what penalties cost: " + ", ".join(f"{pair} {ratio:.2f}" for pair, ratio in over.items()))
    pairs = [tuple(map(float, line.split())) for line in (folder / "compile").read_text().splitlines()]
    quickstart, alone = (min(pair[i] for pair in pairs) for i in (0, 1))
    print(f"compiling the quickstart: {quickstart:.1f} s of processor time, {quickstart / alone:.2f} times what Eigen's "
          f"three products take alone")
    if len(sys.argv) > 3:
        result = {"cores": cores, "kernels": eigan[1][0]["kernels"],
                  "product_gflops": {n: max(max(run["eigen_gflops"], run["blas_gflops"])
                                            for run in eigan[n]) for n in counts},
                  "workloads": rows, "penalised_over_plain": over, "compile_seconds": quickstart,
                  "compile_ratio": quickstart / alone}
        pathlib.Path(sys.argv[3]).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
