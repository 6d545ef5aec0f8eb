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
sample --model table --count 1000 --seed 1 --out of_the_run.csv >log  # the folder of a run has a model
cmp other.csv of_the_run.csv
sample --help >help
grep -q 'Exit status: 0 for success, 2 for any error' help
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
refused '--out: a .png is for images; this generator makes 2 columns: write a .csv or .npy' --model $model --out new.png
refused '--out: must end in .csv, .npy or .png; got new.txt' --model $model --out new.txt
refused '--count: must be at most 10,000 for a .png; got 10001' --model images/model.safetensors --count 10001 --out new.png
refused '--count: must be at least 1; got 0' --model $model --count 0 --out new.csv
refused 'nothing: No such file' --model nothing --out new.csv
mkdir empty
refused '--model: empty must hold a finished run; missing: empty/model.safetensors' --model empty --out new.csv
refused 'table.csv: must be a safetensors file; got a file of another kind' --model table.csv --out new.csv
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
# A file that is there stays, unless it may be replaced, and the model even then.
cp few.csv before
refused '--out: few.csv exists: choose another file, or replace it with --overwrite' --model $model --out few.csv
cmp few.csv before
cp $model model.csv
refused '--out: ./model.csv is the model that is read' --model ./model.csv --out model.csv --overwrite
cmp $model model.csv
sample --model $model --count 1000 --seed 1 --out few.csv --overwrite >log
cmp few.csv other.csv

# Numbers are decimal, to the last of 64 bits.
for seed in 8 08 010 10 18446744073709551615; do
  sample --model $model --count 0100 --seed $seed --out seed_$seed.csv >log
done
[[ $(wc -l <seed_8.csv) -eq 101 ]]
cmp seed_8.csv seed_08.csv
cmp seed_10.csv seed_010.csv
if cmp -s seed_8.csv seed_010.csv || cmp -s seed_8.csv seed_18446744073709551615.csv; then exit 1; fi

# A signal leaves nothing half written.
for signal in INT TERM HUP; do
  set -m  # a job in the background hears SIGINT
  sample --model $model --count 1000000000000 --out new.csv 2>stderr &
  run=$!
  trap 'kill -KILL $run 2>/dev/null || true' EXIT
  wait_for_rows new.csv.partial 1000
  kill -s $signal $run
  status=0
  wait $run || status=$?
  [[ $status -eq $((128 + $(kill -l $signal))) && ! -s stderr ]]
  [[ -z $(compgen -G 'new.*') ]]
done
# Nor does a reader that is gone.
{ sleep 0.5; status=0; sample --model $model --out unread.csv || status=$?; echo $status >status; } | true
[[ $(cat status) == 0 && $(wc -l <unread.csv) -eq 1001 ]]

(
  trap '' XFSZ  # so that writing fails and does not kill
  ulimit -f 8
  refused 'cannot write new.csv.partial' --model $model --count $many --out new.csv
)
[[ -z $(compgen -G 'new.*') ]]
