# SPDX-License-Identifier: MIT
# The disk is full for every file above a size, as a limit on files has it.
set -euo pipefail

train --data ring --steps 4 --checkpoint-every 2 --hidden 32,32 --batch 8 --report-every 1000 --out run
cp -r run before
status=0
(
  trap '' XFSZ  # so that writing fails and does not kill
  ulimit -f 8
  train --resume run --steps 10 2>stderr
) || status=$?
[[ $status -eq 2 ]]
tail -n 1 stderr | grep -q 'train: cannot write run/checkpoint-6.safetensors.partial: File too large'
cmp run/checkpoint-4.safetensors before/checkpoint-4.safetensors
[[ ! -e run/checkpoint-6.safetensors && ! -e run/checkpoint-6.safetensors.partial ]]
train --resume run --steps 6
[[ -s run/checkpoint-6.safetensors ]]

# A log that can grow no more ends a run too: what it has learned by then is kept, unasked.
status=0
(
  trap '' XFSZ
  ulimit -f 64
  train --data ring --steps 1000000 --hidden 8 --batch 8 --report-every 1 --out log 2>stderr
) || status=$?
[[ $status -eq 2 ]]
tail -n 1 stderr | grep -q 'train: CsvLog: cannot write to log/metrics.csv'
stopped=$(sed -n 's/.*train: stopped after step \([0-9]*\) of 1000000; .* train --resume .*/\1/p' stderr)
[[ -s log/checkpoint-$stopped.safetensors ]]
train --resume log --steps $((stopped + 4))
[[ $(tail -n 1 log/metrics.csv | cut -d, -f1) == $((stopped + 4)) ]]
