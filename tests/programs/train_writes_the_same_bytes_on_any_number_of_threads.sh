# SPDX-License-Identifier: MIT
set -euo pipefail
type train >/dev/null || exit 77

for objective in js wasserstein; do
  for threads in 1 2 3 4; do
    train --data ring --objective "$objective" --steps 30 --seed 5 --threads "$threads" \
      --out "$threads" 2>/dev/null
    cmp 1/samples.csv "$threads/samples.csv"
    cmp <(cut -d, -f1,3- 1/metrics.csv) <(cut -d, -f1,3- "$threads/metrics.csv")
  done
done
