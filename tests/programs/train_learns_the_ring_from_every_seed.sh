# SPDX-License-Identifier: MIT
# All of the 8 modes, and at least 90 % of the samples of high quality, with nothing but defaults.
set -euo pipefail
if [[ $EIGAN_SLOW == 1 ]]; then EIGAN_SEEDS=1 steps=200; else steps=10000; fi

number() { sed -n "s/^ *\"$2\": *\([-0-9.e]*\),\{0,1\}$/\1/p" "$1/summary.json"; }

failed=0
for seed in $(seq "$EIGAN_SEEDS"); do
  train --data ring --objective js --seed "$seed" --steps "$steps" --out "$seed" 2>/dev/null
  modes=$(number "$seed" modes_captured)
  share=$(number "$seed" high_quality)
  echo "seed $seed: $modes modes, high quality $share"
  if [[ $EIGAN_SLOW != 1 ]] && ! awk "BEGIN { exit !($modes == 8 && $share >= 0.9) }"; then
    failed=1
  fi
done
exit $failed
