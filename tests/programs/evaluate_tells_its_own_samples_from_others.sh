# SPDX-License-Identifier: MIT
# Against its own samples a generator is perfect; against the same ones moved or mixed up it is not.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

awk 'BEGIN {
  srand(3); print "weight,height"
  for (i = 0; i < 300; ++i) { a = rand() + rand(); printf "%.4f,%.4f\n", 70 + 10 * a, 1.6 + 0.2 * a + 0.1 * rand() }
}' >people.csv
train --data people.csv --out people --steps 300 2>log
model=people/model.safetensors
sample --model $model --count 4000 --seed 7 --out own.csv
# the first column moved by one spread; the second one in another order
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

# Names of columns are text, whatever they contain, and large numbers keep their digits.
awk 'BEGIN { srand(4); print "it\x27s `touch executed`,\"$(touch executed)\""
  for (i = 0; i < 100; ++i) printf "%d,%.3f\n", 1700000000 + i, rand() }' >odd.csv
train --data odd.csv --out odd --steps 20 --hidden 8 2>log
evaluate --model odd/model.safetensors --data odd.csv --count 100 --out odd | tee odd.txt
[[ ! -e executed && ! -e odd/executed ]]
if type gnuplot >/dev/null 2>&1; then grep -q '^histograms of the columns: odd/marginals.png' odd.txt; fi
sample --model odd/model.safetensors --count 500 --out odd/drawn.csv
(($(tail -n +2 odd/drawn.csv | cut -d, -f1 | sort -u | wc -l) > 400))

# unnamed columns are taken in their order
tail -n +2 own.csv >unnamed.csv
evaluate --model $model --data unnamed.csv --count 4000 --out unnamed >unnamed.txt
cmp <(grep -v / own.txt) <(grep -v / unnamed.txt)  # all but the lines with names of files

# images, of 2 x 3 pixels
printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 2, 3), }" >images.npy
awk 'BEGIN { for (i = 0; i < 240; ++i) printf "%c", 33 + i * 7 % 90 }' >>images.npy
train --data images.npy --out images --steps 20 --batch 8 2>log
evaluate --model images/model.safetensors --data images.npy --count 100 --out images | tee images.txt
grep -q '^Frechet distance on pixels ' images.txt
grep -q '^maximum mean discrepancy, squared, on pixels ' images.txt
png images/nearest.png

refused() { refuses evaluate "$@" --out refused; }
sed '1s/height/length/' people.csv >other.csv
head -5 people.csv >few.csv
refused "column 2 must be 'height', as the generator makes it; got 'length'" --model $model --data other.csv
sed "s/'shape': (40, 2, 3)/'shape': (40, 3, 2)/" images.npy >turned.npy
refused 'images must be 2 x 3, as the generator makes them; got 3 x 2' --model images/model.safetensors --data turned.npy
refused 'must be rows of 2 values, as the generator makes them; got images of 6' --model $model --data images.npy
refused 'must have at least 12 samples; got 4' --model $model --data few.csv
refused 'No such file' --model $model --data none.csv
refused 'required' --model $model
[[ ! -e refused ]]

# Its own results are replaced, but not its data, nor the files of others.
cp own.csv own/marginals.csv
refuses evaluate 'would replace own/marginals.csv, which is read' --model $model --data own/marginals.csv --out own
cmp own.csv own/marginals.csv
evaluate --model $model --data own.csv --count 100 --out own >/dev/null
if cmp -s own.csv own/marginals.csv; then exit 1; fi
for file in evaluation.json marginals.csv marginals.gnuplot marginals.png nearest.png; do
  mkdir others
  echo mine >others/$file
  refuses evaluate "others/$file is not from an earlier run" --model $model --data own.csv --out others
  [[ $(ls others) == "$file" && $(cat others/$file) == mine ]]
  rm -r others
done

# A seed is a set of samples.
for seed in 1 01 2; do evaluate --model $model --data own.csv --count 50 --seed $seed --out seed_$seed >/dev/null; done
cmp seed_1/marginals.csv seed_01/marginals.csv
if cmp -s seed_1/marginals.csv seed_2/marginals.csv; then exit 1; fi
if type python3 >/dev/null 2>&1; then  # real and generated ones both
  for kind in real generated; do
    [[ $(number seed_1 columns 0 $kind mean) == $(number seed_01 columns 0 $kind mean) ]]
    [[ $(number seed_1 columns 0 $kind mean) != $(number seed_2 columns 0 $kind mean) ]]
  done
fi

# Without gnuplot there is a sentence, and nothing from the shell.
PATH=$(dirname "$(type -P evaluate)") evaluate --model $model --data own.csv --count 50 --out plain >plain.txt 2>plain.err
[[ ! -s plain.err ]]
grep -q '^no picture without gnuplot (Debian: gnuplot-nox): histograms are in plain/marginals.csv$' plain.txt

# A reader that is gone ends nothing.
{ sleep 0.5; status=0; evaluate --model $model --data own.csv --count 100 --out unread || status=$?; echo $status >status; } | true
[[ $(cat status) == 0 && -s unread/evaluation.json ]]

type python3 >/dev/null || exit 77  # the numbers are not looked at
