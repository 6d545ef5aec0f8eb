# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Small runs of the programs in examples/papers, for tests that source this.

# experiment NAME ARGUMENT...: runs it in the folder `out`
experiment() {
  "$1" --quick --out out "${@:2}" | tee said
  [[ -s out/$1.json ]]
  if type gnuplot >/dev/null 2>&1; then grep -q '^drawn: ' said; fi  # by gnuplot, to its end
}

# every_row FILE CONDITION: awk's condition holds for each row of a CSV file, of which there are some
every_row() {
  awk -F, -v file="$1" "NR > 1 && !($2) { print file \": not $2: \" \$0; bad = 1 }
    END { exit bad || NR < 2 }" "out/$1"
}
# rows FILE PROGRAM: the same for all rows: awk's program fills `ok`
rows() {
  awk -F, -v file="$1" "NR > 1 { $2 } END { if (!ok) print file \": not so: $3\"; exit !ok }" "out/$1"
}
