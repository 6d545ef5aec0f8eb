# SPDX-License-Identifier: MIT
# A generator's own samples, as if they were the data, are what it makes; moved and mixed up they are not.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

awk 'BEGIN {
  srand(3); print "weight,height"
  for (i = 0; i < 300; ++i) { a = rand() + rand(); printf "%.4f,%.4f\n", 70 + 10 * a, 1.6 + 0.2 * a + 0.1 * rand() }
}' >people.csv
train --data people.csv --out people --steps 300 2>log
model=people/model.safetensors
sample --model $model --count 4000 --seed 7 --out own.csv
# by its mean and spread: the first column moved by one spread, then the second one in another order
awk -F, -v OFS=, 'NR == FNR { if (FNR > 1) { n++; m += $1; q += $1 * $1 }; next }
  FNR == 1 { m /= n; s = sqrt(q / n - m * m); print; next } { print $1 + s, $2 }' own.csv own.csv >moved.csv
awk -F, -v OFS=, 'NR == FNR { second[FNR] = $2; next }
  FNR == 1 { print; next } { print $1, second[FNR == 2 ? n = 4001 : FNR - 1] }' own.csv own.csv >mixed.csv

# number FILE KEY...: from evaluation.json
number() {
  local file=$1; shift
  python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[int(key) if isinstance(value, list) else key]
print(value)' "$file/evaluation.json" "$@"
}
# within LOW VALUE HIGH
within() { awk -v l="$1" -v x="$2" -v h="$3" 'BEGIN { exit !(x >= l && x <= h) }' || { echo "$2 is not in [$1, $3]"; exit 1; }; }

for data in own moved mixed; do evaluate --model $model --data $data.csv --count 4000 --out $data | tee $data.txt; done
test -s own/marginals.csv
if type gnuplot >/dev/null 2>&1; then png own/marginals.png; fi
grep -q '^weight ' own.txt

if type python3 >/dev/null 2>&1; then
  # 4,000 of each: means differ by about sqrt(2 / 4000) = 0.022 spreads
  within 0 "$(number own columns 0 mean_off_in_spreads)" 0.1
  within 0 "$(number own columns 0 w1_in_spreads)" 0.12
  within 0 "$(number own correlations most_off)" 0.05
  within 0.9 "$(number moved columns 0 mean_off_in_spreads)" 1.1
  within 0.9 "$(number moved columns 0 w1_in_spreads)" 1.1
  within 0 "$(number moved columns 1 w1_in_spreads)" 0.12
  within 0 "$(number moved correlations most_off)" 0.05
  within 0.3 "$(number mixed correlations most_off)" 1
  within 0 "$(number mixed columns 1 w1_in_spreads)" 0.12
  # nearest neighbours: what the other half gets, and less of what lies elsewhere
  for share in precision recall coverage; do
    other=$(number own two_samples $share real)
    within "$(awk -v x="$other" 'BEGIN { print x - 0.06 }')" "$(number own two_samples $share generated)" \
      "$(awk -v x="$other" 'BEGIN { print x + 0.06 }')"
    within 0 "$(number moved two_samples $share generated)" "$(awk -v x="$other" 'BEGIN { print x - 0.15 }')"
  done
  # what is made lies among the mixed data, and does not reach most of them
  within 0.95 "$(number mixed two_samples precision generated)" 1
  within 0 "$(number mixed two_samples recall generated)" 0.6
fi

# Names of columns are text, whatever is in them, and large numbers keep their digits.
awk 'BEGIN { srand(4); print "it\x27s `touch executed`,\"$(touch executed)\""
  for (i = 0; i < 100; ++i) printf "%d,%.3f\n", 1700000000 + i, rand() }' >odd.csv
train --data odd.csv --out odd --steps 20 --hidden 8 2>log
evaluate --model odd/model.safetensors --data odd.csv --count 100 --out odd | tee odd.txt
[[ ! -e executed && ! -e odd/executed ]]
if type gnuplot >/dev/null 2>&1; then grep -q '^histograms of the columns: odd/marginals.png' odd.txt; fi
sample --model odd/model.safetensors --count 500 --out odd/samples.csv
(($(tail -n +2 odd/samples.csv | cut -d, -f1 | sort -u | wc -l) > 400))

# columns that nobody named are taken in their order
tail -n +2 own.csv >unnamed.csv
evaluate --model $model --data unnamed.csv --count 4000 --out unnamed >unnamed.txt
cmp <(grep -v / own.txt) <(grep -v / unnamed.txt)  # all but the lines with names of files

# images, of 2 x 3 pixels
printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 2, 3), }" >images.npy
awk 'BEGIN { for (i = 0; i < 240; ++i) printf "%c", 33 + i * 7 % 90 }' >>images.npy
train --data images.npy --out images --steps 20 --batch 8 2>log
evaluate --model images/model.safetensors --data images.npy --count 100 --out images | tee images.txt
grep -q '^Frechet distance on pixels ' images.txt
png images/nearest.png

refused() { refuses evaluate "$@" --out refused; }
sed '1s/height/length/' people.csv >other.csv
head -5 people.csv >few.csv
refused "column 2 is 'length', the generator's is 'height'" --model $model --data other.csv
sed "s/'shape': (40, 2, 3)/'shape': (40, 3, 2)/" images.npy >turned.npy
refused 'images of the size that the generator makes, 2 x 3, they are of 3 x 2' --model images/model.safetensors --data turned.npy
refused 'it makes rows of 2 values, the data are images of 6' --model $model --data images.npy
refused 'at least 12 samples, got 4' --model $model --data few.csv
refused 'No such file' --model $model --data none.csv
refused 'required' --model $model
[[ ! -e refused ]]
type python3 >/dev/null || exit 77  # the numbers are not looked at
