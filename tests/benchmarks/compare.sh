#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/benchmarks/compare.sh [--json FILE] [--rounds N]

Times training on eight workloads (workloads.hpp), in eigan and in PyTorch by turns, on one thread and
on all cores, and prints both beside each other, with the share of the machine's matrix
multiplication that eigan reaches; then what it takes to compile the quickstart. What is missing is
installed with apt (PyTorch is large). About three minutes a round; rounds: 3 unless told, of which
the best counts. Let the machine do nothing else.
END
}

json='' rounds=3
while (($# > 0)); do
  case $1 in
    --json) json=$(realpath -m "${2:?--json takes a file}"); shift ;;
    --rounds) rounds=${2:?--rounds takes a number}; shift ;;
    --help | -h) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/benchmarks/build.sh
build_program eigan_benchmark python3-torch libopenblas0-openmp
results=$build/results
rm -rf "$results" && mkdir -p "$results"

for ((round = 1; round <= rounds; ++round)); do
  for threads in 1 "$cores"; do
    echo "== round $round, $threads thread(s): eigan"
    "$build/tests/benchmarks/eigan_benchmark" --threads "$threads" \
      --json "$results/eigan-$threads-$round.json"
    echo "== round $round, $threads thread(s): PyTorch, us a step (minimum, median)"
    /usr/bin/python3 tests/benchmarks/pytorch.py --threads "$threads" \
      --json "$results/pytorch-$threads-$round.json"
  done
done

# Processor time of a compilation, in seconds; by turns, and the least of each counts.
seconds() {
  local TIMEFORMAT='%U %S' spent
  spent=$({ time $compiler -std=c++20 -O3 -march=native -w -I include $(pkg-config --cflags eigen3) \
    -c "$1" -o "$results/object.o"; } 2>&1) || { echo "$spent" >&2; return 1; }
  awk '{ print $1 + $2 }' <<<"$spent"
}
: >"$results/compile"
for round in 1 2 3 4 5; do
  quickstart=$(seconds examples/quickstart.cpp)
  eigen_alone=$(seconds tests/benchmarks/eigen_alone.cpp)
  echo "$quickstart $eigen_alone" >>"$results/compile"
done

/usr/bin/python3 tests/benchmarks/table.py "$results" "$cores" ${json:+"$json"}
