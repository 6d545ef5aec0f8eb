# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"

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
png images.png
sample --model images/model.safetensors --count 7 --out images.csv >log
head -1 images.csv | grep -q '^x1,.*,x16$'

refused() { refuses sample "$@"; }
refused '--out: only images make a .png; this generator makes 2 columns' --model $model --out new.png
refused '--out: must end in .csv, .npy or .png, got new.txt' --model $model --out new.txt
refused '--count: a .png shows at most 10,000' --model images/model.safetensors --count 10001 --out new.png
refused '--count: must be at least 1, got 0' --model $model --count 0 --out new.csv
refused 'nothing: No such file' --model nothing --out new.csv
refused 'table.csv: safetensors' --model table.csv --out new.csv
refused 'cannot write .*no_folder' --model $model --out no_folder/new.csv
refused '--model' --out new.csv
# Metadata of other sizes; the files are as long as they were.
altered() { sed "s/crc32/CRC32/; $1" "$2"; }  # as another program may have written it, without a checksum
refused 'the file is damaged' --model <(sed 's/b\\",\\"c/b-----c/' $model) --out new.csv
altered 's/b\\",\\"c/b-----c/' $model >one_column
refused 'one_column: there must be as many columns as samples have features, 2' --model one_column --out new.csv
altered 's/\\"rows\\":4/\\"rows\\":5/' images/model.safetensors >five_rows
refused 'five_rows: images must have as many pixels' --model five_rows --out new.csv
altered 's/{\\"columns\\":4/[\\"columns\\":4/' images/model.safetensors >no_json
refused 'no_json: metadata .image. must be JSON' --model no_json --out new.csv
(
  trap '' XFSZ  # so that writing fails and does not kill
  ulimit -f 8
  refused 'cannot write new.csv.partial' --model $model --count $many --out new.csv
)
[[ -z $(compgen -G 'new.*') ]]
