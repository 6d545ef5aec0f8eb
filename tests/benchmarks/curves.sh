#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/benchmarks/curves.sh [PICTURE.png]

Measures how the time of a training step grows with width, batch size, depth and k (curves.cpp) and
draws it; PICTURE is build/benchmarks/cost.png unless told, the numbers lie beside it as CSV. About a
minute and a half. Let the machine do nothing else.
END
}

case ${1-} in
  --help | -h) usage; exit ;;
  -*) usage >&2; exit 2 ;;
esac
png=$(realpath -m "${1:-$(dirname "${BASH_SOURCE[0]}")/../../build/benchmarks/cost.png}")

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/packages.sh
compiler=${CXX:-g++}
need "$(compiler_package "$compiler")" "${build_packages[@]}" "${train_packages[@]}" \
  "${test_packages[@]}" gnuplot-nox:gnuplot libopenblas-openmp-dev
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS OMP_NUM_THREADS

build=build/benchmarks
CXX=$compiler cmake -S . -B "$build" --log-level=WARNING \
  -D CMAKE_BUILD_TYPE=Release -D EIGAN_NATIVE=ON -D EIGAN_BLAS=ON
cmake --build "$build" --target eigan_curves
csv=${png%.png}.csv
"$build/tests/benchmarks/eigan_curves" | tee "$csv"
gnuplot -e "csv='$csv'; png='$png'" tests/benchmarks/curves.gnuplot
echo "Drawn: $png"
