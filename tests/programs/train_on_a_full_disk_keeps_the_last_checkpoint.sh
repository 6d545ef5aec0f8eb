# SPDX-License-Identifier: MIT
# The disk is full for every file above a size, as a limit on files has it.
set -euo pipefail
type train >/dev/null || exit 77

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
