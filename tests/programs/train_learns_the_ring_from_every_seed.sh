# SPDX-License-Identifier: MIT
# All of the 8 modes, and most samples of high quality, with nothing but defaults (the second: fewer steps).
set -euo pipefail

number() { sed -n "s/^ *\"$2\": *\([-0-9.e]*\),\{0,1\}$/\1/p" "$1/summary.json"; }

failed=0
learns() {  # OBJECTIVE STEPS LEAST_QUALITY
  local seed modes share steps=$2
  if [[ $EIGAN_SLOW == 1 ]]; then EIGAN_SEEDS=1 steps=200; fi
  for seed in $(seq "$EIGAN_SEEDS"); do
    train --data ring --objective "$1" --seed "$seed" --steps "$steps" --out "$1 $seed" 2>/dev/null
    modes=$(number "$1 $seed" modes_captured)
    share=$(number "$1 $seed" high_quality)
    echo "$1, seed $seed: $modes modes, high quality $share"
    if [[ $EIGAN_SLOW != 1 ]] && ! awk "BEGIN { exit !($modes == 8 && $share >= $3) }"; then
      failed=1
    fi
  done
}
learns js 10000 0.9
learns hinge 4000 0.8
exit $failed
