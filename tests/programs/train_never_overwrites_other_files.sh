# SPDX-License-Identifier: MIT
# A run replaces the results of an earlier run if it is told to, and no other file.
set -euo pipefail
source "$(dirname "$0")/../support/checks.sh"

small=(--steps 3 --batch 8 --hidden 4)
for file in settings.toml metrics.csv model.safetensors samples.csv samples.png summary.json curves.png \
  curves.gnuplot animation.gif animation.gnuplot frames/000000001.png; do
  mkdir -p "others/$(dirname $file)"
  echo mine >others/$file
  cp -r others before
  refuses train "others/${file%%/*} is not from an earlier run" --data ring "${small[@]}" --out others
  diff -r others before
  rm -r others before
done

# Not even within a run's folder the data.
train --data ring "${small[@]}" --out run 2>log
cp run/samples.csv before
ln -s run/samples.csv link.csv
for data in run/samples.csv ./run/../run/samples.csv link.csv; do  # whatever it is called
  refuses train "would replace $data, which is read" --data $data "${small[@]}" --out run
done
cmp before run/samples.csv

# What a run wrote the next one replaces only if it is told to, then with the checkpoints.
cp -r run kept
refuses train '--out: run holds a finished run: choose another folder, or replace it with --overwrite' \
  --data ring "${small[@]}" --seed 2 --out run
diff -r kept run
train --data ring "${small[@]}" --seed 2 --out run --overwrite --checkpoint-every 2 2>log
[[ -e run/checkpoint-2.safetensors ]]
train --data ring "${small[@]}" --seed 2 --out run --overwrite 2>log
[[ ! -e run/checkpoint-2.safetensors ]]
if cmp -s before run/samples.csv; then exit 1; fi
