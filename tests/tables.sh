#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail

usage() {
  cat <<'END'
Usage: tests/tables.sh PROGRAMS [DIR]

Trains on tables that nothing was tuned for, with default settings: breast_cancer.csv and wine_data.csv
of scikit-learn (569 rows of 31 columns, 178 of 14, the class among them). Prints what evaluate finds,
and fails if the mean of a column is off by more than 0.2 of its spread, or if the files as they are
shipped, whose first line is no header, get more or less than one clear line. Three minutes on two cores.

  PROGRAMS  the folder of train, sample, evaluate and export, such as build/release/examples
  DIR       of the tables (/usr/lib/python3/dist-packages/sklearn/datasets/data, where Debian's package
            python3-sklearn has them)
END
}
case ${1-} in '' | --help | -h) usage; [[ -n ${1-} ]]; exit ;; esac
programs=$(cd "$1" && pwd)
tables=${2-/usr/lib/python3/dist-packages/sklearn/datasets/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failed=0
for name in breast_cancer wine_data; do
  shipped=$tables/$name.csv
  status=0
  "$programs/train" --data "$shipped" --out "$work/none" >"$work/out" 2>"$work/error" || status=$?
  cat "$work/error"
  [[ $status == 2 && $(wc -l <"$work/error") == 1 && ! -e $work/none ]] &&
    grep 'as many fields as the first' "$work/error" | grep -q 'line 2 has' || { echo "FAILED: $name as shipped"; failed=1; }

  columns=$(sed -n '2s/[^,]//gp' "$shipped" | wc -c)  # commas and a line end
  { echo "$(seq -s, -f 'x%g' $((columns - 1))),class"; tail -n +2 "$shipped"; } >"$work/$name.csv"
  "$programs/train" --data "$work/$name.csv" --out "$work/$name" 2>"$work/error" || { cat "$work/error"; exit 1; }
  grep 'whole numbers, .*class' "$work/error" || { echo "FAILED: whole numbers of $name"; failed=1; }
  "$programs/sample" --model "$work/$name/model.safetensors" --count 1000 --out "$work/$name/1000.csv"
  "$programs/export" --model "$work/$name/model.safetensors" --out "$work/$name/$name.hpp"
  "${CXX:-c++}" -std=c++17 -Wall -Wextra -Werror -fsyntax-only -x c++ "$work/$name/$name.hpp"
  "$programs/evaluate" --model "$work/$name/model.safetensors" --data "$work/$name.csv" --out "$work/$name" |
    tee "$work/found"
  awk '/^farthest off/ { seen = 1; sub(/.*mean by /, ""); off = $1 } END { exit !(seen && off <= 0.2) }' "$work/found" ||
    { echo "FAILED: a mean of $name is off by more than 0.2"; failed=1; }
done
exit $failed
