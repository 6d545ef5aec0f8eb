# SPDX-License-Identifier: MIT
# Two columns that hang together, of sizes far apart: samples have their names, means and spreads.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

steps=3000
if [[ $EIGAN_SLOW == 1 ]]; then steps=30; fi

awk 'BEGIN {
  srand(5); print "\"income, a year\",share,floor"
  for (i = 0; i < 1500; ++i) {
    a = b = 0
    for (k = 0; k < 12; ++k) { a += rand() - 0.5; b += rand() - 0.5 }
    printf "%.0f,%.7f,%d\n", 50000 + 12000 * a, 0.004 + 0.001 * (0.8 * a + 0.6 * b), 1 + int(4 * rand())
  }
}' >table.csv

train --data table.csv --out out --steps $steps 2>log
grep -q '1500 samples of 3 columns; whole numbers, which samples need not be, in: income, a year, floor$' log
head -1 out/samples.csv | grep -qx '"income, a year",share,floor'
grep -q '"objective": "wasserstein"' out/summary.json
grep -a -q '"columns":"\[\\"income, a year\\",\\"share\\",\\"floor\\"\]"' out/model.safetensors
grep -a -q 'scaler' out/model.safetensors

# moments FILE: mean and standard deviation of each column, then the correlation of the first two
moments() {
  tail -n +2 "$1" | awk -F, '{
    for (i = 1; i <= 3; ++i) { m[i] += $i; q[i] += $i * $i }
    xy += $1 * $2
  } END {
    for (i = 1; i <= 3; ++i) { m[i] /= NR; s[i] = sqrt(q[i] / NR - m[i] ^ 2); printf "%.9g %.9g ", m[i], s[i] }
    printf "%.4f\n", (xy / NR - m[1] * m[2]) / (s[1] * s[2])
  }'
}
if [[ $EIGAN_SLOW != 1 ]]; then
  { moments table.csv && moments out/samples.csv; } | tee moments | awk '
    NR == 1 { for (i = 1; i <= 7; ++i) real[i] = $i }
    NR == 2 {
      for (i = 1; i <= 5; i += 2) {
        off = ($i - real[i]) / real[i + 1]; ratio = $(i + 1) / real[i + 1]
        if (off > 0.2 || off < -0.2 || ratio < 0.7 || ratio > 1.3) { print "column", (i + 1) / 2, off, ratio; bad = 1 }
      }
      if ($7 < real[7] - 0.2 || $7 > real[7] + 0.2) { print "correlation", $7, real[7]; bad = 1 }
      exit bad
    }'
fi

# many rows, few different ones: nothing can be said of their neighbours
for i in $(seq 100); do echo "$((i % 2)),$((i % 3))"; done >repeated.csv
train --data repeated.csv --out repeated --steps 2 --batch 4 2>log >said
grep -q '^verdict: none: too few samples of the data are distinct: 6 of 100$' said

for i in $(seq 100); do echo "$i,$((i * i))"; echo 1,1; done >repeated.csv
train --data repeated.csv --out half --steps 2 --batch 4 2>log >said
grep -q '^verdict: none: too few samples of the data are distinct: 100 of 200$' said

# NPY: a table of 4 x 2 bytes, images of 4 x 2 x 2
npy() {  # SHAPE VALUES
  printf '\x93NUMPY\x01\x00\x76\x00%-117s\n%b' \
    "{'descr': '|u1', 'fortran_order': False, 'shape': ($1), }" "$2"
}
npy '4, 2' '\001\002\003\004\005\006\007\010' >table.npy
npy '2, 4' '\001\002\003\004\005\006\007\010' >turned.npy
npy '4, 2, 2' '\001\002\003\004\005\006\007\010\001\002\003\004\005\006\007\377' >images.npy
train --data table.npy --out npy --steps 2 --batch 4 2>log
grep -q '4 samples of 2 columns' log
head -1 npy/samples.csv | grep -qx 'x1,x2'
! grep -q 'is each row a sample' log || exit 1
train --data turned.npy --out turned --steps 2 --batch 4 2>log
grep -q '2 samples of 4 columns; .*; fewer samples than columns: is each row a sample?$' log
train --data images.npy --out images --steps 2 --batch 4 2>log
grep -a -q '"image":"{\\"columns\\":2,\\"rows\\":2}"' images/model.safetensors

# Years as names: only the user can tell; evaluate and --resume read the file as train did.
printf '2019,2020\n1,5\n2,3\n4,4\n' >years.csv
small=(--steps 2 --batch 4 --hidden 4)
train --data years.csv --out guessed "${small[@]}" 2>log
grep -q '4 samples of 2 columns.*read as a sample, not as names' log
train --data years.csv --header no --out no "${small[@]}" 2>log
grep -q '4 samples of 2 columns' log
train --data years.csv --header yes --out yes "${small[@]}" --checkpoint-every 1 2>log
grep -q '3 samples of 2 columns' log
head -1 yes/samples.csv | grep -qx '2019,2020'
train --resume yes --steps 3 2>log
grep -q '3 samples of 2 columns' log

# With --bounds data no sample leaves the range of its column, wherever the generator is used; without, some do.
for i in $(seq 200); do echo "$((i % 7)),$((i * i % 11)).5"; done >ranges.csv  # 0 to 6, 0.5 to 9.5
for bounds in none data; do
  train --data ranges.csv --bounds $bounds --out $bounds --steps 50 --batch 16 --hidden 8 2>log >said
  sample --model $bounds/model.safetensors --count 4096 --out $bounds.csv >said
done
outside() { tail -n +2 "$1" | awk -F, '$1 < 0 || $1 > 6 || $2 < 0.5 || $2 > 9.5 { n++ } END { print n + 0 }'; }
[[ $(outside data.csv) == 0 && $(outside data/samples.csv) == 0 && $(outside none.csv) -gt 0 ]]
# clamped, and otherwise the same
awk -F, -v OFS=, 'NR == FNR { a[FNR] = $1; b[FNR] = $2; next }
  FNR > 1 { x = a[FNR] < 0 ? 0 : a[FNR] > 6 ? 6 : a[FNR]; y = b[FNR] < 0.5 ? 0.5 : b[FNR] > 9.5 ? 9.5 : b[FNR]
    if ($1 != x || $2 != y) { print FNR, $0, x, y; bad = 1 } } END { exit bad || FNR != 4097 }' none.csv data.csv
refuses train '--bounds: data must be a table' --data ring --bounds data --out none

exporter=$(type -P export) || exit 0  # not the shell's own
"$exporter" --model data/model.safetensors --out bounded.hpp >said
cat >bounded.cpp <<'END'
#include "bounded.hpp"
#include <cstdio>
int main() {
  bounded::Generator generator{0};
  std::printf("x1,x2\n");
  for (int n = 0; n < 4096; ++n) {
    bounded::value_type sample[2];
    generator.next(sample);
    std::printf("%.17g,%.17g\n", sample[0], sample[1]);
  }
}
END
"${CXX:-c++}" -std=c++17 -O1 -Wall -Wextra -Wconversion -Wshadow -Werror bounded.cpp -o bounded
./bounded >header.csv
[[ $(outside header.csv) == 0 ]]
paste -d, data.csv header.csv | awk -F, 'NR > 1 && (($1 - $3) ^ 2 > 1e-8 || ($2 - $4) ^ 2 > 1e-8) { bad = 1 } END { exit bad }'
