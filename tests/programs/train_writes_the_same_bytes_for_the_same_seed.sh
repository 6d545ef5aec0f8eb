# SPDX-License-Identifier: MIT
set -euo pipefail
source "$(dirname "$0")/../support/idx.sh"
source "$(dirname "$0")/../support/checks.sh"

images few.idx 9
for data in ring few.idx; do
  for objective in js wasserstein 'hinge --penalty r1,dragan --every 2'; do
    rm -rf first second other
    for run in first second; do
      # shellcheck disable=SC2086
      train --data "$data" --objective $objective --steps 40 --hidden 16,16 --batch 24 --seed 5 \
        --out "$run" 2>/dev/null
    done
    cmp first/samples.png second/samples.png
    if [[ $data == ring ]]; then cmp first/samples.csv second/samples.csv; fi
    same_metrics first second
    cmp <(grep -v second first/summary.json) <(grep -v second second/summary.json)

    # shellcheck disable=SC2086
    train --data "$data" --objective $objective --steps 40 --hidden 16,16 --batch 24 --seed 6 \
      --out other 2>/dev/null
    if same_metrics first other >/dev/null; then
      echo 'another seed gave the same numbers'
      exit 1
    fi
  done
done
