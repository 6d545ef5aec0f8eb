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
source tests/benchmarks/build.sh
build_program eigan_curves gnuplot-nox:gnuplot
csv=${png%.png}.csv
"$build/tests/benchmarks/eigan_curves" | tee "$csv"
gnuplot -e "csv='$csv'; png='$png'" tests/benchmarks/curves.gnuplot
echo "Drawn: $png"
