# SPDX-License-Identifier: MIT
set -euo pipefail
type train sample >/dev/null || exit 77
source "$(dirname "$0")/../support/idx.sh"

many=50000
if [[ $EIGAN_SLOW == 1 ]]; then many=5000; fi

printf '%s\n' '"a, b",c' 1000,1 2000,3 1500,2 >table.csv
train --data table.csv --out table --steps 5 --batch 4 2>log
model=table/model.safetensors

# As many as wanted, in the units of the data; fewer are the first of them; a seed is a set of samples.
sample --model $model --count $many --out many.csv >log
grep -qx "many.csv: $many samples" log
sample --model $model --count 1000 --out few.csv >log
[[ $(wc -l <many.csv) -eq $((many + 1)) ]]
head -1 many.csv | grep -qx '"a, b",c'
head -1001 many.csv | cmp - few.csv
sample --model $model --count 1000 --seed 1 --out other.csv >log
if cmp -s few.csv other.csv; then echo "the seed has no influence"; exit 1; fi
awk -F, 'NR > 1 { s += $1 } END { exit !(s / (NR - 1) > 300 && s / (NR - 1) < 3000) }' many.csv

sample --model $model --count $many --out many.npy >log
[[ $(wc -c <many.npy) -eq $((128 + many * 2 * 8)) ]]
head -c 128 many.npy | grep -a -q "'shape': ($many, 2,)"
train --data many.npy --out again --steps 1 2>log  # and we read what we write
grep -q "$many samples of 2 columns" log

images images.idx 3
train --data images.idx --out images --steps 5 --batch 4 2>log
sample --model images/model.safetensors --count 7 --out images.npy >log
head -c 128 images.npy | grep -a -q "'<f4'.*'shape': (7, 4, 4,)"
sample --model images/model.safetensors --count 7 --out images.png >log
head -c 4 images.png | grep -a -q PNG
sample --model images/model.safetensors --count 7 --out images.csv >log
head -1 images.csv | grep -q '^x1,.*,x16$'

# refuses PATTERN ARGUMENT...: status 2, one line that holds PATTERN, and no file
refuses() {
  local pattern=$1 status=0
  shift
  rm -f new.*
  sample "$@" >stdout 2>stderr || status=$?
  if [[ $status -ne 2 || $(wc -l <stderr) -ne 1 || -s stdout || -n $(compgen -G 'new.*') ]] ||
    ! grep -q -e "$pattern" stderr; then
    echo "sample $* ended with $status; expected 2 and: $pattern. It said:"
    cat stdout stderr
    exit 1
  fi
}
refuses '--out: only images make a .png; this generator makes 2 columns' --model $model --out new.png
refuses '--out: must end in .csv, .npy or .png, got new.txt' --model $model --out new.txt
refuses '--count: a .png shows at most 10,000' --model images/model.safetensors --count 10001 --out new.png
refuses '--count: must be at least 1, got 0' --model $model --count 0 --out new.csv
refuses 'nothing: No such file' --model nothing --out new.csv
refuses 'table.csv: safetensors' --model table.csv --out new.csv
refuses 'cannot write .*no_folder' --model $model --out no_folder/new.csv
refuses '--model' --out new.csv
# Metadata of other sizes; the files are as long as they were.
sed 's/b\\",\\"c/b-----c/' $model >one_column
refuses 'one_column: there must be as many columns as samples have features, 2' --model one_column --out new.csv
sed 's/\\"rows\\":4/\\"rows\\":5/' images/model.safetensors >five_rows
refuses 'five_rows: the images must have as many pixels' --model five_rows --out new.csv
sed 's/{\\"columns\\":4/[\\"columns\\":4/' images/model.safetensors >no_json
refuses 'no_json: the file.s metadata on its data must be as train writes them' --model no_json --out new.csv
(
  trap '' XFSZ  # so that writing fails and does not kill
  ulimit -f 8
  refuses 'cannot write new.csv.partial' --model $model --count $many --out new.csv
)
